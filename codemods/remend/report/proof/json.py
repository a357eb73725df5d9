"""A proof for programs, as a versioned envelope; within one version keys are added, never renamed or removed."""

from __future__ import annotations

from typing import Literal

import msgspec

from remend.proof import model
from remend.report.json import encode, plain

SCHEMA: Literal["remend.proof/1"] = "remend.proof/1"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One command at one commit; `exit_code` is null where it did not end by itself, `log` a path below the root."""

    command: str
    outcome: model.Outcome
    cached: bool
    seconds: float
    exit_code: int | None
    tail: list[str]
    log: str | None


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """One commit; `stands` tells whether no command speaks against it."""

    id: str
    tree: str
    subject: str
    stands: bool
    checks: list[Check]


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A whole proof, the commits with parents before children."""

    schema: Literal["remend.proof/1"]
    root: str
    range: str
    commands: list[str]
    base: Commit
    commits: list[Commit]
    seconds: float
    exit_code: int


def render(proof: model.Proof) -> str:
    """The proof as JSON, with a newline at the end."""
    return encode(
        Envelope(
            schema=SCHEMA,
            root=plain(proof.root),
            range=plain(proof.asked),
            commands=[plain(command) for command in proof.commands],
            base=_commit(proof.base),
            commits=[_commit(each) for each in proof.commits],
            seconds=round(proof.seconds, 3),
            exit_code=proof.exit_code,
        )
    )


def _commit(proven: model.Proven) -> Commit:
    step = proven.step
    checks = [_check(check) for check in proven.checks]
    return Commit(id=step.id, tree=step.tree, subject=plain(step.subject), stands=proven.stands, checks=checks)


def _check(check: model.Check) -> Check:
    return Check(
        command=plain(check.command),
        outcome=check.outcome,
        cached=check.cached,
        seconds=round(check.seconds, 3),
        exit_code=check.code,
        tail=[plain(line) for line in check.tail],
        log=check.log or None,
    )
