"""Syntax as terms: equal where the code is equal, whatever its layout; with holes, a pattern of code.

A term knows no places. A tree is a term together with the nodes that it was read from.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_LEFT_OUT = frozenset({"ctx", "type_comment", "kind"})
_SEQUENCE = "*"
_ENTRY = "entry"
_NOTHING = "nothing"
_OPEN_SEQUENCES = ("Call.arguments", "List.elts", "Tuple.elts", "Set.elts", "Import.names", "ImportFrom.names")
_NO_WHOLE = (ast.Starred, ast.Slice, ast.FormattedValue)
_DEEPEST = 150


class Kind(enum.Enum):
    """What sort of thing a name stands for: one that other functions and files reach too, `self`, or a local one."""

    SHARED = "shared"
    SELF = "self"
    LOCAL = "local"
    UNKNOWN = "unknown"


class Meaning(NamedTuple):
    """What a name stands for; equal names of equal meaning are the same thing, wherever they are read."""

    kind: Kind
    identity: str


class Head(NamedTuple):
    """What a piece of syntax is by itself: its type, its literal fields, and for a name what it stands for."""

    type: str
    fields: tuple[tuple[str, str, Any], ...] = ()
    meaning: Meaning | None = None

    def field(self, name: str) -> Any:
        """The value of a literal field; None where there is none."""
        return next((value for field, _, value in self.fields if field == name), None)


class Hole(NamedTuple):
    """Stands for any expression, or where it is for `many` for any number of them in a row."""

    name: str
    many: bool = False

    def __str__(self) -> str:
        return f"{'$$$' if self.many else '$'}{self.name}"


class Term(NamedTuple):
    """A piece of syntax: what it is, and what it is made of."""

    head: Head
    parts: tuple[Term | Hole, ...] = ()

    @property
    def is_sequence(self) -> bool:
        """Whether it is a row of pieces, and none itself."""
        return self.head.type == _SEQUENCE

    @property
    def is_expression(self) -> bool:
        """Whether any other expression may stand in its place."""
        kind = getattr(ast, self.head.type, None)
        return kind is not None and issubclass(kind, ast.expr) and kind not in _NO_WHOLE

    @property
    def is_statement(self) -> bool:
        """Whether it is a statement."""
        kind = getattr(ast, self.head.type, None)
        return kind is not None and issubclass(kind, ast.stmt)

    @property
    def is_open(self) -> bool:
        """Whether it is a row of any number of expressions."""
        return self.is_sequence and self.head.field("of") in _OPEN_SEQUENCES


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A term with the nodes that it was read from.

    `path` leads from the module to the node; the last node of a row of pieces is the one that holds the row.
    """

    term: Term
    path: tuple[ast.AST, ...]
    parts: tuple[Tree, ...] = ()

    @property
    def node(self) -> Any:
        """The node itself."""
        return self.path[-1]


MeaningOf = Callable[[tuple[ast.AST, ...]], Meaning | None]


def unknown(path: tuple[ast.AST, ...]) -> None:
    """Tells nothing of what a name stands for."""


def tree_of(path: tuple[ast.AST, ...], meaning_of: MeaningOf = unknown) -> Tree:
    """The tree of the last node of `path`, its names with what they stand for."""
    node = path[-1]
    if len(path) > _DEEPEST:  # equal to nothing
        return Tree(Term(Head("deep", (("at", "int", id(node)),))), path)
    literals: list[tuple[str, str, Any]] = []
    parts: list[Tree] = []
    for name, value in _fields(node):
        if isinstance(value, ast.AST):
            parts.append(tree_of((*path, value), meaning_of))
        elif isinstance(value, list) and not any(isinstance(each, str) for each in value):
            parts.append(_row(f"{type(node).__name__}.{name}", [_each(path, v, meaning_of) for v in value], path))
        else:
            literal = tuple(value) if isinstance(value, list) else value
            literals.append((name, type(literal).__name__, literal))
    meaning = meaning_of(path) if isinstance(node, ast.Name) else None
    head = Head(type(node).__name__, tuple(literals), meaning)
    return Tree(Term(head, tuple(part.term for part in parts)), path, tuple(parts))


