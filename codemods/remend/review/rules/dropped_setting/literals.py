"""The names of settings in literals: lists, sets, tuples and dicts of names, and strings such as `A=1,B=2`."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.module import Module, touches
from remend.review.rules.dropped_setting.mentions import Declared, Kind
from remend.review.rules.dropped_setting.names import is_setting

_CONTAINERS = (ast.Dict, ast.List, ast.Set, ast.Tuple)
_WORTH = re.compile(r"""["'][A-Z_][A-Z0-9_]{2,}["'=]""")
_ASSIGNED = re.compile(r"(?:^|,)([A-Z][A-Z0-9_]*)=[^,\n]*")
_MOSTLY = 2 / 3
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Literal:
    """One whole literal that holds names which look like settings, and what it is assigned to, if to anything."""

    owner: str
    names: tuple[Declared, ...]


def literals(module: Module, *, mostly: bool = True) -> Iterator[Literal]:
    """The literals with such names, in source order; with `mostly` only those in which few other texts are.

    A dict tells by its keys, where these do not hold further literals.
    """
    text, starts = module.source.text, module.source.line_starts
    lines = sorted({bisect_right(starts, found.start()) for found in _WORTH.finditer(text)})
    for node, owner, is_assigned in _outermost(module.tree, "", lines) if lines else ():
        texts = list(_texts(node, owner))
        names = tuple(
            Declared(name=name, path=module.path, line=line, kind=Kind.CODE, owner=around)
            for name, line, around in texts
            if is_setting(name)
        )
        if names and (not mostly or len(names) >= _MOSTLY * len(texts)):
            yield Literal(owner if is_assigned else "", names)


def _outermost(
    node: ast.AST, owner: str, lines: Sequence[int], *, is_assigned: bool = False
) -> Iterator[tuple[ast.expr, str, bool]]:
    """The literals that lie in no other one, with the definitions around and what they are assigned to, if they are."""
    for child in ast.iter_child_nodes(node):
        around, assigned = owner, is_assigned
        match child:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                around = f"{owner}.{name}".lstrip(".")
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
                around, assigned = f"{owner}.{ast.unparse(target)}".lstrip("."), True
        if isinstance(child, _CONTAINERS) or (isinstance(child, ast.Constant) and _assigns(child)):
            yield child, around, assigned
        elif not isinstance(child, (ast.JoinedStr, ast.Constant)) and touches(child, lines):
            yield from _outermost(child, around, lines, is_assigned=assigned)


def _assigns(node: ast.Constant) -> bool:
    """Whether a text is a list of assignments."""
    return isinstance(node.value, str) and len(_ASSIGNED.findall(node.value)) >= _LEAST


def _texts(node: ast.expr, owner: str) -> Iterator[tuple[str, int, str]]:
    """The texts of a literal, each with its line and what it is part of."""
    match node:
        case ast.Constant(value=str(text)):
            assigned = _ASSIGNED.findall(text)
            for name in assigned if len(assigned) >= _LEAST else (text,):
                yield name, node.lineno, owner
        case ast.List(elts=elements) | ast.Set(elts=elements) | ast.Tuple(elts=elements):
            for element in elements:
                yield from _texts(element, owner)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                text = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
                if isinstance(value, _CONTAINERS):
                    yield from _texts(value, f"{owner}[{text}]")
                elif key is not None and text:
                    yield text, key.lineno, owner
