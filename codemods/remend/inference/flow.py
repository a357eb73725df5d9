"""Which of several assignments a name may hold where it is read, as far as lines and branches tell."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from remend.scopes import Binding, BindingKind, Comprehension, Scope

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name is read: its line, and the compound statements of its scope around it."""

    line: int
    blocks: tuple[ast.stmt, ...]


def spot_of(path: Sequence[ast.AST], scope: Scope) -> Spot:
    """Where the last node of `path` stands in its scope, or in the one around its comprehensions."""
    while isinstance(scope.node, Comprehension) and scope.parent is not None:
        scope = scope.parent
    start = next((at for at, node in enumerate(path) if node is scope.node), 0)
    blocks = tuple(n for n in path[start + 1 : -1] if isinstance(n, ast.stmt))
    while blocks and isinstance(blocks[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        blocks = blocks[1:]
    return Spot(getattr(path[-1], "lineno", 0), blocks)


def runs_in(inner: Scope, outer: Scope) -> bool:
    """Whether code of `inner` runs where it stands in `outer`: only comprehensions lie between them."""
    scope: Scope | None = inner
    while scope is not None and scope is not outer:
        if not isinstance(scope.node, Comprehension):
            return False
        scope = scope.parent
    return scope is outer


def reaching(bindings: Sequence[Binding], spot: Spot) -> list[Binding]:
    """The bindings that a read at `spot` may see: those since the last one that surely happens before it."""
    before = [each for each in bindings if _line(each) < spot.line or each.kind is BindingKind.PARAMETER]
    later = [each for each in bindings if each not in before]
    held: list[Binding] = []
    for each in before:
        if all(block in spot.blocks and arm(block, _line(each)) == arm(block, spot.line) for block in each.blocks):
            held = []
        held.append(each)
    loops = [block for block in spot.blocks if isinstance(block, _LOOPS)]
    held += [each for each in later if any(loop in each.blocks for loop in loops)]
    return held or list(bindings)


def arm(block: ast.stmt, line: int) -> int:
    """Which of the branches of a compound statement a line belongs to; -1 for its header."""
    parts = [getattr(block, name, []) for name in ("body", "orelse", "finalbody")]
    parts += [part.body for name in ("handlers", "cases") for part in getattr(block, name, [])]
    spans = [(part[0].lineno, part[-1].end_lineno or 0) for part in parts if part]
    return next((at for at, (first, last) in enumerate(spans) if first <= line <= last), -1)


def _line(binding: Binding) -> int:
    """The line at the end of which a binding has happened."""
    statement, last = binding.statement, binding.statement
    match statement:
        case ast.For(iter=inner) | ast.AsyncFor(iter=inner):
            last = inner
        case ast.With(items=items) | ast.AsyncWith(items=items):
            last = items[-1].optional_vars or items[-1].context_expr
    is_read = isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)) or last is not statement
    line: int = getattr(last, "end_lineno" if is_read else "lineno", 0)
    return line
