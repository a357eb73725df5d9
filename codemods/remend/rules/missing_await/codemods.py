"""LibCST codemod of the rule."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst


@dataclass(frozen=True, slots=True)
class AwaitIt:
    """Puts `await` before an expression; in parentheses where something is read from the result on the spot.

    `is_aligned` says that its arguments stand below each other, behind the bracket: they move along.
    """

    in_parentheses: bool = False
    is_aligned: bool = False

    def __call__(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """The awaited expression; None for what cannot be awaited."""
        if not isinstance(node, cst.BaseExpression):
            return None
        prefix = "(await " if self.in_parentheses else "await "
        moved = node.visit(_Shift(len(prefix))) if self.is_aligned else node
        if not isinstance(moved, cst.BaseExpression):
            return None
        made = cst.Await(expression=moved)
        return made.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]) if self.in_parentheses else made


class _Shift(cst.CSTTransformer):
    """Moves the lines inside of brackets to the right; what stands in strings stays."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._space = " " * width

    def leave_ParenthesizedWhitespace(  # noqa: N802 (LibCST's name)
        self, original_node: cst.ParenthesizedWhitespace, updated_node: cst.ParenthesizedWhitespace
    ) -> cst.ParenthesizedWhitespace:
        """The last line is the start of the code that follows."""
        return updated_node.with_changes(last_line=cst.SimpleWhitespace(original_node.last_line.value + self._space))

    def leave_EmptyLine(  # noqa: N802 (LibCST's name)
        self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine
    ) -> cst.EmptyLine:
        """A line of a comment alone moves too."""
        if original_node.comment is None:
            return updated_node
        return updated_node.with_changes(whitespace=cst.SimpleWhitespace(original_node.whitespace.value + self._space))


@dataclass(frozen=True, slots=True)
class Unawait:
    """Takes an `await` away."""

    def __call__(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """What is awaited; None for anything else."""
        return node.expression if isinstance(node, cst.Await) else None


@dataclass(frozen=True, slots=True)
class RunIt:
    """Hands a coroutine to `asyncio.run`."""

    def __call__(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """The call; None for what gives no coroutine."""
        if not isinstance(node, cst.BaseExpression):
            return None
        run = cst.Attribute(value=cst.Name("asyncio"), attr=cst.Name("run"))
        return cst.Call(func=run, args=[cst.Arg(node)])
