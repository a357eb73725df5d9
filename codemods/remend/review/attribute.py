"""Finds the commit that brought a change: the newest after which what is told was there, and before which it was not.

What a rule finds by a file alone is looked for in the versions of that file. Everything else is told by the lines that
came or went; `bisect` looks at whole states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from remend.git.log import Change
from remend.git.ranges import RangeCommit
from remend.inspection import Bench, Task, inspect
from remend.model import Violation
from remend.review.model import Blame, Cause

Read = Callable[[str], bytes | None]
"""The content of a blob by its id; b"" for no file, None where it cannot be had."""

_LEAST_ALIKE = 0.5
"""How much of a file has to be in another one that came as it left, for the two to be the same; git's own measure."""

_MOST_GONE = 200
"""How many files that left with one commit are compared with one that came (an assumption)."""

_KEPT = 500
"""Contents that are held at once: what is told of one file is told in a row (an assumption)."""

_Identity = tuple[str, str, str, int]


class Step(NamedTuple):
    """What a commit made of a file: its content before and after, None for a content that cannot be had."""

    commit: RangeCommit
    before: bytes | None
    after: bytes | None


class Way:
    """The commits that lead to a state, and what each of them made of a file.

    `commits` are the newest first.
    """

    def __init__(self, commits: Sequence[RangeCommit], read: Read) -> None:
        self.commits = tuple(commits)
        self._read = lru_cache(maxsize=_KEPT)(read)

    def steps(self, path: str) -> Iterator[Step]:
        """The commits that touched the file that is called `path` in the end, the newest first, renames followed."""
        at = 0
        while found := next((each for each in self._touching.get(path, ()) if each[0] >= at), None):
            number, change = found
            commit, at = self.commits[number], number + 1
            origin = change if change.old_blob else self._origin(commit, change)
            path = origin.old if origin is not None else path
            yield Step(commit, self._read(origin.old_blob if origin else ""), self._read(change.new_blob))

    @cached_property
    def _touching(self) -> Mapping[str, list[tuple[int, Change]]]:
        """By the path that a file has after it, what each commit made of it, the newest first, by number."""
        found: dict[str, list[tuple[int, Change]]] = {}
        for number, commit in enumerate(self.commits):
            for change in commit.changes:
                found.setdefault(change.new, []).append((number, change))
        return found

    def _origin(self, commit: RangeCommit, came: Change) -> Change | None:
        """What a file was before the commit that it came with: the one that left as it came and is the same, or alike.

        None where it is new.
        """
        gone = [each for each in commit.changes if each.status == "D"]
        same = next((each for each in gone if each.old_blob == came.new_blob), None)
        alike = (each for each in gone if _last(each.old) == _last(came.new))
        return same or self._most_alike(gone, came) or next(alike, None)

    def _most_alike(self, gone: Sequence[Change], came: Change) -> Change | None:
        """The file of which most lines are in another one, and that is more than half of both; None for none."""
        likely = [each for each in gone if each.old.rpartition(".")[2] == came.new.rpartition(".")[2]]
        if not 0 < len(likely) <= _MOST_GONE:
            return None
        new = _lines(self._read(came.new_blob) or b"")
        shares = {each: _share(_lines(self._read(each.old_blob) or b""), new) for each in likely}
        best = max(likely, key=lambda each: shares[each])
        return best if shares[best] > _LEAST_ALIKE else None


def by_text(way: Way, cause: Cause) -> RangeCommit | None:
    """The newest commit that added lines of `cause.came`, or removed lines of `cause.went`, in its file."""
    came, went = _lines(cause.came.encode("utf-8", "surrogateescape")), _lines(cause.went.encode("utf-8", "replace"))
    for step in way.steps(cause.path):
        if step.before is None or step.after is None:
            return None
        before, after = _lines(step.before), _lines(step.after)
        if any(after[line] > before[line] for line in came) or any(before[line] > after[line] for line in went):
            return step.commit
    return None


class ByFile:
    """Looks for violations in the versions of a file, each of which is inspected once.

    Of the rules of `bench` those that tell by a file alone take part.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = replace(bench, rules=tuple(rule for rule in bench.rules if rule.by_file))
        self._known: dict[tuple[str, bytes], Counter[_Identity] | None] = {}

    def commit_of(self, violation: Violation, path: str, way: Way, *, is_gone: bool = False) -> RangeCommit | None:
        """The newest commit after which a file has more such violations than before, or fewer if it `is_gone`.

        None where that is not known. `path` is that at the end of the way.
        """
        for step in way.steps(path):
            if step.before is None or step.after is None:
                return None
            before, after = (self._count(violation, raw) for raw in (step.before, step.after))
            if (before > after) if is_gone else (after > before):
                return step.commit
        return None

    def _count(self, violation: Violation, raw: bytes) -> int:
        """How many such violations a version of the file has; of one that does not parse, how many such lines."""
        found = self._found(violation, raw)
        return found[_identity(violation)] if found is not None else _lines(raw)[violation.code.encode()]

    def _found(self, violation: Violation, raw: bytes) -> Counter[_Identity] | None:
        key = (violation.rule, raw)
        if key not in self._known:
            task = Task(path=violation.path, raw=raw, rules=frozenset(rule.id for rule in self._bench.rules))
            seen = inspect(task, self._bench)
            is_parsed = all(diagnostic.kind != "unparsable" for diagnostic in seen.diagnostics)
            for rule in self._bench.rules:
                mine = (finding.violation for finding in seen.findings if finding.violation.rule == rule.id)
                self._known[rule.id, raw] = Counter(map(_identity, mine)) if is_parsed else None
        return self._known[key]


def told(commit: RangeCommit | None, *, in_range: bool = True) -> Blame | None:
    """A commit as a review names it."""
    if commit is None:
        return None
    return Blame(commit=commit.id, date=commit.date, subject=commit.subject, in_range=in_range)


def _identity(violation: Violation) -> _Identity:
    return violation.rule, violation.form, violation.code, violation.severity


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _share(one: Counter[bytes], other: Counter[bytes]) -> float:
    """How much of the longer of two texts is in both, from 0 to 1."""
    return (one & other).total() / max(one.total(), other.total(), 1)


@lru_cache(maxsize=_KEPT)
def _lines(raw: bytes) -> Counter[bytes]:
    return Counter(filter(None, map(bytes.strip, raw.splitlines())))
