"""What decorators make of functions that become instances of a class, and what overloads tell together."""

from __future__ import annotations

import pytest

from inferring import seen

HEAD = """
from typing import Any, Callable, overload
class Task:
    async def send(self) -> int: ...
class Broker:
    @overload
    def task(self, name: Callable[..., Any]) -> Task: ...
    @overload
    def task(self, name: str | None = None) -> Callable[[Callable[..., Any]], Task]: ...
    def task(self, name=None) -> Any: ...
    def same(self, function: F) -> F: ...
    def either(self, function: Callable[..., Any]) -> Task | int: ...
    @overload
    async def get(self, name: str) -> Task: ...
    @overload
    async def get(self, name: int) -> Task: ...
    async def get(self, name: Any) -> Any: ...
    @overload
    def mixed(self, name: str) -> Task: ...
    @overload
    def mixed(self, name: int): ...
    def mixed(self, name: Any) -> Any: ...
class Wrapped:
    def __init__(self, function): ...
    async def send(self) -> str: ...
class Maker:
    def __init__(self, name): ...
    def __call__(self, function: Callable[..., Any]) -> Task: ...
broker = Broker()
@broker.task
async def bare(): ...
@broker.task("x")
async def named(): ...
@broker.same
async def kept(): ...
@broker.either
async def one_of_two(): ...
@Wrapped
async def wrapped(): ...
@Maker("x")
async def made(): ...
@loop.send
async def loop(): ...
@unknown
async def strange(): ...
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("bare.send()", "coroutine of int"),
        ("named.send()", "coroutine of int"),
        ("wrapped.send()", "coroutine of str"),
        ("made.send()", "coroutine of int"),
        ("kept.send()", "?"),
        ("one_of_two.send()", "?"),
        ("loop.send()", "?"),
        ("strange.send()", "?"),
        ("await broker.get('x')", "Task"),
        ("broker.mixed('x')", "?"),
    ],
)
def test_what_a_function_becomes_is_known_by_what_its_decorator_says(expression: str, value: str) -> None:
    assert seen(f"{HEAD}async def f(): seen({expression})") == value


def test_the_decorator_of_a_function_in_another_is_read_where_it_stands() -> None:
    inside = "async def f(mine: Broker):\n    @mine.task\n    def work(): ...\n    seen(work.send())\n"
    assert seen(f"{HEAD}{inside}") == "coroutine of int"


CACHED = """
import functools
class cached:
    def __init__(self, ttl): ...
    def __call__(self, function):
        @functools.wraps(function)
        async def wrapper(*args): ...
        return wrapper
class plain:
    def __init__(self, ttl): ...
    def __call__(self, function):
        def wrapper(*args) -> int: ...
        return wrapper
class odd:
    def __init__(self, ttl): ...
@cached(ttl=1)
async def one(): ...
@plain(ttl=1)
async def two(): ...
@odd(ttl=1)
async def three(): ...
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [("one()", "coroutine of ?"), ("two()", "?"), ("three()", "coroutine of ? unless @odd(ttl=1)")],
)
def test_a_class_whose_instances_are_decorators_is_followed(expression: str, value: str) -> None:
    assert seen(f"{CACHED}def f(): seen({expression})") == value


FACTORIES = """
class A:
    async def work(self) -> int: ...
def plain():
    async def inner() -> A: ...
    return inner
async def waiting():
    def inner() -> A: ...
    return inner
def generating():
    async def inner() -> AsyncIterator[A]: yield A()
    return inner
def decorated():
    @unknown
    async def inner() -> A: ...
    return inner
def either():
    async def inner() -> A: ...
    async def other() -> A: ...
    return inner if a else other
def declared() -> int:
    async def inner() -> A: ...
    return inner
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("plain()", "def inner"),
        ("plain()()", "coroutine of A"),
        ("(await waiting())().work()", "coroutine of int"),
        ("generating()()", "AsyncIterator[A]"),
        ("decorated()()", "?"),
        ("either()()", "?"),
        ("declared()", "int"),
    ],
)
def test_a_function_that_is_made_inside_of_another_is_known_to_who_calls_that(expression: str, value: str) -> None:
    assert seen(f"{FACTORIES}async def f(): seen({expression})") == value
