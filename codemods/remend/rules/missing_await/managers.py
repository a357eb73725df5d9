"""Which names may stand for what only `with`, or only `async with`, can enter: enough to leave most files unread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from remend.index.calls import Calls
from remend.index.facts import Class, Facts, Function

_CALLED = re.compile(r"([A-Za-z0-9_]+)(?:\(|$)")
_OF_ASYNC_CODE = re.compile(r"\b(?:asyncio|anyio|trio|aio\w*)\.")
_STANDARD = frozenset(
    str.split(
        """
        Lock RLock Condition Semaphore BoundedSemaphore open fdopen suppress closing nullcontext ExitStack
        TemporaryDirectory NamedTemporaryFile TemporaryFile SpooledTemporaryFile ThreadPoolExecutor ProcessPoolExecutor
        ZipFile TarFile redirect_stdout redirect_stderr catch_warnings connect socket Popen urlopen
        """
    )
)
"""What the standard library has to be entered by a plain `with`."""

_LISTED = re.compile(r"(?:list|dict|set|tuple|List|Dict|Set|Tuple|str|bytes|Iterator|Generator)\b")
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Managers:
    """Names of what is entered, or looped over, in one way alone.

    `plain` are those of what goes without `async`, `classes` the project's classes among them, `asynchronous` those of
    what needs it.
    """

    plain: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    asynchronous: frozenset[str] = frozenset()

    def may_err(self, calls: Calls) -> bool:
        """Whether a file may enter something the wrong way."""
        if calls.coroutines and not self.asynchronous.isdisjoint(calls.entered):
            return True
        if not self.plain.isdisjoint(calls.entered_async):
            return True
        return bool(calls.entered_async) and any(name.removeprefix(".") in self.classes for name in calls.plain)


def managers(facts: Mapping[str, Facts]) -> Managers:
    """The names of a project."""
    functions = [each for path in facts for each in facts[path].functions]
    classes = [each for path in facts for each in facts[path].classes]
    functions += [method for owner in classes for method in owner.methods]
    own = frozenset(_classes(classes, "__enter__", "__aenter__"))
    plain = own | _STANDARD | {each.name for each in functions if _is_plain(each)}
    asynchronous = _classes(classes, "__aenter__", "__enter__")
    asynchronous |= {each.name for each in functions if _has(each, "asynccontextmanager")}
    attributes = [each for owner in classes for each in owner.attributes]
    attributes += [each for path in facts for each in facts[path].names]
    held = [(each.name, _called(each.annotation or each.value)) for each in attributes if each.annotation or each.value]
    return Managers(
        plain=frozenset(plain | {name for name, called in held if not called.isdisjoint(plain)}),
        classes=own,
        asynchronous=frozenset(asynchronous | {name for name, called in held if not called.isdisjoint(asynchronous)}),
    )


def _has(function: Function, decorator: str) -> bool:
    written = function.decorators
    return bool(written) and any(each.partition("(")[0].rpartition(".")[2] == decorator for each in written)


def _is_plain(function: Function) -> bool:
    if function.is_async:
        return False
    return function.is_generator or _is_listed(function.returns) or _has(function, "contextmanager")


def _classes(classes: Iterable[Class], method: str, other: str) -> set[str]:
    """Those that define one method and not the other, and what inherits from them."""
    named = {each.name: {method.name for method in each.methods} for each in classes}
    found = {name for name, methods in named.items() if method in methods and other not in methods}
    for _ in range(_ROUNDS):
        found |= {each.name for each in classes if any(base.rpartition(".")[2] in found for base in each.bases)}
    return found


@lru_cache(maxsize=20_000)
def _called(text: str) -> frozenset[str]:
    """The names of what an attribute is, as it seems, or is made by; `text` is its annotation or its value."""
    return frozenset() if _OF_ASYNC_CODE.search(text) else frozenset(_CALLED.findall(text))


@lru_cache(maxsize=20_000)
def _is_listed(annotation: str) -> bool:
    return _LISTED.match(annotation) is not None
