"""Takes apart what a rule mended in one file, where that belongs into several commits.

A file is rewritten group after group, each on the text that the one before left. So every commit holds a text that
was mended and checked as it stands, and the last one is what all mends together give.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from remend.crew import AS_NEEDED, Crew, Lost, share_out
from remend.inspection import Bench, Task, inspect
from remend.model import Rewrite, Safety, Violation
from remend.plan.groups import Group, Grouping
from remend.snapshot import blob_id

WORTH_PROCESSES = 40
"""Files below which starting workers costs more than it saves (an assumption from the time that one takes)."""

Groups = Mapping[Group, tuple[Violation, ...]]
"""Groups in the order of their commits, with the violations that each is to mend."""


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a rule mended in one file, the task that led to it, and the groups that it falls into.

    `attempts` are ways to take it apart, the finest first.
    """

    rewrite: Rewrite
    task: Task
    attempts: tuple[Groups, ...]

    def question(self) -> object:
        """What the parts depend on besides the bench, as data."""
        ways = [[(group, [v.fingerprint for v in few]) for group, few in way.items()] for way in self.attempts]
        return self.task.question(), blob_id(self.rewrite.after), ways


Parts = tuple[Rewrite, ...]
TakeApart = Callable[[Sequence[Whole]], Iterable[Parts]]


def partition(
    rewrites: Sequence[Rewrite], task_of: Callable[[Rewrite], Task], grouping: Grouping, apart: TakeApart
) -> list[Rewrite]:
    """`rewrites`, those of several groups taken apart; the parts of a file stand in the order of their commits.

    What was done in steps falls into these.
    """
    single: list[Rewrite] = []
    several: list[Whole] = []
    for rewrite in rewrites:
        if rewrite.steps:
            single += rewrite.steps
            continue
        groups = grouping.groups(rewrite.mended)
        attempts = (groups, grouping.together(groups))
        if len(groups) == 1:
            single.append(rewrite)
        else:
            several.append(Whole(rewrite, task_of(rewrite), tuple(each for each in attempts if len(each) > 1)))
    return [*single, *(part for file in apart(several) for part in file)]


def take_apart(files: Sequence[Whole], bench: Bench, crew: Crew = AS_NEEDED) -> Iterator[tuple[int, Parts]]:
    """The numbers of `files`, each with its parts, as they are done.

    Where a part does not stand on its own, the file is taken apart by concept alone, what is safe with what is not; and
    where that cannot be either, or is too much for a worker, its rewrite stays whole and counts for its first concept.
    """
    is_much = len(files) >= WORTH_PROCESSES
    for number, came in share_out(_take_apart, files, bench, crew=crew, weigh=_weight, is_much=is_much):
        yield number, (_in_one(files[number]),) if isinstance(came, Lost) else came


def _weight(whole: Whole) -> int:
    return len(whole.rewrite.old)


def _take_apart(whole: Whole, bench: Bench) -> tuple[Rewrite, ...]:
    for groups in whole.attempts:
        parts = tuple(_parts(whole, groups, bench))
        mended = sum(len(part.mended) for part in parts)
        if mended == len(whole.rewrite.mended) and parts[-1].after == whole.rewrite.after:
            return parts
    return (_in_one(whole),)


def _in_one(whole: Whole) -> Rewrite:
    first = next(iter(whole.attempts[0])).concept
    ordered = sorted(whole.rewrite.mended, key=lambda violation: violation.concept != first)
    return dataclasses.replace(whole.rewrite, mended=tuple(ordered))


def _parts(whole: Whole, groups: Groups, bench: Bench) -> Iterator[Rewrite]:
    """The file's rewrite group after group, as far as it goes.

    What cannot be mended without what is unsafe waits for that.
    """
    raw = whole.rewrite.before
    waiting: dict[str, tuple[Violation, ...]] = {}
    for group, violations in groups.items():
        asked = (*waiting.pop(group.concept, ()), *violations)
        is_last = group.safety is Safety.UNSAFE or not _has_unsafe(group, groups)
        task = dataclasses.replace(whole.task, raw=raw, concept=group.concept, safe_only=not is_last)
        made = inspect(task, bench).rewrite
        mended = _mended(asked, made, is_first=raw == whole.rewrite.before)
        if mended is None or (is_last and len(mended) < len(asked)):
            return
        waiting[group.concept] = tuple(violation for violation in asked if violation not in mended)
        if made is not None and mended:
            yield dataclasses.replace(made, mended=mended)
            raw = made.after


def _has_unsafe(group: Group, groups: Groups) -> bool:
    return group._replace(safety=Safety.UNSAFE) in groups


def _mended(asked: Sequence[Violation], made: Rewrite | None, *, is_first: bool) -> tuple[Violation, ...] | None:
    """Those that were mended, as they stood before anything was; None where that cannot be told.

    Where all are, it is plain; of a few, it can be told where nothing was mended before them.
    """
    if made is None:
        return ()
    if len(made.mended) == len(asked):
        return tuple(sorted(asked, key=lambda violation: violation.span))
    known = {violation.fingerprint for violation in made.mended}
    found = tuple(violation for violation in asked if violation.fingerprint in known)
    return found if is_first and len(found) == len(made.mended) else None
