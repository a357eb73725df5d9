from __future__ import annotations

import ast
from textwrap import dedent, indent

import pytest

from inferring import asked, closely, seen, sites

LIB = """\
import abc
from contextlib import asynccontextmanager, contextmanager
from typing import Self

class Base:
    async def inherited(self) -> str: ...
    def own(self): return self

class A(Base):
    other: "B"
    many: list["B"]
    def __init__(self, given: "B", anything):
        self.given = given
        self.made = B()
        self.anything = anything
        self.late = None
    def start(self):
        self.late = B()
    async def work(self) -> "B": ...
    def plain(self) -> "B": ...
    @property
    def prop(self) -> "B": ...
    @property
    async def slow(self) -> "B": ...
    @classmethod
    def create(cls) -> "A": ...
    @classmethod
    async def load(cls) -> Self: ...
    @staticmethod
    async def static() -> int: ...
    def __enter__(self) -> "B": ...
    def __exit__(self, *a): ...
    async def __aenter__(self): return self
    async def __aexit__(self, *a): ...
    async def __call__(self) -> "B": ...

class B:
    async def work(self) -> int: ...
    def plain(self) -> str: ...

async def fetch() -> A: ...
def make() -> A: ...
async def untold(): ...
async def rows():
    yield A(B(), 1)

@contextmanager
def opened():
    yield A(B(), 1)

@asynccontextmanager
async def connected():
    yield A(B(), 1)

ready = A(B(), 1)
"""


def inside(lines: str, parameters: str = "", head: str = "async def") -> str:
    """What is seen in a function of a file that takes in all of the library."""
    body = indent(dedent(lines).strip("\n"), "    ")
    return seen(f"import asyncio\nimport typing as t\nfrom lib import *\n{head} f({parameters}):\n{body}\n", lib=LIB)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        ("A", "A"),
        ("'A'", "A"),
        ("A | None", "A"),
        ("None | A", "A"),
        ("t.Optional[A]", "A"),
        ("t.Optional['A']", "A"),
        ("t.Union[A, None]", "A"),
        ("t.Union[A, B]", "A | B"),
        ("A | B | None", "A | B"),
        ("t.Annotated[A, 1]", "A"),
        ("t.Final[A]", "A"),
        ("list[A]", "list[A]"),
        ("t.List[A]", "list[A]"),
        ("dict[str, A]", "dict[str, A]"),
        ("tuple[A, ...]", "tuple[A]"),
        ("type[A]", "class A"),
        ("t.Type['A']", "class A"),
        ("t.Awaitable[A]", "Awaitable[A]"),
        ("None", "None"),
        ("t.Any", "?"),
        ("object", "?"),
        ("type", "?"),
        ("type[t.Any]", "?"),
        ("A | Unknown", "?"),
        ("Unknown", "?"),
        ("'not a type'", "?"),
        ("f()", "?"),
        ("1", "?"),
    ],
)
def test_a_parameter_is_what_it_is_annotated_with(annotation: str, value: str) -> None:
    assert inside("seen(x)", f"x: {annotation}") == value


