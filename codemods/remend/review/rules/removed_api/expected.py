"""Whether the code around a place is ready for it to fail, or needs the very name that stands there."""

from __future__ import annotations

import ast
import re

from remend.module import Site
from remend.rules.missing_await.sinks import OF_DOUBLES

_PATCHING = frozenset({"patch", "setattr"})
_DOUBLES = OF_DOUBLES | {"called", "call_args", "call_args_list", "call_count", "mock_calls"}
_LENIENT = frozenset({"create", "raising"})
_RAISING = re.compile(r"\b(?:raises|assertRaises|assertRaisesRegex|RaisesGroup|suppress)\(")


def is_expected(site: Site, name: str, error: str = "AttributeError") -> bool:
    """Whether the code around a place is ready for it to fail: it asks first, catches that, or is a test of it."""
    for above, below in zip(site.path, site.path[1:], strict=False):
        match above:
            case ast.If(test=test) | ast.IfExp(test=test) if _asks(test, name):
                return True
            case ast.BoolOp() if _asks(above, name):
                return True
            case ast.Try(body=body, handlers=handlers) if any(below is each for each in body) and any(
                handler.type is not None and error in ast.unparse(handler.type) for handler in handlers
            ):
                return True
            case ast.With(items=items) if any(_RAISING.search(ast.unparse(item.context_expr)) for item in items):
                return True
    return False


def is_double(site: Site) -> bool:
    """Whether what is read at a place is a test's double, as what is read from that in turn shows."""
    parent = site.parent()
    return isinstance(parent, ast.Attribute) and (parent.attr in _DOUBLES or parent.attr.startswith("assert_"))


def is_patched(site: Site) -> bool:
    """Whether a string is what a patch replaces, which has to be there."""
    call = site.parent()
    if not isinstance(call, ast.Call) or call.args[:1] != [site.node]:
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in _PATCHING and not any(keyword.arg in _LENIENT for keyword in call.keywords)


def _asks(test: ast.expr, name: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"hasattr", "getattr"}
        and any(isinstance(argument, ast.Constant) and argument.value == name for argument in node.args)
        for node in ast.walk(test)
    )
