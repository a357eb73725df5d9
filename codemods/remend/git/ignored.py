"""Which commits `git blame` is to look past: those that mend by rule, in the file that git and its hosts read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from remend.errors import GitError, UsageError
from remend.git.command import decode, encode
from remend.git.repository import Repository

FILE = ".git-blame-ignore-revs"
SETTING = "blame.ignoreRevsFile"


@dataclass(frozen=True, slots=True)
class Mending:
    """A commit that mends by rule: id, date as YYYY-MM-DD, subject."""

    id: str
    date: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What the file is to get, the oldest first.

    `known` counts the commits that it names already, `elsewhere` those of the range that HEAD does not hold. `is_set`
    tells whether git reads such a file already.
    """

    file: Path
    commits: tuple[Mending, ...]
    known: int
    elsewhere: int
    is_set: bool


def additions(repository: Repository, asked: str = "") -> Additions:
    """The commits of HEAD, or of the range `asked`, that mend by rule and that the file does not name.

    Raises GitError where there is no work tree or no commit, or git knows no such range; UsageError where the file
    cannot be read.
    """
    if repository.bare:
        raise GitError(f"{repository.root} is bare and has no work tree for a {FILE}")
    head = repository.resolve("HEAD")
    between = _range(repository, asked) if asked else [head]
    found = _mendings(repository, between)
    foreign = {each.id for each in _mendings(repository, [*between, f"^{head}"])}
    named = _named(_content(repository.root / FILE))
    merged = [each for each in found if each.id not in foreign]
    new = tuple(each for each in merged if each.id not in named)
    setting = repository.command.run("config", "--get", SETTING)
    return Additions(
        file=repository.root / FILE,
        commits=new,
        known=len(merged) - len(new),
        elsewhere=len(foreign),
        is_set=not setting.code,
    )


def append(added: Additions) -> None:
    """Put the additions behind what the file holds, which stays as it is. Raises UsageError where that fails."""
    before = _content(added.file)
    end = b"\r\n" if before.endswith(b"\r\n") else b"\n"
    gap = end if before and not before.endswith(b"\n") else b""
    lines = [encode(line) for each in added.commits for line in (f"# {each.date} {each.subject}", each.id)]
    try:
        with added.file.open("ab") as file:
            file.write(gap + b"".join(line + end for line in lines))
    except OSError as error:
        raise UsageError(f"{added.file} cannot be written: {error.strerror}") from error


def _range(repository: Repository, asked: str) -> list[str]:
    """The range as git takes it; a single revision is where it begins."""
    start, dots, end = asked.partition("..")
    if end.startswith("."):
        raise GitError(f"{asked} has three dots: name a range such as BASE.. or BASE..BRANCH")
    return [f"^{repository.resolve(start or 'HEAD')}", repository.resolve(end if dots and end else "HEAD")]


def _mendings(repository: Repository, revisions: list[str]) -> list[Mending]:
    form = "--format=%H%x00%cs%x00%s%x00%(trailers:key=Remend-Rule,valueonly,separator=%x2C)"
    options = ["log", "-z", "--reverse", "--topo-order", "--no-show-signature", "--grep=^Remend-Rule:", form]
    fields = decode(repository.command.output(*options, *revisions, "--")).split("\0")
    return [
        Mending(commit, date, re.sub(r"[\x00-\x1f\x7f]", " ", subject))
        for commit, date, subject, rule in zip(*(fields[at::4] for at in range(4)), strict=False)
        if rule
    ]


def _content(file: Path) -> bytes:
    if file.is_symlink():
        raise UsageError(f"{file} is a link: write to what it leads to, or make it a file")
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _named(content: bytes) -> set[str]:
    """The ids that a file names, as git reads it: one a line, up to a `#`."""
    return {decode(line.partition(b"#")[0].strip()).lower() for line in content.splitlines()}