@pytest.mark.parametrize(
    ("parameters", "value"),
    [
        ("x", "?"),
        ("x=None", "?"),
        ("x: A = None", "A"),
        ("x: A, /", "A"),
        ("*, x: A", "A"),
        ("*x: A", "tuple[?, A]"),
        ("**x: A", "dict[?, A]"),
        ("*x", "tuple[?, ?]"),
    ],
)
def test_a_parameter_of_any_kind_is_known(parameters: str, value: str) -> None:
    assert inside("seen(x)", parameters) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("A", "class A"),
        ("A(b, 1)", "A"),
        ("ready", "A"),
        ("fetch", "def fetch"),
        ("fetch()", "coroutine of A"),
        ("await fetch()", "A"),
        ("make()", "A"),
        ("make().work()", "coroutine of B"),
        ("(await make().work()).work()", "coroutine of int"),
        ("untold()", "coroutine of ?"),
        ("await untold()", "?"),
        ("await (x := fetch())", "A"),
        ("a.work", "def work"),
        ("a.work()", "coroutine of B"),
        ("a.plain()", "B"),
        ("a.plain().work()", "coroutine of int"),
        ("a.inherited()", "coroutine of str"),
        ("a.own()", "A"),
        ("a.prop", "B"),
        ("a.prop.work()", "coroutine of int"),
        ("a.slow", "coroutine of B"),
        ("A.prop", "def prop"),
        ("A.create()", "A"),
        ("A.load()", "coroutine of A"),
        ("a.load()", "coroutine of A"),
        ("A.static()", "coroutine of int"),
        ("a.static()", "coroutine of int"),
        ("a.other", "B"),
        ("a.many", "list[B]"),
        ("a.given", "B"),
        ("a.made", "B"),
        ("a.late", "B"),
        ("a.anything", "?"),
        ("a.missing", "?"),
        ("a()", "coroutine of B"),
        ("b()", "?"),
        ("a.missing()", "?"),
        ("a.prop.plain().upper()", "?"),
        ("missing", "?"),
        ("missing.name", "?"),
        ("missing()", "?"),
        ("len", "foreign builtins.len"),
        ("len(a)", "?"),
        ("asyncio", "foreign asyncio"),
        ("asyncio.sleep", "foreign asyncio.sleep"),
        ("asyncio.sleep(1)", "?"),
        ("asyncio.Lock()", "a foreign asyncio.Lock"),
        ("asyncio.Lock().acquire", "foreign asyncio.Lock.acquire"),
        ("1", "int"),
        ("'x'", "str"),
        ("b''", "bytes"),
        ("f'{a}'", "str"),
        ("None", "None"),
        ("a + b", "?"),
        ("not a", "?"),
        ("a if b else a", "A"),
        ("a if b else b", "A | B"),
        ("a if b else None", "A"),
        ("a if b else missing", "?"),
        ("a or b", "A | B"),
        ("(a or b).work()", "coroutine of B | coroutine of int"),
        ("await (a or b).work()", "B | int"),
        ("(a or b).prop", "?"),
        ("a or A(b, 1)", "A"),
        ("(a, b)", "tuple[A, B]"),
        ("(a, b)[1]", "B"),
        ("(a, b)[-1]", "A | B"),
        ("(a, b)[2]", "?"),
        ("[a, b][0]", "A | B"),
        ("[a]", "list[A]"),
        ("[]", "list[?]"),
        ("{a, a}", "list[A]"),
        ("{'a': a}", "dict[?, A]"),
        ("{'a': a}['a']", "A"),
        ("{'a': a}.get('a')", "A"),
        ("{**b, 'a': a}['a']", "?"),
        ("{**{'b': b}, 'a': a}['a']", "B | A"),
        ("[*[b], a]", "list[B | A]"),
        ("[*b, a]", "list[?]"),
        ("(*[b], a)", "tuple"),
        ("(*[b], a)[0]", "?"),
        ("[a for a in b]", "list[?]"),
        ("a.many[0]", "B"),
        ("a.many[0].work()", "coroutine of int"),
        ("a.many[1:]", "list[B]"),
        ("(a, b)[1:]", "?"),
        ("a.many.pop()", "B"),
        ("a.many.copy()", "list[B]"),
        ("a.many.count(b)", "?"),
        ("a.many.pop", "foreign list.pop"),
        ("a.many.count", "?"),
        ("'x'.join", "?"),
        ("sorted(a.many)", "list[B]"),
        ("list(a)", "?"),
        ("next(iter(a.many))", "B"),
        ("anext(rows())", "Awaitable[A]"),
        ("await anext(rows())", "A"),
        ("asyncio.create_task(fetch())", "Task[A]"),
        ("await asyncio.create_task(fetch())", "A"),
        ("asyncio.gather(fetch(), b.work())", "Awaitable[tuple[A, int]]"),
        ("(await asyncio.gather(fetch(), b.work()))[1]", "int"),
        ("await asyncio.wait_for(fetch(), 1)", "A"),
        ("await asyncio.shield(fetch())", "A"),
        ("asyncio.run(fetch())", "A"),
        ("asyncio.run(untold())", "?"),
        ("asyncio.gather()", "?"),
        ("asyncio.gather(*a.many)", "?"),
        ("t.cast(A, missing)", "A"),
        ("t.cast('A', missing).work()", "coroutine of B"),
        ("cast(A, missing)", "A"),
        ("type(a)", "class A"),
        ("type(a)(b, 1)", "A"),
        ("type(missing)", "?"),
        ("type(len)", "?"),
        ("A[int]", "class A"),
        ("opened()", "manager of A"),
        ("connected()", "async manager of A"),
        ("connected().__aenter__()", "coroutine of A"),
        ("opened().__enter__()", "A"),
        ("connected", "def connected"),
        ("rows()", "AsyncIterator[A]"),
        ("lambda x: x", "?"),
        ("super()", "?"),
    ],
)
def test_an_expression_is_followed_to_what_it_stands_for(expression: str, value: str) -> None:
    assert inside(f"seen({expression})", "a: A, b: B") == value


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("x = a\nseen(x)", "A"),
        ("x = y = a\nseen(y)", "A"),
        ("x: A = missing\nseen(x)", "A"),
        ("x: A\nseen(x)", "A"),
        ("x, y = a, b\nseen(y)", "B"),
        ("(x, [y, z]) = (a, (b, a))\nseen(y)", "B"),
        ("x, *y = a, b\nseen(y)", "?"),
        ("x, y = missing\nseen(y)", "?"),
        ("x, y, z = a, b\nseen(z)", "?"),
        ("x = 1\nx += a\nseen(x)", "?"),
        ("for x in a.many: seen(x)", "B"),
        ("for i, x in enumerate(a.many): seen(x)", "B"),
        ("for x, y in zip(a.many, [a]): seen(y)", "A"),
        ("for x in {'a': a}.values(): seen(x)", "A"),
        ("for k, x in {'a': a}.items(): seen(x)", "A"),
        ("for x in missing: seen(x)", "?"),
        ("async for x in rows(): seen(x)", "A"),
        ("with opened() as x: seen(x)", "A"),
        ("with a as x: seen(x)", "B"),
        ("async with a as x: seen(x)", "A"),
        ("async with connected() as x: seen(x)", "A"),
        ("with connected() as x: seen(x)", "?"),
        ("async with opened() as x: seen(x)", "?"),
        ("with missing, a as x: seen(x)", "B"),
        ("with b as x: seen(x)", "?"),
        ("with a as (x, y): seen(y)", "?"),
        ("with missing as x: seen(x)", "?"),
        ("with opened(): seen(a)", "A"),
        ("if x := a: seen(x)", "A"),
        ("if missing(x := a):\n    seen(x)", "A"),
        ("try: missing()\nexcept E as x: seen(x)", "?"),
        ("match a:\n    case x: seen(x)", "?"),
        ("x = [seen(y) for y in a.many]", "B"),
        ("x = [\n    seen(y)\n    for y in a.many\n]", "B"),
        ("x = [seen(y) for y, z in zip(a.many, a.many)]", "B"),
        ("x = {seen(y) for z in [a.many] for y in z}", "B"),
        ("x = [seen(a) for y in a.many]", "A"),
        ("x = lambda y: seen(y)", "?"),
        ("x = lambda: seen(a)", "A"),
        ("def g(y: B): ...\nseen(g)", "def g"),
        ("async def g() -> B: ...\nseen(g())", "coroutine of B"),
        ("def g():\n    seen(a)", "A"),
        ("def g(x=seen(a)): ...", "A"),
        ("@missing(seen(a))\nclass C: ...", "A"),
        ("class C:\n    async def f(self) -> B: ...\nseen(C().f())", "coroutine of B"),
        ("class C:\n    x = a\n    seen(x)", "A"),
        ("from lib import B as C\nseen(C)", "class B"),
        ("import lib\nseen(lib.B)", "class B"),
        ("import lib as l\nseen(l)", "module lib.py"),
        ("from far import C\nseen(C())", "a foreign far.C"),
        ("from ..far import C\nseen(C)", "?"),
        ("seen(a)\nx = 1", "A"),
        ("x = a\nx = None\nseen(x)", "?"),
        ("x = a\ndel x\nseen(x)", "?"),
        ("x = None\nif a: x = a\nseen(x)", "A"),
        ("x = a\nx = b\nseen(x)", "B"),
        ("seen(x)\nx = a", "A"),
        ("if a:\n    x = a\nelse:\n    x = b\nseen(x)", "A | B"),
        ("if a:\n    x = a\n    seen(x)\nelse:\n    x = b", "A"),
        ("if a:\n    x = a\nelse:\n    x = b\n    seen(x)", "B"),
        ("x = a\nif a:\n    x = b\nseen(x)", "A | B"),
        ("x = a\nif a:\n    x = b\n    seen(x)", "B"),
        ("x = a\nif a:\n    x = missing\nseen(x)", "?"),
        ("x = a\nfor y in b:\n    seen(x)\n    x = b", "A | B"),
        ("x = a\nfor y in b:\n    [seen(x) for z in y]\n    x = b", "A | B"),
        ("x = a\nwhile b:\n    x = b\n    seen(x)", "B"),
        ("x = a\nif b:\n    x = b\n    [seen(x) for z in a]", "B"),
        ("try:\n    x = a\nexcept E:\n    x = b\nseen(x)", "A | B"),
        ("try:\n    x = a\nexcept E:\n    x = b\n    seen(x)", "B"),
        ("try:\n    x = a\n    seen(x)\nfinally:\n    x = b", "A"),
        ("match a:\n    case 1:\n        x = a\n    case 2:\n        x = b\n        seen(x)", "B"),
        ("x = a\nx = x.plain()\nseen(x)", "B"),
        ("x = a\nx = missing(\n    seen(x),\n)", "A"),
        ("x = a\nx: B = missing(\n    seen(x),\n)", "A"),
        ("x = a\nfor x in missing(\n    seen(x)\n): ...", "A"),
        ("x = a\nwith missing(\n    seen(x)\n) as x: ...", "A"),
        ("x = a\nx = (\n    b\n)\nseen(x)", "B"),
        ("x = a\ndef g():\n    seen(x)\nx = b", "A | B"),
        ("global ready\nready = b\nseen(ready)", "?"),
        ("x = x\nseen(x)", "?"),
        ("x = y\ny = x\nseen(x)", "?"),
        ("for i in b:\n    x = y.own()\n    y = x.own()\n    seen(x)", "?"),
    ],
)
def test_a_name_is_what_was_bound_to_it_before(lines: str, value: str) -> None:
    assert inside(lines, "a: A, b: B") == value


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("if isinstance(x, A):\n    seen(x)", "A"),
        ("if y and isinstance(x, A):\n    if y:\n        seen(x)", "A"),
        ("if y:\n    pass\nelif isinstance(x, B):\n    [seen(x) for z in y]", "B"),
        ("if isinstance(x, A):\n    if isinstance(x, B):\n        seen(x)\n    seen(x)", "B; A"),
        ("from lib import A as Aliased\nif isinstance(x, Aliased):\n    seen(x)", "A"),
        ("z = x.missing\nif isinstance(z, A):\n    seen(z)", "A"),
        ("if isinstance(x, A):\n    pass\nelse:\n    seen(x)", "?"),
        ("if isinstance(x, A):\n    pass\nseen(x)", "?"),
        ("if not isinstance(x, A):\n    seen(x)", "?"),
        ("if y or isinstance(x, A):\n    seen(x)", "?"),
        ("if isinstance(x, (A, B)):\n    seen(x)", "?"),
        ("if isinstance(x, Missing):\n    seen(x)", "?"),
        ("if isinstance(y, A):\n    seen(x)", "?"),
        ("if isinstance(x, A):\n    x = y\n    seen(x)", "?"),
        ("if isinstance(x, A):\n    def g():\n        seen(x)", "?"),
        ("while isinstance(x, A):\n    seen(x)", "?"),
    ],
)
def test_a_name_of_which_nothing_else_is_known_is_what_a_branch_tests_it_for(lines: str, value: str) -> None:
    assert inside(lines, "x, y") == value


