"""Checks that each state on the way is whole: what parsed at both ends parses, and no name is missing on the way."""

from __future__ import annotations

import builtins
import re
import symtable
import warnings
from collections.abc import Collection, Sequence

from remend.git.draft import File
from remend.model import Diagnostic
from remend.plan.changes.parts import FileChange, Part, state_of
from remend.source import read_source

_PYTHON = (".py", ".pyi", ".pyw")
_ALWAYS = frozenset({*dir(builtins), "__file__", "__path__", "__annotations__", "__builtins__", "__class__"})
_STAR = re.compile(r"(?m)^\s*from\s[^\n]*\simport\s*\(?\s*\*")


class States:
    """The states that files pass through, each looked at once."""

    def __init__(self) -> None:
        self._broken: dict[frozenset[Part], bool] = {}
        self._ends: dict[FileChange, frozenset[str] | None] = {}

    def broken(self, groups: Sequence[Collection[Part]]) -> tuple[int, int] | None:
        """The number of the first group that leaves a file broken, and that of the next one that changes that file.

        None where every state on the way is whole.
        """
        applied: dict[FileChange, list[Part]] = {}
        for number, group in enumerate(groups):
            for file in dict.fromkeys(part.file for part in group):
                applied.setdefault(file, []).extend(part for part in group if part.file is file)
                if len(applied[file]) < len(file.parts) and self._breaks(file, frozenset(applied[file])):
                    later = range(number + 1, len(groups))
                    return number, next(at for at in later if any(part.file is file for part in groups[at]))
        return None

    def _breaks(self, file: FileChange, parts: frozenset[Part]) -> bool:
        if parts not in self._broken:
            self._broken[parts] = file.path.endswith(_PYTHON) and self._is_worse(file, parts)
        return self._broken[parts]

    def _is_worse(self, file: FileChange, parts: frozenset[Part]) -> bool:
        if file not in self._ends:
            before, after = (_missing(file.path, content) for content in (file.before, file.after))
            self._ends[file] = None if before is None or after is None else before | after
        known = self._ends[file]
        states = (state for state in state_of(file, parts).values() if state is not None)
        missing = (_missing(file.path, _bytes(state, file)) for state in states)
        return known is not None and any(found is None or not found <= known for found in missing)


def _bytes(state: File, file: FileChange) -> bytes:
    if isinstance(state.content, bytes):
        return state.content
    after = file.difference.after
    return file.after if after is not None and after.blob == state.content else file.before


def _missing(path: str, content: bytes) -> frozenset[str] | None:
    """The names that a file reads and nowhere binds; None where it does not compile."""
    source = read_source(path, content)
    if isinstance(source, Diagnostic):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tables = [symtable.symtable(source.text, path, "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    read, bound = set[str](), set[str]()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            is_bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter() or symbol.is_annotated()
            (bound if is_bound else read).add(symbol.get_name())
    return frozenset() if _STAR.search(source.text) else frozenset(read - bound - _ALWAYS)
