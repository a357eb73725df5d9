"""Turns what the file rules found at both ends into changes with a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from remend.detect import identity
from remend.model import Diagnostic, Severity, Violation
from remend.module import Module
from remend.plan.message import reasons
from remend.project import Project
from remend.review.compare import Compared
from remend.review.ends import Ends, FileChange
from remend.review.model import Change, Origin, Verdict
from remend.rule import Rule

UNPARSABLE = "unparsable"
"""What stands for a rule where a file cannot be parsed."""

_MOST_LINES = 12
_GONE = "what a file that is gone had"
_UNCHANGED = "this file did not change: what it relies on did"


def judge(compared: Compared, ends: Ends, rules: Mapping[str, Rule]) -> Iterator[tuple[Change, Violation]]:
    """A change for each violation that came or went, and for each that stayed in a file that changed.

    Each comes with its violation; one that stayed with what it was at the start.
    """
    by_old = {change.old: change for change in ends.files if change.old}
    by_new = {change.new: change for change in ends.files if change.new}
    why = {name: " ".join(reasons(rule)[:1]) for name, rule in rules.items()}
    for violation in compared.introduced:
        change = replace(_change(violation, Verdict.REGRESSION, Origin.INTRODUCED), why=why[violation.rule])
        yield _with_past(change, violation, compared, ends, by_new.get(violation.path)), violation
    for violation in compared.resolved:
        yield _resolved(violation, ends, by_old.get(violation.path)), violation
    for old, violation in compared.carried:
        if violation.path in by_new:
            change = replace(_change(violation, Verdict.REGRESSION, Origin.CARRIED), why=why[violation.rule])
            yield replace(change, after=_code(ends.lines_after(violation.path), violation)), old


def _change(violation: Violation, verdict: Verdict, origin: Origin) -> Change:
    return Change(
        rule=violation.rule,
        path=violation.path,
        line=violation.span.line,
        end_line=violation.span.end_line,
        verdict=verdict,
        origin=origin,
        severity=violation.severity,
        title=violation.message,
        topic=violation.concept or violation.form,
        symbol=violation.symbol,
        evidence=violation.evidence,
        fingerprint=violation.fingerprint,
    )


def _with_past(change: Change, violation: Violation, compared: Compared, ends: Ends, file: FileChange | None) -> Change:
    """A regression with what was there before, and why it was none then."""
    after = _code(ends.lines_after(violation.path), violation)
    if file is None:
        return replace(change, after=after, evidence=(_UNCHANGED, *change.evidence))
    before = "" if violation in compared.worse_than else _replaced(ends, file, violation.span.line)
    was = compared.worse_than.get(violation)
    past = (f"it was there before, and was {was.label} then",) if was is not None else ()
    return replace(change, before=before, after=after, evidence=(*past, *change.evidence))


def _resolved(violation: Violation, ends: Ends, file: FileChange | None) -> Change:
    change = _change(violation, Verdict.ACCEPTABLE, Origin.RESOLVED)
    change = replace(
        change,
        title=f"no longer: {violation.message}",
        before=_code(ends.lines_before(violation.path), violation),
        evidence=(),
    )
    if file is None:
        return change
    if not file.new:
        return replace(change, topic=_GONE)
    at = violation.span.line - 1
    hunk = next((hunk for hunk in ends.hunks(file) if hunk.old_start <= at < hunk.old_end), None)
    if hunk is None:
        shift = next((each.new_end - each.old_end for each in ends.hunks(file)[::-1] if each.old_end <= at), 0)
        return replace(change, path=file.new, line=change.line + shift, end_line=change.end_line + shift)
    line = min(hunk.new_start + at - hunk.old_start, max(hunk.new_start, hunk.new_end - 1))
    now = ends.lines_after(file.new)[hunk.new_start : hunk.new_end]
    after = "\n".join(now) if len(now) <= _MOST_LINES else ""
    return replace(change, path=file.new, line=line + 1, end_line=line + 1, after=after)


def _replaced(ends: Ends, file: FileChange, line: int) -> str:
    """The lines in place of which the hunk stands that a line of the end is in; empty where they are many."""
    hunk = next((hunk for hunk in ends.hunks(file) if hunk.new_start <= line - 1 < hunk.new_end), None)
    if hunk is None or not file.old or hunk.old_end - hunk.old_start > _MOST_LINES:
        return ""
    return "\n".join(ends.lines_before(file.old)[hunk.old_start : hunk.old_end])


def _code(lines: Sequence[str], violation: Violation) -> str:
    span = violation.span
    return "\n".join(lines[span.line - 1 : span.end_line])


def judge_syntax(ends: Ends) -> Iterator[Change]:
    """A change for each file that cannot be parsed at one end only."""
    for file in ends.python:
        before, after = _fault(ends.base, file.old), _fault(ends.head, file.new)
        if after is not None and before is None:
            yield _syntax(file, after, Verdict.REGRESSION, Origin.INTRODUCED, ends.lines_after(file.new))
        elif before is not None and after is None and file.new:
            yield _syntax(file, before, Verdict.ACCEPTABLE, Origin.RESOLVED, ends.lines_before(file.old))


def _fault(project: Project, path: str) -> Diagnostic | None:
    """Why a file cannot be parsed; the index knows whether it can."""
    if path not in project.index.facts or project.index.facts[path].parses:
        return None
    loaded = Module.load(path, project.read(path))
    return loaded if isinstance(loaded, Diagnostic) else None


def _syntax(file: FileChange, fault: Diagnostic, verdict: Verdict, origin: Origin, lines: Sequence[str]) -> Change:
    line = lines[fault.line - 1] if fault.line <= len(lines) else ""
    is_gone = origin is Origin.RESOLVED
    return Change(
        rule=UNPARSABLE,
        path=file.path,
        line=fault.line,
        end_line=fault.line,
        verdict=verdict,
        origin=origin,
        severity=Severity.CRITICAL,
        title=f"no longer: {fault.message}" if is_gone else fault.message,
        why="" if is_gone else "The file cannot be imported, and no rule can look at it.",
        before=line if is_gone else "",
        after="" if is_gone else line,
        fingerprint=identity(UNPARSABLE, file.path, fault.message),
    )
