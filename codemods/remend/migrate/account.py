"""What became of every file of a migration, and what blocks those that are not done."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from remend.mending.turns import WAITS
from remend.migrate.cause import general
from remend.migrate.packages import packages_of
from remend.model import Diagnostic, Finding, Outcome, Report

_LEFT = frozenset({Outcome.FOUND, Outcome.DECLINED, Outcome.WITHHELD})
_BROKEN = frozenset({"unparsable", "rule-failed", "gave-up"})


class Progress(enum.StrEnum):
    """How far one file came.

    MIGRATED: all that was found is mended. PARTLY: some of it is, some is left. BLOCKED: something was found and all of
    it is left. WAITING: it can be mended, by a later run. FAILED: it could not be read or worked on. UNCHANGED: nothing
    was found.
    """

    MIGRATED = "migrated"
    PARTLY = "partly"
    BLOCKED = "blocked"
    WAITING = "waiting"
    FAILED = "failed"
    UNCHANGED = "unchanged"


DONE = (Progress.MIGRATED, Progress.UNCHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One thing that is left in a file: by which rule, or of which kind of diagnostic, where and why.

    `cause` is the reason without what is particular to the place.
    """

    rule: str
    line: int
    reason: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAccount:
    """One file: how far it came, how many violations were mended in it, and what is left."""

    path: str
    package: str
    progress: Progress
    mended: int = 0
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One cause: how many files it holds back, in how many places, and how many of them nothing else holds back.

    `path` and `line` are the first of its places, `reason` is what is told there.
    """

    rule: str
    cause: str
    files: int
    places: int
    alone: int
    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageAccount:
    """One folder of files: how many there are, and how far they came."""

    name: str
    files: int
    counts: Mapping[Progress, int]

    @property
    def done(self) -> int:
        """The files in which nothing is left."""
        return sum(self.counts.get(each, 0) for each in DONE)


@dataclass(frozen=True, kw_only=True)
class Account:
    """A whole migration.

    `report` is what `fix` would tell of it: findings, commits, branch. `notes` are what the run had to say besides.
    """

    report: Report
    files: tuple[FileAccount, ...]
    notes: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def exit_code(self) -> int:
        """That of the report: 0 nothing left, 1 something left or pending, 3 something failed its checks."""
        return self.report.exit_code

    def count(self, progress: Progress) -> int:
        """How many files came so far."""
        return sum(each.progress is progress for each in self.files)

    @cached_property
    def packages(self) -> tuple[PackageAccount, ...]:
        """The packages, by name."""
        by_name: dict[str, Counter[Progress]] = defaultdict(Counter)
        for each in self.files:
            by_name[each.package][each.progress] += 1
        return tuple(
            PackageAccount(name=name, files=counts.total(), counts=dict(counts))
            for name, counts in sorted(by_name.items())
        )

    @cached_property
    def blockers(self) -> tuple[Blocker, ...]:
        """What blocks the rest: the causes that hold back most files first."""
        places: dict[tuple[str, str], list[tuple[str, Left]]] = defaultdict(list)
        alone: Counter[tuple[str, str]] = Counter()
        for file in self.files:
            causes = {(each.rule, each.cause) for each in file.left}
            if len(causes) == 1:
                alone.update(causes)
            for each in file.left:
                places[each.rule, each.cause].append((file.path, each))
        blockers = [
            Blocker(
                rule=rule,
                cause=cause,
                files=len({path for path, _ in held}),
                places=len(held),
                alone=alone[rule, cause],
                path=held[0][0],
                line=held[0][1].line,
                reason=held[0][1].reason,
            )
            for (rule, cause), held in places.items()
        ]
        return tuple(sorted(blockers, key=lambda each: (-each.files, -each.places, each.rule, each.cause)))


def account_of(report: Report, paths: Collection[str], *, notes: Iterable[str] = (), seconds: float = 0.0) -> Account:
    """The account of a run over `paths`, from what it reports."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        findings[finding.violation.path].append(finding)
    diagnostics: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in report.diagnostics:
        if diagnostic.counts:
            diagnostics[diagnostic.path].append(diagnostic)
    packages = packages_of(paths)
    files = (_file(path, packages[path], findings.get(path, ()), diagnostics.get(path, ())) for path in sorted(paths))
    return Account(report=report, files=tuple(files), notes=tuple(notes), seconds=seconds)


def _file(path: str, package: str, findings: Collection[Finding], diagnostics: Collection[Diagnostic]) -> FileAccount:
    mended = sum(finding.outcome is Outcome.MENDED for finding in findings)
    held = [finding for finding in findings if finding.outcome in _LEFT]
    is_waiting = any(finding.reason == WAITS for finding in held)
    left = [_of_finding(finding) for finding in held if finding.reason != WAITS]
    left += [_of_diagnostic(each) for each in diagnostics]
    is_broken = any(each.kind in _BROKEN for each in diagnostics)
    return FileAccount(
        path=path,
        package=package,
        progress=_progress(mended, left, is_waiting=is_waiting, is_broken=is_broken),
        mended=mended,
        left=tuple(sorted(left, key=lambda each: (each.line, each.rule))),
    )


def _progress(mended: int, left: Collection[Left], *, is_waiting: bool, is_broken: bool) -> Progress:
    if is_broken and not mended:
        return Progress.FAILED
    if is_waiting:
        return Progress.WAITING
    if left:
        return Progress.PARTLY if mended else Progress.BLOCKED
    return Progress.MIGRATED if mended else Progress.UNCHANGED


def _of_finding(finding: Finding) -> Left:
    violation = finding.violation
    reason = finding.reason or "it is reported only"
    if finding.outcome is Outcome.WITHHELD:
        reason = f"withheld: {reason}"
    cause = general(reason, (violation.symbol, violation.concept))
    return Left(rule=violation.rule, line=violation.span.line, reason=reason, cause=cause)


def _of_diagnostic(diagnostic: Diagnostic) -> Left:
    message = diagnostic.message
    return Left(rule=diagnostic.kind, line=diagnostic.line, reason=message, cause=general(message, (diagnostic.path,)))
