"""Groups parts by the evidence between them: the best first, as long as more speaks for than against.

Two groups are joined by what their parts say of one another on average and, for a share, by the pair that says most:
a test has much to do with one function of a change and little with the rest of it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

_BEST_SHARE = 0.3


def group(odds: Sequence[Sequence[float]], bound: Sequence[tuple[int, int]] = ()) -> list[list[int]]:
    """The groups of things, each in order, by the log odds that each belongs together with each before it.

    `bound` are pairs that belong together whatever their odds.
    """
    found = []
    for near in _near(odds, bound):
        places = {at: number for number, at in enumerate(near)}
        groups = _Groups([[odds[at][other] for other in near[:number]] for number, at in enumerate(near)])
        for one, other in bound:
            if one in places:
                groups.bind(places[one], places[other])
        groups.join_all()
        found += [sorted(near[number] for number in members) for members in groups.members.values()]
    return sorted(found)


def _near(odds: Sequence[Sequence[float]], bound: Sequence[tuple[int, int]]) -> Sequence[Sequence[int]]:
    """The things that may come into one group, each in order: those that something leads to from one another."""
    homes = [[at] for at in range(len(odds))]
    worthy = ((at, other) for at, row in enumerate(odds) for other, value in enumerate(row) if value > 0)
    for one, other in (*bound, *worthy):
        few, many = sorted((homes[one], homes[other]), key=len)
        if few is not many:
            many += few
            for each in few:
                homes[each] = many
    return [sorted(many) for at, many in enumerate(homes) if many[0] == at]


class _Groups:
    """Groups by the number of their first thing, with the sum and the best of the odds between each two."""

    def __init__(self, odds: Sequence[Sequence[float]]) -> None:
        self.members = {at: [at] for at in range(len(odds))}
        self._sums = [[*row, 0.0, *(later[at] for later in odds[at + 1 :])] for at, row in enumerate(odds)]
        self._best = [row.copy() for row in self._sums]
        self._waiting: list[tuple[float, int, int, int, int]] = []

    def bind(self, one: int, other: int) -> None:
        """Join the groups that two things are in."""
        homes = {at for at, members in self.members.items() if one in members or other in members}
        if len(homes) == 2:
            self._join(min(homes), max(homes))

    def join_all(self) -> None:
        """Join groups until nothing speaks for it any more."""
        for at in self.members:
            self._waiting += self._worthy(at, [other for other in self.members if other < at])
        heapq.heapify(self._waiting)
        while self._waiting:
            _, one, other, size, other_size = heapq.heappop(self._waiting)
            sizes = len(self.members.get(one, ())), len(self.members.get(other, ()))
            if sizes == (size, other_size):
                self._join(one, other)
                for pair in self._worthy(one, [each for each in self.members if each != one]):
                    heapq.heappush(self._waiting, pair)

    def _join(self, one: int, other: int) -> None:
        self.members[one] += self.members.pop(other)
        for each in self.members:
            if each != one:
                self._sums[one][each] = self._sums[each][one] = self._sums[one][each] + self._sums[other][each]
                self._best[one][each] = self._best[each][one] = max(self._best[one][each], self._best[other][each])

    def _worthy(self, one: int, others: Sequence[int]) -> Iterator[tuple[float, int, int, int, int]]:
        """The pairs of one group with others that speak for being joined, with their sizes as they are now."""
        size, sums, best = len(self.members[one]), self._sums[one], self._best[one]
        for other in others:
            if best[other] > 0:
                other_size = len(self.members[other])
                value = (1 - _BEST_SHARE) * sums[other] / (size * other_size) + _BEST_SHARE * best[other]
                if value > 0:
                    pair = (one, other, size, other_size) if one < other else (other, one, other_size, size)
                    yield (-value, *pair)
