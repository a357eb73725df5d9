"""Where the arguments of a rewritten call stand: one a line where they stood so, comments where they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

import libcst as cst

from remend.nodes import nodes_of


def is_open(space: cst.BaseParenthesizableWhitespace) -> TypeGuard[cst.ParenthesizedWhitespace]:
    """Whether a bracket is followed by a line break."""
    return isinstance(space, cst.ParenthesizedWhitespace)


def opens(value: cst.BaseExpression) -> bool:
    """Whether a value stands in parentheses only to be held together over several lines."""
    return len(value.lpar) == 1 and is_open(value.lpar[0].whitespace_after)


def spread(call: cst.Call, target: cst.Subscript) -> cst.Call:
    """The call of a write with each argument on a line of its own, indented as what stood inside the brackets."""
    key, written, *rest = call.args
    opening, closing = target.lbracket.whitespace_after, target.rbracket.whitespace_before
    between = opening
    value = written.value
    if opens(value):
        between, closing = value.lpar[0].whitespace_after, value.rpar[0].whitespace_before
        value = value.with_changes(lpar=[], rpar=[])
    inner = between if is_open(between) else opening
    assert isinstance(inner, cst.ParenthesizedWhitespace)
    plain = cst.ParenthesizedWhitespace(last_line=inner.last_line)
    leads = [
        opening if is_open(opening) else plain,
        between if opens(written.value) else plain,
        *(plain for _ in rest),
    ]
    ends = [*leads[1:], closing if is_open(closing) else cst.SimpleWhitespace("")]
    arguments = [
        argument.with_changes(comma=cst.Comma(whitespace_after=end), whitespace_after_arg=cst.SimpleWhitespace(""))
        for argument, end in zip((key, written.with_changes(value=value), *rest), ends, strict=True)
    ]
    return call.with_changes(whitespace_before_args=leads[0], args=arguments)


class _Dedent(cst.CSTTransformer):
    """Lets continuation lines count from the indentation of their statement, as those of a block do."""

    def __init__(self, margin: str) -> None:
        super().__init__()
        self.margin = margin

    def leave_ParenthesizedWhitespace(  # noqa: N802 (LibCST's name)
        self, original_node: cst.ParenthesizedWhitespace, updated_node: cst.ParenthesizedWhitespace
    ) -> cst.ParenthesizedWhitespace:
        return updated_node.with_changes(last_line=self._shifted(original_node.last_line))

    def leave_EmptyLine(  # noqa: N802 (LibCST's name)
        self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine
    ) -> cst.EmptyLine:
        if original_node.comment is None:
            return updated_node.with_changes(indent=False)
        return updated_node.with_changes(whitespace=self._shifted(original_node.whitespace))

    def _shifted(self, whitespace: cst.SimpleWhitespace) -> cst.SimpleWhitespace:
        return cst.SimpleWhitespace(whitespace.value.removeprefix(self.margin))


def dedented(call: cst.Call) -> cst.Call:
    """The call for a block: its closing bracket, where that begins a line, meets the block's indentation.

    Lines that were aligned with the first argument move one step behind the block's indentation.
    """
    breaks = nodes_of(cst.ParenthesizedWhitespace, call)
    margin = min((each.last_line.value for each in breaks), key=len, default="")
    last = call.args[-1]
    ends = last.comma.whitespace_after if isinstance(last.comma, cst.Comma) else last.whitespace_after_arg
    if not is_open(ends):
        margin = margin[:-4]
    return cst.ensure_type(call.visit(_Dedent(margin)), cst.Call)


def inside(subscript: cst.Subscript) -> dict[str, object]:
    """The whitespace and comments between the opening bracket and the key."""
    return {"whitespace_before_args": subscript.lbracket.whitespace_after}


def separated(arguments: Sequence[cst.Arg], more: Sequence[cst.Arg]) -> list[cst.Arg]:
    """The arguments with a comma behind each, as they need before `more`, and `more`."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return [*(a if isinstance(a.comma, cst.Comma) else a.with_changes(comma=comma) for a in arguments), *more]
