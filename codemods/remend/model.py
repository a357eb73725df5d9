"""The frozen data that flows from one stage to the next.

Every stage is a function from these types to these types, so a value can cross a process border, be compared in a
test and be rendered by any report without a stage knowing who reads it. This module imports no other part of remend
but that which puts bytes away.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from remend.store import Content, plain


class Severity(enum.IntEnum):
    """How much a violation hurts, ordered so that `max` picks the worst."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The name that reports print: `low`, `medium`, `high` or `critical`."""
        return self.name.lower()


class Safety(enum.StrEnum):
    """What a mend may change beyond the pattern itself."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    REPORT_ONLY = "report-only"


class Outcome(enum.StrEnum):
    """What became of a violation.

    FOUND: detected, nothing was tried. MENDED: rewritten. DECLINED: left alone for a stated reason. WITHHELD:
    rewritten, but the result failed a check and was dropped. SUPPRESSED: silenced by a comment or by the
    configuration.
    """

    FOUND = "found"
    MENDED = "mended"
    DECLINED = "declined"
    WITHHELD = "withheld"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of one file's text.

    `start` and `end` are offsets in characters of the decoded text. Lines and columns count from 1, columns in
    characters; `end_column` is the column after the last character.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One place where a rule's pattern stands.

    `form` is the short name of the variant found (`os.getenv`), `code` the first line of the offending source,
    `symbol` the dotted name of the enclosing function or class, empty at module level. `unsafe_because` says what a
    mend could change, and is empty where the mend is SAFE. `concept` names what violations of several services have in
    common that one commit is to mend (`a.b to a.c`); `remedy` says what the mend does where that differs from place to
    place; both may be empty. `fingerprint` does not depend on line numbers.
    """

    rule: str
    path: str
    span: Span
    severity: Severity
    safety: Safety
    message: str
    form: str
    code: str
    symbol: str
    unsafe_because: str = ""
    concept: str = ""
    remedy: str = ""
    evidence: tuple[str, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A violation that was left alone, and why."""

    violation: Violation
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """Something about a file that is not a rule's violation, yet must not go unsaid.

    `kind` is one of `unparsable`, `unused-suppression`, `left-out`, `rule-failed`, `plug-in-failed`, `gave-up` and
    `note`. `counts` tells whether it makes the run's exit code non-zero.
    """

    kind: str
    path: str
    message: str
    line: int = 1
    column: int = 1
    counts: bool = True

    @property
    def is_failure(self) -> bool:
        """Whether a rule broke on the file, or cost its worker too much."""
        return self.kind in ("rule-failed", "gave-up")


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in a file's text: characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """One file before and after a rule's codemod, with the violations that it mended.

    `old` and `new` are its content, which may have been put away. `steps` are what leads to it, one after another,
    where that was done concept by concept.
    """

    rule: str
    path: str
    old: Content
    new: Content
    mended: tuple[Violation, ...]
    edits: tuple[Edit, ...] = ()
    steps: tuple[Rewrite, ...] = ()

    @property
    def before(self) -> bytes:
        """The bytes of the file as the rule found it."""
        return plain(self.old)

    @property
    def after(self) -> bytes:
        """The bytes of the file as the rule leaves it."""
        return plain(self.new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A violation together with what became of it."""

    violation: Violation
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitUnit:
    """One concept of the repair, which becomes one commit.

    `trailers` are (key, value) pairs in the order in which they are written. `templates` is the number of kinds of
    edits that its sites are made of, `safety` that of its mends. `notes` tell, as sentences without a full stop, why it
    is no smaller. `commit` is the id of the commit once it was written, else None.
    """

    rule: str
    service: str
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...]
    rewrites: tuple[Rewrite, ...]
    review_seconds: float
    templates: int = 1
    safety: Safety = Safety.SAFE
    notes: tuple[str, ...] = ()
    commit: str | None = None

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The violations that this unit mends, file by file."""
        return tuple(violation for rewrite in self.rewrites for violation in rewrite.mended)

    @property
    def message(self) -> str:
        """Subject, body and trailers as git stores them, with one newline at the end."""
        trailers = "\n".join(f"{key}: {value}" for key, value in self.trailers)
        return "\n\n".join(part for part in (self.subject, self.body, trailers) if part) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The series of commit units, in the order in which they are applied.

    `base` names the state that the series starts from: a commit id, or `work tree`.
    """

    base: str
    units: tuple[CommitUnit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a run has to say; every format and the exit code are computed from it alone.

    `command` is the verb that ran. `files` counts the Python files in reach, `inspected` those that were parsed.
    `pending` is true for a dry run, whose units were not carried out. `branch` is the branch that was written.
    """

    command: str
    root: str
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    plan: Plan = field(default_factory=lambda: Plan(base=""))
    files: int = 0
    inspected: int = 0
    pending: bool = False
    branch: str | None = None

    def count(self, outcome: Outcome) -> int:
        """How many findings ended with `outcome`."""
        return sum(finding.outcome is outcome for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """0 nothing left, 1 something left or pending, 3 a rewrite failed its checks, or a rule on a file."""
        if self.count(Outcome.WITHHELD) or any(d.is_failure for d in self.diagnostics):
            return 3
        left = self.count(Outcome.FOUND) + self.count(Outcome.DECLINED)
        pending = self.pending and bool(self.plan.units)
        return 1 if left or pending or any(d.counts for d in self.diagnostics) else 0
