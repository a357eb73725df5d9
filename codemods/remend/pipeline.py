"""The composition: open the workspace, survey, inspect, plan, and one of the two ends. No logic of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from remend.git.branch import branch_name, write_branch
from remend.git.ours import RULE_TRAILER
from remend.inplace import write_in_place
from remend.mending import mend_in_turn
from remend.model import CommitUnit, Diagnostic, Plan, Report
from remend.plan.spec import Spec
from remend.proof.withhold import withhold
from remend.scanning import report_of
from remend.survey import Survey, Withheld
from remend.workers import Progress
from remend.workspace import Request, Workspace

__all__ = ["Request", "as_branch", "fix", "preview"]


def preview(request: Request, progress: Progress | None = None, *, in_place: bool = False) -> Report:
    """The very series that `fix` would write, without writing it."""
    return _series(Workspace(request), progress, in_place=in_place)


def fix(request: Request, progress: Progress | None = None, *, in_place: bool = False) -> Report:
    """Mend, and write the series as a branch beside the checkout, or the files themselves."""
    workspace = Workspace(request)
    if not in_place:
        workspace.repository_or_fail()
    report = dataclasses.replace(_series(workspace, progress, in_place=in_place), pending=False)
    if in_place:
        write_in_place(workspace.root, [rewrite for unit in report.plan.units for rewrite in unit.rewrites])
        return report
    return as_branch(workspace, report)


def as_branch(workspace: Workspace, report: Report) -> Report:
    """Write the series of a report, if there is one, as a branch beside the checkout."""
    units = report.plan.units
    if not units:
        return report
    rules = [value for unit in units for key, value in unit.trailers if key == RULE_TRAILER]
    name = workspace.request.branch or branch_name(rules, workspace.scope)
    commits = write_branch(workspace.repository_or_fail(), base=report.plan.base, units=units, name=name)
    written = tuple(dataclasses.replace(unit, commit=commit) for unit, commit in zip(units, commits, strict=True))
    return dataclasses.replace(report, plan=Plan(base=report.plan.base, units=written), branch=name)


def _series(workspace: Workspace, progress: Progress | None, *, in_place: bool) -> Report:
    """The series that is planned; of commits only those that the commands of the user let stand."""

    def plan(withheld: Withheld) -> Report:
        return _plan(workspace, progress, withheld, in_place=in_place)

    return plan({}) if in_place or workspace.repository is None else withhold(workspace, plan, progress)


def _plan(workspace: Workspace, progress: Progress | None, withheld: Withheld, *, in_place: bool) -> Report:
    from_disk = in_place or workspace.repository is None
    dirty = frozenset[str]() if from_disk else workspace.dirty_paths()
    commit = workspace.repository.head() if workspace.repository is not None else None
    snapshot = workspace.work_tree() if from_disk else workspace.repository_or_fail().commit(workspace.head())
    with Survey(workspace, snapshot, history=commit) as survey:
        survey.withhold(withheld)
        survey.introduce()
        mended = mend_in_turn(survey, progress, dirty=dirty)
    report = report_of("fix", workspace, survey, mended.inspections, mended.findings)
    if not from_disk:
        report = dataclasses.replace(report, diagnostics=(*_not_committed(workspace, survey), *report.diagnostics))
    report = dataclasses.replace(report, diagnostics=(*_too_many(mended.units, workspace.spec), *report.diagnostics))
    plan = Plan(base=survey.project.snapshot.label, units=mended.units)
    return dataclasses.replace(report, plan=plan, pending=True)


def _too_many(units: Sequence[CommitUnit], spec: Spec) -> list[Diagnostic]:
    """A notice where no fewer commits could be made."""
    if len(units) <= spec.max_commits:
        return []
    why = f"the series has {len(units)} commits, and {spec.max_commits} were asked for at most"
    rest = "what is unsafe is not put together with what is safe, nor what builds on another commit with one before it"
    return [Diagnostic(kind="note", path=".", message=f"{why}: {rest}", counts=False)]


def _not_committed(workspace: Workspace, survey: Survey) -> list[Diagnostic]:
    """A notice for each path that was asked for and of which nothing is in the commit that the branch starts from."""
    missing = (a for a in workspace.scope if not any(p == a or p.startswith(f"{a}/") for p in survey.paths))
    why = "no Python file of it is committed, so no branch can mend it: commit it, or use --in-place"
    return [Diagnostic(kind="left-out", path=path, message=why) for path in missing]
