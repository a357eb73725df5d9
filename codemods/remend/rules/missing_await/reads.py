"""What one place of a file does with a value that it reads, as far as the place itself tells."""

from __future__ import annotations

import ast
import re

from remend.module import Site
from remend.rules.missing_await.sinks import INSPECTING, OF_COROUTINES

_AWAITABLE = re.compile(
    r"(?:Awaitable|Coroutine)s?(?![a-z])|(?:Future|Task|Generator)s?(?=Or|Like|Type|T?(?![A-Za-z]))"
)
"""Types by their words; one that only starts with the word for a task, `TaskResult`, is something else."""


def compares_with_none(use: Site) -> bool:
    """Whether a read only compares with None."""
    match use.parent():
        case ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return True
    return False


def asks_for_awaitable(call: ast.Call) -> bool:
    """Whether a call asks if a value is a coroutine or the like."""
    name = last_name(call.func)
    if name == "isinstance":
        return len(call.args) > 1 and is_awaitable(call.args[1])
    return name in INSPECTING and ("await" in name or "coroutine" in name)


def is_awaited(use: Site) -> bool:
    """Whether a read awaits what it reads, or asks whether that can be awaited."""
    parent = use.parent()
    return isinstance(parent, ast.Await) or (isinstance(parent, ast.Call) and asks_for_awaitable(parent))


def works_with(use: Site) -> bool:
    """Whether a read does with a value what nobody can do with a coroutine."""
    match use.parent():
        case ast.Attribute(attr=name):
            return name not in OF_COROUTINES or isinstance(use.parent(3), ast.Await)
        case ast.Subscript(value=value):
            return value is use.node
        case ast.Call(func=ast.Name(id="len")) | ast.BinOp() | ast.FormattedValue():
            return True
        case ast.For(iter=iterable) | ast.comprehension(iter=iterable):
            return iterable is use.node
        case ast.Compare(comparators=[other]):
            return not (isinstance(other, ast.Constant) and other.value is None)
    return is_unpacked(use)


def is_unpacked(use: Site) -> bool:
    """Whether a read takes a value apart with `*` or `**`."""
    match use.parent():
        case ast.Starred() | ast.keyword(arg=None):
            return True
        case ast.Dict(keys=keys, values=values):
            return any(key is None and value is use.node for key, value in zip(keys, values, strict=True))
    return False


def is_of_coroutines(use: Site) -> bool:
    """Whether a read asks for an attribute that a coroutine has, as many other values have."""
    parent = use.parent()
    return isinstance(parent, ast.Attribute) and parent.attr in OF_COROUTINES and not works_with(use)


def is_awaitable(annotation: ast.expr) -> bool:
    """Whether values of the type `annotation` may be awaited, as far as its words tell."""
    return names_awaitable(ast.unparse(annotation))


def names_awaitable(annotation: str) -> bool:
    """The same of an annotation as it is written."""
    return _AWAITABLE.search(annotation) is not None


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name, empty for another expression."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def dotted_name(node: ast.expr) -> str:
    """A dotted name as it is written; of an attribute of anything else the attribute alone."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted_name(value)}.{name}" if dotted_name(value) else name
    return ""
