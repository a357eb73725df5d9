"""Mends rule after rule, each on what the one before left, so that the state after each unit is a commit."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from remend.crew.workers import Progress
from remend.inspection import Inspection
from remend.mending.asked import keep_asked
from remend.mending.followed import followed, named, wanted
from remend.mending.partition import Parts, Whole, partition, take_apart
from remend.mending.whole import keep_whole
from remend.model import CommitUnit, Diagnostic, Finding, Outcome, Rewrite, Violation
from remend.plan import Draft, Grouping, draft_units, in_order, plan_units
from remend.rule import Rule
from remend.store import Filed
from remend.survey import Survey

_DIRTY = "it has uncommitted changes: commit them, or pass --allow-dirty to mend it as it was committed"
WAITS = "it waits for another run: this one takes up as many files as --max-files allows"
_FAULTS = frozenset({"gave-up", "left-out", "plug-in-failed", "rule-failed"})


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
    waiting: frozenset[str] = frozenset(),
    only: Collection[str] | None = None,
    drafting: bool = True,
) -> Mended:
    """Mend what the rules of a survey find in a state that they are familiar with, but nothing in `dirty` files.

    Files that are `waiting` are for a later run. `only` are the fingerprints of what is to be mended, None for
    everything. Without `drafting` there are no units.
    """
    findings: list[Finding] = []
    inspections: dict[str, Inspection] = {}
    drafts: list[Draft] = []
    changed = Filed(survey.project.store)
    for rule in survey.rules:
        survey.mend_only(only)
        survey.turn_to(rule, changed)
        seen = survey.inspect(progress, mends=rule, changed=changed)
        names = _names(rule, inspections, seen) if only is not None else {}
        survey.mend_only(wanted(only, names), names)
        found = _Turn(survey, rule, changed, _Spared(dirty, waiting), names).mended(seen)
        inspections |= {each.path: _remembered(inspections.get(each.path, _bare(each, only)), each) for each in found}
        findings += [f for inspection in found for f in inspection.findings if f.violation.rule == rule.id]
        rewrites = [inspection.rewrite for inspection in found if inspection.rewrite is not None]
        changed = changed.after({rewrite.path: rewrite.new for rewrite in rewrites})
        drafts += _drafts(survey, rule, rewrites) if drafting else ()
    survey.watch.begin("planning the commits")
    units = plan_units(drafts, survey.workspace.spec)
    return Mended(inspections=tuple(inspections.values()), findings=tuple(findings), units=units)


def _bare(inspection: Inspection, only: Collection[str] | None) -> Inspection:
    """What there is to remember of an inspection: what was found only where that is to be known again."""
    findings = inspection.findings if only is not None else ()
    return dataclasses.replace(inspection, findings=findings, rewrite=None)


def _remembered(first: Inspection, now: Inspection) -> Inspection:
    """What was seen of a file at first, and what failed in it since."""
    failures = [diagnostic for diagnostic in now.diagnostics if diagnostic.kind in _FAULTS]
    return dataclasses.replace(first, diagnostics=tuple(dict.fromkeys((*first.diagnostics, *failures))))


def _drafts(survey: Survey, rule: Rule, rewrites: Sequence[Rewrite]) -> list[Draft]:
    """What one rule mended, as units in their order."""
    workspace = survey.workspace
    grouping = Grouping(rule, rewrites, workspace.service_of, workspace.spec)
    parts = partition(rewrites, partial(survey.task_of, rule=rule), grouping, partial(_apart, survey))
    parts = [survey.sharing.rewrite(part) for part in parts]
    drafts = draft_units(rule, parts, grouping, workspace.service_of, workspace.spec)
    return in_order(drafts, survey.project.modules)


def _apart(survey: Survey, files: Sequence[Whole]) -> Iterable[Parts]:
    def made(some: Sequence[Whole]) -> Iterator[tuple[int, Parts]]:
        return take_apart(some, survey.bench, survey.workspace.crew)

    return survey.record.recall(files, Whole.question, Parts, made)


def _names(rule: Rule, first: Mapping[str, Inspection], now: Iterable[Inspection]) -> dict[str, str]:
    """By its fingerprint now what each violation of a rule was called at first, where other mends changed that."""
    names: dict[str, str] = {}
    for inspection in now:
        names |= followed(_of(rule, first.get(inspection.path, inspection)), _of(rule, inspection))
    return {new: old for new, old in names.items() if new != old}


def _of(rule: Rule, inspection: Inspection) -> list[Violation]:
    return [finding.violation for finding in inspection.findings if finding.violation.rule == rule.id]


@dataclass(frozen=True, slots=True)
class _Turn:
    """The turn of one rule, on the content of `changed` files that the rules before it left.

    `names` are, by their fingerprints now, those of its violations that were called otherwise at first.
    """

    survey: Survey
    rule: Rule
    changed: Mapping[str, bytes]
    spared: _Spared
    names: Mapping[str, str]

    def mended(self, seen: Sequence[Inspection]) -> list[Inspection]:
        """All files with what is mended in them, dirty ones left alone and what has to be whole kept whole."""
        renamed = [each.path for each in seen if any(v.fingerprint in self.names for v in _of(self.rule, each))]
        anew = {inspection.path: inspection for inspection in self._again({path: {} for path in renamed})}
        found = [anew.get(each.path) or self.spared.apply(each) for each in seen]
        whole = keep_whole(self.rule, found, self._again)
        return keep_asked(self.survey.project, self.changed, whole) if self.rule.sees_files_alone else whole

    def _again(self, left_out: Mapping[str, Mapping[str, str]]) -> list[Inspection]:
        """Files mended anew; their violations are called as at first."""
        found = self.survey.inspect_without(self.rule, left_out, self.changed)
        return [named(self.spared.apply(each), self.names) for each in found]


@dataclass(frozen=True, slots=True)
class _Spared:
    """Files of which no rewrite is kept: those with uncommitted changes, of which that is told, and those that wait."""

    dirty: frozenset[str]
    waiting: frozenset[str]

    def apply(self, inspection: Inspection) -> Inspection:
        """An inspection without the rewrite, if it has one and the file is spared, and with the reason."""
        path = inspection.path
        if inspection.rewrite is None or not (path in self.dirty or path in self.waiting):
            return inspection
        reason = _DIRTY if path in self.dirty else WAITS
        findings = tuple(
            dataclasses.replace(f, outcome=Outcome.DECLINED, reason=reason) if f.outcome is Outcome.MENDED else f
            for f in inspection.findings
        )
        notices = (Diagnostic(kind="left-out", path=path, message=_DIRTY),) if path in self.dirty else ()
        diagnostics = (*inspection.diagnostics, *notices)
        return dataclasses.replace(inspection, findings=findings, diagnostics=diagnostics, rewrite=None)
