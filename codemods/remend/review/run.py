"""The composition of a review: both ends, what each rule says of them, verdicts, commits to blame, and the repair."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from remend.errors import RemendError, RuleError, UsageError
from remend.git.ranges import CommitRange, Ranges
from remend.git.repository import Repository
from remend.inspection import Inspection
from remend.mending.turns import Mended, mend_in_turn
from remend.model import Diagnostic, Finding, Severity
from remend.review.advice import steps_of
from remend.review.blame import blame, violations_of
from remend.review.compare import compare
from remend.review.ends import Ends
from remend.review.judge import judge, judge_syntax
from remend.review.mends import with_mends
from remend.review.merge import LEARNED, Judged, merge
from remend.review.model import Change, Review, is_regression, mended_by
from remend.review.near import near
from remend.review.range_rule import RangeRule, all_range_rules
from remend.review.recall import recall
from remend.review.routes import Routes
from remend.review.rules.incomplete_refactor.complete import completing
from remend.review.rules.removed_api.judged import following
from remend.review.scope import areas_of, scope_of
from remend.review.states import changed_files, snapshots
from remend.survey import Survey, Withheld
from remend.workspace import Request, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be reviewed: a range as git writes it, what came since a date, or what is not committed.

    `withheld` is not to be mended.
    """

    range: str = ""
    since: str = ""
    staged: bool = False
    work_tree: bool = False
    all_parents: bool = False
    withheld: Withheld = field(default_factory=dict)


def review(request: Request, asked: Asked, *, fail_on: Severity | None = Severity.LOW) -> Review:
    """Review a range. Raises UsageError, ConfigError or GitError where it cannot be told or read."""
    workspace = Workspace(replace(request, reviews=True))
    repository = repository_of(workspace)
    ranges = repository.ranges()
    between = read_range(ranges, asked)

    def make() -> Review:
        return _review(workspace, repository, ranges, between, asked.withheld)

    made = make() if asked.withheld else recall(workspace, between, make)
    return replace(made, fail_on=fail_on)


def _review(
    workspace: Workspace, repository: Repository, ranges: Ranges, between: CommitRange, withheld: Withheld
) -> Review:
    start, end = snapshots(repository, between)
    files = changed_files(ranges, between, (start, end), workspace.may_tell)
    history, asked = between.head or between.base, len(files)
    with (
        Survey(workspace, start, asked=asked) as before,
        Survey(workspace, end, history=history, beside=before.project, asked=asked) as after,
    ):
        ends = Ends(before.project, after.project, files)
        found, inspections = _judge(workspace, ends, before, after)
        dirty = workspace.dirty_paths() if between.head == repository.head() else frozenset()
        after.withhold(withheld)
        mended = _repair(after, ends, [change for change, _ in found], dirty)
        blamed = blame(workspace, repository, between, after, found)
        changes = sorted(with_mends(blamed, mended), key=_order)
        rules = frozenset(rule.id for rule in workspace.rules)
        steps = steps_of(changes, rules, after.project.index, Routes(after.project))
    return Review(
        root=str(workspace.root),
        scope=scope_of(between, ends, changes),
        changes=tuple(changes),
        areas=areas_of(changes, workspace.area_of),
        steps=steps,
        units=mended.units,
        findings=_findings(inspections, mended, changes),
        diagnostics=_diagnostics(inspections, mended),
        notes=(*between.notes, *ranges.gaps, *after.gaps()),
    )


def repository_of(workspace: Workspace) -> Repository:
    """The repository that is reviewed. Raises UsageError outside of any."""
    if workspace.repository is None:
        raise UsageError(f"{workspace.root} is not in a git repository, and a review compares two states of one")
    return workspace.repository


def read_range(ranges: Ranges, asked: Asked) -> CommitRange:
    """The range that is asked for. Raises UsageError where none or several are, GitError where it cannot be read."""
    if (bool(asked.range), bool(asked.since), asked.staged, asked.work_tree).count(True) != 1:
        raise UsageError("name one thing to review: a range such as main..HEAD, --since DATE, --staged or --worktree")
    if asked.range:
        return ranges.read(asked.range, all_parents=asked.all_parents)
    if asked.since:
        return ranges.since(asked.since, all_parents=asked.all_parents)
    return ranges.uncommitted(staged=asked.staged)


def _judge(workspace: Workspace, ends: Ends, before: Survey, after: Survey) -> tuple[list[Judged], list[Inspection]]:
    """What all rules say, and what was found at the end.

    A rule knows one state at a time, so the start is through before the end is begun.
    """
    paths = near(ends)
    with before.narrowed_to(paths), after.narrowed_to(paths):
        old, new = before.detect(), after.detect()
    compared = compare(violations_of(old), violations_of(new), ends)
    found: list[Judged] = list(judge(compared, ends, {rule.id: rule for rule in workspace.rules}))
    found += [(change, None) for change in judge_syntax(ends)]
    faults = []
    for kind in all_range_rules():
        if workspace.selects(kind.id):
            try:
                found += [(change, None) for change in _told_by(kind, workspace, ends)]
            except RuleError as error:
                faults.append(Diagnostic(kind="rule-failed", path=error.path, message=str(error)))
    return merge(found), [*new, *(Inspection(path=fault.path, diagnostics=(fault,)) for fault in faults)]


def _told_by(kind: type[RangeRule], workspace: Workspace, ends: Ends) -> list[Change]:
    """What a range rule says of files that it may speak about; one that breaks costs what it says. Raises RuleError."""
    try:
        changes = list(kind(workspace.config.rules).judge(ends))
    except RemendError:
        raise
    except Exception as error:
        raise RuleError(kind.id, ".", error) from error
    return [change for change in changes if kind.id not in workspace.ignored_rules(change.path)]


def _repair(end: Survey, ends: Ends, changes: Sequence[Change], dirty: frozenset[str]) -> Mended:
    """What mends the regressions of a range, and nothing else; nothing in files with uncommitted changes."""
    regressed = [change for change in changes if is_regression(change)]
    if any(change.rule == LEARNED for change in regressed):
        end.admit(completing(ends))
    if any(change.sites for change in regressed):
        end.admit(following(ends))
    places = {change.path for change in regressed} | {site.path for change in regressed for site in change.sites}
    with end.narrowed_to(places):
        return mend_in_turn(end, None, dirty=dirty, only=mended_by(regressed))


def _findings(inspections: Sequence[Inspection], mended: Mended, changes: Collection[Change]) -> tuple[Finding, ...]:
    """What was found at the end and is told, with what becomes of it."""
    told = mended_by(changes)
    found = {f.violation.fingerprint: f for inspection in inspections for f in inspection.findings}
    regressed = mended_by(filter(is_regression, changes))
    found |= {f.violation.fingerprint: f for f in mended.findings if f.violation.fingerprint in regressed}
    kept = [finding for fingerprint, finding in found.items() if fingerprint in told]
    return tuple(sorted(kept, key=lambda f: (f.violation.path, f.violation.span, f.violation.rule)))


def _diagnostics(inspections: Sequence[Inspection], mended: Mended) -> tuple[Diagnostic, ...]:
    """What could not be looked at; a comment that silences nothing is no matter of a review."""
    every = dict.fromkeys(d for inspection in (*inspections, *mended.inspections) for d in inspection.diagnostics)
    kept = [diagnostic for diagnostic in every if diagnostic.kind != "unused-suppression"]
    return tuple(sorted(kept, key=lambda d: (d.path, d.line, d.column, d.kind)))


def _order(change: Change) -> tuple[str, int, int, str, str, str]:
    return change.path, change.line, change.end_line, change.rule, change.title, change.fingerprint
