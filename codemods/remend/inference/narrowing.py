"""What a branch tells of a name, of which nothing else is known: `if isinstance(value, Kind):`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from remend.inference.flow import Spot, arm
from remend.scopes import Binding


def narrowing(name: str, bindings: Sequence[Binding], spot: Spot) -> Iterator[tuple[ast.expr, Spot]]:
    """The kinds that `name` is tested for by the branches around `spot`, innermost first, and where they are read.

    A branch in which the name is bound anew tells nothing.
    """
    for depth, block in reversed(list(enumerate(spot.blocks))):
        is_inside = isinstance(block, ast.If) and arm(block, spot.line) == 0
        if isinstance(block, ast.If) and is_inside and not any(block in each.blocks for each in bindings):
            kind = tested_kind(block.test, name)
            if kind is not None:
                yield kind, Spot(block.lineno, spot.blocks[:depth])


def tested_kind(test: ast.expr, name: str) -> ast.expr | None:
    """The one kind that `name` is of where `test` holds; None where it is not said, or there are several."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return next((kind for each in values if (kind := tested_kind(each, name)) is not None), None)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=tested), kind], keywords=[]) if tested == name:
            return kind if isinstance(kind, (ast.Name, ast.Attribute)) else None
    return None
