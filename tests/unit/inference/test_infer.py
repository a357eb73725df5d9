from __future__ import annotations

import pytest

from inferring import asked, inference_of, seen, told
from remend.inference.values import FunctionValue, Instance

LIB = """\
class A:
    async def work(self) -> int: ...
class B(A): ...
async def fetch() -> A: ...
def make() -> A: ...
"""


def from_lib(text: str) -> str:
    """What is seen in a module that takes in the library; the module is known from the index alone."""
    return seen(f"from lib import *\n{text}\n", lib=LIB)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x = make()\nseen(x)", "A"),
        ("x: A\nseen(x)", "A"),
        ("x: 'A | None' = None\nseen(x)", "A"),
        ("x = fetch\nseen(x())", "coroutine of A"),
        ("x = A\nseen(x())", "A"),
        ("x = y = make()\nseen(y)", "A"),
        ("x, y = make(), 1\nseen(x)", "?"),
        ("x = [make()]\nseen(x)", "?"),
        ("x = make()\nx = 1\nseen(x)", "?"),
        ("if x := make(): seen(x)", "A"),
        ("x = x\nseen(x)", "?"),
        ("x = y\ny = x\nseen(x)", "?"),
        ("x = y.z\ny = x.z\nseen(x)", "?"),
        ("x: 'x'\nseen(x)", "?"),
        ("x: 'a b'\nseen(x)", "?"),
        ("len = make()\nseen(len)", "A"),
        ("def len() -> A: ...\nseen(len())", "A"),
        ("del x\nseen(x)", "?"),
        ("import lib\nseen(lib.make())", "A"),
        ("import lib as l\nseen(l.B().work())", "coroutine of int"),
        ("import far\nseen(far.a.B().c)", "foreign far.a.B.c"),
        ("from far import a\nx = a.B()\nseen(x)", "a foreign far.a.B"),
        ("from far import a\nx = a.b()\nseen(x)", "?"),
        ("from far import a\nx = a.B()\nseen(x())", "?"),
    ],
)
def test_a_name_of_a_module_is_what_the_module_binds_last(text: str, value: str) -> None:
    assert from_lib(text) == value


@pytest.mark.parametrize(
    ("function", "value"),
    [
        ("def f(): return make()", "A"),
        ("def f(A: A | None = None) -> A: return A", "A"),
        ("def f(A: 'A.B') -> A: return A", "A"),
        ("def f(kind: kind): return kind", "?"),
        ("def f(A: list[A]): return A[0]", "A"),
        ("def f():\n    x = make()\n    return x", "A"),
        ("def f(): return fetch()", "coroutine of A"),
        ("async def f(): return await fetch()", "coroutine of A"),
        ("async def f(): return fetch()", "coroutine of coroutine of A"),
        ("def f(x: A): return x", "A"),
        ("def f(x: A): return x.work()", "coroutine of int"),
        ("def f(x): return x.work()", "?"),
        ("def f(): return g()\ndef g(): return make()", "A"),
        ("def f(): return missing()", "?"),
        ("def f(): return f()", "?"),
        ("def f(): return g()\ndef g(): return f()", "?"),
        ("async def f(): return await f()", "coroutine of ?"),
        ("def f(): ...", "?"),
        ("def f() -> A: ...", "A"),
        ("def f() -> 'A | None': ...", "A"),
        ("def f() -> None: ...", "None"),
        ("def f() -> Awaitable[A]: ...", "Awaitable[A]"),
        ("def f() -> Coroutine[Any, Any, A]: ...", "coroutine of A"),
        ("def f() -> Coroutine: ...", "coroutine of ?"),
        ("def f():\n    yield make()", "Iterator[A]"),
        ("def f() -> Iterator[A]:\n    yield 1", "Iterator[A]"),
        ("def f() -> Generator[A, None, B]:\n    yield 1", "Iterator[A]"),
        ("def f() -> Iterator:\n    yield 1", "Iterator[?]"),
        ("async def f():\n    yield make()", "AsyncIterator[A]"),
        ("async def f() -> AsyncIterator[A]:\n    yield 1", "AsyncIterator[A]"),
        ("async def f() -> A:\n    yield 1", "AsyncIterator[A]"),
        ("def f():\n    yield from g()\ndef g() -> list[A]: ...", "Iterator[?]"),
        ("def f(x: T) -> T: ...\nT = TypeVar('T', bound=A)", "A"),
        ("def f(x: T) -> T: ...\nT = TypeVar('T', bound='A')", "A"),
        ("def f(x: T) -> T: ...\nT = TypeVar('T')", "?"),
        ("def f(x: T) -> T: ...\nT = TypeVar('T').bound", "?"),
        ("from typing import TypeVar\ndef f() -> TypeVar: ...", "?"),
        ("class TypeVar: ...\ndef f() -> TypeVar: ...", "?"),
        ("from far import C\ndef f() -> C: ...", "a foreign far.C"),
        ("import far\ndef f() -> far.C[A]: ...", "a foreign far.C"),
        ("Alias = A\ndef f() -> Alias: ...", "A"),
        ("Alias = Optional[A]\ndef f() -> Alias: ...", "A"),
        ("class Box: ...\ndef f() -> Box[A, B]: ...", "Box[A, B]"),
        ("class list: ...\ndef f() -> list[A]: ...", "list[A]"),
        ("def f() -> Literal[1]: ...", "?"),
        ("def f() -> Optional: ...", "?"),
        ("def f() -> make(): ...", "?"),
        ("def f() -> make().x: ...", "?"),
        ("def f() -> make()[A]: ...", "?"),
        ("def f() -> make().list[A]: ...", "?"),
        ("def f() -> (A): ...", "A"),
        ("def f() -> make: ...", "?"),
    ],
)
def test_a_call_gives_what_the_function_says_or_returns(function: str, value: str) -> None:
    assert from_lib(f"{function}\nseen(f())") == value


