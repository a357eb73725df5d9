"""Finds the commits of a range that brought violations which depend on more than their own file.

Whole states of the range are looked at, halfway between one that has a violation and one that has it not. All
violations go the way together, so a state is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from remend.git.ranges import RangeCommit
from remend.model import Violation

Look = Callable[[str, Collection[str]], Collection[Violation]]
"""What is found in the state of a commit, in the files of these paths."""

_Place = tuple[str, str, str, str]


def bisect(commits: Sequence[RangeCommit], violations: Sequence[Violation], look: Look) -> dict[Violation, RangeCommit]:
    """For each violation of the last of `commits` one of them after which it was there, and before which it was not.

    `commits` are the oldest first; before the first of them none of the violations was there.
    """
    found: dict[Violation, RangeCommit] = {}
    waiting = [(0, len(commits) - 1, tuple(violations))]
    while waiting:
        first, last, group = waiting.pop()
        if not group:
            continue
        if first == last:
            found.update(dict.fromkeys(group, commits[first]))
            continue
        middle = (first + last) // 2
        there = {_place(each) for each in look(commits[middle].id, {violation.path for violation in group})}
        waiting.append((first, middle, tuple(v for v in group if _place(v) in there)))
        waiting.append((middle + 1, last, tuple(v for v in group if _place(v) not in there)))
    return found


def _place(violation: Violation) -> _Place:
    return violation.rule, violation.path, violation.form, violation.code
