"""What differs between two trees: files with their modes and blobs, and the lines that came and went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from remend.git.command import GitCommand, decode
from remend.git.snapshots import Entry

_COMMAND = (
    *(
        "diff-tree",
        "-r",
        "-z",
        "--raw",
        "-p",
        "-U0",
        "--full-index",
        "-M",
        "-l1000",
        "--histogram",
        "--ignore-submodules=none",
    ),
    *("--no-ext-diff", "--no-textconv", "--no-color", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/"),
)
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NONE = "000000"


class Hunk(NamedTuple):
    """Lines that became other lines, counted from 1; an empty range stands before the line that it starts with."""

    old: range
    new: range


class Difference(NamedTuple):
    """One file that differs. `old_path` is another than `path` where it was renamed.

    `before` and `after` are None where the file is not there. Without hunks it is no text, or its lines are the same.
    """

    path: str
    old_path: str
    before: Entry | None
    after: Entry | None
    hunks: tuple[Hunk, ...]


def differences(command: GitCommand, before: str, after: str) -> tuple[Difference, ...]:
    """The files that differ between two trees, by path. Raises GitError where git cannot compare them."""
    listing, _, patch = command.output(*_COMMAND, before, after).partition(b"\0\0")
    hunks = _hunks(patch)
    found = []
    for path, old_path, old, new in _files(listing.split(b"\0")):
        own = tuple(next(hunks))
        if old is not None and new is not None and _sort(old) != _sort(new):
            next(hunks)  # the patch has it twice, as what went and as what came
            own = ()
        found.append(Difference(path, old_path, old, new, own))
    return tuple(sorted(found))


def _files(fields: list[bytes]) -> Iterator[tuple[str, str, Entry | None, Entry | None]]:
    left = iter(fields)
    for description in left:
        if not description.startswith(b":"):
            continue
        old_mode, new_mode, old_blob, new_blob, status = description[1:].decode("ascii").split(" ")
        old_path = decode(next(left))
        path = decode(next(left)) if status.startswith("R") else old_path
        before, after = (
            None if mode == _NONE else Entry(mode, blob) for mode, blob in ((old_mode, old_blob), (new_mode, new_blob))
        )
        yield path, old_path, before, after


def _sort(entry: Entry) -> str:
    """Whether it is a file, a link or a submodule."""
    return entry.mode[:3]


def _hunks(patch: bytes) -> Iterator[list[Hunk]]:
    """The hunks of each file, in the order of the patch."""
    lines = iter(patch.split(b"\n"))
    current: list[Hunk] | None = None
    for line in lines:
        if line.startswith(b"diff --git "):
            if current is not None:
                yield current
            current = []
        elif current is not None and (match := _HUNK.match(line)):
            old, new = (_lines(match[at], match[at + 1]) for at in (1, 3))
            current.append(Hunk(old, new))
            left = len(old) + len(new)
            while left:
                left -= not next(lines).startswith(b"\\")
    if current is not None:
        yield current


def _lines(start: bytes, count: bytes | None) -> range:
    """Git names the line before an empty range."""
    first, length = int(start), 1 if count is None else int(count)
    first += not length
    return range(first, first + length)
