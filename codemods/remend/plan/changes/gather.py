"""Reads from git what a plan of changes looks at: the files on both sides, and which files used to change together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remend.git.command import decode
from remend.git.difference import differences
from remend.git.repository import Repository
from remend.git.snapshots import SUBMODULE, Entry
from remend.plan.changes.parts import FileChange

_PAST_COMMITS = 1_500
_LISTING = ("log", "--no-merges", "--no-renames", "--name-only", "--full-history", "--no-show-signature", "-z")


def file_changes(repository: Repository, before: str, after: str) -> tuple[FileChange, ...]:
    """The files that differ between two trees, with their content. Raises GitError where it cannot be read."""
    found = differences(repository.command, before, after)
    blobs = list(dict.fromkeys(_blob(entry) for each in found for entry in (each.before, each.after)))
    contents = dict(zip(blobs, repository.blobs(blobs), strict=True))
    return tuple(FileChange(each, contents[_blob(each.before)], contents[_blob(each.after)]) for each in found)


def _blob(entry: Entry | None) -> str:
    return "" if entry is None or entry.mode == SUBMODULE else entry.blob


def co_changes(repository: Repository, commit: str) -> Iterator[Sequence[str]]:
    """The paths that each of the last commits up to `commit` touched."""
    listing = repository.command.output(*_LISTING, f"-{_PAST_COMMITS}", "--format=%x01", commit)
    for record in listing.split(b"\x01")[1:]:
        yield tuple(decode(name.removeprefix(b"\n")) for name in record.split(b"\0") if name.strip())
