"""The statements of a file, whatever they stand in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.module import Module, Site

_BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def statements(module: Module, kinds: tuple[type[ast.stmt], ...]) -> Iterator[Site]:
    """Those of some kinds."""
    waiting: list[tuple[ast.AST, ...]] = [(module.tree,)]
    while waiting:
        path = waiting.pop()
        if isinstance(path[-1], kinds):
            yield Site(path[-1], path)
        waiting += [(*path, child) for child in ast.iter_child_nodes(path[-1]) if isinstance(child, _BLOCKS)]
