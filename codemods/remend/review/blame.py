"""Names for each change the commit that brought it: one of the range or, for what was there before, one before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from remend.git.ranges import CommitRange, RangeCommit
from remend.git.repository import Repository
from remend.inspection import Inspection
from remend.model import Outcome, Violation
from remend.review.attribute import ByFile, Way, by_text, told
from remend.review.bisect import bisect
from remend.review.merge import Judged
from remend.review.model import Blame, Cause, Change, Origin
from remend.survey import Survey
from remend.workspace import Workspace

_MOST_COMMITS = 2000
"""How many commits before a range are asked for what was there before it (an assumption)."""


def blame(
    workspace: Workspace,
    repository: Repository,
    between: CommitRange,
    end: Survey,
    changes: Sequence[Judged],
) -> list[Change]:
    """`changes`, each with its commit where that can be told.

    They come with the violation of a file rule, where it is one, and that is told of the end it was found at: the start
    for what is resolved or carried.
    """
    way = Way(between.commits[::-1], repository.blob)
    carried = (each for each in changes if each[0].origin is Origin.CARRIED)
    paths = sorted({change.path if violation is None else violation.path for change, violation in carried})
    earlier = repository.ranges().touching(paths, between.base, _MOST_COMMITS) if paths else ()
    past = Way(earlier, repository.blob)
    by_file = ByFile(end.bench)
    alone = {rule.id for rule in workspace.rules if rule.by_file}
    found: dict[Change, Blame | None] = {}
    wide: dict[Violation, Change] = {}
    for change, violation in changes:
        is_carried = change.origin is Origin.CARRIED
        if change.cause is not None:
            found[change] = _by_lines(change, way)
        elif violation is not None and violation.rule in alone:
            is_gone = change.origin is Origin.RESOLVED
            path, steps = (violation.path, past) if is_carried else (change.path, way)
            commit = by_file.commit_of(violation, path, steps, is_gone=is_gone)
            found[change] = told(commit, in_range=not is_carried)
        elif violation is not None and change.origin is Origin.INTRODUCED and len(between.commits) > 1:
            wide[violation] = change
        elif violation is not None and is_carried:
            found[change] = told(by_text(past, Cause(path=violation.path, came=violation.code)), in_range=False)
        else:
            found[change] = _by_lines(change, past if is_carried else way)
    found |= {wide[v]: told(c) for v, c in _bisected(workspace, repository, between, end, tuple(wide)).items()}
    return [replace(change, blame=found.get(change) or _only(between, change)) for change, _ in changes]


def _only(between: CommitRange, change: Change) -> Blame | None:
    """Where a range has one commit, there is no choice."""
    one = between.commits[0] if len(between.commits) == 1 and change.origin is not Origin.CARRIED else None
    return told(one)


def _by_lines(change: Change, way: Way) -> Blame | None:
    """By the cause of a change, else by its lines; what is resolved by those that went before those that came."""
    came = Cause(path=change.path, came=change.after)
    commit = None
    if change.cause is None and change.origin is Origin.RESOLVED:
        commit = by_text(way, Cause(path=change.path, went=change.before))
    return told(commit or by_text(way, change.cause or came), in_range=change.origin is not Origin.CARRIED)


def _bisected(
    workspace: Workspace,
    repository: Repository,
    between: CommitRange,
    end: Survey,
    violations: Sequence[Violation],
) -> Mapping[Violation, RangeCommit]:
    rules = {violation.rule for violation in violations}

    def look(commit: str, paths: Collection[str]) -> Collection[Violation]:
        with Survey(workspace, repository.commit(commit), beside=end.project) as survey, survey.narrowed_to(paths):
            survey.ask_only(rules)
            return violations_of(survey.detect())

    return bisect(between.commits, violations, look)


def violations_of(inspections: Iterable[Inspection]) -> list[Violation]:
    """What was found, but for what a comment silences."""
    found = (finding for inspection in inspections for finding in inspection.findings)
    return [finding.violation for finding in found if finding.outcome is not Outcome.SUPPRESSED]
