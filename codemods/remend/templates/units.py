"""The pieces of code in lines that differ, and which piece before became which piece after.

A piece is a simple statement, or an expression in the head of a compound one. Lines alone do not pair them: pieces that
came or went stand among those that were changed. So the pairing is the one in order that keeps the most.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from remend.module import Module, first_line, touches
from remend.templates.term import Head, Term, inside, tree_of

Lines = tuple[range, range]
"""Lines before and after that differ, counted from 1."""

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_ASSIGNING = ("Assign", "AnnAssign", "AugAssign")
_LEAST_ALIKE = 0.2
_PLAIN = 0.25
_MOST_PAIRS = 10_000


@dataclass(frozen=True, eq=False)
class Unit:
    """A piece of code; `place` is what it is in its statement, such as `If.test`."""

    place: str
    path: tuple[ast.AST, ...]

    @cached_property
    def term(self) -> Term:
        """Its text alone."""
        return tree_of(self.path).term

    @cached_property
    def heads(self) -> Counter[Head]:
        """What it is made of, each as often as it is there."""
        return Counter(each.head for each in inside(self.term) if isinstance(each, Term))


def paired(before: Module, after: Module, changed: Iterable[Lines]) -> Iterator[tuple[Unit, Unit]]:
    """The pieces on lines that differ, each with what became of it, in source order."""
    hunks = [(old, new) for old, new in changed if old and new]
    olds = _units(before, [line for old, _ in hunks for line in old])
    news = _units(after, [line for _, new in hunks for line in new])
    for group in _groups(hunks, _by_line(olds), _by_line(news)):
        yield from ((old, new) for old, new in aligned(*group) if old.term != new.term)


def _units(module: Module, lines: Sequence[int]) -> list[Unit]:
    found: list[Unit] = []
    waiting: list[tuple[ast.AST, ...]] = [(module.tree,)]
    while waiting:
        path = waiting.pop()
        inner = list(_inner(path[-1]))
        if isinstance(path[-1], ast.stmt) and not inner:
            found.append(Unit(type(path[-1]).__name__, path))
        heads = _heads(path) if inner else ()
        found += [Unit(place, (*path, *way)) for place, *way in heads if touches(way[-1], lines)]
        waiting.extend((*path, child) for child in reversed(inner) if touches(child, lines))
    return found


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """The statements, handlers and cases in the blocks of a compound statement."""
    for name in _BLOCKS:
        block = getattr(node, name, ())
        yield from block if isinstance(block, list) else ()


def _heads(path: tuple[ast.AST, ...]) -> Iterator[tuple[Any, ...]]:
    """The expressions in the head of a compound statement: what each is, and the way to it."""
    node: Any = path[-1]
    kind = type(node).__name__
    for name in ("decorator_list", "bases", "keywords", "items"):
        for each in getattr(node, name, ()):
            parts = (each.context_expr, each.optional_vars) if isinstance(each, ast.withitem) else ()
            yield from ((f"{kind}.{name}", each, part) for part in parts if part is not None)
            if not parts:
                yield f"{kind}.{name}", each
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        arguments = node.args
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if each.annotation is not None:
                yield "annotation", arguments, each, each.annotation
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                yield "default", arguments, default
    for name in ("returns", "test", "target", "iter", "subject", "type", "guard"):
        if isinstance(value := getattr(node, name, None), ast.expr):
            yield f"{kind}.{name}", value


def _by_line(units: Iterable[Unit]) -> Mapping[int, Sequence[Unit]]:
    """The pieces on each line, in source order."""
    found: dict[int, list[Unit]] = {}
    for unit in units:
        node: Any = unit.path[-1]
        for line in range(first_line(node), node.end_lineno + 1):
            found.setdefault(line, []).append(unit)
    return found


def _groups(
    hunks: Iterable[Lines], olds: Mapping[int, Sequence[Unit]], news: Mapping[int, Sequence[Unit]]
) -> Iterator[tuple[list[Unit], list[Unit]]]:
    """The pieces of each hunk; hunks that share a piece are one."""
    group: tuple[dict[Unit, None], dict[Unit, None]] = ({}, {})
    for old_lines, new_lines in hunks:
        old = dict.fromkeys(unit for line in old_lines for unit in olds.get(line, ()))
        new = dict.fromkeys(unit for line in new_lines for unit in news.get(line, ()))
        if old.keys() & group[0].keys() or new.keys() & group[1].keys():
            group = (group[0] | old, group[1] | new)
            continue
        yield list(group[0]), list(group[1])
        group = (old, new)
    yield list(group[0]), list(group[1])


def aligned(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Pieces in order, each with the one that it became; those that came or went have none."""
    if len(old) * len(new) <= _MOST_PAIRS:
        yield from _best(old, new)
    elif len(old) == len(new):
        yield from (pair for pair in zip(old, new, strict=True) if _alikeness(*pair))


def _best(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """The pairs in order whose alikeness is the greatest in all."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_alikeness(one, other) for other in new] for one in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield old[i], new[j]
            i, j = i + 1, j + 1


def _alikeness(old: Unit, new: Unit) -> float:
    """How much of two pieces is the same, from 0 to 1; 0 also where it is too little to tell."""
    if "." in old.place + new.place and old.place != new.place:
        return 0.0
    common = 2 * _weight(old.heads & new.heads) / (_weight(old.heads) + _weight(new.heads))
    if old.place == new.place and old.place in _ASSIGNING and old.term.parts[0] == new.term.parts[0]:
        common = (1 + common) / 2
    return common**2 if common >= _LEAST_ALIKE else 0.0


def _weight(heads: Counter[Head]) -> float:
    """What is named weighs more than that it is called, or stands in a row."""
    return sum(number * (1.0 if head.fields else _PLAIN) for head, number in heads.items())
