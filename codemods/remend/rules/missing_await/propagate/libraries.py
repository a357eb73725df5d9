"""What libraries do with the functions that they are given: which of them await a coroutine function."""

from __future__ import annotations

import ast

from remend.inference.local import Closely
from remend.inference.values import ClassValue, FunctionValue, Instance, Outside, Value
from remend.module import Site

BOTH_WAYS = frozenset(["fastapi", "starlette", "litestar", "quart", "aiohttp", "sanic", "blacksheep", "robyn"])
"""Web frameworks whose handlers may be sync or async."""

_TAKING = frozenset(
    [
        "Depends",
        "Security",
        "add_api_route",
        "add_api_websocket_route",
        "add_event_handler",
        "add_exception_handler",
        "add_route",
        "add_task",
        "add_websocket_route",
        "iscoroutinefunction",
    ]
)
_KNOWING = BOTH_WAYS | {"asyncio", "inspect"}


def library_of(value: Value | None) -> str:
    """The top-level package that a value comes from; empty where that is not known or it is the project's."""
    if isinstance(value, Outside):
        return value.dotted.partition(".")[0]
    if isinstance(value, Instance):
        value = value.of
    if isinstance(value, (ClassValue, FunctionValue)):
        _, found, rest = value.path.rpartition("site-packages/")
        return rest.partition("/")[0] if found else ""
    return ""


def takes_coroutine_functions(closely: Closely, site: Site) -> bool:
    """Whether the function named at `site` is handed to a library that awaits it where it is async."""
    up = site.up() if isinstance(site.parent(), ast.keyword) else site
    call = up.parent()
    if not isinstance(call, ast.Call) or call.func is site.node:
        return False
    at = up.path.index(call)
    return ast.unparse(call.func).rpartition(".")[2] in _TAKING and (
        origin(closely, (*up.path[: at + 1], call.func)) in _KNOWING
    )


def origin(closely: Closely, path: tuple[ast.AST, ...]) -> str:
    """The top-level package that the expression at the end of `path` comes from, or is a method of."""
    node = path[-1]
    assert isinstance(node, ast.expr)
    dotted = closely.module.scope_at(path).origin(node)
    found = library_of(closely.value(path))
    if not found and isinstance(node, ast.Attribute):
        found = library_of(closely.value((*path, node.value)))
    return found or (dotted or "").partition(".")[0]
