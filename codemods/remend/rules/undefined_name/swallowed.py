"""A line that was to bind the name and never runs, since it was put inside a string.

A careless sweep that adds a line "at the top" of a file adds it to the docstring of some. The line is still there, word
for word, at the left margin of a string that stands alone as a statement of the module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from remend.index.index import Index
from remend.module import Module, occurrences
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.similar import Fits


class SwallowedImport:
    """An import of the name that stands in a string, of something that the project has."""

    def __init__(self, index: Index, fits: Fits) -> None:
        self._index = index
        self._fits = fits

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The import, once, with where it stands; none where two differ."""
        found: dict[tuple[str, str, str], int] = {}
        for statement, line in _statements(question.module, question.name):
            if isinstance(statement, ast.ImportFrom) and not statement.level and statement.module:
                for alias in statement.names:
                    if (alias.asname or alias.name) == question.name:
                        found.setdefault((statement.module, alias.name, alias.asname or ""), line)
        if len(found) != 1:
            return ()
        (((module, name, alias_name), line),) = found.items()
        target = self._index.resolve(f"{module}.{name}")
        if target is None or self._fits(target, question.uses) is False:
            return ()
        text = f"line {line} imports it, but stands inside a string"
        return (Candidate(module=module, name=name, alias=alias_name, evidence=(text,)),)


def find_swallowed(question: Question) -> str:
    """The line inside a string that was to bind the name, as half a sentence; empty where there is none."""
    for statement, line in _statements(question.module, question.name):
        if question.name in _bound_by(statement):
            return f"line {line}, `{ast.unparse(statement)}`, would bind it, but stands inside a string"
    return ""


def _statements(module: Module, name: str) -> Iterator[tuple[ast.stmt, int]]:
    """The statements that hold `name` and stand, each whole on a line at the left margin, in a string of its own."""
    for node in module.tree.body:
        match node:
            case ast.Expr(value=ast.Constant(value=str())) if node.end_lineno is not None:
                lines = module.source.text.splitlines()[node.lineno : node.end_lineno]
                for number, text in enumerate(lines, node.lineno + 1):
                    if not text[:1].isspace() and next(occurrences(text, name), None) is not None:
                        yield from ((statement, number) for statement in _parsed(text))


def _parsed(text: str) -> Sequence[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError):
        return ()


def _bound_by(statement: ast.stmt) -> frozenset[str]:
    match statement:
        case ast.Assign(targets=targets):
            return frozenset(target.id for target in targets if isinstance(target, ast.Name))
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return frozenset(alias.asname or alias.name.partition(".")[0] for alias in names)
    return frozenset()
