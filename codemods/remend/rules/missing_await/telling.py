"""Methods whose name alone tells that a coroutine function is called, since all of a project awaits what it gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from remend.index.calls import Calls, LazyCalls
from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.module import Module, Site
from remend.rules.missing_await.places import Places
from remend.rules.missing_await.reads import last_name

OFTEN_BY_NAME = 5
"""How often a project has to await a method that all its classes define as async, before the name counts as proof."""

TWICE = 2
"""How often on receivers of the same name, where that of the method has several words and no other call lets it go."""

WIDELY_BY_NAME, MANY = 20, 100
"""On how many receivers of other names it has to be awaited, and how often, before one word counts for all of them.

A library may have the same method in a client that is not asynchronous (an assumption).
"""

PROTOCOL = frozenset(["__anext__", "__aenter__", "__aexit__", "aclose", "asend", "athrow"])
"""Methods that Python itself awaits, or that its asynchronous generators have."""

_EVERYDAY = frozenset(
    str.split(
        """
        accept acquire add append cancel clear close commit communicate connect copy count cursor decode delete discard
        encode execute executemany exists extend fetchall fetchone find flush format get index insert items join keys
        kill notify open poll pop put read readline recv release remove replace result rollback run seek send sendall
        set shutdown sort split start stop strip submit terminate update values wait write
        """
    )
)
"""Methods that what is not asynchronous has as often as not, in the standard library to begin with."""

_WORDS = re.compile(r"_|[a-z][A-Z]")
_AWAITS = re.compile(rb"\bawait[ \t]+(?:\w+\.)*(\w+)\Z")
_AWAITS_LIKE = re.compile(rb"\bawait[ \t]+(?:\w+\.)*_*\Z")
_CALLS = re.compile(rb"(?:(\bawait[ \t]+(?:\w+\.)*)|(?<!\w))\Z")
_NEXT_TO_NEVER, _NEVER = 5, 20


@dataclass(frozen=True, eq=False)
class Telling:
    """Of one project.

    Attributes:
        inference: what its expressions stand for.
        calls: which names each file calls.
        contents: the bytes of its files.
        is_distinct: whether no class of the project has a name but async ones.
        sinks: names of callables that run what they are given, besides the usual ones.
    """

    inference: Inference
    calls: Mapping[str, Calls]
    contents: Mapping[str, bytes]
    is_distinct: Callable[[str], bool]
    sinks: frozenset[str]
    _told: dict[tuple[str, str], bool] = field(default_factory=dict)

    def tells(self, receiver: str, method: str, path: str = "") -> bool:
        """Whether a method of an unknown receiver that goes by that name is known by its own: it is always awaited.

        A name of one word may be that of anything, so it counts for receivers that are called the same, or where many
        are. What the file at `path` awaits itself need not be awaited as often elsewhere.
        """
        if method in PROTOCOL:
            return True
        if not self.is_distinct(method):
            return False
        if not has_words(method) and receiver:
            return self._recall(receiver, method, self._is_awaited_of)
        if self._recall("", method, lambda _, name: self._is_always_awaited(name)):
            return True
        return has_words(method) and (
            self._is_awaited_in(path, method) or self._recall(receiver, method, self._is_awaited_twice)
        )

    def _recall(self, receiver: str, method: str, find: Callable[[str, str], bool]) -> bool:
        asked = receiver, method
        if asked not in self._told:
            self._told[asked] = find(receiver, method)
        return self._told[asked]

    def _is_awaited_in(self, path: str, method: str) -> bool:
        """Whether a file awaits all calls of that name but one, as all others do: twice, or once if it defines it."""
        awaited = self._awaiting(method).get(path, 0)
        is_own = path in self.calls and method in self.calls[path].coroutines
        if awaited < (1 if is_own else 2):
            return False
        return sum(self.calls[each].plain.get(f".{method}", 0) for each in self._calling(method)) == 1

    def _is_always_awaited(self, method: str, most: int = _NEXT_TO_NEVER) -> bool:
        """Whether all calls of that name but one, the one in question, are awaited or have a place to go.

        Of many that are awaited, one in `most` may be left.
        """
        awaited = sum(self._awaiting(method).values())
        paths = self._calling(method)
        if awaited < OFTEN_BY_NAME or len(paths) > awaited:
            return False
        return (sum(self._forgotten(path, method) for path in paths) - 1) * most <= awaited

    def _is_awaited_twice(self, receiver: str, method: str) -> bool:
        """Whether it is awaited on receivers of that name, and only one call lets it go; no matter on what."""
        if not receiver:
            return False
        called = f"{receiver.strip('_')}.{method}(".encode()
        awaiting = (_before(called, _AWAITS_LIKE, self.contents[path]) for path in self._awaiting(method))
        awaited = sum(each is not None for found in awaiting for each in found)
        paths = self._calling(method)
        return TWICE <= awaited >= len(paths) and sum(self._forgotten(path, method) for path in paths) == 1

    def _is_awaited_of(self, receiver: str, method: str) -> bool:
        """Whether it is so on receivers of that name, which are all that count where the name has several words."""
        if method not in _EVERYDAY and self._is_awaited_widely(method):
            return True
        called = f"{receiver}.{method}(".encode()

        def calls(path: str) -> Iterator[bool]:
            return (each[1] is not None for each in _before(called, _CALLS, self.contents[path]) if each is not None)

        awaited = sum(is_awaited for path in self._awaiting(method) for is_awaited in calls(path))
        if awaited < OFTEN_BY_NAME:
            return False
        if not has_words(receiver):
            return self._is_always_awaited(method)
        paths = (path for path in self._calling(method) if not all(calls(path)))
        return (sum(self._forgotten(path, method, receiver) for path in paths) - 1) * _NEXT_TO_NEVER <= awaited

    def _is_awaited_widely(self, method: str) -> bool:
        """Whether it is so on receivers of many names."""
        if sum(self._awaiting(method).values()) < MANY:
            return False
        called = f".{method}(".encode()
        awaiting = (_before(called, _AWAITS, self.contents[path]) for path in self._awaiting(method))
        receivers = {each[1] for found in awaiting for each in found if each is not None}
        return len(receivers) >= WIDELY_BY_NAME and self._is_always_awaited(method, _NEVER)

    def _awaiting(self, method: str) -> Mapping[str, int]:
        """How often each file awaits what a method gives."""
        if isinstance(self.calls, LazyCalls):
            return _awaiting(self.calls.naming(method), method.__eq__).get(method, {})
        return self._all_awaiting.get(method, {})

    def _calling(self, method: str) -> Sequence[str]:
        """The files that call a method without awaiting it on the spot."""
        if isinstance(self.calls, LazyCalls):
            return _calling(self.calls.naming(method), method.__eq__).get(method, ())
        return self._all_calling.get(method, ())

    @cached_property
    def _all_awaiting(self) -> Mapping[str, Mapping[str, int]]:
        return _awaiting(self.calls, self.is_distinct)

    @cached_property
    def _all_calling(self) -> Mapping[str, Sequence[str]]:
        return _calling(self.calls, self.is_distinct)

    def _forgotten(self, path: str, method: str, receiver: str = "") -> int:
        """How many calls let the coroutine go, perhaps only those on receivers of one name."""
        module = Module.load(path, self.contents[path])
        if not isinstance(module, Module):
            return 0
        places = Places(Closely(self.inference, module), self.sinks)
        named = (site for site in module.sites((method,)) if isinstance(site.node, ast.Attribute))
        calls = (site.up() for site in named if not receiver or _receiver(site) == receiver)
        return sum(isinstance(call.node, ast.Call) and places.of(call) is not None for call in calls)


def has_words(name: str) -> bool:
    """Whether a name has several words, and so is hardly that of something else too."""
    return _WORDS.search(name.strip("_")) is not None


def _before(called: bytes, pattern: re.Pattern[bytes], raw: bytes) -> Iterator[re.Match[bytes] | None]:
    """What a pattern finds on the same line right before each place where something is called.

    To look for the call first is a hundred times as fast as one expression for both.
    """
    at = raw.find(called)
    while at >= 0:
        yield pattern.search(raw, raw.rfind(b"\n", 0, at) + 1, at)
        at = raw.find(called, at + len(called))


def _receiver(called: Site) -> str:
    assert isinstance(called.node, ast.Attribute)
    return last_name(called.node.value)


def _awaiting(every: Mapping[str, Calls], wanted: Callable[[str], bool]) -> Mapping[str, Mapping[str, int]]:
    """How often each file awaits what a wanted method gives, by method."""
    found: dict[str, dict[str, int]] = {}
    for path, calls in every.items():
        for name, count in calls.awaited.items():
            if name[0] == "." and wanted(name[1:]):
                found.setdefault(name[1:], {})[path] = count
    return found


def _calling(every: Mapping[str, Calls], wanted: Callable[[str], bool]) -> Mapping[str, Sequence[str]]:
    """The files that call a wanted method without awaiting it on the spot, by method."""
    found: dict[str, list[str]] = {}
    for path, calls in every.items():
        for name in calls.plain:
            if name[0] == "." and wanted(name[1:]):
                found.setdefault(name[1:], []).append(path)
    return found
