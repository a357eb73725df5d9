from __future__ import annotations

import pytest

from questions import ask, ground_of
from remend.index.facts import Class, Function
from remend.index.index import Definition
from remend.naming.fit import Fit, accepts, fits, is_plain
from remend.naming.uses import Call


def fit(definition: str, use: str) -> Fit:
    files = {"p/__init__.py": "", "p/m.py": definition, "p/use.py": use}
    ground = ground_of(files)
    found = ground.index.resolve("p.m.x") or Definition("p/m.py")
    return fits(ground.index, found, ask(files, "p/use.py", "x").uses)


@pytest.mark.parametrize(
    ("definition", "use"),
    [
        ("def x(a, b=1): ...", "x(1)"),
        ("def x(*, a): ...", "x(a=1)"),
        ("@contextmanager\ndef x(a): ...", "with x(1): ..."),
        ("async def x(): ...", "async def f(): await x()"),
        ("class x:\n    def __init__(self, a): ...", "x(1)"),
        ("class x:\n    def go(self): ...", "x.go"),
        ("class x: ...", "x()"),
        ("class x: ...", "class y(x): ..."),
        ("class x(Exception): ...", "raise x"),
        ("class x(Base):\n    def go(self): ...", "x.go\nx.other"),
        ("y = 1", "x.y"),
        ("class Y:\n    def __init__(self): self.a = 1\nx = Y(2)", "x.a"),
    ],
)
def test_facts_can_confirm_a_use(definition: str, use: str) -> None:
    found = fit(definition, use)

    assert found.is_possible
    assert found.confirmed > 0


@pytest.mark.parametrize(
    ("definition", "use"),
    [
        ("@route('/')\ndef x(a): ...", "x(1, 2, 3)\nx.route"),
        ("def x(a): ...", "x"),
        ("def x(a): ...", "x(**k)"),
        ("def x() -> Awaitable[int]: ...", "async def f(a): await x(*a)"),
        ("x = make()", "x.a(1)"),
        ("class x(Base): ...", "x(1).a\nx.b\nwith x(1): ..."),
        ("@dataclass\nclass x:\n    a: int", "x(a=1)"),
        ("class x:\n    def __new__(cls, *a): ...", "x(1)"),
        ("class x: ...", "x.__name__"),
        ("class Y(Base): ...\nx = Y()", "x.a"),
        ("class Y:\n    def __getattr__(self, name): ...\nx = Y()", "x.a"),
        ("class Y: ...\nx = Y()", "x.__dict__"),
        ("class Y: ...\nx = Y", "x.a"),
        ("x = y.Y()", "x.a"),
    ],
)
def test_what_cannot_be_told_is_possible(definition: str, use: str) -> None:
    assert fit(definition, use) == Fit()


@pytest.mark.parametrize(
    ("definition", "use", "against"),
    [
        ("def x(a): ...", "x()", "it does not take these arguments"),
        ("def x(a): ...", "x(1, 2)", "it does not take these arguments"),
        ("def x(a): ...", "x(b=1)", "it does not take these arguments"),
        ("def x(a): ...", "x.real", "it is a function without real"),
        ("def x(a): ...", "class y(x): ...", "it is a function, not a class"),
        ("def x(a): ...", "y: x", "it is a function, not a class"),
        ("def x(a): ...", "try: ...\nexcept x: ...", "it is a function, not a class"),
        ("def x() -> int: ...", "async def f(): await x()", "it is no coroutine function"),
        ("async def x(): ...", "with x(): ...", "it is a coroutine function"),
        ("class x:\n    def __init__(self, a): ...", "x()", "its __init__ does not take these arguments"),
        ("class x: ...", "x(1)", "its __init__ does not take these arguments"),
        ("class x: ...", "x.go", "the class has no go"),
        ("class x: ...", "raise x", "it is no exception"),
        ("class x: ...", "with x(): ...", "the class has no __enter__"),
        ("class x: ...", "async def f(): await x()", "the class has no __await__"),
        ("y = 1", "x.z", "it has no z"),
        ("y = 1", "x()", "it is a module"),
    ],
)
def test_what_does_not_fit_is_said(definition: str, use: str, against: str) -> None:
    assert fit(definition, use).against == against


@pytest.mark.parametrize(
    ("parameters", "call", "verdict"),
    [
        ("a, /", Call(0, frozenset({"a"}), is_open=False), False),
        ("a", Call(1, frozenset({"a"}), is_open=False), False),
        ("*a", Call(9, frozenset(), is_open=False), True),
        ("**k", Call(0, frozenset({"a"}), is_open=False), True),
        ("*, a=1", Call(0, frozenset(), is_open=False), True),
        ("a", Call(2, frozenset(), is_open=True), False),
        ("a", Call(0, frozenset(), is_open=True), None),
    ],
)
def test_a_call_binds_as_python_binds_it(parameters: str, call: Call, verdict: bool | None) -> None:  # noqa: FBT001
    found = ground_of({"m.py": f"def f({parameters}): ..."}).index.resolve("m.f")
    assert found is not None
    assert isinstance(found.fact, Function)

    assert accepts(found.fact, call) is verdict


@pytest.mark.parametrize(("bases", "unknown"), [("", False), ("Known", False), ("ABC", False), ("other.Base", True)])
def test_a_base_outside_the_project_is_unknown(bases: str, unknown: bool) -> None:  # noqa: FBT001
    index = ground_of({"m.py": f"class Known: ...\nclass A({bases}): ..."}).index
    found = index.resolve("m.A")
    assert found is not None
    assert isinstance(found.fact, Class)

    assert index.has_unknown_base("m.py", found.fact) is unknown


def test_a_short_word_is_plain() -> None:
    assert [name for name in ("run", "Run", "runner", "RUN") if is_plain(name)] == ["run"]


def test_what_a_class_makes_has_what_the_class_has() -> None:
    assert fit("class Y: ...\nx = Y()", "x.a").against == "it is made by Y, which has no a"
