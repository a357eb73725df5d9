"""The statements of a file, whatever they stand in, and its calls by the functions around them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator

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


def numbered(module: Module, callees: Collection[str]) -> Iterator[tuple[Site, tuple[str, str, int]]]:
    """The calls of `callees`, each with the function around, the callee as written, and its number among its like."""
    counted: Counter[tuple[str, str]] = Counter()
    for site in module.sites({callee.rpartition(".")[2] for callee in callees}):
        call = site.up()
        if isinstance(call.node, ast.Call) and call.node.func is site.node:
            callee = ast.unparse(call.node.func)
            if callee in callees:
                key = module.symbol(call.path), callee
                yield call, (*key, counted[key])
                counted[key] += 1
