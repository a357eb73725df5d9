"""Methods whose name alone tells that a coroutine function is called, since all of a project awaits what it gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from remend.index.calls import Calls, LazyCalls
from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.module import Module
from remend.rules.missing_await.places import Places

OFTEN_BY_NAME = 5
"""How often a project has to await a method that all its classes define as async, before the name counts as proof."""

PROTOCOL = frozenset(["__anext__", "__aenter__", "__aexit__", "aclose", "asend", "athrow"])
"""Methods that Python itself awaits, or that its asynchronous generators have."""

_WORDS = re.compile(r"_|[a-z][A-Z]")
_NEXT_TO_NEVER = 5


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

        A name of one word may be that of anything, so it counts for receivers that are called the same. What the file
        at `path` awaits itself need not be awaited as often elsewhere.
        """
        if method in PROTOCOL:
            return True
        is_telling = _WORDS.search(method.strip("_")) is not None
        asked = ("" if is_telling else receiver, method)
        if asked not in self._told:
            self._told[asked] = self.is_distinct(method) and self._is_always_awaited(*asked)
        return self._told[asked] or (is_telling and self.is_distinct(method) and self._is_awaited_in(path, method))

    def _is_awaited_in(self, path: str, method: str) -> bool:
        """Whether a file awaits all calls of that name but one, as all others do: twice, or once if it defines it."""
        awaited = self._awaiting(method).get(path, 0)
        is_own = path in self.calls and method in self.calls[path].coroutines
        if awaited < (1 if is_own else 2):
            return False
        return sum(self.calls[each].plain.get(f".{method}", 0) for each in self._calling(method)) == 1

    def _is_always_awaited(self, receiver: str, method: str) -> bool:
        """Whether all calls of that name but one, the one in question, are awaited or have a place to go."""
        awaited = sum(self._awaiting(method).values())
        paths = self._calling(method)
        if awaited < OFTEN_BY_NAME or len(paths) > awaited or not self._is_awaited_of(receiver, method):
            return False
        forgotten = sum(self._forgotten(path, method) for path in paths)
        return (forgotten - 1) * _NEXT_TO_NEVER <= awaited

    def _is_awaited_of(self, receiver: str, method: str) -> bool:
        """Whether the method is awaited on receivers of that name, and often enough; on any where it is empty."""
        awaits = re.compile(rf"\bawait[ \t]+(?:\w+\.)*{receiver}\.{method}\(".encode())
        found = 0
        for path in self._awaiting(method) if receiver else ():
            found += len(awaits.findall(self.contents[path]))
            if found >= OFTEN_BY_NAME:
                return True
        return not receiver

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

    def _forgotten(self, path: str, method: str) -> int:
        module = Module.load(path, self.contents[path])
        if not isinstance(module, Module):
            return 0
        places = Places(Closely(self.inference, module), self.sinks)
        calls = (site.up() for site in module.sites((method,)) if isinstance(site.node, ast.Attribute))
        return sum(isinstance(call.node, ast.Call) and places.of(call) is not None for call in calls)


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
