"""Under which conditions a statement of a function is reached, as source text."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.module import touches

_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that has to come out true, or false where it `is_denied`, and the line that it stands on."""

    test: ast.expr
    is_denied: bool
    line: int

    @property
    def text(self) -> str:
        """What holds, as source."""
        written = ast.unparse(self.test)
        match self.test:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]) if self.is_denied:
                return f"{ast.unparse(left)} != {ast.unparse(right)}"
            case ast.UnaryOp(op=ast.Not(), operand=operand) if self.is_denied:
                return ast.unparse(operand)
            case ast.Name() | ast.Attribute() | ast.Call() if self.is_denied:
                return f"not {written}"
        return f"not ({written})" if self.is_denied else written

    @property
    def subject(self) -> str:
        """What a plain comparison with a constant is about; empty for any other test."""
        match self.test:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant()]):
                return ast.unparse(left)
        return ""

    @property
    def compared(self) -> str:
        """The constant of such a comparison, as source; empty for any other test."""
        match self.test:
            case ast.Compare(ops=[ast.Eq()], comparators=[ast.Constant() as constant]):
                return ast.unparse(constant)
        return ""

    def is_about(self, variable: str) -> bool:
        """Whether the test asks a variable."""
        return bool(variable) and any(
            isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) == variable
            for node in ast.walk(self.test)
        )


def conditions(function: ast.AST, statement: ast.stmt) -> Iterator[Condition]:
    """What has to hold for a statement of a function to be reached, in source order."""
    for block in _blocks(function):
        for position, child in enumerate(block):
            if touches(child, (statement.lineno,)):
                yield from _passed(block[:position])
                if isinstance(child, ast.If) and child is not statement:
                    is_denied = any(touches(each, (statement.lineno,)) for each in child.orelse)
                    yield Condition(child.test, is_denied, child.lineno)
                if child is not statement:
                    yield from conditions(child, statement)
                return


def _passed(before: Sequence[ast.stmt]) -> Iterator[Condition]:
    """The tests of earlier statements that would have left."""
    for each in before:
        if isinstance(each, ast.If) and not each.orelse and isinstance(each.body[-1], _LEAVING):
            yield Condition(each.test, is_denied=True, line=each.lineno)


def _blocks(node: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body
