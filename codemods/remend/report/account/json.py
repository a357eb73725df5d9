"""The account for programs: a versioned envelope whose schema, `account.schema.json`, is made from the types below.

Within one version keys are added, never renamed, retyped or removed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from remend.migrate import account as model
from remend.migrate.account import Progress
from remend.report.json import Unit, encode, plain, schema_of, unit_of

SCHEMA: Literal["remend.account/1"] = "remend.account/1"
SCHEMA_FILE = Path(__file__).with_name("account.schema.json")


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many files came how far."""

    migrated: int
    partly: int
    blocked: int
    waiting: int
    failed: int
    unchanged: int


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is left; `rule` is that of a violation or the kind of a diagnostic, `cause` the general reason."""

    rule: str
    line: int
    reason: str
    cause: str


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One file; `mended` counts the violations that were mended in it."""

    path: str
    package: str
    progress: Progress
    mended: int
    left: list[Left]


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One folder of files; in `done` of its files nothing is left."""

    name: str
    files: int
    done: int
    counts: Counts


class Blocker(msgspec.Struct, frozen=True, kw_only=True):
    """One cause: the files it holds back, in so many places, and those of them that nothing else does.

    `path`, `line` and `reason` are those of its first place.
    """

    rule: str
    cause: str
    files: int
    places: int
    alone: int
    path: str
    line: int
    reason: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the whole; `pending` tells that no branch was written though there are commits to make."""

    base: str
    branch: str | None
    pending: bool
    files: int
    mended: int
    counts: Counts
    seconds: float
    exit_code: int


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A whole account: the causes that hold back most files first, files by path, units in the order of commits."""

    schema: Literal["remend.account/1"]
    root: str
    summary: Summary
    packages: list[Package]
    blockers: list[Blocker]
    files: list[File]
    units: list[Unit]
    notes: list[str]


def render(account: model.Account) -> str:
    """The account as JSON, with a newline at the end."""
    return encode(envelope(account))


def schema() -> str:
    """The JSON Schema of the envelope, as `account.schema.json` holds it."""
    return schema_of(Envelope, SCHEMA)


def envelope(account: model.Account) -> Envelope:
    """The account as the types of this module."""
    return Envelope(
        schema=SCHEMA,
        root=plain(account.report.root),
        summary=_summary(account),
        packages=[_package(each) for each in account.packages],
        blockers=[_blocker(each) for each in account.blockers],
        files=[_file(each) for each in account.files],
        units=[unit_of(unit) for unit in account.report.plan.units],
        notes=[plain(note) for note in account.notes],
    )


def _summary(account: model.Account) -> Summary:
    report = account.report
    return Summary(
        base=report.plan.base,
        branch=report.branch,
        pending=report.pending and bool(report.plan.units),
        files=len(account.files),
        mended=sum(file.mended for file in account.files),
        counts=Counts(**{str(each): account.count(each) for each in Progress}),
        seconds=round(account.seconds, 1),
        exit_code=account.exit_code,
    )


def _package(package: model.PackageAccount) -> Package:
    counts = Counts(**{str(each): package.counts.get(each, 0) for each in Progress})
    return Package(name=plain(package.name), files=package.files, done=package.done, counts=counts)


def _blocker(blocker: model.Blocker) -> Blocker:
    return Blocker(
        rule=blocker.rule,
        cause=plain(blocker.cause),
        files=blocker.files,
        places=blocker.places,
        alone=blocker.alone,
        path=plain(blocker.path),
        line=blocker.line,
        reason=plain(blocker.reason),
    )


def _file(file: model.FileAccount) -> File:
    left = [
        Left(rule=each.rule, line=each.line, reason=plain(each.reason), cause=plain(each.cause)) for each in file.left
    ]
    return File(
        path=plain(file.path), package=plain(file.package), progress=file.progress, mended=file.mended, left=left
    )
