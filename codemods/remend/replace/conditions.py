"""What a hole may stand for, and where code has to stand, as `where` says it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from remend.index.facts import Class
from remend.inference.local import Closely
from remend.inference.values import Instance, Outside
from remend.module import Module

Condition = Callable[[ast.expr], bool]

INSIDE = "inside"
PLACES = ("async def", "def", "class", "module")


def _is_constant(node: ast.expr) -> bool:
    signed = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)) else node
    return isinstance(signed, ast.Constant)


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_number(node: ast.expr) -> bool:
    signed = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)) else node
    value = signed.value if isinstance(signed, ast.Constant) else None
    return isinstance(value, (int, float, complex)) and not isinstance(value, bool)


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name)


KINDS: Mapping[str, Condition] = {
    "constant": _is_constant,
    "string": _is_string,
    "number": _is_number,
    "name": _is_name,
}


def place_of(module: Module, path: tuple[ast.AST, ...]) -> str:
    """What the code at the end of `path` runs in, one of `PLACES`."""
    scope = module.scope_at(path)
    while not isinstance(scope.node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        if isinstance(scope.node, ast.Lambda) or scope.parent is None:
            return "def"
        scope = scope.parent
    match scope.node:
        case ast.AsyncFunctionDef():
            return "async def"
        case ast.FunctionDef():
            return "def"
        case ast.ClassDef():
            return "class"
    return "module"


def is_instance(path: tuple[ast.AST, ...], closely: Closely, dotted: str) -> bool:
    """Whether the last node of `path` is known to be an instance of a class, or of one derived from it.

    It is not where something is read from it that a class between the two has for itself.
    """
    value = closely.value(path)
    if isinstance(value, Outside):
        return value.is_instance and value.dotted == dotted
    if not isinstance(value, Instance):
        return False
    index, own = closely.inference.index, (value.of.path, value.of.fact)
    found = index.resolve(dotted)
    wanted = (found.path, found.fact.line) if found is not None and isinstance(found.fact, Class) else None
    passed: list[Class] = []
    for place, fact in (own, *(base for base in index.bases(*own) if base is not None)):
        if (place, fact.line) == wanted:
            return not _has_its_own(passed, path)
        passed.append(fact)
        if wanted is None and any(index.named(place, name) == dotted for name in fact.bases):
            return not _has_its_own(passed, path)
    return False


def _has_its_own(owners: Iterable[Class], path: tuple[ast.AST, ...]) -> bool:
    """Whether one of some classes has what is read from the last node of `path`."""
    reads = path[-2].attr if isinstance(path[-2], ast.Attribute) else ""
    methods = (method.name for owner in owners for method in owner.methods)
    return reads in methods or any(each.name == reads for owner in owners for each in owner.attributes)
