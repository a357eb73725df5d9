from __future__ import annotations

import ast

import pytest

from remend.index.bodies import awaited_names, read_body, sets_attributes, text_of
from remend.index.extract import extract
from remend.index.facts import Facts, Function, Guard, Habit
from remend.source import Source, read_source


def facts(text: str) -> Facts:
    found = extract("m.py", text.encode())
    assert found.parses
    return found


def function(text: str) -> Function:
    """The last function of a module."""
    return facts(text).functions[-1]


def in_body(*lines: str) -> Function:
    return function("\n    ".join(["def f(a, b):", *lines]))


def node_of(text: str) -> tuple[Source, ast.FunctionDef | ast.AsyncFunctionDef]:
    source = read_source("m.py", text.encode())
    assert isinstance(source, Source)
    (node,) = ast.parse(text).body
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    return source, node


@pytest.mark.parametrize(
    ("lines", "is_generator"),
    [
        (["yield"], True),
        (["yield a"], True),
        (["yield from a"], True),
        (["b = yield a"], True),
        (["if a:", "    for x in b:", "        yield x"], True),
        (["return (yield a)"], True),
        (["pass"], False),
        (["return 'no yield'"], False),
        (["a('yield')"], False),
        (["# yield", "return a"], False),
        (["def g():", "    yield a", "return g"], False),
        (["async def g():", "    yield a", "return g"], False),
        (["return lambda: (yield a)"], False),
        (["class A:", "    def g(self):", "        yield a", "return A"], False),
    ],
)
def test_a_function_is_a_generator_where_its_own_body_yields(lines: list[str], *, is_generator: bool) -> None:
    assert in_body(*lines).is_generator is is_generator


def test_an_annotation_does_not_hide_that_a_function_yields() -> None:
    assert function("def f() -> Iterator[int]:\n    yield g()").is_generator
    assert not function("def f() -> int:\n    return g()").is_generator


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        (["return g()"], "g()"),
        (["return g"], "g"),
        (["return a.b"], "a.b"),
        (["return a[0]"], "a[0]"),
        (["return await g()"], "await g()"),
        (["return a"], "a"),
        (["return g(", "    1,", ")"], "g(\n        1,\n    )"),
        (["x = g()", "return x"], "g()"),
        (["x: int = g()", "return x"], "g()"),
        (["if a:", "    return g()", "return g()"], "g()"),
        (["if a:", "    return None", "return g()"], "g()"),
        (["if a:", "    return", "return g()"], "g()"),
        (["try:", "    return g()", "except E:", "    raise"], "g()"),
        (["with g() as x:", "    return x"], "g().__enter__()"),
        (["with h, g() as x:", "    return x"], "g().__enter__()"),
        (["yield g()"], "g()"),
        (["x = g()", "yield x"], "g()"),
        (["with g() as x:", "    yield x"], "g().__enter__()"),
        (["yield g()", "return h()"], "g()"),
        (["global x", "return x"], "x"),
    ],
)
def test_what_a_body_returns_or_yields_is_kept_as_it_is_written(lines: list[str], result: str) -> None:
    assert in_body(*lines).result == result


@pytest.mark.parametrize(
    "lines",
    [
        ["pass"],
        ["return"],
        ["return None"],
        ["return 1"],
        ["return a + b"],
        ["return [g()]"],
        ["if a:", "    return g()", "return h()"],
        ["x = g()", "x = h()", "return x"],
        ["x = a + b", "return x"],
        ["for x in a:", "    return x"],
        ["x, y = g()", "return x"],
        ["with g() as x:", "    x = h()", "    return x"],
        ["with g() as x:", "    pass", "with h() as x:", "    return x"],
        ["yield"],
        ["yield g()", "yield h()"],
        ["yield from g()"],
        ["yield g()", "yield from h()"],
        ["def x(): ...", "x = g()", "return x"],
        ["if a:", "    def x(): ...", "else:", "    def x(): ...", "return x"],
    ],
)
def test_a_result_that_is_not_one_name_attribute_subscript_or_call_is_not_kept(lines: list[str]) -> None:
    found = in_body(*lines)

    assert found.result == ""
    assert found.inner == ()


@pytest.mark.parametrize(
    "lines",
    [
        ["g = h", "return g()"],
        ["g = h", "return g.k().l"],
        ["g = h", "return g[0]"],
        ["for g in a:", "    return g()"],
        ["with a as g:", "    return g.k()"],
        ["a = b", "return a.k()"],
        ["from lib import g", "return g()"],
        ["import lib.g", "return lib.g()"],
        ["import lib as g", "return g"],
        ["def g(): ...", "return g()"],
        ["class g: ...", "return g()"],
        ["class g: ...", "return g"],
        ["try:", "    pass", "except E as g:", "    return g"],
        ["if g := h():", "    return g"],
        ["if g := h():", "    return g.k()"],
        ["match a:", "    case [g]:", "        return g.k()"],
        ["x = g.k()", "g = h", "return x"],
        ["g = h", "with g() as x:", "    return x"],
    ],
)
def test_a_result_is_not_kept_where_it_starts_with_a_name_that_is_bound_inside(lines: list[str]) -> None:
    assert in_body(*lines).result == ""


