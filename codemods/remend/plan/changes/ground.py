"""What is known besides the parts themselves: how common a word is in the files, and which files change together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from remend.plan.changes.facts import Facts
from remend.plan.changes.parts import FileChange
from remend.plan.changes.words import stems, words

_MOST_FILES = 20
_DOUBT = 3
_PARTS_A_COMMIT = 7
_MOST_TEXT = 200_000


@dataclass(frozen=True, eq=False)
class Ground:
    """What one part is compared with another on.

    `known` counts the words of the files before the change. `together` tells, for two paths in order, how often they
    changed in one commit, as a share of how often the rarer of them changed; `vectors` are the stems of each part,
    weighted by how rare they are and brought to length 1. `prior` is how much less likely two parts are of one commit
    than where there are two commits: the more parts, the more commits.
    """

    known: Counter[str]
    together: Mapping[tuple[str, str], float]
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
            _together({file.path for file in files}, past),
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


def _together(paths: set[str], past: Iterable[Sequence[str]]) -> Mapping[tuple[str, str], float]:
    """Commits of many files tell nothing, and few commits tell little."""
    alone, both = Counter[str](), Counter[tuple[str, str]]()
    for touched in past:
        if len(touched) <= _MOST_FILES:
            mine = sorted(paths.intersection(touched))
            alone.update(mine)
            both.update(combinations(mine, 2))
    return {pair: count / (min(alone[pair[0]], alone[pair[1]]) + _DOUBT) for pair, count in both.items()}