def test_what_a_branch_tests_for_does_not_replace_what_is_known() -> None:
    assert inside("if isinstance(a, B):\n    seen(a)", "a: A") == "A"


def test_a_parameter_that_is_bound_again_is_the_new_value_from_then_on() -> None:
    assert inside("seen(a)\na = B()\nseen(a)", "a: A") == "A; B"


def in_method(line: str, parameters: str = "self", decorator: str = "", bases: str = "A") -> str:
    text = f"""\
    from lib import *
    from far import Far
    class C({bases}):
        field: B
        def __init__(self, x: A): self.x = x
        {decorator}
        async def f({parameters}):
            {line}
        async def g(self) -> B: ...
        async def work(self) -> str: ...
    """
    return seen(text, lib=LIB)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("seen(self)", "C"),
        ("seen(self.x)", "A"),
        ("seen(self.x.work())", "coroutine of B"),
        ("seen(self.field)", "B"),
        ("seen(self.g())", "coroutine of B"),
        ("seen(self.work())", "coroutine of str"),
        ("seen(self.inherited())", "coroutine of str"),
        ("seen(super())", "C"),
        ("seen(super().work())", "coroutine of B"),
        ("seen(super(C, self).work())", "coroutine of B"),
        ("seen(super(C, self).missing())", "?"),
        ("h = lambda: seen(super().work())", "coroutine of B"),
        ("seen(C.g(self))", "coroutine of B"),
    ],
)
def test_self_and_super_are_known_in_a_method(line: str, value: str) -> None:
    assert in_method(line) == value


