"""The right side of a template as code, with what the holes of the left side stand for put in as it is written."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from remend.module import Module
from remend.templates.template import Template
from remend.templates.term import Head, Hole, Term, Tree, bare, node_of, tree_of

_SELF_CONTAINED = ("Name", "Attribute", "Call", "Subscript", "Constant", "List", "Dict", "Set", "JoinedStr")
_SLOT = "remend_slot_"
_CALLED = "remend_called"
_ARGUMENTS = "Call.arguments"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a match that is written anew, and what takes its place."""

    tree: Tree
    text: str


def filled(pattern: Term | Hole, bound: Mapping[Hole, Tree]) -> Term:
    """A pattern with its holes filled."""
    if isinstance(pattern, Hole):
        return bound[pattern].term
    return joined(pattern.head, [filled(part, bound) for part in pattern.parts])


def joined(head: Head, parts: Iterable[Term]) -> Term:
    """A term of these parts, where a row among those of a row is dissolved in it; arguments by position come first."""
    if head.type != "*":
        return Term(head, tuple(parts))
    flat = [each for part in parts for each in (part.parts if part.is_sequence else (part,)) if isinstance(each, Term)]
    if head.field("of") == _ARGUMENTS:
        flat.sort(key=lambda each: each.head.type == "keyword")
    return Term(head, tuple(flat))


def as_written(module: Module, tree: Tree) -> str:
    """The code of a tree as it stands in the file."""
    start, end = module.extent(tree.node)
    return module.source.text[start:end].replace("\r\n", "\n")


def pieces(
    template: Template,
    tree: Tree,
    bound: Mapping[Hole, Tree],
    module: Module,
    text_of: Callable[[Module, Tree], str] = as_written,
    *,
    by_argument: bool = False,
) -> list[Piece] | str:
    """The smallest parts of a match that have to be written anew; or the reason why they cannot be.

    `text_of` gives the code of what a hole stands for. `by_argument` tells that one argument of a call may be written
    anew, or come after the others, while these stay as they are laid out.
    """
    found = []
    for old, new in _differing(template.left, template.right, tree, by_argument=by_argument):
        text = _Writer(module, bound, text_of).part(new, old)
        if text is None:
            return "what stands in it cannot be put into the new form as it is written"
        if comments(as_written(module, old)) != comments(text):
            return "a comment inside it would be lost"
        found.append(Piece(old, text))
    return found


def _differing(
    left: Term | Hole, right: Term | Hole, tree: Tree, *, by_argument: bool
) -> Iterator[tuple[Tree, Term | Hole]]:
    """The parts of a match in which the two sides differ, each with what it becomes."""
    if left != right:
        inner = list(_inner(left, right, tree, by_argument=by_argument) or ())
        yield from inner or [(tree, right)]


def _inner(
    left: Term | Hole, right: Term | Hole, tree: Tree, *, by_argument: bool
) -> list[tuple[Tree, Term | Hole]] | None:
    """The same further in; None where the whole has to be written anew."""
    if not isinstance(left, Term) or not isinstance(right, Term):
        return None
    if left.head != right.head or len(left.parts) != len(right.parts) or left.head.type == "JoinedStr":
        return None
    found: list[tuple[Tree, Term | Hole]] = []
    for one, other, part in zip(left.parts, right.parts, tree.parts, strict=True):
        if one != other:
            inner = _inner(one, other, part, by_argument=by_argument)
            if inner is None and by_argument:
                inner = _appended(one, other, part)
            if inner is None and not _is_exchangeable(part, other, by_argument=by_argument):
                return None
            found += inner if inner is not None else [(part, other)]
    return found


