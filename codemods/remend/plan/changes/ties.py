"""Finds the parts that may have more in common than their places and the likeness of their words: most pairs have not.

Sets of parts are numbers with a bit for each part, so that looking a word up costs the same however many have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from remend.plan.changes.facts import Facts
from remend.plan.changes.ground import Ground

Names = Callable[[Facts], Iterable[Hashable]]
Index = Mapping[Hashable, int]


class Ties:
    """Which parts use, name or replace the same."""

    def __init__(self, facts: Sequence[Facts], ground: Ground) -> None:
        self._ground = ground
        self._binds, self._taken = _index(facts, lambda each: each.binds), _index(facts, lambda each: each.taken)
        self._drops, self._left = _index(facts, lambda each: each.drops), _index(facts, lambda each: each.left)
        self._gone, self._came = _index(facts, lambda each: each.gone), _index(facts, lambda each: each.came)
        self._about = _index(facts, lambda each: each.about)
        self._named = _index(facts, lambda each: self._about.keys() & (each.all | each.surroundings))
        self._same = _index(facts, _same)

    def of(self, one: Facts) -> int:
        """The parts that one may be tied to, itself among them."""
        return (
            _having(self._taken, self._rare(one.binds))
            | _having(self._binds, self._rare(one.taken))
            | _having(self._left, one.drops)
            | _having(self._drops, one.left)
            | _having(self._named, one.about)
            | _having(self._about, self._about.keys() & (one.all | one.surroundings))
            | _having(self._gone, one.gone) & _having(self._came, one.came)
            | _having(self._same, _same(one))
        )

    def _rare(self, names: Iterable[str]) -> Iterable[str]:
        return (name for name in names if self._ground.is_rare(name))


def _same(facts: Facts) -> Iterable[Hashable]:
    """What ties it to each other part with just the same."""
    yield facts.path, facts.symbol
    if facts.edit != ((), ()):
        yield facts.edit
    if facts.function:
        yield "function", facts.function
    yield from (("number", number) for number in facts.numbers)
    yield from (("release", release) for release in facts.releases)


def _index(facts: Sequence[Facts], names: Names) -> Index:
    found: dict[Hashable, int] = defaultdict(int)
    for at, each in enumerate(facts):
        for name in names(each):
            found[name] |= 1 << at
    return found


def _having(index: Index, names: Iterable[Hashable]) -> int:
    found = 0
    for name in names:
        found |= index.get(name, 0)
    return found
