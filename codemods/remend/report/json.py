"""The report for programs: a versioned envelope whose schema, `report.schema.json`, is made from the types below.

Within one version keys are added, never renamed, retyped or removed. A byte of a path that is not UTF-8 is written as
Python shows it, a backslash and `udcff`, since JSON has no way to hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any, Literal

import msgspec

from remend import model
from remend.review.model import Origin, Verdict

SCHEMA: Literal["remend.report/1"] = "remend.report/1"
SCHEMA_FILE = Path(__file__).with_name("report.schema.json")

SeverityName = Literal["low", "medium", "high", "critical"]
_SEVERITIES: Mapping[model.Severity, SeverityName] = {
    model.Severity.LOW: "low",
    model.Severity.MEDIUM: "medium",
    model.Severity.HIGH: "high",
    model.Severity.CRITICAL: "critical",
}


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """One violation and what became of it; lines and columns count from 1, the end column is the one after."""

    rule: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: SeverityName
    message: str
    fingerprint: str
    safety: model.Safety
    outcome: model.Outcome
    reason: str
    remedy: str
    evidence: list[str]


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """Something about a file that no rule found; `counts` tells whether it makes the exit code non-zero."""

    kind: str
    path: str
    line: int
    column: int
    message: str
    counts: bool


class Trailer(msgspec.Struct, frozen=True, kw_only=True):
    """One trailer of a commit message."""

    key: str
    value: str


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One commit: planned where `commit` is null, else its id. `violations` holds fingerprints.

    `sites` are the places that it mends, `templates` the kinds of edits that they are made of; `notes` tell why it is
    no smaller.
    """

    subject: str
    body: str
    trailers: list[Trailer]
    files: list[str]
    commit: str | None
    review_seconds: float
    violations: list[str]
    sites: int
    templates: int
    safety: model.Safety
    notes: list[str]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What ran on what, the violations counted by outcome, and the exit code."""

    command: str
    base: str
    branch: str | None
    pending: bool
    files: int
    inspected: int
    found: int
    mended: int
    declined: int
    withheld: int
    suppressed: int
    exit_code: int


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """A commit with its author's date as YYYY-MM-DD; `in_range` tells whether the reviewed range has it."""

    id: str
    date: str
    subject: str
    in_range: bool


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a range did, judged; lines are those of its end. `commit` brought it, null where that is unknown.

    `mend` is a unified diff, null where there is none; `declined` then says why, if that is known.
    """

    path: str
    line: int
    end_line: int
    rule: str
    verdict: Verdict
    origin: Origin
    commit: Commit | None
    severity: SeverityName
    title: str
    why: str
    symbol: str
    evidence: list[str]
    questions: list[str]
    before: str
    after: str
    mend: str | None
    declined: str
    fingerprint: str


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """What was reviewed: commits the oldest first, the files that changed, and those that no rule speaks about."""

    asked: str
    base: str
    head: str
    commits: list[Commit]
    files: list[str]
    unjudged: list[str]
    notes: list[str]


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A whole report.

    `units` is there where a repair was asked for, in the order of the commits; `range` and what follows it are there
    for a review, which has units too: those that mend its regressions.
    """

    schema: Literal["remend.report/1"]
    root: str
    violations: list[Violation]
    diagnostics: list[Diagnostic]
    summary: Summary
    units: list[Unit] | msgspec.UnsetType = msgspec.UNSET
    range: Range | msgspec.UnsetType = msgspec.UNSET
    changes: list[Change] | msgspec.UnsetType = msgspec.UNSET
    actions: list[str] | msgspec.UnsetType = msgspec.UNSET
    steps: list[str] | msgspec.UnsetType = msgspec.UNSET


def render(report: model.Report) -> str:
    """The report as JSON, with a newline at the end; the same report gives the same text."""
    return encode(envelope(report))


def encode(value: object) -> str:
    """Any of this package's envelopes as indented JSON, with a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def severity_name(severity: model.Severity) -> SeverityName:
    """The name that every envelope gives to `severity`."""
    return _SEVERITIES[severity]


def schema() -> str:
    """The JSON Schema of the envelope, as `report.schema.json` holds it."""
    return schema_of(Envelope, SCHEMA)


def schema_of(envelope: type[msgspec.Struct], title: str) -> str:
    """The JSON Schema of an envelope's type; docstrings lose their indentation whatever msgspec leaves of it."""
    made: dict[str, Any] = msgspec.json.schema(envelope)
    for each in (made, *made["$defs"].values()):
        if "description" in each:
            each["description"] = cleandoc(each["description"])
    return encode({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made})


def envelope(report: model.Report) -> Envelope:
    """The report as the types of this module, violations and diagnostics in the order of the files."""
    violations = [violation_of(each) for each in report.findings]
    diagnostics = [diagnostic_of(each) for each in report.diagnostics]
    return Envelope(
        schema=SCHEMA,
        root=plain(report.root),
        violations=sorted(violations, key=lambda each: (each.path, each.line, each.column, each.rule)),
        diagnostics=sorted(diagnostics, key=lambda each: (each.path, each.line, each.column, each.kind)),
        summary=_summary(report),
        units=msgspec.UNSET if report.command == "scan" else [unit_of(unit) for unit in report.plan.units],
    )


def violation_of(finding: model.Finding) -> Violation:
    """A finding as the envelopes tell it."""
    violation, span = finding.violation, finding.violation.span
    return Violation(
        rule=violation.rule,
        path=plain(violation.path),
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        severity=severity_name(violation.severity),
        message=plain(violation.message),
        fingerprint=violation.fingerprint,
        safety=violation.safety,
        outcome=finding.outcome,
        reason=plain(finding.reason),
        remedy=plain(violation.remedy),
        evidence=[plain(line) for line in violation.evidence],
    )


def diagnostic_of(diagnostic: model.Diagnostic) -> Diagnostic:
    """A diagnostic as the envelopes tell it."""
    return Diagnostic(
        kind=diagnostic.kind,
        path=plain(diagnostic.path),
        line=diagnostic.line,
        column=diagnostic.column,
        message=plain(diagnostic.message),
        counts=diagnostic.counts,
    )


def unit_of(unit: model.CommitUnit) -> Unit:
    """A commit as the envelopes tell it."""
    return Unit(
        subject=plain(unit.subject),
        body=plain(unit.body),
        trailers=[Trailer(key=key, value=plain(value)) for key, value in unit.trailers],
        files=[plain(rewrite.path) for rewrite in unit.rewrites],
        commit=unit.commit,
        review_seconds=round(unit.review_seconds, 1),
        violations=[violation.fingerprint for violation in unit.violations],
        sites=len(unit.violations),
        templates=unit.templates,
        safety=unit.safety,
        notes=[plain(note) for note in unit.notes],
    )


def _summary(report: model.Report) -> Summary:
    return Summary(
        command=report.command,
        base=report.plan.base,
        branch=report.branch,
        pending=report.pending,
        files=report.files,
        inspected=report.inspected,
        found=report.count(model.Outcome.FOUND),
        mended=report.count(model.Outcome.MENDED),
        declined=report.count(model.Outcome.DECLINED),
        withheld=report.count(model.Outcome.WITHHELD),
        suppressed=report.count(model.Outcome.SUPPRESSED),
        exit_code=report.exit_code,
    )


def plain(text: str) -> str:
    """`text` with an escape for whatever UTF-8 cannot hold, such as a byte of a path that did not decode."""
    return text.encode("utf-8", "backslashreplace").decode()
