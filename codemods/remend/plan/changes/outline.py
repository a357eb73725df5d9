"""The functions and classes that lines of a Python file stand in; of a file no more is parsed than is asked for."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from remend.model import Diagnostic
from remend.module import first_line
from remend.plan.changes.cutting import statement_starts
from remend.plan.changes.words import words
from remend.source import Source, parse, read_source

_IMPORTS = (b"import ", b"from ")
_MOST_CONTEXT = 4_000

Home = tuple[str, frozenset[str]]
"""The dotted name of the function or class that a part stands in, and the words of its code."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A function or class of one side of a file, with its lines."""

    name: str
    first: int
    last: int


class Outline:
    """The functions and classes of one side of a file, looked for when somebody asks."""

    def __init__(self, path: str, content: bytes, lines: Sequence[bytes]) -> None:
        self._path, self._content, self._lines = path, content, lines
        self._is_python = path.endswith((".py", ".pyi", ".pyw"))
        self._known: dict[range, Sequence[Symbol]] = {}
        self._words: dict[Symbol, frozenset[str]] = {}

    def home(self, which: range) -> Home | None:
        """The innermost that some lines begin in; that imports are in none is seen without parsing."""
        if self._lines[which.start - 1 : which.start] and self._lines[which.start - 1].startswith(_IMPORTS):
            return None
        near = self._near(which.start) if self._is_python else ()
        around = [symbol for symbol in near if symbol.first <= which.start <= symbol.last]
        if not around:
            return None
        if around[-1] not in self._words:
            code = b"".join(self._lines[around[-1].first - 1 : around[-1].last]).decode("utf-8", "replace")
            self._words[around[-1]] = frozenset(words(code[:_MOST_CONTEXT]))
        return around[-1].name, self._words[around[-1]]

    def _near(self, at: int) -> Sequence[Symbol]:
        """The functions and classes of the statement that a line is in, outer ones first."""
        number = min(bisect_right(self._bounds, at), len(self._bounds) - 1)
        lines = range(self._bounds[number - 1], self._bounds[number])
        if lines not in self._known:
            found = self._in(lines)
            self._known[lines] = self._all if found is None else found
        return self._known[lines]

    @cached_property
    def _bounds(self) -> Sequence[int]:
        """The first lines of statements, and the end; no more where Python counts lines otherwise than git."""
        starts = () if b"\r" in self._content else statement_starts(self._lines)
        return [1, *(at for at in starts if at > 1), len(self._lines) + 1]

    def _in(self, lines: range) -> Sequence[Symbol] | None:
        """What some lines alone have; None where they do not parse alone."""
        code = b"".join(self._lines[lines.start - 1 : lines.stop - 1])
        if b"def " not in code and b"class " not in code:
            return ()
        try:
            tree = parse(Source(self._path, code.decode("utf-8"), "utf-8"))
        except UnicodeDecodeError:
            return None
        return None if isinstance(tree, Diagnostic) else _symbols(tree, lines.start - 1)

    @cached_property
    def _all(self) -> Sequence[Symbol]:
        """What the whole file has; none where it does not parse."""
        source = read_source(self._path, self._content)
        tree = source if isinstance(source, Diagnostic) else parse(source)
        return () if isinstance(tree, Diagnostic) else _symbols(tree, 0)


def _symbols(tree: ast.Module, above: int) -> Sequence[Symbol]:
    """The functions and classes of a tree, outer ones first; `above` are the lines before it."""
    found: list[Symbol] = []
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, outer = waiting.pop()
        for child in ast.iter_child_nodes(node):
            name = outer
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{outer}.{child.name}" if outer else child.name
                found.append(Symbol(name, above + first_line(child), above + (child.end_lineno or child.lineno)))
            if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                waiting.append((child, name))
    return sorted(found, key=lambda symbol: (symbol.first, -symbol.last))
