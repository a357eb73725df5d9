"""What a review says: frozen data from which every format of it is made."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from remend.model import CommitUnit, Diagnostic, Finding, Severity


class Verdict(enum.StrEnum):
    """What a change amounts to."""

    REGRESSION = "regression"
    NEEDS_VERIFICATION = "needs-verification"
    ACCEPTABLE = "acceptable"


class Origin(enum.StrEnum):
    """Whether what is told came with the range, went with it, or was there before and still is."""

    INTRODUCED = "introduced"
    RESOLVED = "resolved"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """The commit that brought a change; `date` is the author's, as YYYY-MM-DD. `in_range` tells of the range."""

    commit: str
    date: str
    subject: str
    in_range: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """By what text a commit of the range is found that brought a change: in `path`, the lines that came, or went.

    `path` is a path at the end of the range, or at its start where the file is gone.
    """

    path: str
    came: str = ""
    went: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedAt:
    """A place elsewhere at which a change is mended: the fingerprint of the violation there, and its lines from 1."""

    fingerprint: str
    path: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a range did to a code base, judged.

    `line` and `end_line` count from 1 in the file at the end of the range; in one that is gone, at its start. `rule` is
    the id of the rule that speaks; `topic` is what changes of one rule and path have in common that a reader takes in
    at once. `title` says what happened as a clause without a full stop, `why` what that does. `evidence` are the facts
    that decide the verdict, `questions` what is still to be checked, each a whole sentence. `before` and `after` are
    the code at both ends. `cause` is where to look for the commit, None for the lines at hand. `mend` is a unified
    diff, `declined` says why there is none; both may be empty. `fingerprint` does not depend on line numbers. `sites`
    are where the mend is made, if that is elsewhere.
    """

    rule: str
    path: str
    line: int
    end_line: int
    verdict: Verdict
    origin: Origin
    severity: Severity
    title: str
    topic: str = ""
    why: str = ""
    symbol: str = ""
    evidence: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    cause: Cause | None = None
    blame: Blame | None = None
    mend: str = ""
    declined: str = ""
    fingerprint: str = ""
    sites: tuple[MendedAt, ...] = ()

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Those of the violations whose mends are its own, its own fingerprint first."""
        return self.fingerprint, *(site.fingerprint for site in self.sites)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of the code base by its business name, with how much of each verdict is in it."""

    name: str
    regressions: int
    to_verify: int
    acceptable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What was reviewed.

    `asked` is the range as it was asked for, `base` and `head` are commit ids; `head` is a name such as `work tree`
    where the end is no commit. `date` is that of the last commit. `commits` are those of the range, the oldest first,
    `files` all that changed, and `unjudged` those of them that no rule speaks about.
    """

    asked: str
    base: str
    head: str
    date: str
    commits: tuple[Blame, ...]
    files: tuple[str, ...]
    unjudged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everything that a review has to say; every format and the exit code are computed from it alone.

    `steps` are lines to paste into a shell that show whether all is mended. `units` are the commits that mend the
    regressions, in order. `findings` are the violations at the end of the range in the files that changed or suffer,
    with what becomes of them. `fail_on` is the least severity of a regression that makes the exit code 1, None for
    never.
    """

    root: str
    scope: Scope
    changes: tuple[Change, ...]
    areas: tuple[Area, ...] = ()
    steps: tuple[str, ...] = ()
    units: tuple[CommitUnit, ...] = ()
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    fail_on: Severity | None = Severity.LOW
    notes: tuple[str, ...] = field(default=())

    def of(self, verdict: Verdict, origin: Origin | None = None) -> tuple[Change, ...]:
        """The changes with a verdict, and an origin where one is named, in the order of the review."""
        return tuple(c for c in self.changes if c.verdict is verdict and origin in (None, c.origin))

    @property
    def regressions(self) -> tuple[Change, ...]:
        """What the range made worse."""
        return tuple(filter(is_regression, self.changes))

    @property
    def severity(self) -> Severity | None:
        """That of the worst regression; None where there is none."""
        return max((change.severity for change in self.regressions), default=None)

    @property
    def exit_code(self) -> int:
        """0 nothing regressed, 1 something did that is severe enough, 3 a rule broke."""
        if any(diagnostic.kind == "rule-failed" for diagnostic in self.diagnostics):
            return 3
        worst = self.severity
        return int(worst is not None and self.fail_on is not None and worst >= self.fail_on)


def mended_by(changes: Iterable[Change]) -> frozenset[str]:
    """The fingerprints of the violations whose mends are those of some changes."""
    return frozenset(name for change in changes for name in change.fingerprints)


def is_regression(change: Change) -> bool:
    """Whether the range made something worse."""
    return change.verdict is Verdict.REGRESSION and change.origin is Origin.INTRODUCED
