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

Names = frozenset[str]


class States:
    """The states that files pass through, each looked at once."""

    def __init__(self) -> None:
        self._missing: dict[State, Names | None] = {}

    def broken(self, groups: Sequence[Collection[Part]]) -> tuple[int, int] | None:
        """The number of the first group that leaves a file broken, and that of the next one that changes that file.

        None where every state on the way is whole.
        """
        steps = list(_steps(groups))
        self._look_at([each for _, state in steps for each in (state, *_ends(state))])
        for number, state in steps:
            if self._is_broken(state):
                file, _ = state
                later = range(number + 1, len(groups))
                return number, next(at for at in later if any(part.file is file for part in groups[at]))
        return None

    def _look_at(self, states: Sequence[State]) -> None:
        """Find out about the states that are new, those of one file together."""
        unknown: dict[FileChange, dict[frozenset[Part], None]] = {}
        for file, parts in states:
            if (file, parts) not in self._missing:
                unknown.setdefault(file, {})[parts] = None
        asked = [(file, list(several)) for file, several in unknown.items()]
        jobs = None if len(asked) > _WORTH_PROCESSES else 1
        answers = spread(_look, asked, None, total=len(asked), jobs=jobs)
        for (file, several), found in zip(asked, answers, strict=True):
            self._missing.update(zip(((file, parts) for parts in several), found, strict=True))

    def _is_broken(self, state: State) -> bool:
        """Whether a state does not compile, or misses what neither end misses, although both ends are whole."""
        missing = self._missing[state]
        before, after = (self._missing[end] for end in _ends(state))
        return before is not None and after is not None and (missing is None or not missing <= before | after)


def _ends(state: State) -> tuple[State, State]:
    file, _ = state
    return (file, frozenset()), (file, frozenset(file.parts))


def _steps(groups: Sequence[Collection[Part]]) -> Iterator[tuple[int, State]]:
    """The states between the two ends, each with the number of the group that leads to it."""
    applied: dict[FileChange, list[Part]] = {}
    for number, group in enumerate(groups):
        for file in dict.fromkeys(part.file for part in group):
            applied.setdefault(file, []).extend(part for part in group if part.file is file)
            if len(applied[file]) < len(file.parts) and file.path.endswith(_PYTHON):
                yield number, (file, frozenset(applied[file]))


def _look(asked: tuple[FileChange, Sequence[frozenset[Part]]], _: None) -> list[Names | None]:
    """For each state of a file the names that it misses."""
    file, several = asked
    there = [next(state for state in state_of(file, parts).values() if state is not None) for parts in several]
    return [_missing(file.path, _bytes(state, file)) for state in there]


def _bytes(state: File, file: FileChange) -> bytes:
    if isinstance(state.content, bytes):
        return state.content
    after = file.difference.after
    return file.after if after is not None and after.blob == state.content else file.before


def _missing(path: str, content: bytes) -> Names | None:
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
