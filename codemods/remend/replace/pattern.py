"""Patterns as people write them: Python with holes, and with names that mean what an import would bind.

A name of a pattern is a hole itself, which only that name fills, however a file comes by it. So is a string, which a
file may write with other quotes.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from remend.templates.term import Head, Hole, Term, Tree, inside, tree_of

_BUILTINS = frozenset(dir(builtins))
_RECEIVERS = frozenset({"self", "cls"})
_ONE, _MANY = "remend_one_", "remend_many_"
_HOLE = re.compile(
    r"""(?P<string>'''(?:\\.|.)*?'''|\"{3}(?:\\.|.)*?\"{3}|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")"""
    r"|\$(?P<many>\.\.\.)?(?P<name>[A-Z_][A-Z0-9_]*)",
    re.DOTALL,
)
_ROWS = ("Call.arguments", "List.elts", "Tuple.elts", "Set.elts")


class PatternError(ValueError):
    """A pattern that cannot be one; its text follows the place of the key."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as a term.

    `names` are the dotted names that its holes for names stand for, `strings` the code of those for strings.
    """

    term: Term | Hole
    names: Mapping[Hole, str] = field(default_factory=dict)
    strings: Mapping[Hole, str] = field(default_factory=dict)

    @property
    def is_statement(self) -> bool:
        """Whether it is a statement, and no expression."""
        return isinstance(self.term, Term) and self.term.is_statement

    @property
    def holes(self) -> frozenset[Hole]:
        """The holes that people wrote."""
        own = (each for each in inside(self.term) if isinstance(each, Hole))
        return frozenset(hole for hole in own if hole not in self.names and hole not in self.strings)


def read_pattern(text: str, imported: Mapping[str, str]) -> Pattern:
    """The pattern that a text is; `imported` are the names that imports bind for it, with what they stand for.

    Raises PatternError.
    """
    marked = _HOLE.sub(lambda found: found["string"] or f"{_MANY if found['many'] else _ONE}{found['name']}", text)
    try:
        module = ast.parse(marked.strip())
    except SyntaxError as error:
        raise PatternError(f"this is no Python: {error.msg}; holes are $NAME and $...NAME") from error
    if len(module.body) != 1 or isinstance(module.body[0], _WIDE):
        raise PatternError("write one expression or one simple statement that is no import")
    (statement,) = module.body
    path = (module, statement, statement.value) if isinstance(statement, ast.Expr) else (module, statement)
    return _Reader(marked.strip(), module, imported).pattern(tree_of(path))


_WIDE = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While, ast.With),
    *(ast.AsyncWith, ast.Try, ast.TryStar, ast.Match, ast.Import, ast.ImportFrom),
)


class _Reader:
    def __init__(self, text: str, module: ast.Module, imported: Mapping[str, str]) -> None:
        self._text = text
        self._imported = imported
        self._own = frozenset(_bound_within(module))
        self._names: dict[Hole, str] = {}
        self._strings: dict[Hole, str] = {}

    def pattern(self, tree: Tree) -> Pattern:
        return Pattern(self._term(tree), self._names, self._strings)

    def _term(self, tree: Tree) -> Term | Hole:
        node = tree.node
        if tree.term.is_sequence:
            return self._row(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)) and tree.term.is_expression:
            text = ast.get_source_segment(self._text, node) or repr(node.value)
            hole = Hole(repr(node.value))
            self._strings[hole] = text
            return hole
        if isinstance(node, ast.Name) and node.id.startswith((_ONE, _MANY)):
            return _hole(node.id)
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            dotted = self._dotted(node)
            if dotted:
                hole = Hole(dotted)
                self._names[hole] = dotted
                return hole
        self._refuse_hole_in(tree.term.head)
        parts = tuple(self._term(part) for part in tree.parts)
        if tree.term.head.type == "JoinedStr" and any(isinstance(p, Hole) for t in parts for p in inside(t)):
            raise PatternError("an f-string in a pattern can have no holes and no names; take a hole for the whole")
        return Term(tree.term.head, parts)

    def _row(self, tree: Tree) -> Term:
        row = Term(tree.term.head, tuple(self._term(part) for part in tree.parts))
        many = [part for part in row.parts if isinstance(part, Hole) and part.many]
        if len(many) > 1 or (many and row.head.field("of") not in _ROWS):
            raise PatternError(f"`$...{many[-1].name}` stands where there can be no such hole, or a second one")
        return row

    def _dotted(self, node: ast.Name | ast.Attribute) -> str:
        """The dotted name that a chain of attributes stands for; empty where it begins with something else."""
        chain: ast.expr = node
        parts: list[str] = []
        while isinstance(chain, ast.Attribute):
            parts.insert(0, chain.attr)
            chain = chain.value
        if not isinstance(chain, ast.Name) or chain.id in self._own | _RECEIVERS or chain.id.startswith((_ONE, _MANY)):
            return ""
        for part in parts:
            self._refuse_hole_in(Head("Attribute", (("attr", "str", part),)))
        root = chain.id
        if root in self._imported:
            return ".".join((self._imported[root], *parts))
        if root in _BUILTINS and not parts:
            return f"builtins.{root}"
        if not parts:
            raise PatternError(
                f"`{root}` is no builtin: write it with its module, such as `module.{root}`, or bind it in `imports`"
            )
        return ".".join((root, *parts))

    @staticmethod
    def _refuse_hole_in(head: Head) -> None:
        for _, _, value in head.fields:
            if isinstance(value, str) and value.startswith((_ONE, _MANY)):
                hole = _hole(value)
                raise PatternError(f"`{hole}` stands for an expression; it can be no name of an attribute or argument")


def _hole(marked: str) -> Hole:
    many = marked.startswith(_MANY)
    return Hole(marked.removeprefix(_MANY if many else _ONE), many=many)


def _bound_within(module: ast.Module) -> Iterator[str]:
    """The names that a pattern binds itself: they are found under the same name only."""
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
