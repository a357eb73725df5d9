"""Which group of parts needs another to come first, and in which order they can come.

A definition comes before what uses it, and goes after what used it. Groups that need each other are one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from remend.plan.changes.facts import Facts
from remend.plan.changes.ground import Ground

Needs = Mapping[int, frozenset[int]]
"""By the number of a group the numbers of those that have to come before it."""


def needs_of(groups: Sequence[Sequence[Facts]], ground: Ground) -> Needs:
    """What each group needs."""
    bringing: dict[str, set[int]] = {}
    leaving: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        for facts in group:
            for name in facts.binds:
                bringing.setdefault(name, set()).add(number)
            for name in facts.gone - facts.drops:
                leaving.setdefault(name, set()).add(number)
    return {number: _needs(number, group, bringing, leaving, ground) for number, group in enumerate(groups)}


def _needs(
    number: int,
    group: Sequence[Facts],
    bringing: Mapping[str, set[int]],
    leaving: Mapping[str, set[int]],
    ground: Ground,
) -> frozenset[int]:
    own = {name for facts in group for name in facts.binds}
    found: set[int] = set()
    for facts in group:
        for name in facts.came - own:
            if ground.is_rare(name):
                found |= bringing.get(name, set())
        for name in facts.drops:
            found |= leaving.get(name, set())
    return frozenset(found - {number})


def knots(needs: Needs) -> list[list[int]]:
    """The groups that need one another, directly or through others, each with itself alone where there is none.

    The strongly connected components by Tarjan's algorithm, each after those that it needs.
    """
    found: list[list[int]] = []
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    for root in sorted(needs):
        waiting = [(root, iter(sorted(needs[root])))] if root not in index else []
        if waiting:
            index[root] = low[root] = len(index)
            stack.append(root)
        while waiting:
            node, left = waiting[-1]
            following = next(left, None)
            if following is None:
                waiting.pop()
                if waiting:
                    low[waiting[-1][0]] = min(low[waiting[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    found.append(sorted(stack[at:]))
                    del stack[at:]
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                waiting.append((following, iter(sorted(needs[following]))))
            elif following in stack:
                low[node] = min(low[node], index[following])
    return found


def ordered(needs: Needs, rank: Sequence[tuple[object, ...]]) -> list[int]:
    """The groups, each after all that it needs, of those that may come next the one of the lowest rank."""
    done: list[int] = []
    left = {number: set(before) for number, before in needs.items()}
    while left:
        ready = [number for number, before in left.items() if not before]
        first = min(ready or left, key=lambda number: (rank[number], number))
        done.append(first)
        del left[first]
        for before in left.values():
            before.discard(first)
    return done
