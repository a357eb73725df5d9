"""What decorators make of a function: the same to its callers, or something else.

What the project defines is followed: the function that a decorator returns tells what a call gives. Of other decorators
the well-known ones are listed; any other leaves a doubt.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from remend.index.facts import Function

Find = Callable[[str, str], "tuple[str, Function | None]"]
"""By path and expression: the dotted name of a decorator, and the function that it is, where that is known."""


class Kind(enum.Enum):
    """What calling a decorated function gives."""

    SAME = "what the function gives"
    COROUTINE = "a coroutine"
    MANAGER = "a context manager"
    OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Effect:
    """What decorators do; `doubt` names one of which nothing is known, `followed` are those that were read."""

    kind: Kind = Kind.SAME
    doubt: str = ""
    followed: tuple[str, ...] = ()


_MANAGERS = frozenset(["contextlib.contextmanager", "contextlib.asynccontextmanager"])
_KEEPING = frozenset(
    str.split(
        """
        staticmethod classmethod abstractmethod override final overload wraps cache lru_cache alru_cache no_type_check
        deprecated runtime_checkable singledispatch singledispatchmethod typing_only retry on_exception on_predicate
        """
    )
)
_REGISTERING = frozenset(
    str.split(
        """
        get post put patch delete head options route api_route websocket websocket_route on_event exception_handler
        middleware fixture listener event on lifespan errorhandler before_request after_request register
        """
    )
)
_CHANGING = frozenset(
    str.split(
        """
        async_to_sync shared_task task command group periodic_task job coroutine run_sync syncify
        """
    )
)
_LISTED = frozenset(
    str.split(
        "typing functools abc contextlib pytest pytest_asyncio tenacity backoff stamina async_lru anyio click celery"
    )
)
"""Libraries whose decorators the lists above know better than their code does."""

_ANY_FUNCTION = frozenset(["Callable", "FunctionType", "object"])


def effect_of(function: Function, path: str, find: Find, keeping: frozenset[str] = frozenset()) -> Effect:
    """What the decorators of `function`, which the file at `path` defines, make of it; the innermost works first.

    `keeping` names those that are known to give what the function gives.
    """
    effect = Effect()
    for written in reversed(function.decorators):
        one = _effect(written, path, find, keeping, function)
        if one.kind is Kind.SAME:
            doubt, kind = effect.doubt or one.doubt, effect.kind
        else:
            doubt, kind = one.doubt, one.kind
        effect = Effect(kind, doubt, (*effect.followed, *one.followed))
    return effect


def _effect(written: str, path: str, find: Find, keeping: frozenset[str], function: Function) -> Effect:
    name, is_call = written.partition("(")[0].strip(), "(" in written
    dotted, decorator = find(path, name)
    last = name.rpartition(".")[2]
    if not keeping.isdisjoint({name, dotted, last}):
        return Effect()
    if dotted in _MANAGERS:
        return Effect(Kind.MANAGER)
    if last.endswith("property"):
        return Effect()
    if decorator is None or dotted.partition(".")[0] in _LISTED:
        return _by_name(written, dotted or name, last)
    return _followed(decorator, name, function, is_call=is_call)


def _by_name(written: str, dotted: str, last: str) -> Effect:
    if last in _CHANGING:
        return Effect(Kind.OTHER)
    is_known = last in _KEEPING or ".mark." in f"{dotted}." or last in _REGISTERING or last in {"setter", "getter"}
    return Effect() if is_known else Effect(doubt=f"@{written}")


def _followed(decorator: Function, name: str, function: Function, *, is_call: bool) -> Effect:
    """What a decorator that can be read gives in place of the function that it is given."""
    signature = decorator.parameters[0].annotation if decorator.parameters else ""
    if not is_call and _is_same(signature, decorator.returns):
        return Effect(followed=(name,))
    if is_call:
        if not decorator.inner:
            taken, _, given = decorator.returns.rpartition("[[")[2].partition("],")
            is_same = _is_same(taken.strip(" ]"), given.strip(" ]"))
            return Effect(followed=(name,)) if is_same else Effect(doubt=f"@{name}(...)")
        decorator = decorator.inner[0]
    elif _is_for_both(decorator):
        decorator = decorator.inner[0]
    if decorator.parameters and _is_same(decorator.parameters[0].annotation, decorator.returns):
        return Effect(followed=(name,))
    parameters = {parameter.name for parameter in decorator.parameters}
    if decorator.result in parameters:
        return Effect(followed=(name,))
    return _made(decorator, parameters, name, function)


def _is_for_both(decorator: Function) -> bool:
    """Whether a decorator can do without arguments: bare, it calls the function in it itself."""
    return bool(decorator.inner and decorator.parameters) and decorator.parameters[0].has_default


def _is_same(taken: str, given: str) -> bool:
    """Whether a decorator gives the very type that it takes; one that any function has says nothing of a coroutine."""
    last = given.rpartition(".")[2]
    is_vague = last in _ANY_FUNCTION or ("Any" in given and "Awaitable" not in given and "Coroutine" not in given)
    return bool(given) and taken == given and not is_vague


def _made(decorator: Function, given: set[str], name: str, function: Function) -> Effect:
    """What the function gives that a decorator returns; of one for each kind of function, that for this kind."""
    inner = list(decorator.inner)
    if len(inner) > 1:
        inner = [each for each in inner if each.is_async is function.is_async]
    if len(inner) > 1:
        inner = [each for each in inner if each.is_generator is function.is_generator]
    if len(inner) != 1:
        return Effect(doubt=f"@{name}")
    made = inner[0]
    if any(written.partition("(")[0].rpartition(".")[2] == "asynccontextmanager" for written in made.decorators):
        return Effect(Kind.MANAGER, followed=(name,))
    if made.is_async and not made.is_generator:
        return Effect(Kind.COROUTINE, followed=(name,))
    if made.is_async or made.is_generator:
        return Effect(Kind.OTHER, followed=(name,))
    called, _, rest = made.result.partition("(")
    if rest and called in given:
        return Effect(followed=(name,))
    if "Awaitable" in made.returns or "Coroutine" in made.returns:
        return Effect(Kind.COROUTINE, followed=(name,))
    return Effect(Kind.OTHER, "" if made.result or made.returns else f"@{name}", (name,))
