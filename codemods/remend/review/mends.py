"""Gives each regression the part of the repair that mends it, as a difference that `git apply` takes.

The commits of a repair are made one on the other, and a reader has the file as the range left it. So the lines of each
part are told as they stand there, whatever the commits before it do to the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import NamedTuple

from remend.mending.turns import Mended
from remend.model import CommitUnit, Finding, Rewrite
from remend.report.diff import diff_file
from remend.review.model import Change, is_regression, mended_by

_Opcodes = Sequence[tuple[str, int, int, int, int]]


class _Edit(NamedTuple):
    """Lines `start` to `end` of a file, counted from 0 and half open, and what takes their place."""

    start: int
    end: int
    lines: list[bytes]

    def touches(self, extent: tuple[int, int]) -> bool:
        """Whether the edit is of lines that a change names, which count from 1."""
        return self.start < extent[1] and self.end >= extent[0]


class _Gap(NamedTuple):
    """A place between two lines, by the number of lines before it: in the file at first, and as it is now."""

    first: int
    now: int


class Repair:
    """What commits do about changes, told of the files as they are before the first of them."""

    def __init__(self, changes: Iterable[Change], units: Iterable[CommitUnit]) -> None:
        self._extents: dict[str, tuple[int, int]] = {}
        for change in changes:
            self._extents[change.fingerprint] = change.line, change.end_line
            self._extents |= {site.fingerprint: (site.line, site.end_line) for site in change.sites}
        self._rewrites = [rewrite for unit in units for rewrite in unit.rewrites]
        self._first: dict[str, bytes] = {}
        for rewrite in self._rewrites:
            self._first.setdefault(rewrite.path, rewrite.before)

    def of(self, changes: Collection[Change]) -> str:
        """What is done about some changes, as one difference for each rewrite of a file; empty where nothing is."""
        asked = mended_by(changes)
        parts = (self._part(rewrite, asked) for rewrite in self._rewrites if _mends(rewrite) & asked)
        return "".join(diff_file(path, before, after).render() for path, before, after in parts)

    def _part(self, rewrite: Rewrite, asked: Collection[str]) -> tuple[str, bytes, bytes]:
        """Of one rewrite the lines of the changes that are asked for, and those at which none is mended: imports."""
        first = self._first[rewrite.path]
        own = [self._extents[name] for name in _mends(rewrite) if name in asked and name in self._extents]
        others = [self._extents[name] for name in _mends(rewrite) if name not in asked and name in self._extents]
        kept = [
            edit
            for edit in _told_of(first, rewrite)
            if any(map(edit.touches, own)) or not any(map(edit.touches, others))
        ]
        return rewrite.path, first, b"".join(_edited(first.splitlines(keepends=True), kept))


def with_mends(changes: Sequence[Change], mended: Mended) -> list[Change]:
    """`changes`, each regression with what mends it and the evidence for that, or with the reason why nothing does."""
    told = {finding.violation.fingerprint: finding for finding in mended.findings}
    repair = Repair(changes, mended.units)
    made = []
    for change in changes:
        found = [told[name] for name in change.fingerprints if name in told] if is_regression(change) else []
        made.append(_with_mend(change, found, repair) if found else change)
    return made


def _with_mend(change: Change, findings: Sequence[Finding], repair: Repair) -> Change:
    told = (line for finding in findings for line in finding.violation.evidence)
    mend = repair.of((change,))
    declined = next((finding.reason for finding in findings if finding.reason), "")
    return replace(
        change,
        evidence=tuple(dict.fromkeys((*change.evidence, *told))),
        mend=mend,
        declined="" if mend else declined,
    )


def _mends(rewrite: Rewrite) -> set[str]:
    return {violation.fingerprint for violation in rewrite.mended}


def _told_of(first: bytes, rewrite: Rewrite) -> Iterator[_Edit]:
    """What a rewrite does, as edits of the lines that the file had at `first`.

    A line that an earlier rewrite has changed is edited together with all lines that were changed with it.
    """
    before, after = rewrite.before.splitlines(keepends=True), rewrite.after.splitlines(keepends=True)
    earlier = _compared(first.splitlines(keepends=True), before)
    joined: list[tuple[_Gap, _Gap, list[_Edit]]] = []
    for tag, start, end, new_start, new_end in _compared(before, after):
        if tag != "equal":
            upper, lower = _gaps(earlier, start, end)
            edit = _Edit(start, end, after[new_start:new_end])
            if joined and upper.now < joined[-1][1].now:
                upper, _, edits = joined.pop()
                joined.append((upper, lower, [*edits, edit]))
            else:
                joined.append((upper, lower, [edit]))
    for upper, lower, edits in joined:
        inside = [_Edit(edit.start - upper.now, edit.end - upper.now, edit.lines) for edit in edits]
        yield _Edit(upper.first, lower.first, _edited(before[upper.now : lower.now], inside))


def _gaps(earlier: _Opcodes, start: int, end: int) -> tuple[_Gap, _Gap]:
    """The gaps around some lines, or around all that was changed earlier with one of them."""
    if start == end:
        for tag, old, _, new, new_end in earlier:
            if tag == "equal" and new <= start <= new_end:
                return (gap := _Gap(old + start - new, start)), gap
    upper = lower = _Gap(0, 0)
    for tag, old, old_end, new, new_end in earlier:
        is_equal = tag == "equal"
        if new <= start < new_end:
            upper = _Gap(old + start - new, start) if is_equal else _Gap(old, new)
        if new < end <= new_end or (start == end and new <= start < new_end):
            lower = _Gap(old + end - new, end) if is_equal else _Gap(old_end, new_end)
    return upper, lower


def _edited(lines: Sequence[bytes], edits: Iterable[_Edit]) -> list[bytes]:
    """The lines after edits, which are in order and apart."""
    made: list[bytes] = []
    done = 0
    for edit in edits:
        made += [*lines[done : edit.start], *edit.lines]
        done = edit.end
    return [*made, *lines[done:]]


def _compared(before: Sequence[bytes], after: Sequence[bytes]) -> _Opcodes:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
