"""The commits behind a commit and the Python files that each of them touched: the ground that history is told from.

Only names and blob ids are listed, for all files at once; that costs git little, and which blobs are worth reading is
seen from it. Git finds the renames, for which it may have to read blobs: in a copy of a repository that lacks some,
only files that moved unchanged are followed.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import IO, NamedTuple, Self, cast

from remend.git.command import GitCommand, decode, encode

MOST_COMMITS = 100_000
LISTING_SHARE = 0.5  # of the time that is left; a part of the history that is looked into beats a whole one that is not
PYTHON_FILES = (":(top)*.py", ":(top)*.pyi", ":(top)*.pyw")
PLAIN_PATHSPECS = {f"GIT_{kind}_PATHSPECS": "0" for kind in ("LITERAL", "GLOB", "NOGLOB", "ICASE")}
RENAMES_LIKE = ("--find-renames=50%", "-l1000")
RENAMES_SAME = ("--find-renames=100%",)
NO_RENAMES = ("--no-renames",)

_FIELDS = ("%H", "%cs", "%s")
_LISTING = ("-c", "diff.relative=false", "log", "--full-history", "--raw", "--no-abbrev", "-z", "--no-show-signature")
_CHUNK = 1 << 16
_TWO_NAMES = "RC"


class Clock:
    """A budget of `seconds`, which runs down while the clock is used in a `with`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds
        self._end: float | None = None

    def __enter__(self) -> Self:
        self._end = time.monotonic() + self._left
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left, self._end = self.left, None

    @property
    def left(self) -> float:
        """The seconds that are left; never less than none."""
        return max(0.0, self._left if self._end is None else self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether the budget is used up."""
        return self.left <= 0


class Change(NamedTuple):
    """What a commit did to a file, by git's letter: A, D, M, R or T.

    `old` and `new` differ where it was renamed, `similarity` is then in percent. A blob id is empty where there is no
    file on that side.
    """

    status: str
    old: str
    new: str
    old_blob: str
    new_blob: str
    similarity: int = 100


class Commit(NamedTuple):
    """A commit with its changes; `number` counts from the newest. A merge comes once for each parent."""

    number: int
    id: str
    date: str
    subject: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """The commits of a history, newest first, as far as they could be read.

    Attributes:
        commits: ordinary commits, with renames.
        merges: merges, against each of their parents and without renames.
        gaps: what could not be read, as sentences.
        was_cut: whether there was no time to read all of them.
    """

    commits: tuple[Commit, ...] = ()
    merges: tuple[Commit, ...] = ()
    gaps: tuple[str, ...] = ()
    was_cut: bool = False


def read_log(command: GitCommand, commit: str, clock: Clock, most: int = MOST_COMMITS) -> Log:
    """The history of `commit`, of at most `most` commits and for as long as `clock` has time."""
    gaps = []
    own = _read(command, clock, "--no-merges", *RENAMES_LIKE, f"-{most}", commit)
    if own.has_failed:
        gaps.append(
            "files of earlier commits are missing in this copy of the repository, so only exact renames are seen"
        )
        own = _read(command, clock, "--no-merges", *RENAMES_SAME, f"-{most}", commit)
    merges = _read(command, clock, "--merges", "-m", *NO_RENAMES, f"-{most}", commit)
    if own.has_failed or merges.has_failed:
        gaps.append("some earlier commits are missing in this copy of the repository, so its history is not complete")
    if len(own.commits) >= most:
        gaps.append(f"only the newest {most} commits were looked at")
    if command.line("rev-parse", "--is-shallow-repository") == "true":
        gaps.append("the history of this clone is cut off (git fetch --unshallow)")
    return Log(own.commits, merges.commits, tuple(gaps), own.was_cut or merges.was_cut)


def read_changes(
    command: GitCommand, fields: Sequence[str], *arguments: str
) -> list[tuple[tuple[str, ...], tuple[Change, ...]]]:
    """The commits that `git log` lists for `arguments`: `fields`, placeholders of its format, and the changes.

    The first field is one that is never empty. Raises GitError where git fails.
    """
    listing = command.output(*_LISTING, _format(fields), *arguments)
    return list(_commits(iter(decode(listing).split("\0")), len(fields)))


def _format(fields: Sequence[str]) -> str:
    return "--format=" + "".join(f"%x00{field}" for field in fields)


class _Listing(NamedTuple):
    """Commits as git listed them, and whether it was stopped, or stopped by itself, before it was through."""

    commits: tuple[Commit, ...]
    was_cut: bool
    has_failed: bool


def _read(command: GitCommand, clock: Clock, *arguments: str) -> _Listing:
    format_ = _format(_FIELDS)
    process = command.start(*_LISTING, format_, *arguments, "--", *PYTHON_FILES, environment=PLAIN_PATHSPECS)
    was_cut = threading.Event()

    def stop() -> None:
        was_cut.set()
        process.kill()

    alarm = threading.Timer(min(clock.left * LISTING_SHARE, threading.TIMEOUT_MAX), stop)
    alarm.start()
    try:
        listed = enumerate(_commits(_tokens(cast("IO[bytes]", process.stdout)), len(_FIELDS)))
        commits = tuple(Commit(n, id_, date, _printable(subject), each) for n, ((id_, date, subject), each) in listed)
        process.communicate()
    finally:
        alarm.cancel()
        process.kill()
    return _Listing(commits, was_cut.is_set(), has_failed=bool(process.returncode) and not was_cut.is_set())


def _tokens(stream: IO[bytes]) -> Iterator[str]:
    """The parts between zero bytes; one that does not end is dropped."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        whole, zero, rest = (rest + chunk).rpartition(b"\0")
        if zero:
            yield from decode(whole).split("\0")


def _commits(tokens: Iterator[str], width: int) -> Iterator[tuple[tuple[str, ...], tuple[Change, ...]]]:
    """A commit is `width` fields, the first never empty, then its changes, each of which begins with a colon."""
    header: list[str] = []
    changes: list[Change] = []
    for token in map(str.strip, tokens):
        if token.startswith(":"):
            change = _change(token, tokens)
            if change is not None:
                changes.append(change)
        elif token:
            if header:
                yield tuple(header), tuple(changes)
            header, changes = [token, *islice(tokens, width - 1)], []
    if len(header) == width:
        yield tuple(header), tuple(changes)


def _change(description: str, names: Iterator[str]) -> Change | None:
    _, _, old_blob, new_blob, status = description.split(" ")
    letter, similarity = status[0], int(status[1:] or 100)
    old = next(names, None)
    new = next(names, None) if letter in _TWO_NAMES else old
    if old is None or new is None:
        return None
    had, has = old_blob if letter != "A" else "", new_blob if letter != "D" else ""
    return Change(letter, sys.intern(old), sys.intern(new), had, has, similarity)


def _printable(subject: str) -> str:
    return encode(subject).decode("utf-8", "replace")
