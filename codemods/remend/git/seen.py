"""The blob ids of files on disk, remembered by what the file system says of the files, so that few have to be read.

A file whose size, number and times are what they were when it was read holds the same bytes: whoever writes to it moves
the time of its last change, which no program can set back. Only one that was written just before it was read may be
written again before the clock ticks, so that nothing would tell; such a file is not remembered.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from remend.cache import Cache, Shelf, is_text

TICK = 2_000_000_000
"""Nanoseconds within which a file system may give two changes the same time (FAT's, the coarsest)."""

_TABLE = "work tree"


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when it was read: what the file system said before, and the blob id of its bytes."""

    size: int
    number: int
    modified: int
    changed: int
    blob: str


def blob_ids(
    root: Path, files: Mapping[str, os.stat_result], at: int, work_out: Callable[[str], str]
) -> dict[str, str]:
    """The blob ids of `files` below `root`, which the file system was asked about from the time `at` on.

    `at` is in nanoseconds. `work_out` reads a file that is not remembered, and raises where it cannot be read.
    """
    with Cache(root) as cache:
        shelf = Shelf(cache, dict[str, Seen], "seen")
        before = shelf.known([_TABLE]).get(_TABLE, {})
        seen = {
            path: known if (known := before.get(path)) and _is_same(known, file) else _seen(file, work_out(path))
            for path, file in files.items()
        }
        lasting = {path: each for path, each in seen.items() if each.changed < at - TICK > each.modified}
        table = {path: each for path, each in (before | lasting).items() if is_text(path)}
        if table != before:
            shelf.keep({_TABLE: table})
    return {path: each.blob for path, each in seen.items()}


def _seen(file: os.stat_result, blob: str) -> Seen:
    return Seen(file.st_size, file.st_ino, file.st_mtime_ns, file.st_ctime_ns, blob)


def _is_same(known: Seen, file: os.stat_result) -> bool:
    return known == _seen(file, known.blob)
