"""What is proven of commits, as frozen data."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from remend.git.steps import Step


class Outcome(enum.StrEnum):
    """How a command ended at a commit; FAILS_ON_BASE: it was not run, since it fails without the commit already."""

    PASSED = "passed"
    FAILED = "failed"
    TIMED_OUT = "timed-out"
    FAILS_ON_BASE = "fails-on-base"

    @property
    def is_bad(self) -> bool:
        """Whether it speaks against the commit."""
        return self in {Outcome.FAILED, Outcome.TIMED_OUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One command at one commit.

    `code` is its exit code, None where it did not end by itself or was not run; `tail` are the last lines of its output
    where it did not pass; `log` is the file that keeps the output, relative to the root, empty where none does.
    `cached` tells that it was run before, on the same files.
    """

    command: str
    outcome: Outcome
    seconds: float = 0.0
    code: int | None = None
    tail: tuple[str, ...] = ()
    log: str = ""
    cached: bool = False

    @property
    def fault(self) -> str:
        """How it failed, as the rest of a sentence; empty where it did not."""
        if self.outcome is Outcome.TIMED_OUT:
            return f"was not done after {self.seconds:.1f} s"
        if self.outcome is Outcome.FAILED:
            return "wrote too much" if self.code is None else f"failed with exit code {self.code}"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """One commit with what each command said of it."""

    step: Step
    checks: tuple[Check, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether no command speaks against it."""
        return not self.bad

    @property
    def bad(self) -> tuple[Check, ...]:
        """The commands that speak against it."""
        return tuple(check for check in self.checks if check.outcome.is_bad)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is proven of a range: `base` is what lies before the first of its `commits`."""

    asked: str
    root: str
    commands: tuple[str, ...]
    base: Proven
    commits: tuple[Proven, ...]
    seconds: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is proven, since every command fails on the base already."""
        return len(self.base.bad) == len(self.commands)

    @property
    def exit_code(self) -> int:
        """0 where each commit stands; 1 where one does not, or nothing is proven."""
        return 1 if self.is_empty or not all(commit.stands for commit in self.commits) else 0
