"""The composition: open the workspace, survey, inspect, plan, and one of the two ends. No logic of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from remend.git.branch import branch_name, write_branch
from remend.inplace import write_in_place
from remend.inspection import Inspection
from remend.model import CommitUnit, Diagnostic, Finding, Outcome, Plan, Report
from remend.plan import plan_units
from remend.rule import Rule
from remend.survey import Survey
from remend.whole import keep_whole
from remend.workers import Progress
from remend.workspace import Request, Workspace

__all__ = ["Request", "fix", "preview", "scan"]

_DIRTY = "it has uncommitted changes: commit them, or pass --allow-dirty to mend it as it was committed"


def scan(request: Request, progress: Progress | None = None) -> Report:
    """Find what the rules find in the work tree, or in the folder outside a repository."""
    workspace = Workspace(request)
    with Survey(workspace, workspace.work_tree()) as survey:
        inspections = survey.scan(progress)
    return _report("scan", workspace, survey, inspections, [f for i in inspections for f in i.findings])


def preview(request: Request, progress: Progress | None = None, *, in_place: bool = False) -> Report:
    """The very series that `fix` would write, without writing it."""
    return _plan(Workspace(request), progress, in_place=in_place)


def fix(request: Request, progress: Progress | None = None, *, in_place: bool = False) -> Report:
    """Mend, and write the series as a branch beside the checkout, or the files themselves."""
    workspace = Workspace(request)
    if not in_place:
        workspace.repository_or_fail()
    report = dataclasses.replace(_plan(workspace, progress, in_place=in_place), pending=False)
    units = report.plan.units
    if not units:
        return report
    if in_place:
        write_in_place(workspace.root, [rewrite for unit in units for rewrite in unit.rewrites])
        return report
    name = request.branch or branch_name([unit.rule for unit in units], workspace.scope)
    commits = write_branch(workspace.repository_or_fail(), base=report.plan.base, units=units, name=name)
    written = tuple(dataclasses.replace(unit, commit=commit) for unit, commit in zip(units, commits, strict=True))
    return dataclasses.replace(report, plan=Plan(base=report.plan.base, units=written), branch=name)


def _plan(workspace: Workspace, progress: Progress | None, *, in_place: bool) -> Report:
    """Mend rule after rule, each on what the one before left, so that the state after each unit is a commit."""
    from_disk = in_place or workspace.repository is None
    dirty = frozenset[str]() if from_disk else workspace.dirty_paths()
    findings: list[Finding] = []
    inspections: dict[str, Inspection] = {}
    units: list[CommitUnit] = []
    changed: dict[str, bytes] = {}
    with Survey(workspace, workspace.work_tree() if from_disk else workspace.head(), look_back=True) as survey:
        for rule in workspace.rules:
            survey.turn_to(rule, changed)
            found = _mended(survey, rule, changed, dirty, progress)
            inspections = {inspection.path: inspection for inspection in found} | inspections
            findings += [f for inspection in found for f in inspection.findings if f.violation.rule == rule.id]
            rewrites = [inspection.rewrite for inspection in found if inspection.rewrite is not None]
            changed |= {rewrite.path: rewrite.after for rewrite in rewrites}
            units += plan_units(rule, survey.partition(rule, rewrites), workspace.service_of)
    report = _report("fix", workspace, survey, list(inspections.values()), findings)
    if not from_disk:
        report = dataclasses.replace(report, diagnostics=(*_not_committed(workspace, survey), *report.diagnostics))
    plan = Plan(base=survey.project.snapshot.label, units=tuple(units))
    return dataclasses.replace(report, plan=plan, pending=True)


def _mended(
    survey: Survey, rule: Rule, changed: Mapping[str, bytes], dirty: frozenset[str], progress: Progress | None
) -> list[Inspection]:
    """All files with what `rule` mends in them, dirty ones left alone and what has to be whole kept whole."""

    def again(left_out: Mapping[str, Mapping[str, str]]) -> list[Inspection]:
        return [_leave_dirty(each, dirty) for each in survey.inspect_without(rule, left_out, changed)]

    found = [_leave_dirty(each, dirty) for each in survey.inspect(progress, mends=rule, changed=changed)]
    return keep_whole(rule, found, again)


def _not_committed(workspace: Workspace, survey: Survey) -> list[Diagnostic]:
    """A notice for each path that was asked for and of which nothing is in the commit that the branch starts from."""
    missing = (a for a in workspace.scope if not any(p == a or p.startswith(f"{a}/") for p in survey.paths))
    why = "no Python file of it is committed, so no branch can mend it: commit it, or use --in-place"
    return [Diagnostic(kind="left-out", path=path, message=why) for path in missing]


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


def _gaps(survey: Survey) -> list[Diagnostic]:
    """What the history could not tell."""
    history = survey.project.history
    if history is None:
        return []
    gaps = [*history.gaps]
    if history.was_cut:
        seconds = survey.workspace.config.history_seconds
        gaps.append(f"the history was searched for {seconds:g} seconds, and not to its end (history-seconds)")
    return [Diagnostic(kind="note", path=".", message=gap, counts=False) for gap in gaps]


def _report(
    command: str,
    workspace: Workspace,
    survey: Survey,
    inspections: Sequence[Inspection],
    findings: Sequence[Finding],
) -> Report:
    diagnostics = [*_gaps(survey), *(each for inspection in inspections for each in inspection.diagnostics)]
    return Report(
        command=command,
        root=str(workspace.root),
        findings=tuple(sorted(findings, key=lambda f: (f.violation.path, f.violation.span, f.violation.rule))),
        diagnostics=tuple(sorted(diagnostics, key=lambda d: (d.path, d.line, d.column, d.kind))),
        files=len(survey.paths),
        inspected=len(inspections),
    )
