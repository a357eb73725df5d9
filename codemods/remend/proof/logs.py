"""Where the output of commands is kept, and what is told of it."""

from __future__ import annotations

import contextlib
import shutil
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from remend.cache import FOLDER, digest, make_folder

PLACE = f"{FOLDER}/verify"
MOST_LOGS = 500
MOST_KEPT = 20_000_000
"""Bytes of an output that are kept, its end."""
LINES_TOLD = 20
LONGEST_LINE = 300

_TAIL = 64_000


class Logs:
    """The files below `.remend_cache/verify/`, one for each command at each commit; the oldest go."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / PLACE

    def keep(self, output: Path, commit: str, command: str) -> str:
        """Move an output to where it is kept; its path relative to the root, empty where it cannot be written."""
        name = f"{commit[:12]}-{digest(command)[:8]}.log"
        waiting = self._folder / f"{name}.{output.parent.name}-{output.name}"
        try:
            _shorten(output)
            make_folder(self._root)
            self._folder.mkdir(exist_ok=True)
            shutil.move(output, waiting)
            waiting.replace(self._folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                waiting.unlink()
            return ""
        return f"{PLACE}/{name}"

    def has(self, log: str) -> bool:
        """Whether an output is still kept."""
        return bool(log) and (self._root / log).is_file()

    def forget_old(self) -> None:
        """Delete the oldest of more outputs than are kept."""
        with contextlib.suppress(FileNotFoundError):  # another run may be doing the same
            logs = sorted(self._folder.glob("*.log*"), key=lambda log: log.stat().st_mtime, reverse=True)
            for log in logs[MOST_LOGS:]:
                log.unlink()


def tail(output: Path) -> tuple[str, ...]:
    """The last lines of an output, none of them endless; a line that was written over counts as it was left."""
    with output.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        text = file.read().decode("utf-8", "replace")
    return tuple(deque(_lines(text), LINES_TOLD))


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        shown = line.rstrip().rpartition("\r")[2]
        if shown:
            yield shown if len(shown) <= LONGEST_LINE else f"{shown[:LONGEST_LINE]}..."


def _shorten(output: Path) -> None:
    size = output.stat().st_size
    if size > MOST_KEPT:
        with output.open("rb") as file:
            file.seek(size - MOST_KEPT)
            kept = file.read()
        output.write_bytes(f"({size - MOST_KEPT:,} bytes before this were left out)\n".encode() + kept)