def _appended(left: Term | Hole, right: Term | Hole, tree: Tree) -> list[tuple[Tree, Term | Hole]] | None:
    """Arguments that come after those that stay: the last of these, and the row of new ones; None for other changes."""
    if not isinstance(left, Term) or not isinstance(right, Term) or left.head != right.head:
        return None
    stay, added = right.parts[: len(left.parts)], right.parts[len(left.parts) :]
    arguments = [each for part in tree.parts for each in (part.parts if part.term.is_sequence else (part,))]
    if left.head.field("of") != _ARGUMENTS or stay != left.parts or not added or not arguments:
        return None
    last = arguments[-1]
    by_keyword = all(isinstance(part, Term) and part.head.type == "keyword" for part in added)
    if last.term.head.type == "GeneratorExp" or (last.term.head.type == "keyword" and not by_keyword):
        return None
    return [(last, Term(right.head, added))]


def _is_exchangeable(part: Tree, pattern: Term | Hole, *, by_argument: bool) -> bool:
    """Whether a pattern can take the place of a part alone: an expression, or an argument that is given by keyword."""
    if isinstance(pattern, Hole):
        return part.term.is_expression and not pattern.many
    is_keyword = by_argument and all(_is_named(term) for term in (part.term, pattern))
    return is_keyword or (part.term.is_expression and pattern.is_expression)


def _is_named(term: Term) -> bool:
    return term.head.type == "keyword" and term.head.field("arg") is not None


class _Writer:
    """Writes a pattern as code; every expression that a hole stands for keeps its own text."""

    def __init__(self, module: Module, bound: Mapping[Hole, Tree], text_of: Callable[[Module, Tree], str]) -> None:
        self._module = module
        self._bound = bound
        self._text_of = text_of
        self._slots: list[Tree] = []

    def part(self, pattern: Term | Hole, old: Tree) -> str | None:
        """The code that takes the place of `old`; it stays where the pattern is a row of arguments to come after it."""
        if not isinstance(pattern, Term) or not (pattern.is_sequence or _is_named(pattern)):
            return self.written(pattern, old)
        text = self.written(_call_with(pattern), old)
        inner = None if text is None else text.removeprefix(f"{_CALLED}(").removesuffix(")")
        return f"{self._text_of(self._module, old)}, {inner}" if inner is not None and pattern.is_sequence else inner

    def written(self, pattern: Term | Hole, old: Tree) -> str | None:
        """The code of a pattern that takes the place of `old`; None where it cannot be written."""
        made = self._slotted(pattern)
        frame = ast.unparse(ast.fix_missing_locations(node_of(made)))
        wanted = bare(filled(pattern, self._bound))
        for opening, closing in (("", ""), ("(", ")")):
            text = frame
            for number, slot in reversed(list(enumerate(self._slots))):
                text = text.replace(f"{_SLOT}{number}", opening + self._text_of(self._module, slot) + closing)
            if read(text, is_statement=made.is_statement) == wanted:
                return text if made.is_statement or _stands_alone(made, old, text) else f"({text})"
        return None

    def _slotted(self, pattern: Term | Hole) -> Term:
        if isinstance(pattern, Hole):
            return self._open(self._bound[pattern])
        return joined(pattern.head, [self._slotted(part) for part in pattern.parts])

    def _open(self, tree: Tree) -> Term:
        if not tree.term.is_expression:
            return Term(tree.term.head, tuple(map(self._open, tree.parts)))
        self._slots.append(tree)
        return Term(Head("Name", (("id", "str", f"{_SLOT}{len(self._slots) - 1}"),)))


def read(text: str, *, is_statement: bool) -> Term | None:
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


def _call_with(arguments: Term) -> Term:
    """A call with a row of arguments, or a single one."""
    row = arguments if arguments.is_sequence else Term(Head("*", (("of", "str", _ARGUMENTS),)), (arguments,))
    return Term(Head("Call"), (Term(Head("Name", (("id", "str", _CALLED),))), row))


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


def comments(text: str) -> list[str]:
    """The comments in a piece of code, in an order of their own."""
    lines = io.StringIO(f"({text}\n)").readline
    return sorted(each.string for each in tokenize.generate_tokens(lines) if each.type == tokenize.COMMENT)
