"""Which statements of a block run, under which condition, and which names they bind.

All walks go by a list of what is left, not by recursion: a chain of a thousand `elif` nests a thousand deep.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from remend.index.facts import Guard

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS = frozenset([ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef])

_Block = tuple[Sequence[ast.stmt], Guard]

_COMPOUND = frozenset(
    [ast.If, ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.For, ast.AsyncFor, ast.While, ast.Match]
)
"""Most statements are none of these, and to look one up costs a tenth of trying one pattern after another."""

BINDS_NOTHING = frozenset(
    [
        *(ast.Expr, ast.Return, ast.If, ast.While, ast.Try, ast.TryStar, ast.Assert, ast.Raise, ast.Pass),
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom),
        *(ast.AugAssign, ast.Delete, ast.Global, ast.Nonlocal, ast.Break, ast.Continue),
    ]
)
"""Statements that `bindings` and `captured` give nothing of, which most are."""


class Binding(NamedTuple):
    """A place that is assigned to; `value` is None unless all of it goes there."""

    target: ast.expr
    annotation: ast.expr | None = None
    value: ast.expr | None = None


def flat(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, Guard]]:
    """The statements of a block and of the blocks inside it, in source order; definitions are not entered."""
    left = [(statement, Guard.NONE) for statement in reversed(body)]
    while left:
        statement, guard = left.pop()
        yield statement, guard
        if type(statement) in _COMPOUND:
            inner = [(inside, held) for block, held in _blocks(statement, guard) for inside in block]
            left += reversed(inner)


def within(definition: Definition, lines: Sequence[int]) -> Iterator[ast.stmt]:
    """The statements inside a definition that one of `lines` belongs to, in source order.

    Those of inner definitions are among them. `lines` are numbers from 1, sorted.
    """
    left: list[ast.stmt] = [definition]
    while left:
        statement = left.pop()
        first = bisect_left(lines, statement.lineno)
        if first == len(lines) or lines[first] > (statement.end_lineno or statement.lineno):
            continue
        yield statement
        if isinstance(statement, Definition):
            left += reversed(statement.body)
        elif type(statement) in _COMPOUND:
            left += reversed([inside for block, _ in _blocks(statement, Guard.NONE) for inside in block])


def bindings(statement: ast.stmt) -> Iterator[Binding]:
    """What a statement assigns to, definitions and imports aside; of a compound one, what its header does."""
    if type(statement) in BINDS_NOTHING:
        return
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if isinstance(target, (ast.Tuple, ast.List)):
                    yield from map(Binding, _leaves(target))
                else:
                    yield Binding(target, None, value)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            yield Binding(target, annotation, value)
        case ast.For(target=target) | ast.AsyncFor(target=target):
            yield from map(Binding, _leaves(target))
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                if item.optional_vars is not None:
                    yield from map(Binding, _leaves(item.optional_vars))
        case _ if isinstance(alias := getattr(statement, "name", None), ast.Name):  # `type X = ...`, Python 3.12
            yield Binding(alias)


def captured(statement: ast.stmt) -> Iterator[str]:
    """The names that the patterns of a `match` bind."""
    for case in statement.cases if isinstance(statement, ast.Match) else ():
        for node in ast.walk(case.pattern):
            match node:
                case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                    yield name


def walruses(statement: ast.stmt) -> Iterator[ast.NamedExpr]:
    """The `:=` of a statement or of its header; those of lambdas bind nothing outside."""
    left: list[ast.AST] = [statement]
    while left:
        node = left.pop()
        if isinstance(node, ast.NamedExpr):
            yield node
        below = ast.iter_child_nodes(node)
        left += (child for child in below if not isinstance(child, (ast.stmt, ast.ExceptHandler, ast.Lambda)))


def _leaves(target: ast.expr) -> Iterator[ast.expr]:
    """The places that an assignment target consists of."""
    match target:
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _leaves(element)
        case ast.Starred(value=value):
            yield from _leaves(value)
        case _:
            yield target


def _blocks(statement: ast.stmt, guard: Guard) -> Iterable[_Block]:
    """The blocks of a compound statement that is no definition, in source order, and what each depends on."""
    match statement:
        case ast.If(test=test, body=body, orelse=orelse):
            first, second = _guards(test)
            return (body, max(guard, first)), (orelse, max(guard, second))
        case ast.Try() | ast.TryStar():
            inner = max(guard, Guard.TRY) if statement.handlers else guard
            handled = [(handler.body, inner) for handler in statement.handlers]
            return (statement.body, inner), *handled, (statement.orelse, inner), (statement.finalbody, guard)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return ((body, guard),)
        case ast.For(body=body, orelse=orelse) | ast.AsyncFor(body=body, orelse=orelse):
            return (body, max(guard, Guard.CONDITION)), (orelse, max(guard, Guard.CONDITION))
        case ast.While(body=body, orelse=orelse):
            return (body, max(guard, Guard.CONDITION)), (orelse, max(guard, Guard.CONDITION))
        case ast.Match(cases=cases):
            return [(case.body, max(guard, Guard.CONDITION)) for case in cases]
    return ()


def _guards(test: ast.expr) -> tuple[Guard, Guard]:
    """What the body of an `if` depends on, and what its `else` does."""
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return Guard.TYPE_CHECKING, Guard.CONDITION
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _guards(operand)[::-1]
        case ast.BoolOp(op=ast.And(), values=values) if any(_guards(v)[0] is Guard.TYPE_CHECKING for v in values):
            return Guard.TYPE_CHECKING, Guard.CONDITION
    return Guard.CONDITION, Guard.CONDITION
