"""Whether a site that a range left as it was is one that it missed, and how sure that is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from remend.index.roles import is_test
from remend.module import Module
from remend.review.rules.incomplete_refactor.kinship import Kinship
from remend.review.rules.incomplete_refactor.sweep import Sweep
from remend.templates.match import Match
from remend.templates.names import Names
from remend.templates.spell import filled
from remend.templates.template import Template
from remend.templates.term import Kind, Term, inside, spelled

_BRANCHING = (ast.If, ast.Try, ast.TryStar, ast.IfExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A place that still has the old form; `questions` ask for what may make that right."""

    path: str
    names: Names
    match: Match
    questions: tuple[str, ...]

    @property
    def place(self) -> tuple[int, int]:
        """Where it starts: line and column."""
        node = self.match.tree.node
        return node.lineno, node.col_offset


def judged(sweep: Sweep, kinship: Kinship, left: Left) -> Left | None:
    """A place with all the questions that it raises; None where it is meant to be as it is."""
    template = sweep.template
    if not _can_be_rewritten(sweep, left) or _is_meant(template, left.match):
        return None
    related = kinship.with_place(left.names, left.match)
    if related is False:
        return None
    first = sweep.edits[0]
    kind = () if related else (f"Is it the same kind of object here as at {first.path}:{first.line}?",)
    return replace(left, questions=(*left.questions, *kind, *_questions(template, left)))


def _can_be_rewritten(sweep: Sweep, left: Left) -> bool:
    """Whether it is read where others were, and what the new form needs of its function or class is there."""
    tree = left.match.tree
    seen = {type(getattr(edit.before.node, "ctx", None)) for edit in sweep.edits}
    if type(getattr(tree.node, "ctx", None)) not in seen:
        return False
    return all(
        head.meaning is None
        or head.meaning.kind not in (Kind.LOCAL, Kind.SELF)
        or left.names.meaning(head.field("id"), tree.path) == head.meaning
        for head in (each.head for each in inside(sweep.template.right) if isinstance(each, Term))
    )


def _is_meant(template: Template, match: Match) -> bool:
    """Whether a place defines the new form, has something of it already, or is what is done where it does not work."""
    path = match.tree.path
    if any(node.name in template.added for node in path if isinstance(node, (*_FUNCTIONS, ast.ClassDef))):
        return True
    targets = [target for node in path for target in _targets(node)]
    if any(not template.added.isdisjoint(_words(node)) for node in (*targets, match.tree.node)):
        return True
    new = filled(template.right, match.bound)
    text = spelled(new)
    branching = next((node for node in path if isinstance(node, _BRANCHING)), None)
    return branching is not None and any(
        type(node).__name__ == new.head.type and ast.unparse(node) == text for node in ast.walk(branching)
    )


def _targets(node: ast.AST) -> Sequence[ast.expr]:
    """What a statement assigns to."""
    match node:
        case ast.Assign(targets=targets):
            return targets
        case ast.AnnAssign(target=target) | ast.NamedExpr(target=target):
            return (target,)
    return ()


def _questions(template: Template, left: Left) -> Iterator[str]:
    if is_test(left.path):
        yield "Is it the old form that this test is about?"
    if template.same_function:
        yield f"Does this call of `{template.same_function}` need the new arguments too?"
    for term in inside(template.left):
        if isinstance(term, Term) and term.head.meaning is not None and term.head.meaning.kind is Kind.LOCAL:
            name = term.head.field("id")
            if not left.names.is_steady(name, left.match.tree.path):
                yield f"Is `{name}` the same object here as where it was rewritten? It is bound more than once."
    helper = _helper(template, left.names.module)
    if helper is not None:
        yield f"Should it call `{helper.name}` too, which does it in the old form itself (line {helper.lineno})?"


def _helper(template: Template, module: Module) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The function of the file that the new form calls and that does it in the old one."""
    functions = (node for node in ast.walk(module.tree) if isinstance(node, _FUNCTIONS) and node.name in template.added)
    return next((node for node in functions if template.words <= _words(node)), None)


def _words(node: ast.AST) -> set[str]:
    """The names and attributes in a node."""
    nodes = list(ast.walk(node))
    return {each.id for each in nodes if isinstance(each, ast.Name)} | {
        each.attr for each in nodes if isinstance(each, ast.Attribute)
    }
