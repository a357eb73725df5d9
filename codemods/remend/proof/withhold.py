"""Hands over only what stands: a series of commits at each of which the user's commands pass.

The commits are written first, named by nothing, and checked in their order. Of the first one that falls the smallest
set of files is sought with which it does; what is mended in them is withheld, and the series derived anew without it,
so that what builds on it is not built. After a few rounds only what stands before the first that falls is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from remend.cache import Cache
from remend.crew.workers import Progress
from remend.git.repository import Repository
from remend.git.series import write_series
from remend.git.steps import read_step, read_steps
from remend.model import CommitUnit, Diagnostic, Finding, Outcome, Plan, Report, Rewrite
from remend.proof.model import Check, Proven
from remend.proof.prove import Prover
from remend.proof.smallest import Search
from remend.proof.terms import terms_of
from remend.survey import Withheld
from remend.workspace import Workspace

MOST_ROUNDS = 8
MOST_TRIALS = 60
LINES_TOLD = 3

Derive = Callable[[Withheld], Report]
"""Plans a series, in which nothing of what is withheld is mended."""
Reasons = dict[str, dict[str, str]]


def withhold(workspace: Workspace, derive: Derive, progress: Progress | None = None) -> Report:
    """The report of a series each commit of which stands, and in it what was withheld for that, with the reason.

    What fails on the base already is told, and proves nothing. Raises GitError where commits cannot be written.
    """
    terms = terms_of(workspace.request, workspace.config)
    report = derive({})
    if not terms.commands or not report.plan.units:
        return report
    repository = workspace.repository_or_fail()
    with Cache(workspace.root) as cache, Prover(repository, terms, cache) as prover:
        (base,) = prover.prove([read_step(repository.command, report.plan.base)])
    withheld: Reasons = {}
    left = MOST_ROUNDS
    while report.plan.units:
        with Cache(workspace.root) as cache, Prover(repository, terms, cache) as prover:
            trial = _Trial(workspace, repository, prover, base, progress)
            fallen = trial.first_fallen(report.plan.units)
            if fallen is None:
                break
            if not left:
                report = _cut(report, fallen)
                break
            _add(withheld, trial.guilty(fallen))
        left -= 1
        report = derive(withheld)
    return replace(report, diagnostics=(*_notes(base, report), *report.diagnostics))


@dataclass(frozen=True, slots=True)
class _Fallen:
    """The first unit of a series that does not stand: where, on which commit, and what speaks against it."""

    number: int
    unit: CommitUnit
    parent: str
    check: Check


@dataclass(frozen=True, slots=True)
class _Trial:
    """What is needed to try a series, or a part of one of its units."""

    workspace: Workspace
    repository: Repository
    prover: Prover
    base: Proven
    progress: Progress | None

    def first_fallen(self, units: Sequence[CommitUnit]) -> _Fallen | None:
        """The first unit that does not stand; None where all do, or nothing can be proven."""
        if len(self.base.bad) == len(self.base.checks):
            return None
        start = self.base.step.id
        commits = write_series(self.repository, start, units)
        steps = read_steps(self.repository.command, start, commits[-1])
        for number, proven in enumerate(self.prover.until_one_falls(steps, self.base, self.progress)):
            if not proven.stands:
                return _Fallen(number, units[number], (start, *commits)[number], proven.bad[0])
        return None

    def guilty(self, fallen: _Fallen) -> Iterable[tuple[Sequence[Rewrite], Check]]:
        """The smallest sets of files whose mends make a unit fall, each with what speaks against it."""
        told: dict[tuple[int, ...], Check] = {}
        parts = self._parts(fallen.unit)

        def fails(some: Sequence[int]) -> bool:
            kept = {id(rewrite) for number in some for rewrite in parts[number]}
            unit = replace(fallen.unit, rewrites=tuple(r for r in fallen.unit.rewrites if id(r) in kept))
            (commit,) = write_series(self.repository, fallen.parent, [unit])
            (proven,) = self.prover.prove([read_step(self.repository.command, commit)], self.base)
            if proven.bad:
                told[tuple(some)] = proven.bad[0]
            return not proven.stands

        for some in Search(fails, MOST_TRIALS).guilty(range(len(parts))):
            yield [rewrite for number in some for rewrite in parts[number]], told.get(tuple(some), fallen.check)

    def _parts(self, unit: CommitUnit) -> list[list[Rewrite]]:
        """The rewrites of a unit that can be tried apart: by file, or by what is only mended as a whole."""
        rules = {rule.id: rule for rule in self.workspace.rules}
        parts: dict[tuple[str, ...], list[Rewrite]] = {}
        for rewrite in unit.rewrites:
            rule = rules.get(rewrite.rule)
            whole = [v.concept for v in rewrite.mended if rule is not None and rule.size_of(v.concept)]
            parts.setdefault((rewrite.rule, *whole[:1]) if whole else ("", rewrite.path), []).append(rewrite)
        return list(parts.values())


def _add(withheld: Reasons, guilty: Iterable[tuple[Sequence[Rewrite], Check]]) -> None:
    for rewrites, check in guilty:
        paths = {rewrite.path for rewrite in rewrites}
        together = f", together with those of {len(paths) - 1} more" if len(paths) > 1 else ""
        reason = f"{_fault(check)} after the mends of this file{together}{_last(check)}"
        for rewrite in rewrites:
            withheld.setdefault(rewrite.path, {}).update({v.fingerprint: reason for v in rewrite.mended})


def _cut(report: Report, fallen: _Fallen) -> Report:
    """A report without the units from the one that falls on."""
    kept = report.plan.units[: fallen.number]
    dropped = {v.fingerprint for unit in report.plan.units[fallen.number :] for v in unit.violations}
    reason = (
        f"{_fault(fallen.check)} at {fallen.unit.subject!r} also without what was withheld before, so that and what "
        f"comes after it is left out{_last(fallen.check)}"
    )

    def again(finding: Finding) -> Finding:
        is_dropped = finding.outcome is Outcome.MENDED and finding.violation.fingerprint in dropped
        return replace(finding, outcome=Outcome.DECLINED, reason=reason) if is_dropped else finding

    findings = tuple(map(again, report.findings))
    return replace(report, findings=findings, plan=Plan(base=report.plan.base, units=kept))


def _notes(base: Proven, report: Report) -> list[Diagnostic]:
    """What the commands proved, and which of them could not prove anything."""
    commits = len(report.plan.units)
    where = f"at each of the {commits} commits" if commits > 1 else "at the one commit"
    told = [
        f"`{check.command}` proves nothing: {_fault(check)} on the base already{_last(check)}"
        if check.outcome.is_bad
        else f"`{check.command}` passed {where}"
        for check in base.checks
        if commits or check.outcome.is_bad
    ]
    return [Diagnostic(kind="note", path=".", message=message, counts=False) for message in told]


def _fault(check: Check) -> str:
    return f"`{check.command}` {check.fault}"


def _last(check: Check) -> str:
    """The last lines of an output, and where all of it is, as the end of a sentence."""
    lines = ": " + " | ".join(line.strip() for line in check.tail[-LINES_TOLD:]) if check.tail else ""
    return lines + (f" (output in {check.log})" if check.log else "")
