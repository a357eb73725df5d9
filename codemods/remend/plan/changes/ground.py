"""What is known besides the parts themselves: how common a word is in the files, and which files change together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from remend.plan.changes.facts import Facts
from remend.plan.changes.parts import FileChange
from remend.plan.changes.words import stems, words

_MOST_FILES = 20
_DOUBT = 3
_CHANCE_DOUBT = 0.3
_FULL_CHANCE = 5
_FULL_CALM = math.log(1_500)
_PARTS_A_COMMIT = 7
_MOST_TEXT = 200_000


class Company(NamedTuple):
    """How two files changed before: together as a share of the rarer one's changes, and against what chance does.

    `chance` is 0 where they changed together as often as two files that have nothing to do with each other, 1 where it
    was a hundred times as often, and below 0 where it was less often.
    """

    share: float
    chance: float


class History(NamedTuple):
    """How files changed before: two of them, by their paths in order, and one alone.

    `calm` is 0 for a file that each commit touches, and 1 for one that none in a long time has touched.
    """

    company: Mapping[tuple[str, str], Company]
    calm: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Ground:
    """What one part is compared with another on.

    `known` counts the words of the files before the change. `history` tells how the files changed before; `vectors`
    are the stems of each part, weighted by how rare they are and brought to length 1. `prior` is how much less likely
    two parts are of one commit than where there are two commits: the more parts, the more commits.
    """

    known: Counter[str]
    history: History
    vectors: Mapping[Facts, Mapping[str, float]]
    prior: float = 0.0

    @classmethod
    def of(cls, files: Sequence[FileChange], facts: Sequence[Facts], past: Iterable[Sequence[str]]) -> Ground:
        """The ground of some parts; `past` are the paths of former commits."""
        known = words("\n".join(file.before[:_MOST_TEXT].decode("utf-8", "replace") for file in files))
        roots = stems(known)
        spread = Counter(each for one in facts for each in one.stems)
        weights = {
            each: math.log((len(facts) + 1) / (spread[each] + 0.5)) / (1 + 0.5 * math.log1p(roots[each]))
            for each in spread
        }
        return cls(
            known,
            _history({file.path for file in files}, past),
            {one: _unit({each: count * weights[each] for each, count in one.stems.items()}) for one in facts},
            _prior(facts),
        )

    def is_rare(self, word: str) -> bool:
        """Whether a word stands in few places of the files before, so that two parts with it speak of one thing."""
        return self.known[word] <= _DOUBT


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two vectors of length 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[each] for each, weight in one.items() if each in other)


def _prior(facts: Sequence[Facts]) -> float:
    """Log odds: one of k commits against one of two. A commit has seven parts, on average of five code bases."""
    distinct = len({one.edit if one.edit != ((), ()) else one for one in facts})
    return -math.log(max(distinct / _PARTS_A_COMMIT - 1, 1))


def _unit(vector: dict[str, float]) -> Mapping[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {each: weight / length for each, weight in vector.items() if weight > 0} if length else {}


def _history(paths: set[str], past: Iterable[Sequence[str]]) -> History:
    """Commits of many files tell nothing of two, and few commits tell little."""
    touched, alone, both = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    commits = small = 0
    for changed in past:
        mine = sorted(paths.intersection(changed))
        commits += 1
        touched.update(mine)
        if len(changed) <= _MOST_FILES:
            small += 1
            alone.update(mine)
            both.update(combinations(mine, 2))
    company = {
        (one, other): _company(both[one, other], alone[one], alone[other], small)
        for one, other in combinations(sorted(alone), 2)
    }
    return History(company, {path: math.log((commits + 2) / (touched[path] + 1)) / _FULL_CALM for path in paths})


def _company(both: int, one: int, other: int, commits: int) -> Company:
    expected = one * other / commits
    chance = math.log((both + _CHANCE_DOUBT) / (expected + _CHANCE_DOUBT)) / _FULL_CHANCE
    return Company(both / (min(one, other) + _DOUBT), chance)
