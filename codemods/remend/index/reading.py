"""Reads the facts of files that belong to no snapshot: they are known by where they lie, and as they are now."""

from __future__ import annotations

import contextlib
import sys
from functools import cache
from pathlib import Path

from remend.cache import Cache, Shelf, code_state, digest
from remend.index.conditions import Version
from remend.index.extract import extract
from remend.index.facts import Facts


class FactReader:
    """Facts by file, each read once and kept in the cache for as long as the file stays as it is.

    Given a version of Python, what only older ones run is left out.
    """

    def __init__(self, cache: Cache | None = None, since: Version | None = None) -> None:
        here = Path(__file__).parent
        state = digest("facts", sys.version, since, code_state(here), code_state(here.parent / "source.py"))
        self._shelf = Shelf(cache, Facts, state)
        self._since = since
        self._known: dict[str, Facts] = {}

    def read(self, path: str, file: Path) -> Facts:
        """The facts of `file`, which is called `path`; one that cannot be read is like one that cannot be parsed."""
        if path not in self._known:
            self._known[path] = Facts(parses=False)
            with contextlib.suppress(OSError):
                state = file_state(file)
                made = self._shelf.fill({path: digest(state)}, lambda _: [_extract(path, file, state, self._since)])
                self._known |= made
        return self._known[path]


@cache
def _extract(path: str, file: Path, state: tuple[str, int, int], since: Version | None) -> Facts:  # noqa: ARG001
    """The facts of a file in a state; several projects of one process ask about the same libraries."""
    return extract(path, file.read_bytes(), since)


def file_state(file: Path) -> tuple[str, int, int]:
    """What changes when a file does. Raises OSError where there is none."""
    state = file.stat()
    return file.as_posix(), state.st_size, state.st_mtime_ns
