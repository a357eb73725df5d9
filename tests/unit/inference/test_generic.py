"""What a call gives of a function that returns what its arguments are."""

from __future__ import annotations

import pytest

from inferring import seen

HEAD = """
from typing import Awaitable, Generator, Generic, Type, TypeVar
T = TypeVar("T")
class A:
    async def work(self) -> int: ...
class B(A):
    pass
def made(kind: type[T]) -> T: ...
def named(a: int, *, kind: Type[T]) -> T: ...
def kind_of(kind: type[T]) -> type[T]: ...
def several(kind: type[T]) -> list[T]: ...
def same(value: T) -> T: ...
async def fetched(kind: type[T]) -> T: ...
def other(kind: type[T]) -> int: ...
def parameter(kind: type[S]) -> S: ...
class Box:
    def get(self, kind: type[T]) -> T: ...
class Waiting:
    def __await__(self) -> Generator[None, None, A]: ...
class Silent:
    def __await__(self): ...
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("made(A)", "A"),
        ("made(kind=A)", "A"),
        ("named(1, kind=A)", "A"),
        ("kind_of(A)", "class A"),
        ("kind_of(A)()", "A"),
        ("several(A)[0]", "A"),
        ("same(A())", "A"),
        ("await fetched(A)", "A"),
        ("fetched(A)", "coroutine of A"),
        ("other(A)", "int"),
        ("parameter(A)", "A"),
        ("Box().get(A)", "A"),
        ("made(A).work()", "coroutine of int"),
        ("made(*[A])", "?"),
        ("made(unknown)", "?"),
        ("made()", "?"),
        ("await Waiting()", "A"),
        ("await Silent()", "?"),
        ("await A()", "?"),
    ],
)
def test_what_is_returned_is_known_by_what_is_taken(expression: str, value: str) -> None:
    assert seen(f"{HEAD}async def f(): seen({expression})") == value


@pytest.mark.parametrize(
    ("bases", "value"),
    [("One, Two", "def work"), ("Two", "def work"), ("One", "?"), ("unknown.X, Two", "?")],
)
def test_super_finds_a_method_in_any_base(bases: str, value: str) -> None:
    text = f"""
import unknown
class One: ...
class Two:
    async def work(self): ...
class C({bases}):
    def work(self):
        seen(super().work)
"""
    assert seen(text) == value


BOXES = """
from typing import Any, Annotated, Generator, Generic, Protocol, Type, TypeAlias, TypeVar, Union
T = TypeVar("T")
U = TypeVar("U")
M = TypeVar("M", bound="Base")
class A:
    async def work(self) -> int: ...
class B(A): ...
class Box(Generic[T]):
    def get(self) -> T: ...
    async def fetch(self) -> list[T]: ...
    def __await__(self) -> Generator[Any, None, T]: ...
class Pair(Generic[T, U]):
    def first(self) -> T: ...
    def second(self) -> U: ...
class Held(Generic[T]):
    item: T
    def __init__(self, more: list[T]): self.more: list[T] = more
class HeldA(Held[A]): ...
def held() -> Held[A]: ...
class Swapped(Pair[U, T], Generic[T, U]): ...
class OfA(Box[A]): ...
class Deep(OfA): ...
class Loose(Box): ...
class Kept(Box[T]): ...
class Shaped(Protocol[T]):
    def get(self) -> T: ...
class Base:
    @classmethod
    async def new(cls: Type[M]) -> M: ...
    @classmethod
    def all(cls: "type[M]") -> "list[M]": ...
    def me(self: M) -> Box[M]: ...
class Row(Base):
    async def save(self) -> int: ...
BoxOfA = Box[A]
Either = Union[A, B]
Each: TypeAlias = A | B
Kind = type[A | B]
Marked = Annotated[T, "body"]
Listed = dict[U, list[T]]
Round = list["Round"]
number: int = Box[A]
def box() -> Box[A]: ...
def alias() -> BoxOfA: ...
def kept() -> Kept[A]: ...
def shaped() -> Shaped[A]: ...
def swapped() -> Swapped[A, B]: ...
def marked() -> Marked[A]: ...
def listed() -> Listed[str, A]: ...
def either() -> Either: ...
def each() -> Each: ...
def round_() -> Round: ...
def value() -> number: ...
made: Kind = unknown()
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("box().get()", "A"),
        ("box().fetch()", "coroutine of list[A]"),
        ("await box()", "A"),
        ("alias()", "Box[A]"),
        ("alias().get()", "A"),
        ("await alias()", "A"),
        ("kept().get()", "A"),
        ("shaped().get()", "A"),
        ("OfA().get()", "A"),
        ("Deep().get().work()", "coroutine of int"),
        ("Loose().get()", "?"),
        ("Box().get()", "?"),
        ("swapped().first()", "B"),
        ("swapped().second()", "A"),
        ("held().item", "A"),
        ("held().more[0].work()", "coroutine of int"),
        ("HeldA([]).item", "A"),
        ("Held([]).item", "?"),
        ("marked()", "A"),
        ("listed()['a'][0]", "A"),
        ("either()", "A | B"),
        ("each()", "A | B"),
        ("made()", "A | B"),
        ("round_()", "list[?]"),
        ("value()", "?"),
        ("await Row.new()", "Row"),
        ("(await Row.new()).save()", "coroutine of int"),
        ("Row.all()[0]", "Row"),
        ("Row().me().get()", "Row"),
    ],
)
def test_type_variables_are_known_by_what_a_method_is_called_on(expression: str, value: str) -> None:
    assert seen(f"{BOXES}async def f(): seen({expression})") == value


def test_an_alias_is_read_where_it_stands() -> None:
    text = "import kinds\nfrom kinds import Client as C\ndef f() -> kinds.Client: ...\ndef g() -> C: ...\n"
    text += "seen(f()); seen(g())"

    assert seen(text, kinds=f"{BOXES}Client = Box[A]") == "Box[A]; Box[A]"
