"""Functions that are named in strings: what a test replaces, what is looked up by name, what a program starts with."""

from __future__ import annotations

import ast
import re

from remend.inference.local import Closely
from remend.inference.values import ClassValue, Instance, ModuleValue, Value
from remend.module import Site
from remend.rules.missing_await.propagate.functions import Target

_LOOKING_UP = re.compile(r"(?:^|\.)(?:getattr|hasattr|setattr|delattr|methodcaller|attrgetter)$")
_PATCHING = re.compile(r"(?:^|\.)(?:patch|patch\.object|patch\.multiple|object)$")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)+")


def string_obstacle(closely: Closely, site: Site, target: Target) -> str:
    """Why a function cannot become async that the string at `site` may name."""
    node, call = site.node, site.parent()
    assert isinstance(node, ast.Constant)
    if not isinstance(node.value, str):
        return ""
    callee = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
    where = f"{closely.module.path}:{node.lineno}"
    if node.value == target.name and isinstance(call, ast.Call):
        if not (_LOOKING_UP.search(callee) or _PATCHING.search(callee)) or not _may_have(closely, site, call, target):
            return ""
        if _PATCHING.search(callee) and _makes_its_own(call, node):
            return ""
        return f"{callee}() names it in a string ({where})"
    if not _DOTTED.fullmatch(node.value) or not _leads_to(closely, node.value.replace(":", "."), target):
        return ""
    if _PATCHING.search(callee) and isinstance(call, ast.Call) and _makes_its_own(call, node):
        return ""
    return f"it is named in a string ({where})"


def _leads_to(closely: Closely, dotted: str, target: Target) -> bool:
    infer = closely.inference
    found = infer.index.resolve(dotted) if dotted.rpartition(".")[2] == target.name else None
    return found is not None and target.is_value(infer.definition(found))


def _may_have(closely: Closely, site: Site, call: ast.Call, target: Target) -> bool:
    """Whether the object whose attribute is named may be what the function belongs to."""
    owner = closely.value((*site.path[:-1], call.args[0])) if call.args and call.args[0] is not site.node else None
    if owner is None:
        return True
    return _is_owner(closely, owner, target)


def _is_owner(closely: Closely, owner: Value, target: Target) -> bool:
    if isinstance(owner, (ClassValue, Instance, ModuleValue)):
        return target.is_value(closely.inference.member(owner, target.name))
    return False


def _makes_its_own(call: ast.Call, name: ast.Constant) -> bool:
    """Whether a patch puts a double in place that it makes itself, which is async where what it replaces is."""
    is_last = bool(call.args) and call.args[-1] is name
    return is_last and not any(keyword.arg in (None, "new", "new_callable") for keyword in call.keywords)
