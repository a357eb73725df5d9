"""Checks that each state on the way is whole: what parsed at both ends parses, and no name is missing on the way."""

from __future__ import annotations

import builtins
import re
import symtable
import warnings
from collections.abc import Collection, Iterator, Sequence

from remend.crew.workers import spread
from remend.git.draft import File
from remend.model import Diagnostic
from remend.plan.changes.parts import FileChange, Part, state_of
from remend.source import read_source

_PYTHON = (".py", ".pyi", ".pyw")
_ALWAYS = frozenset({*dir(builtins), "__file__", "__path__", "__annotations__", "__builtins__", "__class__"})
_WORTH_PROCESSES = 20
"""Files below which starting workers costs more than it saves (the parsing of one takes some 10 ms)."""
_STAR = re.compile(r"(?m)^\s*from\s[^\n]*\simport\s*\(?\s*\*")


State = tuple[FileChange, frozenset[Part]]
"""A file with some of its parts in it."""


class States:
    """The states that files pass through, each looked at once."""

    def __init__(self) -> None:
        self._broken: dict[State, bool] = {}

    def broken(self, groups: Sequence[Collection[Part]]) -> tuple[int, int] | None:
        """The number of the first group that leaves a file broken, and that of the next one that changes that file.

        None where every state on the way is whole.
        """
        steps = list(_steps(groups))
        self._look_at([state for _, state in steps])
        for number, state in steps:
            if self._broken[state]:
                file, _ = state
                later = range(number + 1, len(groups))
                return number, next(at for at in later if any(part.file is file for part in groups[at]))
        return None

    def _look_at(self, states: Sequence[State]) -> None:
        """Find out about the states that are new, those of one file together."""
        unknown: dict[FileChange, list[frozenset[Part]]] = {}
        for file, parts in states:
            if (file, parts) not in self._broken:
                unknown.setdefault(file, []).append(parts)
        jobs = None if len(unknown) > _WORTH_PROCESSES else 1
        answers = spread(_broken, list(unknown.items()), None, total=len(unknown), jobs=jobs)
        for (file, several), found in zip(unknown.items(), answers, strict=True):
            self._broken.update(zip(((file, parts) for parts in several), found, strict=True))


def _steps(groups: Sequence[Collection[Part]]) -> Iterator[tuple[int, State]]:
    """The states between the two ends, each with the number of the group that leads to it."""
    applied: dict[FileChange, list[Part]] = {}
    for number, group in enumerate(groups):
        for file in dict.fromkeys(part.file for part in group):
            applied.setdefault(file, []).extend(part for part in group if part.file is file)
            if len(applied[file]) < len(file.parts) and file.path.endswith(_PYTHON):
                yield number, (file, frozenset(applied[file]))


def _broken(asked: tuple[FileChange, Sequence[frozenset[Part]]], _: None) -> list[bool]:
    """For each state of a file whether it is broken although both ends are whole."""
    file, several = asked
    before, after = (_missing(file.path, content) for content in (file.before, file.after))
    if before is None or after is None:
        return [False] * len(several)
    return [_is_worse(file, parts, before | after) for parts in several]


def _is_worse(file: FileChange, parts: frozenset[Part], known: frozenset[str]) -> bool:
    states = (state for state in state_of(file, parts).values() if state is not None)
    missing = (_missing(file.path, _bytes(state, file)) for state in states)
    return any(found is None or not found <= known for found in missing)


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
