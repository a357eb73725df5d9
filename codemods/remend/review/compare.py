"""Compares what was found at both ends of a range: what came, what went, what was there before and still is.

A violation is known again by the line it stands on, where that line did not change; else by its rule, form and code:
in the same symbol before another one, in the same file before another one. So one that was moved, re-indented or
renumbered is the same one, and so is one around which the line was edited. One that stayed and hurts more than before
counts as introduced. What a file that does not parse has at that end cannot be told: there its text is looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from remend.model import Severity, Violation
from remend.project import Project
from remend.review.ends import Ends, FileChange, Hunk

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
    pairs.match(lines.edited_before, lines.edited_after)
    moving = frozenset(each for change in ends.files for each in (change.old, change.new))
    pairs.match(_among(moving, _anywhere), _among(moving, _anywhere))
    worse = {new: old.severity for old, new in pairs.found if new.severity > old.severity}
    unread = [(old, new) for new in pairs.after if (old := lines.unread(new)) is not None]
    return Compared(
        introduced=(*(new for new in pairs.after if new not in dict(unread).values()), *worse),
        resolved=tuple(violation for violation in pairs.before if not lines.is_unread(violation)),
        carried=(*((old, new) for old, new in pairs.found if new not in worse), *unread),
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
        self._by_new = {change.new: change for change in ends.files if change.new}
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

    def is_unread(self, violation: Violation) -> bool:
        """Whether the file of a violation of the start does not parse any more, so that nothing is found there."""
        return not _parses(self._ends.head, self.path(violation.path))

    def unread(self, violation: Violation) -> Violation | None:
        """A violation of the end as it was at the start, where its file did not parse and had its text; else None."""
        old = self._ends.old_path.get(violation.path, violation.path)
        if _parses(self._ends.base, old) or violation.code not in map(str.strip, self._ends.lines_before(old)):
            return None
        return replace(violation, path=old)

    def _line(self, change: FileChange, line: int) -> int:
        shift = 0
        for hunk in self._ends.hunks(change):
            if line - 1 < hunk.old_start:
                break
            if line - 1 < hunk.old_end:
                return 0
            shift = hunk.new_end - hunk.old_end
        return line + shift

    def edited_before(self, violation: Violation) -> Hashable:
        """What a violation of the start says, and the lines that were edited in which it stood; None for none."""
        change = self._by_old.get(violation.path)
        hunk = self._hunk(change, lambda each: (each.old_start, each.old_end), violation)
        return hunk and (violation.rule, violation.form, change, hunk, self._words(violation, is_head=False))

    def edited_after(self, violation: Violation) -> Hashable:
        """What a violation of the end says, and the lines that were edited in which it stands; None for none."""
        change = self._by_new.get(violation.path)
        hunk = self._hunk(change, lambda each: (each.new_start, each.new_end), violation)
        return hunk and (violation.rule, violation.form, change, hunk, self._words(violation, is_head=True))

    def _hunk(self, change: FileChange | None, extent: Callable[[Hunk], tuple[int, int]], v: Violation) -> Hunk | None:
        hunks = self._ends.hunks(change) if change is not None and change.old and change.new else ()
        return next((hunk for hunk in hunks if extent(hunk)[0] <= v.span.line - 1 < extent(hunk)[1]), None)

    def _words(self, violation: Violation, *, is_head: bool) -> tuple[str, ...]:
        """The code of a violation, without what stands around it on its lines."""
        span = violation.span
        lines = self._ends.lines_after(violation.path) if is_head else self._ends.lines_before(violation.path)
        own = lines[span.line - 1 : span.end_line]
        own[-1] = own[-1][: span.end_column - 1]
        own[0] = own[0][span.column - 1 :]
        return tuple(" ".join(own).split())


def _parses(project: Project, path: str) -> bool:
    facts = project.index.facts.get(path)
    return facts is None or facts.parses


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
