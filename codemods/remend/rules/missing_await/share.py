"""What one module adds to what is known of a project: enough to know the project by, without the rest of its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from remend.cache import code_state, digest
from remend.index.facts import Class, Facts, Function, Habit

_CALLED = re.compile(r"([A-Za-z0-9_]+)(?:\(|$)")
_OF_ASYNC_CODE = re.compile(r"\b(?:asyncio|anyio|trio|aio\w*)\.")
_LISTED = re.compile(r"(?:list|dict|set|tuple|List|Dict|Set|Tuple|str|bytes|Iterator|Generator)\b")
_NO_NAMES: tuple[str, ...] = ()


class Owner(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A class: the last names of its bases, and whether `with` and `async with` can enter it by its own methods."""

    name: str
    bases: tuple[str, ...]
    is_entered: bool
    is_entered_async: bool


class Share(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Names of one module.

    Attributes:
        coroutines: functions at its level that are async, or seem to return a coroutine.
        methods: the same of its classes.
        decorated: other functions, with the last names of their decorators, and whether they are methods.
        making: functions that return a function that is async.
        plain: functions that are not async.
        plain_methods: the same of its classes.
        aliases: other names that it gives to something, each with the last name of what that is.
        habits: how it treats what is not there to be read.
        owners: its classes that have bases, or can be entered.
        entered: functions whose result goes into a plain `with` or `for`.
        entered_async: functions whose result needs `async with`.
        held: names of attributes, each with the names that its type or value calls.
    """

    coroutines: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    decorated: tuple[tuple[str, tuple[str, ...], bool], ...] = ()
    making: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    plain_methods: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    habits: tuple[Habit, ...] = ()
    owners: tuple[Owner, ...] = ()
    entered: tuple[str, ...] = ()
    entered_async: tuple[str, ...] = ()
    held: tuple[tuple[str, tuple[str, ...]], ...] = ()


def share_of(facts: Facts) -> Share:
    """The share of a module."""
    functions = facts.functions
    methods = [method for owner in facts.classes for method in owner.methods]
    every = [*functions, *methods]
    return Share(
        coroutines=_names(each for each in functions if _is_coroutine(each)),
        methods=_names(each for each in methods if _is_coroutine(each)),
        decorated=(*_decorated(functions, is_method=False), *_decorated(methods, is_method=True)),
        making=_names(each for each in functions if _makes_async(each)),
        plain=_names(each for each in functions if not each.is_async),
        plain_methods=_names(each for each in methods if not each.is_async),
        aliases=tuple(dict.fromkeys(_aliases(facts))),
        habits=facts.habits,
        owners=tuple(_owners(facts.classes)),
        entered=_names(each for each in every if _is_plain(each)),
        entered_async=_names(each for each in every if "asynccontextmanager" in _decorators(each)),
        held=tuple(dict.fromkeys(_held(facts))),
    )


def share_state() -> str:
    """What shares depend on besides the facts."""
    return digest("share", code_state(Path(__file__)))


def _names(functions: Iterable[Function]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(function.name for function in functions))


def _is_coroutine(function: Function) -> bool:
    return function.is_async or "Coroutine" in function.returns


def _makes_async(function: Function) -> bool:
    """Whether a function returns an async one, as a decorator may, or a function that does."""
    return any(inner.is_async or _makes_async(inner) for inner in function.inner)


def _decorated(functions: Iterable[Function], *, is_method: bool) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    for each in functions:
        if each.decorators and not _is_coroutine(each):
            yield each.name, _decorators(each), is_method


def _decorators(function: Function) -> tuple[str, ...]:
    written = function.decorators
    return tuple(each.partition("(")[0].rpartition(".")[2] for each in written) if written else _NO_NAMES


def _aliases(facts: Facts) -> Iterator[tuple[str, str]]:
    for each in facts.imports:
        if each.is_renamed and not each.is_module:
            yield each.name, each.origin.rpartition(".")[2]
    for attribute in (*facts.names, *(attribute for owner in facts.classes for attribute in owner.attributes)):
        if attribute.value.replace(".", "").isidentifier():
            yield attribute.name, attribute.value.rpartition(".")[2]


def _owners(classes: Sequence[Class]) -> Iterator[Owner]:
    for each in classes:
        methods = {method.name for method in each.methods}
        bases = tuple(base.rpartition(".")[2] for base in each.bases)
        ways = "__enter__" in methods, "__aenter__" in methods
        if bases or any(ways):
            yield Owner(each.name, bases, *ways)


def _is_plain(function: Function) -> bool:
    if function.is_async:
        return False
    return function.is_generator or _is_listed(function.returns) or "contextmanager" in _decorators(function)


def _held(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    attributes = [attribute for owner in facts.classes for attribute in owner.attributes]
    for each in (*attributes, *facts.names):
        written = each.annotation or each.value
        if written and (called := _called(written)):
            yield each.name, called


@lru_cache(maxsize=20_000)
def _called(text: str) -> tuple[str, ...]:
    """The names of what an attribute is, as it seems, or is made by; `text` is its annotation or its value."""
    return () if _OF_ASYNC_CODE.search(text) else tuple(_CALLED.findall(text))


@lru_cache(maxsize=20_000)
def _is_listed(annotation: str) -> bool:
    return _LISTED.match(annotation) is not None


def all_of(shares: Mapping[str, Share], part: str) -> set[str]:
    """The names that any module has in one part of its share."""
    return set().union(*(getattr(each, part) for each in shares.values()))