@pytest.mark.parametrize(
    ("parameters", "decorator", "value"),
    [
        ("this", "", "C"),
        ("this, /", "", "C"),
        ("this", "@classmethod", "class C"),
        ("this", "@staticmethod", "?"),
        ("this: A", "", "A"),
        ("this", "@far.unknown(1)", "C"),
        ("*, this", "", "?"),
    ],
)
def test_the_first_parameter_of_a_method_is_the_instance_or_the_class(
    parameters: str, decorator: str, value: str
) -> None:
    assert in_method("seen(this)", parameters, decorator) == value


@pytest.mark.parametrize(("bases", "value"), [("", "?"), ("Far", "?"), ("B, A", "C"), ("Far, A", "?")])
def test_super_is_known_where_the_first_base_is(bases: str, value: str) -> None:
    assert in_method("seen(super())", bases=bases) == value


def test_new_takes_the_class() -> None:
    assert seen("class C:\n    def __new__(cls):\n        seen(cls)") == "class C"


def test_a_class_of_the_same_name_as_another_is_told_from_it() -> None:
    text = """\
    class C:
        async def f(self) -> int: ...
    def g():
        class C:
            async def f(self) -> str: ...
            def h(self):
                seen(self.f())
        seen(C().f())
    """

    assert seen(text) == "coroutine of str; coroutine of str"


