"""Compares what was found at both ends of a range: what came, what went, what was there before and still is.

A violation is known again by the line it stands on, where that line did not change; else by its rule, form and code:
in the same symbol before another one, in the same file before another one. So one that was moved, re-indented or
renumbered is the same one. One that stayed and hurts more than before counts as introduced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from remend.model import Severity, Violation
from remend.review.ends import Ends, FileChange

_Key = Callable[[Violation], Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The violations of both ends: those that came, went, and stayed, the latter as they were and as they are.

    `worse_than` gives for one that came only in so far as it hurts more how much it hurt before.
    """

    introduced: tuple[Violation, ...]
    resolved: tuple[Violation, ...]
    carried: tuple[tuple[Violation, Violation], ...]
    worse_than: Mapping[Violation, Severity] = field(default_factory=dict)


def compare(before: Iterable[Violation], after: Iterable[Violation], ends: Ends) -> Compared:
    """Tell which violations of the end are among those of the start."""
    pairs = _Pairs(before, after)
    lines = _Lines(ends)
    pairs.match(lines.place_before, lambda v: (v.rule, v.form, v.path, v.span.line, v.span.column))
    for key in (_in_symbol, _in_file):
        pairs.match(_moved(key, lines), key)
    moving = frozenset(each for change in ends.files for each in (change.old, change.new))
    pairs.match(_among(moving, _anywhere), _among(moving, _anywhere))
    worse = {new: old.severity for old, new in pairs.found if new.severity > old.severity}
    return Compared(
        introduced=(*pairs.after, *worse),
        resolved=tuple(pairs.before),
        carried=tuple((old, new) for old, new in pairs.found if new not in worse),
        worse_than=worse,
    )


class _Pairs:
    """Violations that are left to be matched, and those that were."""

    def __init__(self, before: Iterable[Violation], after: Iterable[Violation]) -> None:
        self.before = dict.fromkeys(before)
        self.after = dict.fromkeys(after)
        self.found: list[tuple[Violation, Violation]] = []

    def match(self, key_before: _Key, key_after: _Key) -> None:
        """Pair what has the same key, in the order in which it stands; no key is None."""
        waiting: dict[Hashable, list[Violation]] = defaultdict(list)
        for violation in reversed(list(self.before)):
            waiting[key_before(violation)].append(violation)
        waiting.pop(None, None)
        for violation in list(self.after):
            same = waiting.get(key_after(violation))
            if same:
                old = same.pop()
                self.found.append((old, violation))
                del self.before[old], self.after[violation]


class _Lines:
    """Where the unchanged lines of the start stand at the end."""

    def __init__(self, ends: Ends) -> None:
        self._ends = ends
        self._by_old = {change.old: change for change in ends.files if change.old}
        self._moved: dict[str, dict[int, int]] = {}

    def path(self, old: str) -> str:
        """What a file of the start is called at the end; empty where it is gone."""
        change = self._by_old.get(old)
        return old if change is None else change.new

    def place_before(self, violation: Violation) -> Hashable:
        """The place that a violation of the start has at the end; None where its line is not there any more."""
        path, line = violation.path, violation.span.line
        change = self._by_old.get(path)
        if change is not None:
            if not change.new:
                return None
            path, line = change.new, self._line(change, line)
        return (violation.rule, violation.form, path, line, violation.span.column) if line else None

    def _line(self, change: FileChange, line: int) -> int:
        shift = 0
        for hunk in self._ends.hunks(change):
            if line - 1 < hunk.old_start:
                break
            if line - 1 < hunk.old_end:
                return 0
            shift = hunk.new_end - hunk.old_end
        return line + shift


def _in_symbol(violation: Violation) -> Hashable:
    return (*_anywhere(violation), violation.path, violation.symbol)


def _in_file(violation: Violation) -> Hashable:
    return (*_anywhere(violation), violation.path)


def _anywhere(violation: Violation) -> tuple[str, str, str]:
    return violation.rule, violation.form, violation.code


def _moved(key: _Key, lines: _Lines) -> _Key:
    """The key that a violation of the start has where its file is called as at the end."""

    def moved(violation: Violation) -> Hashable:
        path = lines.path(violation.path)
        return key(replace(violation, path=path)) if path else None

    return moved


def _among(paths: frozenset[str], key: _Key) -> _Key:
    return lambda violation: key(violation) if violation.path in paths else None
