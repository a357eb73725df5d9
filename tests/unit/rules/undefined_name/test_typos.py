from __future__ import annotations

import pytest

from remend.index.extract import extract
from remend.index.index import Definition, Index
from remend.index.modules import ModuleMap
from remend.module import Module
from remend.naming.uses import Uses
from remend.rules.undefined_name.candidate import Question
from remend.rules.undefined_name.typos import Misspelling


def anything_fits(_found: Definition, _uses: Uses) -> bool | None:
    return None


def nothing_fits(_found: Definition, _uses: Uses) -> bool | None:
    return False


def suggested(code: str, name: str, elsewhere: str = "", *, can_fit: bool = True) -> list[str]:
    module = Module.load("app.py", code.encode())
    assert isinstance(module, Module)
    texts = {"app.py": code, "other.py": elsewhere}
    index = Index({path: extract(path, text.encode()) for path, text in texts.items()}, ModuleMap(texts))
    source = Misspelling(index, anything_fits if can_fit else nothing_fits)
    return [candidate.rename for candidate in source(Question(module, name, Uses()))]


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("def f():\n    result = 1\n    return reuslt\n", "reuslt", "result"),
        ("def f(length):\n    return lenght\n", "lenght", "length"),
        ("def compute(): ...\ncompuet()\n", "compuet", "compute"),
        ("x = Flase\n", "Flase", "False"),
        ("def f():\n    total = 1\n    return [n + totla for n in []]\n", "totla", "total"),
    ],
)
def test_a_slip_is_seen(code: str, name: str, expected: str) -> None:
    assert suggested(code, name) == [expected]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param("row = 1\nrwo\n", "rwo", id="too short"),
        pytest.param("def f():\n    result = 1\ndef g():\n    reuslt\n", "reuslt", id="not in scope"),
        pytest.param("def f(result):\n    reuslt\nreuslt\n", "reuslt", id="not in scope everywhere"),
        pytest.param("class A:\n    result = 1\n    def f(self):\n        reuslt\n", "reuslt", id="in a class around"),
        pytest.param("users = 1\nuser\n", "user", id="one and many"),
        pytest.param("parse_qsl = 1\nparse_qs\n", "parse_qs", id="a longer one"),
        pytest.param("step1 = 1\nstep2\n", "step2", id="numbered"),
        pytest.param("timed = 1\ntime\n", "time", id="a standard module"),
        pytest.param("Patch = 1\npatch\n", "patch", id="written in another style"),
        pytest.param("reader = 1\nheader = 2\nleader = 3\nbeader\n", "beader", id="several are as close"),
    ],
)
def test_no_slip_is_seen_where(code: str, name: str) -> None:
    assert suggested(code, name) == []


@pytest.mark.parametrize("elsewhere", ["def compuet(): ...\n", "from lib import compuet\n"])
def test_a_name_that_the_project_knows_is_no_slip(elsewhere: str) -> None:
    assert suggested("def compute(): ...\ncompuet()\n", "compuet", elsewhere) == []


def test_a_definition_that_does_not_fit_is_no_slip() -> None:
    code = "def compute(): ...\ndef f(compute_): ...\ncompuet()\n"
    assert suggested(code, "compuet") == ["compute"]
    assert suggested(code, "compuet", can_fit=False) == []
