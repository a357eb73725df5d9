"""What is done with the elements of a container, as far as it shows that they are no coroutines."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from remend.module import Site
from remend.rules.missing_await.reads import last_name, works_with

_COMBINING = frozenset(["sum", "join", "sorted", "min", "max"])

UsesOf = Callable[[Site, str], Iterable[Site]]
"""The reads of a name in the function around a site."""


def works_with_items(use: Site, uses_of: UsesOf) -> bool:
    """Whether a read of a container does with an element what nobody can do with a coroutine."""
    match use.parent():
        case ast.Subscript(value=value, slice=index) if value is use.node and not isinstance(index, ast.Slice):
            return works_with(use.up())
        case ast.For(iter=iterable, target=ast.Name(id=name)) if iterable is use.node:
            return any(map(works_with, _inside(uses_of(use, name), use.parent())))
        case ast.comprehension(iter=iterable, target=ast.Name(id=name)) if iterable is use.node:
            return any(map(works_with, _inside(uses_of(use, name), use.parent(2))))
        case ast.Call(func=called, args=[first, *_]) if first is use.node:
            return last_name(called) in _COMBINING
    return False


def _inside(uses: Iterable[Site], around: ast.AST) -> Sequence[Site]:
    return [use for use in uses if around in use.path]
