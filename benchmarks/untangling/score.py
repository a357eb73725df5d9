"""How near a partition of parts comes to the commits that they are of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from statistics import fmean, median
from typing import NamedTuple

from benchmarks.untangling.cases import Case
from remend.plan.changes.evidence import Odds
from remend.plan.changes.facts import facts_of
from remend.plan.changes.ground import Ground
from remend.plan.changes.grouping import group

Partition = Sequence[int]
"""For each part the number of the group that it is in."""


class Score(NamedTuple):
    """Whether all pairs of parts are right, and the share of those that are."""

    exact: bool
    pairs: float


def score(case: Case, partition: Partition) -> Score:
    """Judge the parts of one commit alone: a pair is right if it is together just where its commits are the same."""
    told = [(label, home) for label, home in zip(case.labels, partition, strict=True) if label is not None]
    right = [(one[0] == other[0]) == (one[1] == other[1]) for one, other in combinations(told, 2)]
    return Score(all(right), sum(right) / len(right))


def by_file(case: Case) -> Partition:
    """A plan that makes a commit of each file."""
    paths = sorted({part.path for part in case.parts})
    return [paths.index(part.path) for part in case.parts]


def by_folder(case: Case) -> Partition:
    """A plan that makes a commit of each top-level folder."""
    tops = [part.path.partition("/")[0] if "/" in part.path else "" for part in case.parts]
    return [sorted(set(tops)).index(top) for top in tops]


def by_evidence(case: Case) -> Partition:
    """The grouping of `remend plan`."""
    facts = facts_of(case.files)
    ground = Ground.of(case.files, facts, case.past)

    odds = Odds(facts, ground)
    groups = group([odds.row(at) for at in range(len(facts))])
    return [next(number for number, members in enumerate(groups) if at in members) for at in range(len(facts))]


def told(name: str, some: Sequence[Case], plan: Callable[[Case], Partition]) -> str:
    """One line: exact partitions, and the share of pairs that are right, by case."""
    partitions = [plan(case) for case in some]
    scores = [score(case, partition) for case, partition in zip(some, partitions, strict=True)]
    units = fmean(len(set(partition)) for partition in partitions)
    shares = [each.pairs for each in scores]
    exact = sum(each.exact for each in scores)
    return (
        f"  {name:9} exact {exact:3} of {len(some)}, pairs right {fmean(shares):.3f} (median {median(shares):.3f}), "
        f"{units:.1f} units"
    )
