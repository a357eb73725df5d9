"""Folds groups where there are more than a plan may have, without making any that need each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableSequence, Sequence
from heapq import heappop, heappush
from operator import add, truediv

from remend.plan.changes.needs import Needs


def fold(
    sums: MutableSequence[list[float]],
    sizes: Sequence[int],
    needs: Needs,
    cost: Callable[[Sequence[int]], float],
    most: int,
) -> list[list[int]]:
    """At most `most` sets of groups, each in order.

    The set that costs the least goes to the one that it has most to do with, again and again. `sums` are, for each two
    groups, of what their parts say of one another, and become those of the sets.
    """
    members = {at: [at] for at in range(len(sizes))}
    size, costs = dict(enumerate(sizes)), {at: cost([at]) for at in members}
    before = {at: set(each) for at, each in needs.items()}
    after = _turned(before)
    cheapest = sorted((each, at) for at, each in costs.items())
    while len(members) > most:
        price, least = heappop(cheapest)
        if costs.get(least) != price:
            continue
        apart = _beyond(least, before) | _beyond(least, after)
        near = [at for at in members if at != least and at not in apart]
        shares = list(map(truediv, map(sums[least].__getitem__, near), map(size.__getitem__, near)))
        home = near[shares.index(max(shares))]
        members[home] += members.pop(least)
        size[home] += size.pop(least)
        costs[home] = cost(members[home])
        del costs[least]
        heappush(cheapest, (costs[home], home))
        joined = sums[home] = list(map(add, sums[home], sums[least]))
        for at in members:
            sums[at][home] = joined[at]
        _hand_over(least, home, before, after)
        _hand_over(least, home, after, before)
    return [sorted(some) for some in members.values()]


def _hand_over(least: int, home: int, near: dict[int, set[int]], far: dict[int, set[int]]) -> None:
    """Let one have what another has on one side, and be named for it on the other side."""
    for each in near.pop(least):
        far[each].remove(least)
        if each != home:
            near[home].add(each)
            far[each].add(home)


def _beyond(start: int, before: Mapping[int, set[int]]) -> set[int]:
    """What is needed by what one needs: joined with it, what lies between would come both before and after."""
    found = set[int]()
    waiting = list(before.get(start, ()))
    while waiting:
        new = before.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _turned(before: Mapping[int, set[int]]) -> dict[int, set[int]]:
    after: dict[int, set[int]] = {at: set() for at in before}
    for at, some in before.items():
        for each in some:
            after[each].add(at)
    return after
