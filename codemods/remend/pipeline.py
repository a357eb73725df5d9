"""The composition: open the workspace, survey, inspect, plan, and one of the two ends. No logic of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from remend.crew.journal import Journal
from remend.crew.workers import Progress
from remend.git.branch import branch_name, write_branch
from remend.git.ours import RULE_TRAILER
from remend.mending.inplace import write_in_place
from remend.mending.turns import mend_in_turn
from remend.migrate.waiting import to_wait
from remend.model import CommitUnit, Diagnostic, Plan, Report
from remend.plan.spec import Spec
from remend.proof.withhold import withhold
from remend.scanning import report_of
from remend.snapshot import Snapshot
from remend.survey import Survey, Withheld
from remend.watch import UNWATCHED, Watch
from remend.workspace import Request, Workspace

__all__ = ["Course", "Request", "as_branch", "fix", "preview", "series"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course that a repair takes.

    `in_place` mends what is on disk. `journal` keeps what comes of single files, `watch` is told what goes on.
    `most_files` bounds how many files are taken up.
    """

    progress: Progress | None = None
    in_place: bool = False
    journal: Journal | None = None
    watch: Watch = UNWATCHED
    most_files: int | None = None


def preview(request: Request, progress: Progress | None = None, *, in_place: bool = False) -> Report:
    """The very series that `fix` would write, without writing it."""
    return series(Workspace(request), Course(progress=progress, in_place=in_place))


def fix(request: Request, progress: Progress | None = None, *, in_place: bool = False) -> Report:
    """Mend, and write the series as a branch beside the checkout, or the files themselves."""
    workspace = Workspace(request)
    if not in_place:
        workspace.repository_or_fail()
    report = dataclasses.replace(series(workspace, Course(progress=progress, in_place=in_place)), pending=False)
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


def series(workspace: Workspace, course: Course) -> Report:
    """The series that is planned; of commits only those that the commands of the user let stand."""

    def plan(withheld: Withheld) -> Report:
        return _plan(workspace, course, withheld)

    by_commits = workspace.repository is not None and not course.in_place
    return withhold(workspace, plan, course.progress) if by_commits else plan({})


def _plan(workspace: Workspace, course: Course, withheld: Withheld) -> Report:
    from_disk = course.in_place or workspace.repository is None
    snapshot = workspace.work_tree() if from_disk else workspace.repository_or_fail().commit(workspace.head())
    dirty = frozenset[str]() if from_disk else workspace.dirty_paths()
    waiting = frozenset[str]()
    if course.most_files is not None:
        with _survey(workspace, course, snapshot, withheld) as survey:
            found = mend_in_turn(survey, course.progress, dirty=dirty, drafting=False).findings
            waiting = to_wait(found, survey.rules, course.most_files)
    with _survey(workspace, course, snapshot, withheld) as survey:
        mended = mend_in_turn(survey, course.progress, dirty=dirty, waiting=waiting)
    report = report_of("fix", workspace, survey, mended.inspections, mended.findings)
    if not from_disk:
        report = dataclasses.replace(report, diagnostics=(*_not_committed(workspace, survey), *report.diagnostics))
    report = dataclasses.replace(report, diagnostics=(*_too_many(mended.units, workspace.spec), *report.diagnostics))
    plan = Plan(base=survey.project.snapshot.label, units=mended.units)
    return dataclasses.replace(report, plan=plan, pending=True)


@contextmanager
def _survey(workspace: Workspace, course: Course, snapshot: Snapshot, withheld: Withheld) -> Iterator[Survey]:
    """A survey that is ready to mend."""
    commit = workspace.repository.head() if workspace.repository is not None else None
    with Survey(workspace, snapshot, history=commit, journal=course.journal, watch=course.watch) as survey:
        survey.withhold(withheld)
        survey.introduce()
        yield survey


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