def test_a_method_of_a_class_inside_a_function_is_known_with_its_class() -> None:
    text = "def g():\n    class C:\n        def f(self): ...\n        seen(f)\n"
    look = closely({"m.py": text})
    (site,) = sites(look.module, "seen")
    call = site.parent()
    assert isinstance(call, ast.Call)
    scope = look.module.scope_at(site.path)
    (binding,) = scope.bindings["f"]

    value = look.bound(binding, scope)

    assert getattr(value, "owner", None) == look.class_of(next(n for n in site.path if isinstance(n, ast.ClassDef)))


def test_what_a_name_binds_is_worked_out_once() -> None:
    look = closely({"m.py": "def g():\n    class C: ...\n    x = C()\n    seen(x)\n"})
    (site,) = sites(look.module, "seen")
    scope = look.module.scope_at(site.path)
    (binding,) = scope.bindings["x"]

    assert look.bound(binding, scope) is look.bound(binding, scope)


def test_a_function_is_read_once() -> None:
    look = closely({"m.py": "def f(): ...\n"})
    (node,) = look.module.tree.body
    assert isinstance(node, ast.FunctionDef)

    assert look.function_of(node, look.module.scope) is look.function_of(node, look.module.scope)


def test_a_long_chain_of_names_comes_to_an_end() -> None:
    lines = ["x0 = a", *(f"x{n} = x{n - 1}" for n in range(1, 60)), "seen(x59)", "seen(x9)"]

    assert inside("\n".join(lines), "a: A") == "?; A"


