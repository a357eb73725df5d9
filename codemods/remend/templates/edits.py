"""The smallest edits between two trees: what was rewritten, and not what merely stands around it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from remend.module import Module
from remend.templates.names import Names
from remend.templates.term import Meaning, MeaningOf, Term, Tree, inside, tree_of
from remend.templates.units import Lines, paired

CALLED = "()"
"""How a call reaches into what it calls."""

_LARGEST = 60
_TEXTS = ("Constant", "JoinedStr")

Pair = tuple[Tree, Tree]


@dataclass(frozen=True, eq=False)
class Edit:
    """One expression or statement before and after.

    `around` are the pairs of trees that it stands in, from the outermost in; those are the same but for what differs
    further in. `path` is the file, after the edit. `cores` are the smallest edits in it, by their nodes before.
    """

    path: str
    before: Tree
    after: Tree
    around: tuple[Pair, ...] = ()
    cores: frozenset[ast.AST] = frozenset()

    @property
    def line(self) -> int:
        """The line on which it starts, after the edit."""
        line: int = self.after.node.lineno
        return line

    @cached_property
    def access(self) -> str:
        """How the code around reaches into what was rewritten: `()` for a call of it, `.name`, `[]`, or not at all."""
        return access(self.before.path)

    def widened(self) -> Edit | None:
        """The edit of the next larger expression or statement around; None where there is none of a fair size."""
        for at in reversed(range(len(self.around))):
            before, after = self.around[at]
            if _is_whole(before) and _is_whole(after):
                is_fair = max(_size(before.term), _size(after.term)) <= _LARGEST
                return replace(self, before=before, after=after, around=self.around[:at]) if is_fair else None
        return None


def access(path: tuple[ast.AST, ...]) -> str:
    """How the parent of the last node of `path` reaches into it: `()`, `.name`, `[]`; empty where it does not."""
    node = path[-1]
    match path[-2]:
        case ast.Call(func=called) if called is node:
            return CALLED
        case ast.Attribute(attr=name):
            return f".{name}"
        case ast.Subscript(value=value) if value is node:
            return "[]"
    return ""


def edits_between(before: Module, after: Module, changed: Iterable[Lines], names: tuple[Names, Names]) -> list[Edit]:
    """The smallest edits on the lines that differ, in source order; changes of mere text are none."""
    found: dict[tuple[ast.AST, ast.AST], Edit] = {}
    for old, new in paired(before, after, changed):
        old_tree = tree_of(old.path, names[0])
        new_tree = tree_of(new.path, _alike(old_tree, names[1]))
        for edit in _apart(list(_smallest(after.path, (old_tree, new_tree)))):
            found.setdefault((edit.before.node, edit.after.node), edit)
    return list(found.values())


def _alike(old: Tree, names: MeaningOf) -> MeaningOf:
    """What names stand for after an edit; one that stands before it too is taken to be the same."""
    heads = (each.head for each in inside(old.term) if isinstance(each, Term))
    known = {head.field("id"): head.meaning for head in heads if head.meaning is not None}

    def meaning_of(path: tuple[ast.AST, ...]) -> Meaning | None:
        node = path[-1]
        assert isinstance(node, ast.Name)
        return known.get(node.id) or names(path)

    return meaning_of


def _smallest(path: str, pair: Pair) -> Iterator[Edit]:
    waiting: list[tuple[Pair, ...]] = [(pair,)]
    while waiting:
        chain = waiting.pop()
        before, after = chain[-1]
        if before.term == after.term or _is_text(before, after):
            continue
        if before.term.head == after.term.head and len(before.parts) == len(after.parts):
            inner = zip(before.parts, after.parts, strict=True)
            waiting.extend((*chain, each) for each in reversed(list(inner)))
            continue
        edit = Edit(path, before, after, chain[:-1], frozenset({before.node}))
        if _is_whole(before) and _is_whole(after) and edit.access != CALLED:
            yield edit
        elif wider := edit.widened():
            yield wider


def _apart(edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits that do not stand inside of another: what changes together with its surroundings is no edit alone."""
    nodes = {edit.before.node for edit in edits}
    for edit in edits:
        if not any(before.node in nodes and before.node is not edit.before.node for before, _ in edit.around):
            yield edit


def _is_whole(tree: Tree) -> bool:
    """Whether something else could stand in its place: an expression that is no part of a string, or a statement."""
    is_part = len(tree.path) > 1 and isinstance(tree.path[-2], ast.JoinedStr)
    return (tree.term.is_expression and not is_part) or tree.term.is_statement


def _is_text(before: Tree, after: Tree) -> bool:
    return (
        before.term.head.type in _TEXTS
        and after.term.head.type in _TEXTS
        and not (before.term.head == after.term.head and len(before.parts) == len(after.parts))
    )


def _size(term: Term) -> int:
    return sum(1 for _ in inside(term))
