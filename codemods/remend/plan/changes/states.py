"""Checks that each state on the way is whole: what parsed at both ends parses, and no name is missing on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from remend.crew.workers import spread
from remend.plan.changes.missing import Names, missing_in
from remend.plan.changes.parts import FileChange, Part

_PYTHON = (".py", ".pyi", ".pyw")
_WORTH_PROCESSES = 20
"""Files below which starting workers costs more than it saves (the parsing of one takes some 10 ms)."""


State = tuple[FileChange, frozenset[Part]]
"""A file with some of its parts in it."""


class _Step(NamedTuple):
    """A state that a file is left in by the group of a number, and the number of the next group that changes it."""

    group: int
    following: int
    state: State


class States:
    """The states that files pass through, each looked at once."""

    def __init__(self) -> None:
        self._missing: dict[State, Names | None] = {}

    def broken(self, groups: Sequence[Collection[Part]]) -> list[tuple[int, int]]:
        """The number of each group that leaves a file broken, with that of the next one that changes that file.

        Nothing where every state on the way is whole.
        """
        steps = list(_steps(groups))
        self._look_at([each for step in steps for each in (step.state, *_ends(step.state))])
        return [(step.group, step.following) for step in steps if self._is_broken(step.state)]

    def _look_at(self, states: Sequence[State]) -> None:
        """Find out about the states that are new, those of one file together."""
        unknown: dict[FileChange, dict[frozenset[Part], None]] = {}
        for file, parts in states:
            if (file, parts) not in self._missing:
                unknown.setdefault(file, {})[parts] = None
        asked = [(file, list(several)) for file, several in unknown.items()]
        jobs = None if len(asked) > _WORTH_PROCESSES else 1
        answers = spread(_look, range(len(asked)), asked, total=len(asked), jobs=jobs)
        for (file, several), found in zip(asked, answers, strict=True):
            self._missing.update(zip(((file, parts) for parts in several), found, strict=True))

    def _is_broken(self, state: State) -> bool:
        """Whether a state does not compile, or misses what neither end misses, although both ends are whole."""
        missing = self._missing[state]
        before, after = (self._missing[end] for end in _ends(state))
        return before is not None and after is not None and (missing is None or not missing <= before | after)


def _ends(state: State) -> tuple[State, State]:
    file, _ = state
    return (file, frozenset()), (file, frozenset(file.parts))


def _steps(groups: Sequence[Collection[Part]]) -> Iterator[_Step]:
    """The states of files between their two ends."""
    changing: dict[FileChange, dict[int, list[Part]]] = {}
    for number, group in enumerate(groups):
        for part in group:
            changing.setdefault(part.file, {}).setdefault(number, []).append(part)
    for file, by_group in changing.items():
        applied = frozenset[Part]()
        for number, following in pairwise(by_group) if file.path.endswith(_PYTHON) else ():
            applied |= frozenset(by_group[number])
            yield _Step(number, following, (file, applied))


def _look(number: int, asked: Sequence[tuple[FileChange, Sequence[frozenset[Part]]]]) -> list[Names | None]:
    """For each state of a file the names that it misses."""
    return missing_in(*asked[number])