def test_a_name_that_a_body_binds_outside_of_it_is_kept() -> None:
    assert in_body("global g", "g = h", "return g.k()").result == "g.k()"


def test_a_parameter_that_is_made_into_something_else_is_not_known() -> None:
    assert in_body("a = a.k()", "return a").result == ""
    assert in_body("if a is None:\n        a = g()", "return a").result == ""


def test_a_result_that_is_annotated_is_not_read_from_the_body() -> None:
    assert function("def f() -> int:\n    return g()").result == ""


def test_what_an_async_with_binds_is_awaited() -> None:
    assert function("async def f():\n    async with g() as x:\n        yield x").result == "await g().__aenter__()"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["def made(): ...", "return made"], "made"),
        (["async def made(): ...", "return made"], "made"),
        (["if b:", "    return None", "def made(): ...", "return made"], "made"),
        (["@wraps(a)", "def made(): ...", "return made"], "made"),
    ],
)
def test_the_function_that_a_function_returns_is_kept(lines: list[str], name: str) -> None:
    (made,) = in_body(*lines).inner

    assert made.name == name
    assert made.guard is Guard.FUNCTION


def test_an_annotation_does_not_hide_the_function_that_is_returned() -> None:
    (made,) = function("def f(g) -> Callable:\n    async def made(x: int):\n        return x\n    return made").inner

    assert made.is_async
    assert made.result == "x"
    assert made.parameters[0].annotation == "int"


def test_a_decorator_that_takes_arguments_is_kept_with_the_two_functions_in_it() -> None:
    lines = ["def around(g):", "    async def made(*a): ...", "    return made", "return around"]

    (around,) = in_body(*lines).inner

    assert around.name == "around"
    assert around.inner[0].name == "made"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("async def f(a, b):\n    await a", ("a",)),
        ("async def f(a, b):\n    return await b or await a", ("a", "b")),
        ("async def f(*a):\n    await asyncio.gather(*a)", ("a",)),
        ("async def f(a, /, *, b):\n    asyncio.create_task(a)\n    await wait_for(\n        b, 1)", ("a", "b")),
        ("def f(a):\n    asyncio.run(a)", ("a",)),
        ("async def f(a):\n    await a.b", ()),
        ("async def f(a):\n    await a()", ()),
        ("async def f(a):\n    await a[0]", ()),
        ("async def f(a):\n    await ab", ()),
        ("async def f(a):\n    await b", ()),
        ("def f(a):\n    run(a)", ()),
        ("async def g(a):\n    await a\nasync def f(a): ...", ()),
        ("async def f(a): ...\nasync def g(a):\n    await a", ()),
    ],
)
def test_the_parameters_that_a_function_awaits_are_known(text: str, names: tuple[str, ...]) -> None:
    (found,) = [each for each in facts(text).functions if each.name == "f"]

    assert found.awaits == names


def test_names_are_awaited_by_a_word_before_them() -> None:
    assert awaited_names("x = await a\nasyncio.shield( b)") == [(10, "a"), (28, "b")]
    assert awaited_names("run(a)") == []


def attributes(*methods: str) -> list[tuple[str, str, str, Guard]]:
    (owner,) = facts("class A:\n" + "\n".join(methods)).classes
    return [(each.name, each.annotation, each.value, each.guard) for each in owner.attributes]


@pytest.mark.parametrize(
    ("method", "found"),
    [
        ("    def start(self):\n        self.x = Made()", [("x", "", "Made()", Guard.FUNCTION)]),
        ("    async def start(self):\n        self.x = await make()", [("x", "", "await make()", Guard.FUNCTION)]),
        ("    def start(self):\n        self.x: int = 1", [("x", "int", "", Guard.FUNCTION)]),
        ("    def start(self, x: Made):\n        self.x = x", [("x", "Made", "x", Guard.FUNCTION)]),
        ("    def start(this):\n        this.x = Made()", [("x", "", "Made()", Guard.FUNCTION)]),
        ("    @classmethod\n    def start(cls):\n        cls.x = Made()", [("x", "", "Made()", Guard.FUNCTION)]),
        ("    def start(self):\n        if a:\n            self.x = Made()", [("x", "", "Made()", Guard.FUNCTION)]),
        ("    def __init__(self):\n        self.x = Made()", [("x", "", "Made()", Guard.NONE)]),
        ("    def __init__(self, x):\n        self.x = x or Made()", [("x", "", "Made()", Guard.NONE)]),
        ("    def __init__(self, x):\n        self.x = x if x else Made()", [("x", "", "Made()", Guard.NONE)]),
        ("    def __init__(self, x):\n        self.x = Made() if x is None else x", [("x", "", "Made()", Guard.NONE)]),
        ("    def __init__(self, x):\n        self.x = x", [("x", "", "", Guard.NONE)]),
        ("    def start(self):\n        return self.x == 1", []),
        ("    def start(self):\n        self.x.y = 1", []),
        ("    def start(self):\n        other.x = 1", []),
        ("    @staticmethod\n    def start(self):\n        self.x = 1", []),
        ("    def start():\n        self.x = 1", []),
        ("    def start(self): ...", []),
    ],
)
def test_attributes_are_those_that_any_method_sets(method: str, found: list[tuple[str, str, str, Guard]]) -> None:
    assert attributes(method) == found


