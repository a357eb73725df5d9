"""What constants, tuples, lists and the like are that are written out."""

from __future__ import annotations

import ast
from collections.abc import Callable

from remend.inference.plain import element, item
from remend.inference.values import NOTHING, Plain, Value, any_of

Read = Callable[[ast.expr], Value | None]
"""Tells what an expression stands for."""


def display(node: ast.expr, read: Read) -> Value | None:
    """What a constant or a container stands for; None for any other expression."""
    match node:
        case ast.Constant(value=None):
            return NOTHING
        case ast.Constant(value=constant):
            return Plain(type(constant).__name__)
        case ast.JoinedStr():
            return Plain("str")
        case ast.Tuple(elts=elements):
            has_star = any(isinstance(each, ast.Starred) for each in elements)
            return Plain("tuple", () if has_star else tuple(map(read, elements)))
        case ast.List(elts=elements) | ast.Set(elts=elements):
            return Plain("list", (any_of([_one_of(each, read) for each in elements]),))
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, map(read, values), strict=True)
            return Plain("dict", (None, any_of([value if key else item(value, None) for key, value in pairs])))
        case ast.ListComp() | ast.SetComp():
            return Plain("list", (None,))
    return None


def _one_of(node: ast.expr, read: Read) -> Value | None:
    """What an element of a list is, or those that it brings along with a star."""
    value = read(node)
    return element(value) if isinstance(node, ast.Starred) else value
