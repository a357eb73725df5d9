from __future__ import annotations

import pytest

from remend.index.extract import extract
from remend.index.facts import Function
from remend.index.index import Definition, Index
from remend.index.modules import ModuleMap
from remend.module import Module
from remend.naming.uses import Call, Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.members import OwnMember


def fits(definition: Definition, uses: Uses) -> bool | None:
    assert isinstance(definition.fact, Function)
    return all(call.positional == len(definition.fact.parameters) for call in uses.calls)


CALLED = Uses(calls=(Call(1, frozenset(), is_open=False),))


def members(code: str, uses: Uses = CALLED) -> list[Candidate]:
    module = Module.load("app.py", code.encode())
    assert isinstance(module, Module)
    index = Index({"app.py": extract("app.py", code.encode())}, ModuleMap(["app.py"]))
    return list(OwnMember(index, fits)(Question(module, "check", uses)))


def test_a_method_of_the_class_around_was_meant() -> None:
    (candidate,) = members("class A:\n    def run(self):\n        check(1)\n    def check(self, x): ...\n")
    assert candidate.rename == "self.check"
    assert candidate.evidence == ("line 4 defines it as a method of `A`, and all uses are in that class",)


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    def run(this):\n        check(1)\n    def check(self, x): ...\n",
        "class A:\n    def run(this):\n        return [check(x) for x in (check,)]\n    def check(self, x): ...\n",
    ],
)
def test_the_first_parameter_leads_there(code: str) -> None:
    assert [candidate.rename for candidate in members(code)] == ["this.check"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "class A:\n    def run(self):\n        check(1)\n    def check(self): ...\n", id="it takes no more"
        ),
        pytest.param(
            "class A:\n    def run(self):\n        check(1)\nclass B:\n    def check(self, x): ...\n", id="of B"
        ),
        pytest.param(
            "class A:\n    @fixture\n    def check(self, x): ...\n    def run(self):\n        check(1)\n",
            id="decorated",
        ),
        pytest.param(
            "class A:\n    @staticmethod\n    def run(x):\n        check(1)\n    def check(self, x): ...\n", id="static"
        ),
        pytest.param("class A:\n    def check(self, x):\n        return check(x)\n", id="it would call itself"),
        pytest.param("class A:\n    def run(self, x=check(1)): ...\n    def check(self, x): ...\n", id="default value"),
        pytest.param("class A:\n    def check(self, x): ...\n    y = check(1)\ncheck(1)\n", id="outside of the class"),
        pytest.param(
            "class A:\n    def run(self):\n        self = 1\n        check(1)\n    def check(self, x): ...\n",
            id="rebound",
        ),
        pytest.param(
            "class A:\n    def run(self):\n        def f(self):\n            check(1)\n    def check(self, x): ...\n",
            id="hidden",
        ),
        pytest.param(
            "def f():\n    class A:\n        def run(self):\n            check(1)\n        def check(self, x): ...\n",
            id="a class in a function",
        ),
    ],
)
def test_no_method_was_meant_where(code: str) -> None:
    assert members(code) == []


def test_a_name_that_is_read_from_is_no_method() -> None:
    code = "class A:\n    def run(self):\n        check.it\n    def check(self, x): ...\n"
    assert members(code, Uses(attributes=frozenset({"it"}))) == []
