"""Tangled changes made from real history: consecutive small commits, squashed, with the commit that each part is of."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from remend.git.difference import Hunk, differences
from remend.git.repository import Repository
from remend.plan.changes.gather import co_changes, file_changes
from remend.plan.changes.parts import FileChange, Part

MOST_FILES, MOST_LINES, MOST_PARTS = 12, 200, 80
HISTORY = 6_000


@dataclass(frozen=True, eq=False)
class Case:
    """A squashed change: its files, the commit number of each part (None where it is of several), and the past."""

    commits: tuple[str, ...]
    files: tuple[FileChange, ...]
    parts: tuple[Part, ...]
    labels: tuple[int | None, ...]
    past: tuple[Sequence[str], ...]


def cases(repository: Repository, length: int, count: int, seed: int = 1) -> Iterator[Case]:
    """Up to `count` cases of `length` consecutive small commits each, drawn from the newest history."""
    chains = list(_chains(repository, length))
    random.Random(seed).shuffle(chains)
    made = 0
    for chain in chains:
        case = _case(repository, chain)
        if case is not None:
            yield case
            made += 1
        if made == count:
            return


def _chains(repository: Repository, length: int) -> Iterator[tuple[str, ...]]:
    small: dict[str, str] = {}
    order = []
    log = ("log", "--first-parent", "--no-renames", "--numstat", "--format=%x01%H %P", f"-{HISTORY}", "HEAD")
    for record in repository.command.output(*log).decode("utf-8", "replace").split("\x01")[1:]:
        head, *rows = [row for row in record.split("\n") if row.strip()]
        commit, *parents = head.split()
        order.append(commit)
        counts = [row.split("\t") for row in rows]
        lines = sum(int(number) for row in counts for number in row[:2] if number != "-")
        is_small = 0 < len(rows) <= MOST_FILES and 0 < lines <= MOST_LINES
        if len(parents) == 1 and is_small and any(row[2].endswith(".py") for row in counts):
            small[commit] = parents[0]
    for last in order:
        chain = [last]
        while len(chain) <= length and chain[-1] in small:
            chain.append(small[chain[-1]])
        if len(chain) == length + 1:
            yield tuple(reversed(chain))


def _case(repository: Repository, chain: Sequence[str]) -> Case | None:
    command = repository.command
    steps = [{each.path: each for each in differences(command, before, after)} for before, after in pairwise(chain)]
    if any(each.path != each.old_path for step in steps for each in step.values()):
        return None
    files = file_changes(repository, chain[0], chain[-1])
    parts = tuple(part for file in files for part in file.parts)
    labels = []
    for part in parts:
        hunks = [step[part.path].hunks if part.path in step else () for step in steps]
        touched = {number for number, step in enumerate(steps) if part.path in step}
        found = touched if part.hunk is None else _labels(part.hunk, hunks)
        labels.append(found.pop() if len(found) == 1 else None)
    if len(set(labels) - {None}) < len(steps) or len(parts) > MOST_PARTS:
        return None
    return Case(tuple(chain), files, parts, tuple(labels), tuple(co_changes(repository, chain[0])))


def _labels(hunk: Hunk, steps: Sequence[Sequence[Hunk]]) -> set[int]:
    """The numbers of the steps that took away or brought the lines of a hunk."""
    gone = (_fate(line, steps, range(len(steps)), 0) for line in hunk.old)
    came = (_fate(line, steps, reversed(range(len(steps))), 1) for line in hunk.new)
    return {number for number in (*gone, *came) if number is not None}


def _fate(line: int, steps: Sequence[Sequence[Hunk]], order: Sequence[int] | Iterator[int], side: int) -> int | None:
    """The step that touches a line: followed forward from the old side (0), or backward from the new one (1)."""
    for number in order:
        shift = 0
        for hunk in steps[number]:
            if line < hunk[side].start:
                break
            if line in hunk[side]:
                return number
            shift = hunk[1 - side].stop - hunk[side].stop
        line += shift
    return None
