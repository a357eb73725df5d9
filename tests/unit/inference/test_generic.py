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