@pytest.mark.parametrize(
    ("body", "expression", "value"),
    [
        ("x: A", "C().x", "A"),
        ("x = make()", "C().x", "A"),
        ("x = make()", "C.x", "A"),
        ("def __init__(self): self.x = make()", "C().x.work()", "coroutine of int"),
        ("def __init__(self, x: A): self.x = x", "C().x", "A"),
        ("def __init__(self, x): self.x = x", "C().x", "?"),
        ("def __init__(self, x): self.x = x or make()", "C().x", "A"),
        ("def __init__(self): self.y = make(); self.x = self.y", "C().x", "A"),
        ("def __init__(self): self.x = self.y; self.y = self.x", "C().x", "?"),
        ("def __init__(self): self.x = self.make()\n    def make(self) -> A: ...", "C().x", "A"),
        ("x = None\n    def start(self): self.x = make()", "C().x", "A"),
        ("x: A = None\n    def start(self): self.x = B()", "C().x", "A"),
        ("def a(self): self.x = make()\n    def b(self): self.x = B()", "C().x", "A | B"),
        ("def a(self): self.x = make()\n    def b(self): self.x = missing()", "C().x", "?"),
        ("x = None", "C().x", "None"),
        ("x = given\n    def start(self, given): self.x = given\n    def again(self): self.x = make()", "C().x", "?"),
        ("@classmethod\n    def open(cls): cls.x = make()", "C.x", "A"),
        ("@classmethod\n    def new(cls): return cls()", "C.new()", "C"),
        ("@classmethod\n    def new(cls) -> Self: ...", "C.new()", "C"),
        ("@classmethod\n    def new(cls: type[T]) -> T: ...", "C.new()", "?"),
        ("@classmethod\n    def me(cls: type[T]) -> type[T]: ...", "C.me()", "class C"),
        ("def me(self): return self", "C().me()", "C"),
        ("def me(self) -> Self: ...", "C().me()", "C"),
        ("def me(self) -> 'Self': ...", "C().me()", "C"),
        ("def me(self) -> Self | None: ...", "C().me()", "C"),
        ("def me(this) -> Self: ...", "C().me()", "C"),
        ("def me(self: T) -> T: ...", "C().me()", "C"),
        ("def me(self): return self", "C.me(missing)", "?"),
        ("def me(self) -> Self: ...", "C.me(missing)", "?"),
        ("@staticmethod\n    def new() -> A: ...", "C.new()", "A"),
        ("@property\n    def x(self): return make()", "C().x", "A"),
        ("@cached_property\n    def x(self) -> A: ...", "C().x", "A"),
        ("@cached_property\n    async def x(self) -> A: ...", "C().x", "coroutine of A"),
        ("@property\n    def x(self): return self.y\n    @property\n    def y(self): return self.x", "C().x", "?"),
        ("def __call__(self) -> A: ...", "C()()", "A"),
        ("async def __call__(self) -> A: ...", "C()()", "coroutine of A"),
        ("def outer(self): return super().f()", "C().outer()", "?"),
        ("def own(self): return cls()", "C().own()", "?"),
        ("def __init__(self): self.x = cls.make()\n    @classmethod\n    def make(cls) -> A: ...", "C().x", "A"),
        ("class Inner: ...", "C.Inner", "?"),
    ],
)
def test_a_member_of_a_class_is_what_the_class_binds_it_to(body: str, expression: str, value: str) -> None:
    assert from_lib(f"class C:\n    {body}\nseen({expression})") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seen(B().work())", "coroutine of int"),
        ("class C(B): ...\nseen(C().work())", "coroutine of int"),
        ("class C(B):\n    async def work(self) -> str: ...\nseen(C().work())", "coroutine of str"),
        ("class C(Protocol):\n    async def go(self) -> A: ...\ndef f() -> C: ...\nseen(f().go())", "coroutine of A"),
        ("class C(abc.ABC):\n    @abc.abstractmethod\n    async def go(self): ...\nseen(C().go())", "coroutine of ?"),
        ("from far import Far\nclass C(Far, A): ...\nseen(C().work())", "coroutine of int"),
        ("from far import Far\nclass M:\n    x = 1\nclass C(Far, M): ...\nseen(C().x)", "?"),
        ("from far import Far\nclass M:\n    async def __call__(self): ...\nclass C(Far, M): ...\nseen(C()())", "?"),
        ("class D:\n    x: A\nclass C(D): ...\nseen(C().x)", "A"),
        ("class D:\n    def me(self): return self\nclass C(D): ...\nseen(C().me())", "C"),
        ("class D:\n    @classmethod\n    def new(cls) -> Self: ...\nclass C(D): ...\nseen(C.new())", "C"),
        ("class C(list[A]): ...\nseen(C()[0])", "?"),
        ("class D:\n    x: A\nclass C(D):\n    def go(self, a): self.x = a.b\nseen(C().x)", "A"),
        ("class D:\n    x: A\nclass C(D):\n    def go(self, a): self.x = 1\nseen(C().x)", "A"),
        ("class D:\n    x = 1\nclass C(D):\n    def go(self, a): self.x = a.b\nseen(C().x)", "?"),
        ("import pytest\nx = pytest.importorskip('lib')\nseen(x.make())", "A"),
        ("import importlib\nx = importlib.import_module('lib')\nseen(x.make())", "A"),
        ("import importlib\nx = importlib.import_module('missing')\nseen(x.make())", "?"),
    ],
)
def test_members_are_inherited(text: str, value: str) -> None:
    assert from_lib(f"import abc\n{text}") == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("either().close()", "None | coroutine of None"),
        ("maybe()", "Coroutine[?, ?, A] | None"),
        ("await maybe()", "A"),
        ("await either().stop()", "None"),
        ("either().stop()", "coroutine of None | coroutine of None"),
    ],
)
def test_a_coroutine_or_nothing_is_not_a_coroutine(expression: str, value: str) -> None:
    head = """
class Response:
    def close(self) -> None: ...
    async def stop(self) -> None: ...
class Socket:
    async def close(self) -> None: ...
    async def stop(self) -> None: ...
def either() -> Response | Socket: ...
def maybe() -> Coroutine[Any, Any, A] | None: ...
"""
    assert from_lib(f"{head}seen({expression})") == value


