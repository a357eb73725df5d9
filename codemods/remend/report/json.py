"""The report for programs: a versioned envelope whose schema, `report.schema.json`, is made from the types below.

Within one version keys are added, never renamed, retyped or removed. A byte of a path that is not UTF-8 is written as
Python shows it, a backslash and `udcff`, since JSON has no way to hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from remend import model

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
    """One commit: planned where `commit` is null, else its id. `violations` holds fingerprints."""

    subject: str
    body: str
    trailers: list[Trailer]
    files: list[str]
    commit: str | None
    review_seconds: float
    violations: list[str]


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


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A whole report. `units` is there where a repair was asked for, in the order of the commits."""

    schema: Literal["remend.report/1"]
    root: str
    violations: list[Violation]
    diagnostics: list[Diagnostic]
    summary: Summary
    units: list[Unit] | msgspec.UnsetType = msgspec.UNSET


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
    made: dict[str, Any] = msgspec.json.schema(Envelope)
    return encode({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **made})


def envelope(report: model.Report) -> Envelope:
    """The report as the types of this module, violations and diagnostics in the order of the files."""
    violations = [_violation(each) for each in report.findings]
    diagnostics = [_diagnostic(each) for each in report.diagnostics]
    return Envelope(
        schema=SCHEMA,
        root=_text(report.root),
        violations=sorted(violations, key=lambda each: (each.path, each.line, each.column, each.rule)),
        diagnostics=sorted(diagnostics, key=lambda each: (each.path, each.line, each.column, each.kind)),
        summary=_summary(report),
        units=msgspec.UNSET if report.command == "scan" else [_unit(unit) for unit in report.plan.units],
    )


def _violation(finding: model.Finding) -> Violation:
    violation, span = finding.violation, finding.violation.span
    return Violation(
        rule=violation.rule,
        path=_text(violation.path),
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        severity=severity_name(violation.severity),
        message=_text(violation.message),
        fingerprint=violation.fingerprint,
        safety=violation.safety,
        outcome=finding.outcome,
        reason=_text(finding.reason),
        remedy=_text(violation.remedy),
        evidence=[_text(line) for line in violation.evidence],
    )


def _diagnostic(diagnostic: model.Diagnostic) -> Diagnostic:
    return Diagnostic(
        kind=diagnostic.kind,
        path=_text(diagnostic.path),
        line=diagnostic.line,
        column=diagnostic.column,
        message=_text(diagnostic.message),
        counts=diagnostic.counts,
    )


def _unit(unit: model.CommitUnit) -> Unit:
    return Unit(
        subject=_text(unit.subject),
        body=_text(unit.body),
        trailers=[Trailer(key=key, value=_text(value)) for key, value in unit.trailers],
        files=[_text(rewrite.path) for rewrite in unit.rewrites],
        commit=unit.commit,
        review_seconds=round(unit.review_seconds, 1),
        violations=[violation.fingerprint for violation in unit.violations],
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


def _text(text: str) -> str:
    """`text` with an escape for whatever UTF-8 cannot hold, such as a byte of a path that did not decode."""
    return text.encode("utf-8", "backslashreplace").decode()
