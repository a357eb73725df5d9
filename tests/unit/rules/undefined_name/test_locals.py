from __future__ import annotations

import pytest

from remend.module import Module
from remend.naming.uses import Uses
from remend.rules.undefined_name.candidate import Question
from remend.rules.undefined_name.locals import find_elsewhere

HERE = "def here():\n    env\n"


def told(code: str) -> str:
    module = Module.load("app.py", code.encode())
    assert isinstance(module, Module)
    return find_elsewhere(Question(module, "env", Uses()))


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("def other():\n    env = 1\n", "a local of `other` (line 2)"),
        ("def other():\n    if x:\n        with y as env: ...\n", "a local of `other` (line 3)"),
        ("def other(env): ...\n", "a parameter of `other` (line 1)"),
        ("def other():\n    from lib import env\n", "imported inside `other` (line 2)"),
        ("def other():\n    def env(): ...\n", "defined inside `other` (line 2)"),
        ("class A:\n    env = 1\n", "a name of the class `A` (line 2)"),
        ("class A:\n    def env(self): ...\n", "a method of the class `A` (line 2)"),
        (
            "class A:\n    @pytest.fixture\n    def env(self): ...\n",
            "a fixture, to be taken as a parameter, of `A` (line 3)",
        ),
        ("class A:\n    def f(self):\n        self.env = 1\n", "an attribute of `self`, set in `A.f` (line 3)"),
        ("class A:\n    async def f(self):\n        env = 1\n", "a local of `f` (line 3)"),
        ("def other():\n    env = 1\n    env = 2\n", "a local of `other` (line 2)"),
        ("def other():\n    env = 1\ndef more(env): ...\n", "a local of `other` (line 2) and bound in 1 other"),
        (
            "def other():\n    env = 1\ndef more(env): ...\ndef third(env): ...\n",
            "a local of `other` (line 2) and bound in 2 others",
        ),
    ],
)
def test_the_place_that_binds_the_name_is_told(code: str, how: str) -> None:
    assert told(code + HERE) == f"`env` is {how}; nothing binds it where it is used"


def test_a_name_that_is_bound_nowhere_is_not_told_of() -> None:
    assert told("def other():\n    self.env\n" + HERE) == ""
