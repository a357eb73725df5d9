"""The lines of a definition: those that say how it is called, and all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from remend.index.statements import Definition, flat
from remend.module import Module

_MOST_LINES = 6


def definitions(module: Module) -> Mapping[str, Definition]:
    """The functions and classes of a module and the methods of its classes, by their dotted name."""
    return dict(_definitions(module.tree))


def head(module: Module, line: int) -> tuple[int, int]:
    """The first and last line of what says how the thing is called that is defined or bound on a line."""
    for node in definitions(module).values():
        if node.lineno == line:
            return line, max(line, node.body[0].lineno - 1 if node.body[0].lineno > line else line)
    return line, line


def lines(module: Module, first: int, last: int) -> str:
    """Some lines of a file."""
    return "\n".join(module.source.line(each).rstrip() for each in range(first, last + 1))


def brief(shown: Sequence[str], other: Sequence[str]) -> str:
    """The lines that say how something is called; of many the first and those that the other end has not."""
    if len(shown) <= _MOST_LINES:
        return "\n".join(shown)
    return "\n".join([*shown[:1], *[line for line in shown[1:] if line not in other]][:_MOST_LINES])


def body(module: Module, node: Definition) -> list[str]:
    """The lines of a definition, its decorators aside, without the blanks around them."""
    return [module.source.line(each).strip() for each in range(node.lineno, (node.end_lineno or node.lineno) + 1)]


def _definitions(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    for statement, _ in flat(tree.body):
        if isinstance(statement, Definition):
            yield statement.name, statement
        if isinstance(statement, ast.ClassDef):
            for inner, _ in flat(statement.body):
                if isinstance(inner, Definition):
                    yield f"{statement.name}.{inner.name}", inner