FIXTURES = """\
import pytest
import pytest_asyncio
from lib import *

@pytest.fixture
def plain(): return make()

@pytest.fixture(scope="module")
def yielding():
    x = make()
    yield x

@pytest_asyncio.fixture
async def slow() -> A: ...

@pytest.fixture
async def slowly_yielding():
    yield make()

@pytest.fixture
def annotated() -> t.Iterator[A]:
    yield make()

@pytest.fixture
def waiting(): return fetch()

@pytest.fixture
def many() -> list[A]: ...

@pytest.fixture
def using(plain):
    seen(plain)

def no_fixture(): return make()
not_even_a_function = make()
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("plain", "A"),
        ("yielding", "A"),
        ("slow", "A"),
        ("slowly_yielding", "A"),
        ("annotated", "A"),
        ("waiting", "coroutine of A"),
        ("many", "list[A]"),
        ("no_fixture", "?"),
        ("not_even_a_function", "?"),
        ("missing", "?"),
    ],
)
@pytest.mark.parametrize(
    "place", ["tests/deep/test_m.py", "tests/deep/conftest.py", "tests/conftest.py", "conftest.py"]
)
def test_a_test_is_handed_the_fixtures_above_it(place: str, name: str, value: str) -> None:
    fixtures = FIXTURES.replace("seen", "unseen").replace("t.Iterator", "Iterator")
    files = {"lib.py": LIB, "tests/deep/test_m.py": "", place: fixtures}
    files["tests/deep/test_m.py"] += f"\nasync def test_it({name}):\n    seen({name})\n"

    assert asked(files, "tests/deep/test_m.py") == value


def test_a_fixture_may_use_another() -> None:
    assert seen(FIXTURES, "conftest.py", lib=LIB) == "A"


def test_a_fixture_of_the_class_comes_first() -> None:
    text = """\
    import pytest
    from lib import *
    @pytest.fixture
    def x(): return A(1, 2)
    class TestIt:
        @pytest.fixture
        def x(self): return B()
        def test_it(self, x, y):
            seen(x)
        def helper(self, x):
            seen(x)
    def test_it(x): seen(x)
    def helper(x): seen(x)
    class TestOther:
        def test_it(self, x): seen(x)
    """

    assert seen(text, "test_m.py", lib=LIB) == "B; ?; A; ?; A"


def may_see(text: str) -> list[bool]:
    """Whether the last `x` of a file may hold what each statement binds to it before."""
    look = closely({"m.py": dedent(text)})
    *bound, use = [site for site in sites(look.module, "x") if isinstance(site.node, ast.Name)]
    return [look.may_see(use, each) for each in bound if isinstance(getattr(each.node, "ctx", None), ast.Store)]


@pytest.mark.parametrize(
    ("text", "seen_by"),
    [
        ("def f():\n    x = 1\n    return x", [True]),
        ("def f():\n    x = 1\n    x = 2\n    return x", [False, True]),
        ("def f():\n    x = 1\n    if a:\n        x = 2\n    return x", [True, True]),
        ("def f():\n    x = 1\n    return [x for y in a]", [True]),
        ("def f():\n    x = 1\n    x = 2\n    return lambda: x", [True, True]),
        ("def f():\n    x = 1\n    x = 2\n    def g():\n        return x", [True, True]),
        ("x = 1\nx = 2\nx", [False, True]),
        ("def f():\n    global x\n    x = 1\ndef g():\n    return x", [True]),
    ],
)
def test_it_is_known_which_assignments_a_name_may_hold(text: str, seen_by: list[bool]) -> None:
    assert may_see(text) == seen_by


def test_a_name_that_nothing_binds_may_hold_anything() -> None:
    look = closely({"m.py": "y = 1\nprint(x)\n"})
    (use,) = sites(look.module, "x")
    (assignment,) = sites(look.module, "y")

    assert look.may_see(use, assignment)
