"""Whether a test puts a double in the place of what it calls."""

from __future__ import annotations

import ast
import re

from remend.module import Module, Site
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.places import FUNCTIONS

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
            if ast.unparse(other.node) == written:
                return True
        elif isinstance(other.node, ast.Constant) and outermost in other.path and _is_patch(other):
            return True
    return False


def _is_patch(string: Site) -> bool:
    """Whether a string names what a call of `patch`, `patch.object`, `setattr` or the like replaces."""
    call = string.parent()
    return isinstance(call, ast.Call) and _PATCHING.search(ast.unparse(call.func)) is not None
