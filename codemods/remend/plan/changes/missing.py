"""The names that the states of a Python file miss.

A file is cut into pieces between top-level statements that no hunk touches. What a piece reads and binds does not
depend on the others, so that it is looked at once however many states it is in.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from remend.model import Diagnostic
from remend.module import first_line
from remend.plan.changes.parts import FileChange, Part
from remend.source import Source, parse, read_source

_ALWAYS = frozenset({*dir(builtins), "__file__", "__path__", "__annotations__", "__builtins__", "__class__"})
_STAR = re.compile(r"(?m)^\s*from\s[^\n]*\simport\s*\(?\s*\*")

Names = frozenset[str]


def missing_in(file: FileChange, several: Sequence[frozenset[Part]]) -> list[Names | None]:
    """For each state of a file the names that it reads and nowhere binds; None where it does not compile."""
    pieces = [_Piece(file, lines, parts) for lines, parts in _cut(file)]
    if any(piece.at(parts) is None for piece in pieces for parts in (frozenset[Part](), frozenset(file.parts))):
        pieces = [_Piece(file, [range(1, len(file.new_lines) + 1)], _hunked(file))]
    return [_missing([piece.at(parts) for piece in pieces]) for parts in several]


class _Seen(NamedTuple):
    """What some code reads and binds, and whether it imports what cannot be told."""

    read: Names
    bound: Names
    is_open: bool


class _Piece:
    """Some lines of the file after the change, and the parts that touch them."""

    def __init__(self, file: FileChange, lines: Sequence[range], parts: Sequence[Part]) -> None:
        self._file, self._lines, self._parts = file, lines, parts
        self._known: dict[frozenset[Part], _Seen | None] = {}

    @cached_property
    def _own(self) -> frozenset[Part]:
        return frozenset(self._parts)

    def at(self, applied: frozenset[Part]) -> _Seen | None:
        """What the piece reads and binds in a state of the file; None where it does not compile."""
        key = applied & self._own
        if key not in self._known:
            self._known[key] = _seen(self._file.path, b"".join(self._text(key)))
        return self._known[key]

    def _text(self, applied: frozenset[Part]) -> Iterator[bytes]:
        for lines in self._lines:
            at = lines.start
            for part in self._parts:
                assert part.hunk is not None
                old, new = part.hunk
                yield from self._file.new_lines[at - 1 : new.start - 1]
                chosen, which = (self._file.new_lines, new) if part in applied else (self._file.old_lines, old)
                yield from chosen[which.start - 1 : which.stop - 1]
                at = new.stop
            yield from self._file.new_lines[at - 1 : lines.stop - 1]


def _hunked(file: FileChange) -> list[Part]:
    return [part for part in file.parts if part.hunk is not None]


def _cut(file: FileChange) -> Iterator[tuple[Sequence[range], Sequence[Part]]]:
    """The lines of each piece and the parts in it; those that no part touches are one."""
    untouched: list[range] = []
    waiting = _hunked(file)
    at = 1
    for first, last in _statements(file):
        before = [part for part in waiting if _news(part).stop <= first]
        if first < at or any(_news(part).start <= last for part in waiting[len(before) :]):
            continue
        if before:
            yield [range(at, first)], before
        untouched.append(range(first if before else at, last + 1))
        waiting = waiting[len(before) :]
        at = last + 1
    yield [range(at, len(file.new_lines) + 1)], waiting
    yield untouched, []


def _news(part: Part) -> range:
    assert part.hunk is not None
    return part.hunk.new


def _statements(file: FileChange) -> Iterator[tuple[int, int]]:
    """The lines of the statements at the top level after the change, where they can be told."""
    sides = [read_source(file.path, content) for content in (file.before, file.after)]
    if any(not isinstance(side, Source) or side.encoding != "utf-8" or "\r" in side.text for side in sides):
        return
    assert isinstance(sides[1], Source)
    tree = parse(sides[1])
    for each in [] if isinstance(tree, Diagnostic) else tree.body:
        if not (isinstance(each, ast.ImportFrom) and each.module == "__future__"):
            yield first_line(each), each.end_lineno or each.lineno


def _seen(path: str, content: bytes) -> _Seen | None:
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
    return _Seen(frozenset(read), frozenset(bound), _STAR.search(source.text) is not None)


def _missing(pieces: Iterable[_Seen | None]) -> Names | None:
    read, bound, is_open = set[str](), set[str](), False
    for seen in pieces:
        if seen is None:
            return None
        read |= seen.read
        bound |= seen.bound
        is_open |= seen.is_open
    return frozenset() if is_open else frozenset(read - bound - _ALWAYS)
