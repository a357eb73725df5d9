"""What the other places in a function say that do the same and await it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from remend.module import Module, Site
from remend.rules.missing_await.reads import is_awaited, last_name

_SEVERAL = 2
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def assigns_awaited(site: Site, name: str, uses: Sequence[Site]) -> bool:
    """Whether the variable gets the awaited result of the same callee elsewhere in the function.

    Where the variable itself is awaited, it has to be so between the two as well: that result is what can be awaited.
    """
    if not isinstance(site.node, ast.Call):
        return False
    here, callee = site.node.lineno, ast.unparse(site.node.func)
    others = [each.lineno for each in _assigned(_around(site), name) if _is_awaited_call(each, callee)]
    awaited = [use.node.lineno for use in uses if isinstance(use.node, ast.Name) and is_awaited(use)]
    if not awaited:
        return bool(others)
    return any(other < use and not other < here < use for other in others for use in awaited)


def is_awaited_throughout(call: Site, module: Module) -> bool:
    """Whether all other calls in the file that are written the same, several of them, are awaited."""
    assert isinstance(call.node, ast.Call)
    written = ast.unparse(call.node.func)
    others = [site.up() for site in module.sites((last_name(call.node.func),)) if _is_callee(site, written)]
    return len(others) > _SEVERAL and all(each.node is call.node or is_awaited(each) for each in others)


def _is_callee(site: Site, written: str) -> bool:
    parent = site.parent()
    return isinstance(parent, ast.Call) and parent.func is site.node and ast.unparse(parent.func) == written


def yields_awaited(site: Site) -> bool:
    """Whether the generator around yields elsewhere what it awaits."""
    nodes = ast.walk(_around(site))
    return any(isinstance(node, ast.Yield) and isinstance(node.value, ast.Await) for node in nodes)


def _around(site: Site) -> ast.AST:
    return next((node for node in reversed(site.path[:-1]) if isinstance(node, _FUNCTIONS)), site.path[0])


def _assigned(function: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield value


def _is_awaited_call(value: ast.expr, callee: str) -> bool:
    match value:
        case ast.Await(value=ast.Call(func=called)):
            return ast.unparse(called) == callee
    return False
