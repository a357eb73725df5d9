"""Which group of parts needs another to come first, and in which order they can come.

A definition comes before what uses it, and goes after what used it. Groups that need each other are one.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from remend.plan.changes.facts import Facts, name_of
from remend.plan.changes.ground import Ground
from remend.plan.changes.kinds import Kind

_RUN = frozenset({Kind.CODE, Kind.TEST, Kind.SETTINGS})
"""Kinds of files that fail without a name; what only speaks of it can come at any time."""

Needs = Mapping[int, frozenset[int]]
"""By the number of a group the numbers of those that have to come before it."""


class Want(NamedTuple):
    """A part that has to come first, and the name that is the reason."""

    name: str
    part: Facts


Wants = Mapping[Facts, Sequence[Want]]
"""What each part wants to come before it."""


def wants_of(parts: Sequence[Facts], ground: Ground) -> Wants:
    """What each part wants, as far as it can be told whose a name is."""
    running = [each for each in parts if each.kind in _RUN]
    bringing, dropping, leaving = (defaultdict[str, list[Facts]](list) for _ in range(3))
    for each in running:
        for names, by_name in ((each.binds, bringing), (each.drops, dropping), (each.left, leaving)):
            for name in names:
                by_name[name].append(each)
    found: dict[Facts, list[Want]] = {each: [] for each in parts}
    for user in running:
        for name in (user.taken | user.imports) & bringing.keys():
            if ground.is_rare(name):
                found[user] += (Want(name, each) for each in _owners(name, bringing[name], user))
    for name in dropping.keys() & leaving.keys():
        for user in leaving[name]:
            for each in _owners(name, dropping[name], user):
                found[each].append(Want(name, user))
    return found


def _owners(name: str, parts: Sequence[Facts], user: Facts) -> Sequence[Facts]:
    """Of the parts that bring or drop a name, those whose name it is that a part uses; none where it is in doubt.

    A name of its own file goes before those of others; of several files it is the one whose module the part names.
    """
    here = [each for each in parts if each.path == user.path and name not in user.imports]
    there = [each for each in parts if name in each.offers and _can_use(user, each)]
    if here or len({each.path for each in there}) <= 1:
        return here or there
    return [each for each in there if name_of(each.path) in user.all]


def _can_use(user: Facts, owner: Facts) -> bool:
    is_python, other = (each.path.endswith((".py", ".pyi")) for each in (user, owner))
    return is_python == other and (user.kind is Kind.TEST or owner.kind is not Kind.TEST)


def needs_of(groups: Sequence[Collection[Facts]], wants: Wants) -> Needs:
    """What each group needs, but for names that it brings itself."""
    home = {facts: number for number, group in enumerate(groups) for facts in group}
    found: dict[int, frozenset[int]] = {}
    for number, group in enumerate(groups):
        wanted = [want for facts in group for want in wants[facts]]
        own = frozenset[str]().union(*(facts.binds - facts.imports for facts in group)) if wanted else frozenset()
        found[number] = frozenset({home[part] for name, part in wanted if name not in own} - {number})
    return found


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
    """The groups, each after all that it needs, of those that may come next the one of the lowest rank.

    No group may need another that needs it.
    """
    waiting_for: dict[int, list[int]] = defaultdict(list)
    for number, before in needs.items():
        for each in before:
            waiting_for[each].append(number)
    left = {number: len(before) for number, before in needs.items()}
    ready = [(rank[number], number) for number, count in left.items() if not count]
    heapq.heapify(ready)
    done: list[int] = []
    while ready:
        _, first = heapq.heappop(ready)
        done.append(first)
        for number in waiting_for[first]:
            left[number] -= 1
            if not left[number]:
                heapq.heappush(ready, (rank[number], number))
    return done
