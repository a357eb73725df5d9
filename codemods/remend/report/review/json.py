"""The review for programs: the envelope of a report, with the range and the changes in it."""

from __future__ import annotations

from remend.model import Finding, Outcome
from remend.report import json
from remend.report.json import Envelope, plain
from remend.review import model
from remend.review.advice import actions_of


def render(review: model.Review) -> str:
    """The review as JSON, with a newline at the end; the same review gives the same text."""
    return json.encode(_envelope(review))


def _envelope(review: model.Review) -> Envelope:
    return Envelope(
        schema=json.SCHEMA,
        root=plain(review.root),
        violations=[json.violation_of(finding) for finding in review.findings],
        diagnostics=[json.diagnostic_of(each) for each in review.diagnostics],
        summary=_summary(review),
        units=[json.unit_of(unit) for unit in review.units],
        range=_range(review),
        changes=[_change(change) for change in review.changes],
        actions=[plain(action) for action in actions_of(review.changes)],
        steps=[plain(step) for step in review.steps],
    )


def _summary(review: model.Review) -> json.Summary:
    return json.Summary(
        command="review",
        base=review.scope.base,
        branch=None,
        pending=bool(review.units),
        files=len(review.scope.files),
        inspected=len({finding.violation.path for finding in review.findings}),
        found=_count(review.findings, Outcome.FOUND),
        mended=_count(review.findings, Outcome.MENDED),
        declined=_count(review.findings, Outcome.DECLINED),
        withheld=_count(review.findings, Outcome.WITHHELD),
        suppressed=_count(review.findings, Outcome.SUPPRESSED),
        exit_code=review.exit_code,
    )


def _count(findings: tuple[Finding, ...], outcome: Outcome) -> int:
    return sum(finding.outcome is outcome for finding in findings)


def _range(review: model.Review) -> json.Range:
    scope = review.scope
    return json.Range(
        asked=scope.asked,
        base=scope.base,
        head=scope.head,
        commits=[_commit(commit) for commit in scope.commits],
        files=[plain(path) for path in scope.files],
        unjudged=[plain(path) for path in scope.unjudged],
        notes=[plain(note) for note in review.notes],
    )


def _change(change: model.Change) -> json.Change:
    return json.Change(
        path=plain(change.path),
        line=change.line,
        end_line=change.end_line,
        rule=change.rule,
        verdict=change.verdict,
        origin=change.origin,
        commit=_commit(change.blame) if change.blame is not None else None,
        severity=json.severity_name(change.severity),
        title=plain(change.title),
        why=plain(change.why),
        symbol=plain(change.symbol),
        evidence=[plain(line) for line in change.evidence],
        questions=[plain(line) for line in change.questions],
        before=plain(change.before),
        after=plain(change.after),
        mend=plain(change.mend) or None,
        declined=plain(change.declined),
        fingerprint=change.fingerprint,
    )


def _commit(blame: model.Blame) -> json.Commit:
    return json.Commit(id=blame.commit, date=blame.date, subject=plain(blame.subject), in_range=blame.in_range)
