"""What the pairs of parts that a plan puts wrong are like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from benchmarks.untangling.cases import Case
from benchmarks.untangling.score import Partition
from remend.plan.changes.evidence import Sign, signs
from remend.plan.changes.facts import Facts, facts_of
from remend.plan.changes.ground import Ground

_NAMED = """
EDIT REPLACED DEFINES BINDS DROPS ABOUT CALLS NAMESAKE NUMBER TESTS
"""
NAMED = frozenset(Sign[name] for name in _NAMED.split())
MANY_WORDS = 0.5


def causes(cases: Sequence[Case], partitions: Sequence[Partition]) -> Mapping[tuple[str, str, str], float]:
    """The share of all wrong pairs by what is wrong, where the two stand and what they have in common."""
    found = defaultdict[tuple[str, str, str], float](float)
    for case, partition in zip(cases, partitions, strict=True):
        facts = facts_of(case.files)
        ground = Ground.of(case.files, facts, case.past)
        told = [each for each in zip(facts, case.labels, partition, strict=True) if each[1] is not None]
        pairs = list(combinations(told, 2))
        for (one, label, home), (other, second, place) in pairs:
            if (label == second) != (home == place):
                wrong = "split" if label == second else "lumped"
                found[wrong, _where(one, other), _seen(one, other, ground)] += 1 / len(pairs)
    total = sum(found.values())
    return {cause: found[cause] / total for cause in sorted(found, key=found.__getitem__, reverse=True)}


def _where(one: Facts, other: Facts) -> str:
    if one.path != other.path:
        return " and ".join(sorted((one.kind, other.kind)))
    return "one function" if one.symbol and one.symbol == other.symbol else "one file"


def _seen(one: Facts, other: Facts, ground: Ground) -> str:
    seen = dict(signs(one, other, ground))
    if not NAMED.isdisjoint(seen):
        return "a name or an edit"
    return "words" if seen.get(Sign.ALIKE, 0) >= MANY_WORDS else "nothing"