def _fields(node: ast.AST) -> Iterable[tuple[str, Any]]:
    """The fields of a node; the arguments of a call in one, the keys of a dict together with their values."""
    if isinstance(node, ast.Call):
        return (("func", node.func), ("arguments", [*node.args, *node.keywords]))
    if isinstance(node, ast.Dict):
        return (("entries", list(zip(node.keys, node.values, strict=True))),)
    return [(name, getattr(node, name, None)) for name in node._fields if name not in _LEFT_OUT]


def _row(of: str, parts: Sequence[Tree], path: tuple[ast.AST, ...]) -> Tree:
    head = Head(_SEQUENCE, (("of", "str", of),))
    return Tree(Term(head, tuple(part.term for part in parts)), path, tuple(parts))


def _each(path: tuple[ast.AST, ...], value: Any, meaning_of: MeaningOf) -> Tree:
    if value is None:
        return Tree(Term(Head(_NOTHING)), path)
    if isinstance(value, tuple):
        pair = tuple(_each(path, each, meaning_of) for each in value)
        return Tree(Term(Head(_ENTRY), tuple(part.term for part in pair)), path, pair)
    return tree_of((*path, value), meaning_of)


def inside(term: Term | Hole) -> Iterator[Term | Hole]:
    """A term and all that it is made of, outer ones first, in source order."""
    waiting: list[Term | Hole] = [term]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, Term):
            waiting.extend(reversed(each.parts))


def bare(term: Term | Hole) -> Term | Hole:
    """A pattern by its text alone, without what its names stand for."""
    if isinstance(term, Hole):
        return term
    return Term(term.head._replace(meaning=None), tuple(map(bare, term.parts)))


def holes(term: Term | Hole) -> list[Hole]:
    """The different holes of a pattern, in source order."""
    return list(dict.fromkeys(each for each in inside(term) if isinstance(each, Hole)))


def node_of(term: Term | Hole) -> Any:
    """A pattern as a syntax tree without places; a hole is a name that no code can have."""
    if isinstance(term, Hole):
        return ast.Name(id=str(term), ctx=ast.Load())
    made = {name: list(value) if isinstance(value, tuple) else value for name, _, value in term.head.fields}
    kind = getattr(ast, term.head.type)
    if kind is ast.Call:
        func, arguments = (_made(part) for part in term.parts)
        keywords = [each for each in arguments if isinstance(each, ast.keyword)]
        return ast.Call(func=func, args=[each for each in arguments if each not in keywords], keywords=keywords)
    if kind is ast.Tuple and isinstance(term.parts[0], Hole):
        return node_of(term.parts[0])
    if kind is ast.Dict:
        (entries,) = (_made(part) for part in term.parts)
        return ast.Dict(keys=[key for key, _ in entries], values=[value for _, value in entries])
    names = [name for name in kind._fields if name not in made and name not in _LEFT_OUT]
    made |= dict.fromkeys(_LEFT_OUT & set(kind._fields))
    return kind(**made, **dict(zip(names, map(_made, term.parts), strict=True)))


def _made(term: Term | Hole) -> Any:
    if isinstance(term, Hole):
        return [node_of(term)] if term.many else node_of(term)
    if term.is_sequence:
        return [_made(part) for part in term.parts]
    if term.head.type == _ENTRY:
        return tuple(map(_made, term.parts))
    return None if term.head.type == _NOTHING else node_of(term)


def spelled(term: Term | Hole) -> str:
    """A pattern as code on one line, with `$A` for a hole and `$$$A` for one for many."""
    return " ".join(ast.unparse(ast.fix_missing_locations(node_of(term))).split("\n"))
