"""Writing a repair into the files themselves, for editors and hooks.

Every new content is written beside its file first. Only when all of them lie ready are they renamed into place, so a
full disk, a lock or an interrupt on the way leaves every file as it was.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from remend.errors import UsageError
from remend.model import Rewrite

ANYONE_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class _Change:
    """One file's whole change, the file it lands in and the place where the new content waits."""

    path: str
    file: Path
    waiting: Path
    before: bytes
    after: bytes


def write_in_place(root: Path, rewrites: Sequence[Rewrite]) -> None:
    """Write the rewrites into the files below `root`; several of one file apply in their order.

    Mode and, where the system allows it, owner are kept. Raises UsageError, naming the file, where one is not what its
    rewrite started from, leaves `root`, or cannot be written; then no file is changed, or, if the last step failed half
    way, the message names those that are.
    """
    changes = [_change(root.resolve(), path, chain) for path, chain in _chains(rewrites).items()]
    try:
        for change in changes:
            _prepare(change)
        _put_in_place(changes)
    finally:
        for change in changes:
            with contextlib.suppress(OSError):
                change.waiting.unlink(missing_ok=True)


def _chains(rewrites: Sequence[Rewrite]) -> dict[str, list[Rewrite]]:
    chains: dict[str, list[Rewrite]] = {}
    for rewrite in rewrites:
        chain = chains.setdefault(rewrite.path, [])
        if chain and chain[-1].new != rewrite.old:
            raise UsageError(f"{rewrite.path}: one rewrite does not start where the one before it ended")
        chain.append(rewrite)
    return chains


def _change(root: Path, path: str, chain: Sequence[Rewrite]) -> _Change:
    file = (root / path).resolve()
    if not file.is_relative_to(root):
        raise UsageError(f"{path} leads out of {root} and is left alone: exclude it, or mend the file itself")
    waiting = file.parent / f".remend-{secrets.token_hex(8)}.tmp"
    return _Change(path, file, waiting, chain[0].before, chain[-1].after)


def _prepare(change: _Change) -> None:
    try:
        fault = _fault(change)
        if not fault:
            _lay_ready(change)
    except OSError as error:
        fault = f"cannot be written: {error.strerror}"
    if fault:
        raise UsageError(f"{change.path} {fault}; no file was changed")


def _fault(change: _Change) -> str:
    """Why the file must not be replaced, as the rest of a sentence; empty where nothing stands against it."""
    try:
        status = change.file.stat()
        if not stat.S_ISREG(status.st_mode):
            return "is not a regular file: exclude it"
        if not status.st_mode & ANYONE_WRITES or not os.access(change.file, os.W_OK):
            return "is read-only: make it writable or exclude it"
        unchanged = change.file.read_bytes() == change.before
    except FileNotFoundError:
        unchanged = False
    return "" if unchanged else "changed on disk meanwhile: run again"


def _lay_ready(change: _Change) -> None:
    status = change.file.stat()
    with change.waiting.open("xb") as waiting:
        waiting.write(change.after)
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(change.waiting, status.st_uid, status.st_gid)
    change.waiting.chmod(stat.S_IMODE(status.st_mode))


def _put_in_place(changes: Sequence[_Change]) -> None:
    written: list[str] = []
    for change in changes:
        try:
            fault = _fault(change)
            if not fault:
                change.waiting.replace(change.file)
        except OSError as error:
            fault = f"cannot be replaced: {error.strerror}"
        if fault:
            state = f"these are written: {', '.join(written)}" if written else "no file was changed"
            raise UsageError(f"{change.path} {fault}; {state}")
        written.append(change.path)
