"""The names that the states of a Python file miss.

A file is cut into pieces between its statements and the members of its classes. What a piece reads and binds does not
depend on the others, so that it is looked at once however many states it is in. That annotations are not evaluated, as
`from __future__` may say, is no reason to let them name what is not there.
"""

from __future__ import annotations

import builtins
import re
import symtable
import warnings
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remend.model import Diagnostic
from remend.plan.changes.cutting import Block, members, statements, whole
from remend.plan.changes.parts import FileChange, Part
from remend.source import Source, read_source

_ALWAYS = frozenset({*dir(builtins), "__file__", "__path__", "__annotations__", "__builtins__", "__class__"})
_STAR = re.compile(r"(?m)^\s*from\s[^\n]*\simport\s*\(?\s*\*")
_FUTURE = re.compile(r"(?m)^from __future__ import\b")

Names = frozenset[str]


def missing_in(file: FileChange, several: Sequence[frozenset[Part]]) -> list[Names | None]:
    """For each state of a file the names that it reads and nowhere binds; None where it does not compile."""
    pieces = _pieces(file)
    return [_missing([piece.at(parts) for piece in pieces]) for parts in several]


class _Seen(NamedTuple):
    """What some code reads and binds, and whether it imports what cannot be told."""

    read: Names
    bound: Names
    is_open: bool


class _Piece:
    """Some blocks of a file, which are looked at together."""

    def __init__(self, file: FileChange, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self._file = file
        self._own = frozenset(part for block in blocks for part in block.parts)
        self._known: dict[frozenset[Part], _Seen | None] = {}

    @property
    def is_touched(self) -> bool:
        """Whether it differs before the change and after it."""
        return bool(self._own)

    @property
    def is_sound(self) -> bool:
        """Whether it compiles alone, before the change and after it."""
        return self.at(frozenset()) is not None and self.at(self._own) is not None

    def at(self, applied: frozenset[Part]) -> _Seen | None:
        """What it reads and binds in a state of the file; None where it does not compile."""
        key = applied & self._own
        if key not in self._known:
            text = b"".join(line for block in self.blocks for line in block.text(self._file, key))
            self._known[key] = _seen(self._file.path, text)
        return self._known[key]


def _pieces(file: FileChange) -> list[_Piece]:
    """The pieces of a file: each block that parts touch, as fine as can be, and all others as one."""
    if _is_plain(file):
        found = [piece for block in statements(file) for piece in _finer(file, block)]
        rest = _Piece(file, [block for piece in found if not piece.is_touched for block in piece.blocks])
        pieces = [rest, *(piece for piece in found if piece.is_touched)]
        if all(piece.is_sound for piece in pieces):
            return pieces
    return [_Piece(file, [whole(file)])]


def _finer(file: FileChange, block: Block) -> list[_Piece]:
    """The members of a class that parts touch, where each of them compiles alone."""
    pieces = [_Piece(file, [each]) for each in (members(file, block) if block.parts else ())]
    is_safe = pieces and all(piece.is_sound for piece in pieces if piece.is_touched)
    return pieces if is_safe else [_Piece(file, [block])]


def _is_plain(file: FileChange) -> bool:
    """Whether lines are for Python what they are for git, on both sides."""
    sides = [read_source(file.path, content) for content in (file.before, file.after)]
    return all(isinstance(side, Source) and side.encoding == "utf-8" and "\r" not in side.text for side in sides)


def _seen(path: str, content: bytes) -> _Seen | None:
    source = read_source(path, content)
    if isinstance(source, Diagnostic):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tables = [symtable.symtable(_FUTURE.sub("from future import", source.text), path, "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    read, bound = set[str](), set[str]()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for name in frozenset(table.get_identifiers()) - bound - _ALWAYS:
            symbol = table.lookup(name)
            is_bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter() or symbol.is_annotated()
            (bound if is_bound else read).add(symbol.get_name())
    return _Seen(frozenset(read - bound), frozenset(bound), _STAR.search(source.text) is not None)


def _missing(pieces: Iterable[_Seen | None]) -> Names | None:
    read, bound, is_open = set[str](), set[str](), False
    for seen in pieces:
        if seen is None:
            return None
        read |= seen.read
        bound |= seen.bound
        is_open |= seen.is_open
    return frozenset() if is_open else frozenset(read - bound)
