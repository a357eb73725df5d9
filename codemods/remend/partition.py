"""Takes apart what a rule mended in one file, where that belongs into several commits.

A file is rewritten group after group, each on the text that the one before left. So every commit holds a text that
was mended and checked as it stands, and the last one is what all mends together give.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from remend.inspection import Bench, Task, inspect
from remend.model import Rewrite, Violation
from remend.plan.units import Group, group_of, rank
from remend.workers import spread

WORTH_PROCESSES = 40
"""Files below which starting workers costs more than it saves (an assumption from the time that one takes)."""


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a rule mended in one file, the task that led to it, and the groups that it falls into, in order."""

    rewrite: Rewrite
    task: Task
    groups: tuple[Group, ...]


def partition(
    rewrites: Sequence[Rewrite],
    task_of: Callable[[Rewrite], Task],
    service_of: Callable[[str], str],
    bench: Bench,
    jobs: int | None = None,
) -> list[Rewrite]:
    """`rewrites`, those of several groups taken apart; the parts of a file stand in the order of their commits.

    Where a part does not stand on its own, the file's rewrite stays whole and counts for its first group.
    """
    order = rank((violation for rewrite in rewrites for violation in rewrite.mended), service_of)
    single: list[Rewrite] = []
    several: list[Whole] = []
    for rewrite in rewrites:
        groups = {group_of(violation, service_of) for violation in rewrite.mended}
        if len(groups) == 1:
            single.append(rewrite)
        else:
            several.append(Whole(rewrite, task_of(rewrite), tuple(group for group in order if group in groups)))
    count = jobs or (1 if len(several) < WORTH_PROCESSES else None)
    parts = spread(_take_apart, several, bench, total=len(several), jobs=count)
    return [*single, *(part for file in parts for part in file)]


def _take_apart(whole: Whole, bench: Bench) -> tuple[Rewrite, ...]:
    parts = tuple(_parts(whole, bench))
    if len(parts) == len(whole.groups) and parts[-1].after == whole.rewrite.after:
        return parts
    first = whole.groups[0][0]
    mended = sorted(whole.rewrite.mended, key=lambda violation: violation.concept != first)
    return (dataclasses.replace(whole.rewrite, mended=tuple(mended)),)


def _parts(whole: Whole, bench: Bench) -> Iterator[Rewrite]:
    raw = whole.rewrite.before
    for concept, _ in whole.groups:
        task = dataclasses.replace(whole.task, raw=raw, concept=concept)
        made = inspect(task, bench).rewrite
        if made is None:
            return
        yield dataclasses.replace(made, mended=_of(concept, whole.rewrite.mended))
        raw = made.after


def _of(concept: str, violations: Sequence[Violation]) -> tuple[Violation, ...]:
    """Those of one concept, where they stood before anything was mended."""
    return tuple(violation for violation in violations if violation.concept == concept)