def test_an_attribute_is_kept_as_often_as_it_is_assigned() -> None:
    methods = ["    def __init__(self):\n        self.x = None", "    def start(self):\n        self.x = Made()"]

    assert [(value, guard) for _, _, value, guard in attributes(*methods)] == [
        ("None", Guard.NONE),
        ("Made()", Guard.FUNCTION),
    ]


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("def f(self):\n    self.x = 1", True),
        ("def f(self):\n    self.x : int = 1", True),
        ("def f(self, /):\n    self.x = 1", True),
        ("def f(self):\n    self.x == 1", False),
        ("def f(self):\n    x = 1", False),
        ("def f():\n    self.x = 1", False),
        ("@staticmethod\ndef f(self):\n    self.x = 1", False),
    ],
)
def test_the_text_of_a_method_shows_whether_it_sets_attributes(text: str, *, does: bool) -> None:
    source, node = node_of(text)

    assert sets_attributes(node, text_of(source, node)) is does


def test_the_text_of_a_function_is_its_lines_without_decorators_and_what_follows() -> None:
    text = "@a\ndef f():\n    return 1\nx = 2\n"
    source = read_source("m.py", text.encode())
    assert isinstance(source, Source)
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)

    assert text_of(source, node) == "def f():\n    return 1\n"


def test_only_text_that_shows_the_word_makes_a_body_be_walked() -> None:
    _, node = node_of("def f():\n    yield 1")

    assert not read_body(node, "def f(): ...").is_generator


@pytest.mark.parametrize(
    ("text", "habits"),
    [
        (
            "from lib import Client\nasync def f(c: Client):\n    await c.get()\n    c.close()\n    await c.get()",
            [Habit("lib.Client", "close", 0, 1), Habit("lib.Client", "get", 2, 0)],
        ),
        ("import lib\nasync def f(c: lib.Client):\n    await c.get()", [Habit("lib.Client", "get", 1, 0)]),
        ("import a.lib as lib\nasync def f(c: lib.C):\n    await c.get()", [Habit("a.lib.C", "get", 1, 0)]),
        ("from .lib import C\nasync def f(c: C):\n    await c.get()", [Habit(".lib.C", "get", 1, 0)]),
        ("from lib import C\nasync def f(c: C | None):\n    await c.get()", [Habit("lib.C", "get", 1, 0)]),
        ("from lib import C\nasync def f(c: Optional[C]):\n    await c.get()", [Habit("lib.C", "get", 1, 0)]),
        ("from lib import C\nasync def f(c: t.Optional[C]):\n    await c.get()", [Habit("lib.C", "get", 1, 0)]),
        ("from lib import C\nasync def f(c: Annotated[C, D()]):\n    await c.get()", [Habit("lib.C", "get", 1, 0)]),
        ("from lib import C\nasync def f(*, c: C):\n    await c.get()", [Habit("lib.C", "get", 1, 0)]),
        ("from lib import C\nclass A:\n    async def f(self, c: C):\n        await c.f()", [Habit("lib.C", "f", 1, 0)]),
        ("from lib import C\nclass A:\n  c = C()\n  async def f(self): await self.c.f()", [Habit("lib.C", "f", 1, 0)]),
        ("from lib import C\nasync def f(c: C):\n    await d.c.get()", []),
        ("from lib import C\nasync def f(c: C):\n    await c.d.get()", [Habit("lib.C.d", "get", 1, 0)]),
        ("from lib import C\nasync def f(c: list[C]):\n    await c.get()", []),
        ("from lib import C\nasync def f(c: C | D):\n    await c.get()", []),
        ("from lib import C\nasync def f(c: a().C):\n    await c.get()", []),
        ("from lib import C\nasync def f(c):\n    await c.get()", []),
        ("class C: ...\nasync def f(c: C):\n    await c.get()", []),
        ("from lib import C\ndef f(c: C):\n    c.get()", []),
    ],
)  # fmt: skip
def test_it_is_counted_which_methods_of_annotated_parameters_are_awaited(text: str, habits: list[Habit]) -> None:
    assert list(facts(text).habits) == habits