def test_names_are_found_through_re_exports() -> None:
    files = {
        "pkg/__init__.py": "from .inner import Client as Public, connect\nfrom . import inner\nclient = Public()\n",
        "pkg/inner.py": "class Client:\n    async def get(self) -> int: ...\nasync def connect() -> 'Client': ...\n",
        "m.py": "import pkg\nfrom pkg import *\nfrom pkg import Public as P, client as c\n"
        "async def f():\n    seen(P().get())\n    seen(c.get())\n    seen(pkg.client.get())\n"
        "    seen((await pkg.connect()).get())\n    seen(pkg.inner)\n    seen(client)\n",
    }

    assert asked(files) == "; ".join([*["coroutine of int"] * 4, "module pkg/inner.py", "Client"])


def test_types_are_read_with_the_names_of_the_module_that_they_stand_in() -> None:
    other = "from lib import A as X\ndef f() -> 'X': ...\nclass C:\n    x: X\nT = TypeVar('T', bound=X)\n"
    text = "from other import *\nX = 1\ndef g(t: T) -> T: ...\nseen(f())\nseen(C().x)\nseen(g(unknown))"

    assert seen(text, lib=LIB, other=other) == "A; A; A"


OWN = """\
async def run(coroutine) -> int: ...
async def gather(a, b) -> int: ...
def create_task(coroutine): return missing(coroutine)
class Repository:
    async def list(self, keys) -> int: ...
    async def next(self, keys) -> int: ...
    def run(self, coroutine) -> str: ...
    zip: Zipper
class Zipper:
    def __call__(self, coroutine) -> str: ...
repository = Repository()
keys = fetch_keys()
def fetch_keys() -> list[str]: ...
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("run(fetch())", "coroutine of int"),
        ("gather(fetch(), fetch())", "coroutine of int"),
        ("create_task(fetch())", "Task[A]"),
        ("repository.list(keys)", "coroutine of int"),
        ("repository.next(keys)", "coroutine of int"),
        ("repository.run(fetch())", "str"),
        ("repository.zip(fetch())", "str"),
        ("missing.run(fetch())", "A"),
    ],
)
def test_a_function_of_the_project_is_not_taken_for_one_of_python_by_its_name(expression: str, value: str) -> None:
    assert from_lib(f"{OWN}seen({expression})") == value


def test_a_function_of_python_passes_its_arguments_on_also_where_it_can_be_read() -> None:
    files = {
        "lib.py": LIB,
        "asyncio/__init__.py": "from .tasks import *\n",
        "asyncio/tasks.py": "class Task(Generic[T]): ...\n"
        "def create_task(coro: Any) -> Task[Any]: ...\ndef known() -> Task[int]: ...\nclass Future: ...\n",
        "m.py": "import asyncio\nfrom lib import fetch\nasync def f():\n    seen(asyncio.create_task(fetch()))\n"
        "    seen(asyncio.create_task(1))\n    seen(await asyncio.known())\n    seen(await asyncio.Future())\n",
    }

    assert asked(files) == "Task[A]; Task[?]; int; ?"


@pytest.mark.parametrize(
    ("function", "is_certain"),
    [
        ("async def f(): ...", True),
        ("def f() -> Coroutine[Any, Any, int]: ...", True),
        ("@unknown\nasync def f(): ...", False),
        ("def f(): ...", False),
        ("async def f():\n    yield", False),
        ("def f() -> Awaitable[int]: ...", False),
    ],
)
def test_it_is_known_whether_a_function_gives_a_coroutine_for_certain(function: str, *, is_certain: bool) -> None:
    made = inference_of({"m.py": function})
    value = made.module_name("m.py", "f")
    assert isinstance(value, FunctionValue)

    assert made.is_coroutine_function(value) is is_certain


def test_long_chains_of_functions_come_to_an_end_and_are_known_piece_by_piece() -> None:
    text = "\n".join([*(f"def f{n}(): return f{n + 1}()" for n in range(60)), "def f60() -> int: ...\n"])
    made = inference_of({"m.py": text})

    def result(number: int) -> str:
        return told(made.called(made.module_name("m.py", f"f{number}")))

    assert [result(0), result(50), result(0), result(30), result(10), result(0)] == [
        "?",
        "int",
        "?",
        "int",
        "int",
        "int",
    ]


def test_what_depends_on_itself_is_not_kept_as_unknown_for_others() -> None:
    made = inference_of({"m.py": "def f(): return g()\ndef g(): return f() if f() else h()\ndef h() -> int: ...\n"})

    assert told(made.called(made.module_name("m.py", "f"))) == "?"
    assert told(made.called(made.module_name("m.py", "h"))) == "int"


@pytest.mark.parametrize("text", ["(", "", "a b", "\0"])
def test_text_that_is_no_expression_stands_for_nothing(text: str) -> None:
    made = inference_of({"m.py": ""})
    names = made.of_module("m.py")

    assert made.written(text, names) in (None, made.written("()", names))
    assert made.annotations.instance(text, names) is None


def test_a_module_has_no_class_around_it() -> None:
    assert inference_of({"m.py": ""}).of_module("m.py").parent() is None


def test_two_instances_of_one_class_are_equal() -> None:
    made = inference_of({"m.py": "class A: ...\na = A()\nb = A()\n"})
    first = made.module_name("m.py", "a")

    assert isinstance(first, Instance)
    assert first == made.module_name("m.py", "b")
