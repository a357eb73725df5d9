"""Groups parts by the evidence between them: the best first, as long as more speaks for than against.

Two groups are joined by what their parts say of one another on average and, for a share, by the pair that says most:
a test has much to do with one function of a change and little with the rest of it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

_BEST_SHARE = 0.3


def group(count: int, score: Callable[[int, int], float], bound: Sequence[tuple[int, int]] = ()) -> list[list[int]]:
    """The groups of the things 0 to `count` - 1, each in order, by `score`, the log odds that two belong together.

    `bound` are pairs that belong together whatever their score.
    """
    groups = _Groups(count, score)
    for one, other in bound:
        groups.bind(one, other)
    groups.join_all()
    return sorted(sorted(members) for members in groups.members.values())


class _Groups:
    """Groups by the number of their first thing, with the sum and the best of the scores between each two."""

    def __init__(self, count: int, score: Callable[[int, int], float]) -> None:
        self.members = {at: [at] for at in range(count)}
        self._sums = [[0.0] * count for _ in range(count)]
        self._best = [[0.0] * count for _ in range(count)]
        self._waiting: list[tuple[float, int, int, int, int]] = []
        for one in range(count):
            for other in range(one):
                value = score(one, other)
                self._sums[one][other] = self._sums[other][one] = value
                self._best[one][other] = self._best[other][one] = value

    def bind(self, one: int, other: int) -> None:
        """Join the groups that two things are in."""
        homes = {at for at, members in self.members.items() if one in members or other in members}
        if len(homes) == 2:
            self._join(min(homes), max(homes))

    def join_all(self) -> None:
        """Join groups until nothing speaks for it any more."""
        for one in self.members:
            self._wait(one, [other for other in self.members if other < one])
        while self._waiting:
            _, one, other, size, other_size = heapq.heappop(self._waiting)
            sizes = len(self.members.get(one, ())), len(self.members.get(other, ()))
            if sizes == (size, other_size):
                self._join(one, other)
                self._wait(one, [each for each in self.members if each != one])

    def _join(self, one: int, other: int) -> None:
        self.members[one] += self.members.pop(other)
        for each in self.members:
            if each != one:
                self._sums[one][each] = self._sums[each][one] = self._sums[one][each] + self._sums[other][each]
                self._best[one][each] = self._best[each][one] = max(self._best[one][each], self._best[other][each])

    def _wait(self, one: int, others: Sequence[int]) -> None:
        for other in others:
            size, other_size = len(self.members[one]), len(self.members[other])
            mean = self._sums[one][other] / (size * other_size)
            value = (1 - _BEST_SHARE) * mean + _BEST_SHARE * self._best[one][other]
            if value > 0:
                low, high = min(one, other), max(one, other)
                sizes = (size, other_size) if low == one else (other_size, size)
                heapq.heappush(self._waiting, (-value, low, high, *sizes))
