"""The work on one file, from bytes to findings and rewrite: a pure function that any process can run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from remend.collecting import without_collecting
from remend.detect import detect, likeness
from remend.errors import RemendError, RuleError
from remend.model import Declined, Diagnostic, Finding, Outcome, Rewrite, Safety, Violation
from remend.module import Module, Surroundings
from remend.rule import Mend, Rule
from remend.snapshot import blob_id
from remend.source import read_source
from remend.store import Content, plain
from remend.suppress import read_suppressions

if TYPE_CHECKING:
    from remend.unparsed import Unparsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to look at, whose content may have been put away.

    `rules` are the ids of the rules that speak about it; `mends` is the rule whose violations are mended, empty for a
    scan. `concept` leaves of these only the ones of one concept to mend, None all; `only` those with one of these
    fingerprints. `safe_only` leaves what is not safe. `without` are concepts of which nothing is mended, `withheld`
    fingerprints of single violations that are not, each with the reason.
    """

    path: str
    raw: Content
    rules: frozenset[str]
    surroundings: Surroundings = field(default_factory=Surroundings)
    mends: str = ""
    concept: str | None = None
    only: frozenset[str] | None = None
    safe_only: bool = False
    without: tuple[tuple[str, str], ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()

    def question(self) -> object:
        """What the answer depends on besides the bench, as data."""
        rest = self.mends, self.concept, self.only, self.safe_only, self.without, self.withheld
        return self.path, blob_id(plain(self.raw)), self.rules, self.surroundings, rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What came of one file."""

    path: str
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    rewrite: Rewrite | None = None

    @property
    def gave_up(self) -> bool:
        """Whether nobody could finish the work on the file, which says nothing of the next time."""
        return any(diagnostic.kind == "gave-up" for diagnostic in self.diagnostics)


def lasts(inspection: Inspection) -> bool:
    """Whether the next run would see the same: nobody gave up, and no plug-in failed."""
    has_failed = any(diagnostic.kind == "plug-in-failed" for diagnostic in inspection.diagnostics)
    return not inspection.gave_up and not has_failed


def all_last(inspections: Sequence[Inspection]) -> bool:
    """Whether the next run would see the same of all files."""
    return all(map(lasts, inspections))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all files of a run share: the surveyed rules, the ids of all rules, and whether unsafe mends are allowed."""

    rules: tuple[Rule, ...]
    known: frozenset[str]
    unsafe: bool = False


@without_collecting()
def inspect(task: Task, bench: Bench) -> Inspection:
    """Detect in one file, and where the task asks for it mend and verify; a rule that breaks costs this file alone."""
    try:
        return _inspect(task, bench)
    except RuleError as error:
        failure = Diagnostic(kind="rule-failed", path=task.path, message=str(error))
        return Inspection(path=task.path, diagnostics=(failure,))


def _inspect(task: Task, bench: Bench) -> Inspection:
    module = Module.load(task.path, plain(task.raw), task.surroundings)
    speaking = [rule for rule in bench.rules if rule.id in task.rules]
    if isinstance(module, Diagnostic):
        return _inspect_unparsed(task, bench, speaking, module)
    late = frozenset(rule.id for rule in speaking if rule.late) - {task.mends}
    found = detect(module, speaking)
    read = _read(module, task, speaking)
    texts, silent_texts = ({}, frozenset[Violation]()) if read is None else read.found()
    suppressions = read_suppressions(module.source.text)
    silent = frozenset(violation for violation in found if suppressions.covers(violation))
    asked = task.rules - {rule.id for rule in speaking if rule.reads_text and read is None}
    unused = suppressions.unused(silent | silent_texts, path=task.path, selected=asked, known=bench.known)
    findings = {
        violation: Finding(violation=violation, outcome=Outcome.SUPPRESSED, reason="suppressed by a comment")
        if violation in silent
        else Finding(violation=violation, outcome=Outcome.FOUND)
        for violation in _without_repetition(found, late, silent)
    }
    made = None
    if read is not None and task.mends == read.rule.id:
        made = read.mended(texts, task, unsafe=bench.unsafe)
    elif task.mends:
        made = _mend(module, task, speaking, findings, unsafe=bench.unsafe)
    told = (*texts.values(), *findings.values())
    diagnostics = (*unused, *dict.fromkeys(module.diagnostics))
    return Inspection(path=task.path, findings=told, diagnostics=diagnostics, rewrite=made)


def _read(module: Module, task: Task, speaking: Sequence[Rule]) -> Unparsed | None:
    """A file that parses, as a rule reads it that knows it to be meant for another Python."""
    if not any(rule.reads_text for rule in speaking):
        return None
    from remend.unparsed import read_unparsed  # noqa: PLC0415 (most files are of this Python)

    return read_unparsed(module.source, task.surroundings, speaking, module.tree)


def _inspect_unparsed(task: Task, bench: Bench, speaking: Sequence[Rule], diagnostic: Diagnostic) -> Inspection:
    """A file that does not parse: what a rule makes of its text, else the diagnostic."""
    from remend.unparsed import read_unparsed, told  # noqa: PLC0415 (most files parse)

    source = read_source(task.path, plain(task.raw))
    if isinstance(source, Diagnostic):
        return Inspection(path=task.path, diagnostics=(diagnostic,))
    if not any(rule.reads_text for rule in bench.rules):
        return Inspection(path=task.path, diagnostics=(told(diagnostic, source),))
    unparsed = read_unparsed(source, task.surroundings, speaking)
    if unparsed is None:
        return Inspection(path=task.path, diagnostics=(diagnostic,))
    findings, silent = unparsed.found()
    unused = unparsed.suppressions.unused(silent, path=task.path, selected=task.rules, known=bench.known)
    made = None
    if task.mends == unparsed.rule.id:
        made = unparsed.mended(findings, task, unsafe=bench.unsafe)
    return Inspection(path=task.path, findings=tuple(findings.values()), diagnostics=unused, rewrite=made)


def _without_repetition(
    violations: Sequence[Violation], late: frozenset[str], silent: frozenset[Violation]
) -> tuple[Violation, ...]:
    """Without what a late rule finds inside of what another rule's mend takes away, and with it the fault.

    What is `silent` is not mended. When the late rule's turn has come, the others have mended what they could, and
    nothing is left out.
    """
    open_ones = (v for v in violations if v.rule not in late and v not in silent)
    mended = [violation.span for violation in open_ones if violation.safety is Safety.SAFE]
    return tuple(v for v in violations if v.rule not in late or not any(span.contains(v.span) for span in mended))


def _to_mend(task: Task, found: Iterable[Violation], module: Module) -> list[Violation]:
    suppressions = read_suppressions(module.source.text)
    left_out, withheld = dict(task.without), dict(task.withheld)
    asked = (v for v in found if v.rule == task.mends and task.concept in (None, v.concept))
    asked = (v for v in asked if v.concept not in left_out and (task.only is None or v.fingerprint in task.only))
    asked = (v for v in asked if v.safety is Safety.SAFE or not task.safe_only)
    return [v for v in asked if v.fingerprint not in withheld and not suppressions.covers(v)]


def _mend(
    module: Module, task: Task, rules: Sequence[Rule], findings: dict[Violation, Finding], *, unsafe: bool
) -> Rewrite | None:
    """Rewrite and verify, and write into `findings` what became of each violation."""
    from remend.verify import verify  # noqa: PLC0415 (a scan needs no LibCST)

    rule = next(rule for rule in rules if rule.id == task.mends)
    reasons, withheld = dict(task.without), dict(task.withheld)
    for violation, finding in findings.items():
        reason = withheld.get(violation.fingerprint) or reasons.get(violation.concept)
        if violation.rule == rule.id and reason and finding.outcome is Outcome.FOUND:
            findings[violation] = Finding(violation=violation, outcome=Outcome.DECLINED, reason=reason)
    left = {likeness(violation) for violation in findings if violation.fingerprint in withheld}
    made, declined = _attempt(module, rule, _to_mend(task, findings, module), unsafe=unsafe)
    for refusal in declined:
        findings[refusal.violation] = Finding(
            violation=refusal.violation, outcome=Outcome.DECLINED, reason=refusal.reason
        )
    if made is None:
        return None

    def mends_again(again: Module, found: Sequence[Violation]) -> bool:
        asked = [violation for violation in _to_mend(task, found, again) if likeness(violation) not in left]
        return _attempt(again, rule, asked, unsafe=unsafe)[0] is not None

    fault = verify(made, module, rules, mends_again)
    outcome = Outcome.WITHHELD if fault else Outcome.MENDED
    for violation in made.mended:
        findings[violation] = Finding(violation=violation, outcome=outcome, reason=fault)
    return None if fault else made


def _attempt(
    module: Module, rule: Rule, violations: Sequence[Violation], *, unsafe: bool
) -> tuple[Rewrite | None, tuple[Declined, ...]]:
    from remend.rewrite import rewrite  # noqa: PLC0415 (a scan needs no LibCST)

    allowed, held_back = [], []
    try:
        for violation in violations:
            if violation.safety is Safety.UNSAFE and not unsafe and not rule.consents(violation):
                answer = rule.mend(violation, module)
                reason = f"unsafe: {violation.unsafe_because}" if isinstance(answer, Mend) else answer
                held_back.append(Declined(violation=violation, reason=reason))
            else:
                allowed.append(violation)
        attempt = rewrite(module, rule, allowed)
    except RemendError:
        raise
    except Exception as error:
        raise RuleError(rule.id, module.path, error) from error
    return attempt.rewrite, (*held_back, *attempt.declined)
