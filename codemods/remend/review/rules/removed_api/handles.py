"""By which names the instances of a class go about in a project.

Where a place reads a member of a class, its file names the class, or something that is declared or made as one: this
leaves most files unread that have a common word such as `connect`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from remend.index.facts import Facts
from remend.index.index import Index

_WORD = re.compile(r"[A-Za-z_]\w*")
_MOST_STEPS = 3


class AtHand(NamedTuple):
    """Where an instance may be at hand: in files that have one of some words, and in these at `paths`."""

    words: tuple[str, ...]
    paths: frozenset[str]


class _Bound(NamedTuple):
    name: str
    path: str


class Handles:
    """What the facts of a project bind: by the words of the type that is declared, and by the name that is read."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def of(self, classes: Iterable[str]) -> AtHand:
        """The names of classes, and in a few steps what mostly is one, made as one, or gives one, where it is bound.

        Of a name that mostly is something else only the files count that bind it so.
        """
        words, paths = set(classes), set[str]()
        newest = set(words)
        for _ in range(_MOST_STEPS):
            bound = [
                each for word in newest for kind in (_declared, _made) for each in self._index.under(word, kind) or ()
            ]
            count = Counter(each.name for each in bound)
            newest = {name for name in count.keys() - words if self._is_most(name, count[name])}
            paths.update(each.path for each in bound)
            words |= newest
        return AtHand(tuple(sorted(words)), frozenset(paths))

    def _is_most(self, name: str, count: int) -> bool:
        """Whether that many are at least half of all that is bound to a name."""
        narrow, every = self._index.narrow, 0
        if narrow is None:
            return (self._index.under(name, _counted) or 0) <= 2 * count
        for _, facts in self._index.leaf(narrow.holding(name)):
            every += sum(each == name for each, _, _ in _told(facts))
            if every > 2 * count:
                return False
        return True


def _declared(some: Mapping[str, Facts]) -> dict[str, list[_Bound]]:
    """What is bound, by the words of the type that is declared for it."""
    found: dict[str, list[_Bound]] = {}
    for path, facts in some.items():
        for name, kind, _ in _told(facts):
            for word in set(_WORD.findall(kind)):
                found.setdefault(word, []).append(_Bound(name, path))
    return found


def _made(some: Mapping[str, Facts]) -> dict[str, list[_Bound]]:
    """What is bound, by the last name of what it is made by."""
    found: dict[str, list[_Bound]] = {}
    for path, facts in some.items():
        for name, _, value in _told(facts):
            found.setdefault(_last(value), []).append(_Bound(name, path))
    return found


def _counted(some: Mapping[str, Facts]) -> Counter[str]:
    return Counter(name for facts in some.values() for name, _, _ in _told(facts))


def _told(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """What a module, its classes and its functions bind, each with its type and its value as they are written."""
    attributes = [*facts.names, *(each for owner in facts.classes for each in owner.attributes)]
    functions = [*facts.functions, *(each for owner in facts.classes for each in owner.methods)]
    yield from ((each.name, each.annotation, each.value) for each in attributes)
    yield from ((each.name, each.returns, each.result) for each in functions)


def _last(value: str) -> str:
    """The last name of what is read or called."""
    return value.partition("(")[0].removeprefix("await ").rpartition(".")[2]
