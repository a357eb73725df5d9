"""Mends rule after rule, each on what the one before left, so that the state after each unit is a commit."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from remend.inspection import Inspection
from remend.model import CommitUnit, Diagnostic, Finding, Outcome
from remend.plan import plan_units
from remend.rule import Rule
from remend.survey import Survey
from remend.whole import keep_whole
from remend.workers import Progress

_DIRTY = "it has uncommitted changes: commit them, or pass --allow-dirty to mend it as it was committed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What came of all files, by file; what was found, and the units that mend of it what can be mended, in order."""

    inspections: tuple[Inspection, ...]
    findings: tuple[Finding, ...]
    units: tuple[CommitUnit, ...]


def mend_in_turn(
    survey: Survey,
    progress: Progress | None,
    *,
    dirty: frozenset[str] = frozenset(),
    only: Collection[str] | None = None,
) -> Mended:
    """Mend what the rules of a survey find in a state that they are familiar with, but nothing in `dirty` files.

    `only` are the fingerprints of what is to be mended, None for everything.
    """
    findings: list[Finding] = []
    inspections: dict[str, Inspection] = {}
    units: list[CommitUnit] = []
    changed: dict[str, bytes] = {}
    survey.mend_only(only)
    for rule in survey.rules:
        survey.turn_to(rule, changed)
        found = _mended(survey, rule, changed, dirty, progress)
        inspections = {inspection.path: inspection for inspection in found} | inspections
        findings += [f for inspection in found for f in inspection.findings if f.violation.rule == rule.id]
        rewrites = [inspection.rewrite for inspection in found if inspection.rewrite is not None]
        changed |= {rewrite.path: rewrite.after for rewrite in rewrites}
        units += plan_units(rule, survey.partition(rule, rewrites), survey.workspace.service_of)
    return Mended(inspections=tuple(inspections.values()), findings=tuple(findings), units=tuple(units))


def _mended(
    survey: Survey, rule: Rule, changed: Mapping[str, bytes], dirty: frozenset[str], progress: Progress | None
) -> list[Inspection]:
    """All files with what `rule` mends in them, dirty ones left alone and what has to be whole kept whole."""

    def again(left_out: Mapping[str, Mapping[str, str]]) -> list[Inspection]:
        return [_leave_dirty(each, dirty) for each in survey.inspect_without(rule, left_out, changed)]

    found = [_leave_dirty(each, dirty) for each in survey.inspect(progress, mends=rule, changed=changed)]
    return keep_whole(rule, found, again)


def _leave_dirty(inspection: Inspection, dirty: frozenset[str]) -> Inspection:
    """Drop the rewrite of a file that has uncommitted changes, and say so."""
    if inspection.rewrite is None or inspection.path not in dirty:
        return inspection
    findings = tuple(
        dataclasses.replace(f, outcome=Outcome.DECLINED, reason=_DIRTY) if f.outcome is Outcome.MENDED else f
        for f in inspection.findings
    )
    notice = Diagnostic(kind="left-out", path=inspection.path, message=_DIRTY)
    diagnostics = (*inspection.diagnostics, notice)
    return dataclasses.replace(inspection, findings=findings, diagnostics=diagnostics, rewrite=None)
