"""What web routes and plain text tell of who reads a result: front ends, and tests that go by a route."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.errors import UsageError
from remend.index.roles import is_test
from remend.inference.local import Closely, FunctionNode
from remend.inference.values import ClassValue
from remend.review.rules.changed_call.side import Side

_FRONT_END = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".html", ".vue", ".svelte")
_METHODS = frozenset(["get", "post", "put", "patch", "delete", "head", "options", "route", "api_route", "websocket"])
_LARGEST = 1_000_000
_MOST = 5
_LEAST_ADDRESS = 4


@dataclass(frozen=True, slots=True)
class Route:
    """A web route: its method and path as they are written, and the names that its response model insists on.

    That has the name `model`, which is empty where there is none.
    """

    method: str
    path: str
    model: str = ""
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of text that has a word."""

    path: str
    line: int
    word: str


def route_of(side: Side, closely: Closely, function: FunctionNode) -> Route | None:
    """The route that a function answers, by its decorators."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr=method), args=[ast.Constant(value=str(path)), *_]) if (
                method in _METHODS
            ):
                given = [each.value for each in decorator.keywords if each.arg == "response_model"]
                model = given[0] if given else function.returns
                return _with_model(side, closely, Route(method.upper(), path), model)
    return None


def _with_model(side: Side, closely: Closely, route: Route, model: ast.expr | None) -> Route:
    names = closely.inference.of_module(closely.module.path)
    value = closely.inference.expression(model, names) if model is not None else None
    node = side.class_node(value) if isinstance(value, ClassValue) else None
    if node is None:
        return route
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    required = frozenset(ast.unparse(each.target) for each in fields if each.value is None)
    return Route(route.method, route.path, node.name, required)


def mentions(side: Side, words: Sequence[str], routes: Sequence[str], functions: Sequence[str]) -> list[Mention]:
    """Where text outside of the product code has one of `words`: front ends that name a route, and tests.

    Tests have to name a route or one of the functions.
    """
    addresses = [route.encode() for route in routes if len(route) >= _LEAST_ADDRESS]
    names = [name.encode() for name in functions if len(name) >= _LEAST_ADDRESS]
    wanted = re.compile(r"\b(" + "|".join(map(re.escape, words)) + r")\b")
    found: list[Mention] = []
    for path in side.project.snapshot.paths if addresses or names else ():
        is_front_end = path.endswith(_FRONT_END) and not path.endswith(".min.js")
        if is_front_end or (path.endswith(".py") and is_test(path)):
            raw = _raw(side, path)
            if any(each in raw for each in (addresses if is_front_end else (*addresses, *names))):
                found += _in_text(path, raw.decode("utf-8", "replace"), wanted)
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _in_text(path: str, text: str, wanted: re.Pattern[str]) -> Iterator[Mention]:
    seen = set()
    for number, line in enumerate(text.splitlines(), 1):
        for match in wanted.finditer(line):
            if match[1] not in seen:
                seen.add(match[1])
                yield Mention(path, number, match[1])


def _raw(side: Side, path: str) -> bytes:
    """The bytes of a file; none where it cannot be read, or is too long to have been written by hand."""
    try:
        raw = side.project.read(path)
    except (KeyError, UsageError):
        return b""
    return raw if len(raw) <= _LARGEST else b""
