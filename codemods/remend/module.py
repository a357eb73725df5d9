"""One parsed file, as rules see it: text, tree, positions, scopes, and the few nodes that carry a word.

A rule asks for the places where certain words stand. Only the branches of the tree whose lines hold such a word are
walked, so a large file with one occurrence costs little more than its parse.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from remend.model import Diagnostic, Span
from remend.scopes import Scope, Scopes
from remend.source import Source, parse, read_source


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a file's project says about it.

    `name` is its dotted module name, `first_party` are the project's own top-level packages, `exported` the names that
    other files take from it by import or by attribute. `distribution` is the folder of the distribution it is installed
    with, `boundary` the service that it belongs to; both are empty for the root.
    """

    name: str = ""
    first_party: frozenset[str] = frozenset()
    exported: frozenset[str] = frozenset()
    distribution: str = ""
    boundary: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A node and the way to it: `path` leads from the module to the node itself."""

    node: ast.AST
    path: tuple[ast.AST, ...]

    def parent(self, level: int = 1) -> ast.AST:
        """The node `level` steps up; the module stands for all steps beyond it."""
        return self.path[max(len(self.path) - 1 - level, 0)]

    def up(self, level: int = 1) -> Site:
        """The site of the node `level` steps up."""
        path = self.path[: len(self.path) - level]
        return Site(path[-1], path)


class Module:
    """A parsed Python file.

    Attributes:
        source: its text and encoding.
        tree: its syntax tree.
        surroundings: what the project says about it.
        notes: a place for a rule to keep what it worked out in `detect` until `mend`, by rule id.
        diagnostics: what rules have to say of the file as a whole.
    """

    def __init__(self, source: Source, tree: ast.Module, surroundings: Surroundings) -> None:
        self.source = source
        self.tree = tree
        self.surroundings = surroundings
        self.notes: dict[str, Any] = {}
        self.diagnostics: list[Diagnostic] = []
        self._scopes = Scopes(tree, source.text)
        self._sites: dict[frozenset[str], tuple[Site, ...]] = {}
        self._adrift: dict[ast.AST, ast.JoinedStr] = {}

    @classmethod
    def load(cls, path: str, raw: bytes, surroundings: Surroundings | None = None) -> Module | Diagnostic:
        """Decode and parse a file; a diagnostic where it cannot be."""
        source = read_source(path, raw)
        if isinstance(source, Diagnostic):
            return source
        tree = parse(source)
        return tree if isinstance(tree, Diagnostic) else cls(source, tree, surroundings or Surroundings())

    @property
    def path(self) -> str:
        """The file's path in its snapshot."""
        return self.source.path

    @property
    def scope(self) -> Scope:
        """The module's own scope."""
        return self._scopes.module

    def scope_at(self, path: tuple[ast.AST, ...]) -> Scope:
        """The scope in which the last node of `path` is evaluated."""
        return self._scopes.at(path)

    def span(self, node: ast.AST) -> Span:
        """Where `node` stands; decorators belong to their definition."""
        return self.source.span(*self.extent(node))

    def extent(self, node: ast.AST) -> tuple[int, int]:
        """First and last character offset of `node`, the last one exclusive; of the f-string where it is adrift."""
        node = self._adrift.get(node, node)
        assert isinstance(node, (ast.expr, ast.stmt, ast.excepthandler, ast.keyword, ast.arg, ast.alias))
        end_line, end_column = node.end_lineno, node.end_col_offset
        assert end_line is not None and end_column is not None
        start = self.source.offset(first_line(node), node.col_offset)
        return start, self.source.offset(end_line, end_column)

    def is_adrift(self, span: Span) -> bool:
        """Whether `span` is an f-string in which Python places a node wrongly, so that nothing in it can be mended."""
        return any(self.extent(around) == (span.start, span.end) for around in self._adrift.values())

    def symbol(self, path: tuple[ast.AST, ...]) -> str:
        """The dotted name of the functions and classes around the last node of `path`."""
        names = (n.name for n in path[:-1] if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)))
        return ".".join(names)

    def sites(self, words: Iterable[str]) -> Sequence[Site]:
        """Names, attributes, imported names and string constants that hold one of `words`, in source order."""
        wanted = frozenset(words)
        known = self._sites.get(wanted)
        if known is None:
            known = self._sites[wanted] = tuple(self._find(wanted))
        return known

    def _find(self, words: frozenset[str]) -> Iterator[Site]:
        lines = sorted(set().union(*map(self._lines_with, words)))
        if not lines:
            return
        stack: list[tuple[ast.AST, tuple[ast.AST, ...], ast.JoinedStr | None]] = [(self.tree, (self.tree,), None)]
        while stack:
            node, path, around = stack.pop()
            if _holds(node, words):
                if around is not None:
                    self._check_places(path[path.index(around) + 1 :], around)
                yield Site(node, path)
            if around is None and isinstance(node, ast.JoinedStr):
                around = node
            for child in reversed(list(ast.iter_child_nodes(node))):
                if around is not None or touches(child, lines):
                    stack.append((child, (*path, child), around))

    def _check_places(self, nodes: Sequence[ast.AST], around: ast.JoinedStr) -> None:
        """Before 3.12 Python counts lines wrongly in some f-strings within f-strings; trust no place that is not so."""
        if not all(self._is_in_place(node) for node in nodes if isinstance(node, ast.expr)):
            self._adrift.update(dict.fromkeys(nodes, around))

    def _is_in_place(self, node: ast.expr) -> bool:
        if isinstance(node, (ast.FormattedValue, ast.JoinedStr, ast.Constant)):
            return True
        try:
            start, end = self.extent(node)
            found = ast.parse(f"({self.source.text[start:end]})", mode="eval").body
        except (SyntaxError, ValueError, IndexError):
            return False
        return ast.dump(found) == ast.dump(node)

    def _lines_with(self, word: str) -> set[int]:
        text, starts = self.source.text, self.source.line_starts
        return {bisect_right(starts, offset) for offset in occurrences(text, word)}

    @cached_property
    def is_package(self) -> bool:
        """Whether the file is a package's `__init__`."""
        return self.path.rpartition("/")[2] == "__init__.py"


def first_line(node: Any) -> int:
    """The line on which a positioned node starts; decorators belong to their definition."""
    decorators = getattr(node, "decorator_list", None)
    line: int = decorators[0].lineno if decorators else node.lineno
    return line


def touches(node: ast.AST, lines: Sequence[int]) -> bool:
    """Whether a node stands on one of some lines, which are in order; true of one that has no place."""
    end = getattr(node, "end_lineno", None)
    if end is None:
        return True
    at = bisect_left(lines, first_line(node))
    return at < len(lines) and lines[at] <= end


def _holds(node: ast.AST, words: frozenset[str]) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name in words
        case ast.Constant(value=str(text)):
            return any(word in text and next(occurrences(text, word), None) is not None for word in words)
    return False


def occurrences(text: str, word: str) -> Iterator[int]:
    """The offsets at which `word` stands in `text` as a whole word."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            yield at
        at = text.find(word, at + len(word))
