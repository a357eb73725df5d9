"""The accounts of several repositories: each in turn, and the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from remend.migrate.account import DONE
from remend.migrate.repos import Repo, worst
from remend.report.account import json, text
from remend.report.account.words import percent
from remend.report.json import encode, plain
from remend.report.palette import BOLD, RED, Palette, harmless
from remend.report.text import paragraphs
from remend.report.words import counted

SCHEMA: Literal["remend.accounts/1"] = "remend.accounts/1"


class Repository(msgspec.Struct, frozen=True, kw_only=True):
    """One repository; `error` says why there is no account."""

    path: str
    error: str | None
    account: json.Envelope | None


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """All repositories, in the order of the list."""

    schema: Literal["remend.accounts/1"]
    repositories: list[Repository]
    exit_code: int


def as_json(repos: Sequence[Repo]) -> str:
    """All accounts in one envelope, with a newline at the end."""
    repositories = [
        Repository(
            path=plain(str(repo.path)),
            error=plain(repo.error) or None,
            account=None if repo.account is None else json.envelope(repo.account),
        )
        for repo in repos
    ]
    return encode(Envelope(schema=SCHEMA, repositories=repositories, exit_code=worst(repos)))


def as_text(repos: Sequence[Repo], *, color: bool = False, quiet: bool = False, verbose: bool = False) -> str:
    """Each account under the path of its repository, then one line for each; `quiet` gives those alone."""
    palette = Palette(color)
    accounts = () if quiet else _accounts(repos, palette, verbose=verbose)
    return paragraphs(*accounts, "".join(_line(repo, palette) for repo in repos), _sum(repos, palette))


def _accounts(repos: Sequence[Repo], palette: Palette, *, verbose: bool) -> Iterator[str]:
    for repo in repos:
        if repo.account is not None:
            yield palette(f"=== {harmless(str(repo.path))}", BOLD) + "\n"
            yield text.render(repo.account, color=palette.color, verbose=verbose)


def _line(repo: Repo, palette: Palette) -> str:
    name = harmless(str(repo.path))
    if repo.account is None:
        return f"{palette('not done', RED)}  {name}  {harmless(repo.error)}\n"
    account = repo.account
    files = len(account.files)
    done = percent(sum(account.count(each) for each in DONE), files)
    commits = counted(len(account.report.plan.units), "commit")
    where = f" on {harmless(account.report.branch)}" if account.report.branch else ""
    return f"{done:>8}  {name}  {counted(files, 'file')}, {commits}{where}\n"


def _sum(repos: Sequence[Repo], palette: Palette) -> str:
    failed = sum(repo.account is None for repo in repos)
    words = f"{len(repos):,} repositories" if len(repos) != 1 else "1 repository"
    return palette(f"{words}, {failed:,} not done" if failed else words, BOLD) + "\n"


def beside(report: Path, repos: Sequence[Repo]) -> dict[Path, Repo]:
    """For each account the file it is written to: named as `report` is, with the name of the repository added."""
    files: dict[Path, Repo] = {}
    for repo in repos:
        if repo.account is not None:
            name = stem = f"{report.stem}-{repo.path.resolve().name}"
            number = 1
            while report.with_name(f"{name}{report.suffix}") in files:
                number += 1
                name = f"{stem}-{number}"
            files[report.with_name(f"{name}{report.suffix}")] = repo
    return files
