"""The right side of a template as code, with what the holes of the left side stand for put in as it is written."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remend.module import Module
from remend.templates.template import Template
from remend.templates.term import Head, Hole, Term, Tree, bare, node_of, tree_of

_SELF_CONTAINED = ("Name", "Attribute", "Call", "Subscript", "Constant", "List", "Dict", "Set", "JoinedStr")
_SLOT = "remend_slot_"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a match that is written anew, and what takes its place."""

    tree: Tree
    text: str


def filled(pattern: Term | Hole, bound: Mapping[Hole, Tree]) -> Term:
    """A pattern with its holes filled."""
    if isinstance(pattern, Hole):
        return bound[pattern].term
    return Term(pattern.head, tuple(filled(part, bound) for part in pattern.parts))


def pieces(template: Template, tree: Tree, bound: Mapping[Hole, Tree], module: Module) -> list[Piece] | str:
    """The smallest parts of a match that have to be written anew; or the reason why they cannot be."""
    found = []
    for old, new in _differing(template.left, template.right, tree):
        text = _Writer(module, bound).written(new, old)
        if text is None:
            return "what stands in it cannot be put into the new form as it is written"
        if _comments(_text(module, old)) != _comments(text):
            return "a comment inside it would be lost"
        found.append(Piece(old, text))
    return found


def _differing(left: Term | Hole, right: Term | Hole, tree: Tree) -> Iterator[tuple[Tree, Term | Hole]]:
    """The parts of a match in which the two sides differ, each with what it becomes."""
    if left != right:
        inner = list(_inner(left, right, tree) or ())
        yield from inner or [(tree, right)]


def _inner(left: Term | Hole, right: Term | Hole, tree: Tree) -> list[tuple[Tree, Term | Hole]] | None:
    """The same further in; None where the whole has to be written anew."""
    if not isinstance(left, Term) or not isinstance(right, Term):
        return None
    if left.head != right.head or len(left.parts) != len(right.parts) or left.head.type == "JoinedStr":
        return None
    found: list[tuple[Tree, Term | Hole]] = []
    for one, other, part in zip(left.parts, right.parts, tree.parts, strict=True):
        if one != other:
            inner = _inner(one, other, part)
            if inner is None and not (part.term.is_expression and _is_expression(other)):
                return None
            found += inner if inner is not None else [(part, other)]
    return found


def _is_expression(pattern: Term | Hole) -> bool:
    return not pattern.many if isinstance(pattern, Hole) else pattern.is_expression


class _Writer:
    """Writes a pattern as code; every expression that a hole stands for keeps its own text."""

    def __init__(self, module: Module, bound: Mapping[Hole, Tree]) -> None:
        self._module = module
        self._bound = bound
        self._slots: list[Tree] = []

    def written(self, pattern: Term | Hole, old: Tree) -> str | None:
        """The code of a pattern that takes the place of `old`; None where it cannot be written."""
        made = self._slotted(pattern)
        frame = ast.unparse(ast.fix_missing_locations(node_of(made)))
        wanted = bare(filled(pattern, self._bound))
        for opening, closing in (("", ""), ("(", ")")):
            text = frame
            for number, slot in reversed(list(enumerate(self._slots))):
                text = text.replace(f"{_SLOT}{number}", opening + _text(self._module, slot) + closing)
            if _read(text, is_statement=made.is_statement) == wanted:
                return text if made.is_statement or _stands_alone(made, old, text) else f"({text})"
        return None

    def _slotted(self, pattern: Term | Hole) -> Term:
        if isinstance(pattern, Hole):
            return self._open(self._bound[pattern])
        return Term(pattern.head, tuple(self._slotted(part) for part in pattern.parts))

    def _open(self, tree: Tree) -> Term:
        if not tree.term.is_expression:
            return Term(tree.term.head, tuple(map(self._open, tree.parts)))
        self._slots.append(tree)
        return Term(Head("Name", (("id", "str", f"{_SLOT}{len(self._slots) - 1}"),)))


def _text(module: Module, tree: Tree) -> str:
    start, end = module.extent(tree.node)
    return module.source.text[start:end].replace("\r\n", "\n")


def _read(text: str, *, is_statement: bool) -> Term | None:
    """The term that a text is read as; None where it is not a single statement, or expression."""
    try:
        module = ast.parse(text if is_statement else f"({text}\n)")
    except (SyntaxError, ValueError):
        return None
    statement = module.body[0]
    if len(module.body) > 1 or (not is_statement and not isinstance(statement, ast.Expr)):
        return None
    node = statement.value if isinstance(statement, ast.Expr) and not is_statement else statement
    return tree_of((module, node)).term


def _stands_alone(made: Term, old: Tree, text: str) -> bool:
    """Whether code needs no parentheses where `old` stood."""
    if "\n" in text:
        try:
            ast.parse(text, mode="eval")
        except SyntaxError:
            return False
    parent = old.path[-2]
    if made.head.type in _SELF_CONTAINED:
        return True
    return made.head.type != "Tuple" and (
        isinstance(parent, (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr, ast.keyword))
        or (isinstance(parent, ast.Call) and old.node in parent.args and made.head.type != "GeneratorExp")
    )


def _comments(text: str) -> list[str]:
    lines = io.StringIO(f"({text}\n)").readline
    return sorted(each.string for each in tokenize.generate_tokens(lines) if each.type == tokenize.COMMENT)
