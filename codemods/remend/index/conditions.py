"""Which branches of a module stand for every Python from some version on."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

Version = tuple[int, int]

_BLOCKS = ("body", "orelse", "handlers", "finalbody")


def settle(tree: ast.Module, since: Version) -> None:
    """Put the branch that runs in place of each `if` whose test has one answer for `since` and all that came after.

    Where the answer differs between these versions, or depends on the platform, both branches stay.
    """
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        for field in _BLOCKS:
            block = getattr(node, field, None)
            if isinstance(block, list):
                block[:] = _settled(block, since)
                left += block


def _settled(block: Sequence[ast.stmt], since: Version) -> Iterator[ast.stmt]:
    left = [*reversed(block)]
    while left:
        statement = left.pop()
        answer = _holds(statement.test, since) if isinstance(statement, ast.If) else None
        if isinstance(statement, ast.If) and answer is not None:
            left += reversed(statement.body if answer else statement.orelse)
        else:
            yield statement


def _holds(test: ast.expr, since: Version) -> bool | None:
    """What a test comes to in every version from `since` on; None where that cannot be told."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            answer = _holds(operand, since)
            return None if answer is None else not answer
        case ast.BoolOp(op=operator, values=values):
            answers = {_holds(value, since) for value in values}
            decisive = isinstance(operator, ast.Or)
            if decisive in answers:
                return decisive
            return None if None in answers else not decisive
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id="sys"), attr="version_info"),
            ops=[operator],
            comparators=[ast.Tuple(elts=numbers)],
        ):
            return _is_reached(operator, _version(numbers), since)
    return None


def _is_reached(operator: ast.cmpop, version: tuple[int, ...], since: Version) -> bool | None:
    """The answer to `sys.version_info >= version` and the like; `sys.version_info` has more parts than `version`."""
    if version and since >= version:
        if isinstance(operator, (ast.GtE, ast.Gt)):
            return True
        if isinstance(operator, (ast.Lt, ast.LtE)):
            return False
    return None


def _version(numbers: Sequence[ast.expr]) -> tuple[int, ...]:
    """The numbers of a tuple; none where it holds anything else."""
    found = tuple(n.value for n in numbers if isinstance(n, ast.Constant) and isinstance(n.value, int))
    return found if len(found) == len(numbers) else ()
