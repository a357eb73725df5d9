"""The edits of the rule."""

from __future__ import annotations

import ast
import re

from remend.model import Span
from remend.module import Module, Site
from remend.rule import Change
from remend.rules.missing_await.entering import Mistaken

_KEYWORDS = re.compile(r"(?:async[ \t\\\r\n]+)?(?:with|for)\b")


def await_call(call: Site, span: Span) -> Change:
    """`await` before a call, with parentheses where something is read from the result on the spot."""
    from remend.rules.missing_await.codemods import AwaitIt  # noqa: PLC0415 (a scan needs no LibCST)

    parent = call.parent()
    reads = isinstance(parent, (ast.Attribute, ast.Subscript)) and parent.value is call.node
    is_called = isinstance(parent, ast.Call) and parent.func is call.node
    return Change(target=span, codemod=AwaitIt(in_parentheses=reads or is_called, is_aligned=_is_aligned(call.node)))


def call_plainly(span: Span) -> Change:
    """A call without the `await` before it."""
    from remend.rules.missing_await.codemods import Unawait  # noqa: PLC0415 (a scan needs no LibCST)

    return Change(target=span, codemod=Unawait())


def keyword_span(module: Module, mistaken: Mistaken) -> Span:
    """Where the keywords of a `with` or `for` stand."""
    start, _ = module.extent(mistaken.site.node)
    found = _KEYWORDS.match(module.source.text, start)
    assert found is not None
    return module.source.span(start, found.end())


def enter(keywords: Span, text: str) -> Change:
    """Other keywords for a `with` or `for`."""
    return Change(target=keywords, text=text)


def run_call(span: Span) -> Change:
    """`asyncio.run` around a call."""
    from remend.rules.missing_await.codemods import RunIt  # noqa: PLC0415 (a scan needs no LibCST)

    return Change(target=span, codemod=RunIt())


def _is_aligned(call: ast.AST) -> bool:
    """Whether the arguments of a call stand below each other, the first one behind the bracket."""
    assert isinstance(call, ast.Call)
    arguments: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    places = sorted((each.lineno, each.col_offset) for each in arguments)
    return any(line > places[0][0] == call.func.end_lineno and column == places[0][1] for line, column in places)
