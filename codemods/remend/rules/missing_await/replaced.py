"""Whether a test puts a double in the place of what it calls."""

from __future__ import annotations

import ast
import re

from remend.module import Module, Site
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.variables import FUNCTIONS

_PATCHING = re.compile(r"\b(?:patch|setattr|stub|spy|replace)\b")


def is_replaced(module: Module, site: Site, known: Known) -> bool:
    """Whether the test around puts something in the place of the method or function that nobody awaits."""
    node = site.node
    if not isinstance(node, ast.Attribute) or f".{node.attr}" in known.calls[module.path].awaited:
        return False
    written = ast.unparse(node)
    outermost = next((each for each in site.path if isinstance(each, FUNCTIONS)), site.path[0])
    for other in module.sites((node.attr,)):
        if isinstance(other.node, ast.Attribute) and isinstance(other.node.ctx, ast.Store):
            if ast.unparse(other.node) == written and not _is_awaited_too(other, outermost):
                return True
        elif isinstance(other.node, ast.Constant) and outermost in other.path and _is_patch(other):
            return True
    return False


def _is_awaited_too(store: Site, function: ast.AST) -> bool:
    """Whether what is put there has to be awaited as well, or belongs to another test, which has a name for it."""
    assert isinstance(store.node, ast.Attribute)
    match store.parent():
        case ast.Assign(value=ast.Call(func=double)) if ast.unparse(double).endswith("AsyncMock"):
            return True
    around = next((each for each in store.path if isinstance(each, FUNCTIONS)), None)
    start = store.node.value
    while isinstance(start, ast.Attribute):
        start = start.value
    is_own = isinstance(start, ast.Name) and start.id not in {"self", "cls"}
    return is_own and around is not None and around is not function and around.name.startswith("test")


def _is_patch(string: Site) -> bool:
    """Whether a string names what a call of `patch`, `patch.object`, `setattr` or the like replaces."""
    call = string.parent()
    return isinstance(call, ast.Call) and _PATCHING.search(ast.unparse(call.func)) is not None
