"""The way of one file through the history: what it was called, and from which version to which a commit took it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from remend.git.log import Change, Commit, Log

MOST_STEPS = 500


class Step(NamedTuple):
    """What a commit did to a file that was called `path` before; a blob id is empty where there was or is no file."""

    number: int
    commit: Commit
    change: Change

    @property
    def path(self) -> str:
        """What the file was called before."""
        return self.change.old


def uncommitted(path: str, blob: str) -> Step:
    """A step that takes away a version that no commit has taken away yet."""
    return Step(-1, Commit(-1, "", "", "", ()), Change("M", path, path, blob, ""))


class Trails:
    """The changes of a log, by file."""

    def __init__(self, log: Log) -> None:
        self._steps: dict[str, list[Step]] = defaultdict(list)
        self._left: dict[str, list[Step]] = defaultdict(list)
        self._merged: dict[str, list[Step]] = defaultdict(list)
        for commit in log.commits:
            for change in commit.changes:
                step = Step(commit.number, commit, change)
                self._steps[change.new].append(step)
                if change.old != change.new:
                    gone = change._replace(status="D", new=change.old, new_blob="")
                    self._steps[change.old].append(step._replace(change=gone))
                if change.status in {"D", "R"}:
                    self._left[change.old].append(step)
        for merge in log.merges:
            for change in merge.changes:
                self._merged[change.new].append(Step(merge.number, merge, change))

    def of(self, path: str) -> Sequence[Step]:
        """The steps of the file that is, or was last, at `path`: the newest first, earlier names followed.

        A file that was deleted and came back has one step for both.
        """
        return tuple(_joined(list(islice(self._followed(path), MOST_STEPS))))

    def merges(self, path: str) -> Sequence[Step]:
        """What merges made of the versions of their parents, the newest first."""
        return self._merged.get(path, ())[:MOST_STEPS]

    def leaving(self, path: str) -> Sequence[Step]:
        """The commits after which there was no file at `path` any more: renamed, or deleted."""
        return self._left.get(path) or [step for step in self.merges(path) if step.change.status == "D"]

    def _followed(self, path: str) -> Iterator[Step]:
        number = -1
        while True:
            steps = self._steps.get(path, ())
            at = bisect_right(steps, number, key=attrgetter("number"))
            if at == len(steps):
                return
            yield steps[at]
            number = steps[at].number
            if steps[at].change.status == "R":
                path = steps[at].path


def _joined(steps: list[Step]) -> Iterator[Step]:
    for at, step in enumerate(steps):
        older = steps[at + 1] if at + 1 < len(steps) else None
        if step.change.status == "A" and older is not None and older.change.status == "D":
            yield step._replace(change=step.change._replace(status="M", old_blob=older.change.old_blob))
        elif step.change.status != "D" or at == 0:
            yield step
