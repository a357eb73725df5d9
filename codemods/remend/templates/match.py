"""Finds the code that a pattern matches.

A word of the pattern leads to the few places of a file where it can match; only these are looked at closely. Code that
already stands inside of what the template makes of it (`foo($A)` in `bar(foo($A))`) is no match.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from remend.module import Module
from remend.templates.edits import access
from remend.templates.names import Names
from remend.templates.template import Template, is_node, words_in
from remend.templates.term import Hole, Term, Tree, tree_of

Bound = Mapping[Hole, Tree]
Admits = Callable[[Hole, Tree], bool]
Binding = Callable[[Term | Hole, Tree], Bound | None]

_NO_WORD = ("", "", 0)


def anything(hole: Hole, tree: Tree) -> bool:  # noqa: ARG001 (nothing is asked of it)
    """Admits whatever stands where a hole is."""
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A place where the left side of a template stands, and what its holes stand for there."""

    tree: Tree
    bound: Bound


def find(template: Template, names: Names) -> Iterator[Match]:
    """The places in a file that the left side matches, in source order; none where it has no word to look for."""
    text = names.module.source.text
    word, _, levels = min(words_in(template.left), key=lambda each: (text.count(each[0]), each), default=_NO_WORD)
    for node, path in _roots(names.module, word, levels):
        if type(node).__name__ == template.left.head.type and _is_accessed(template, path):
            tree = tree_of(path, names)
            bound = bindings(template.left, tree)
            if bound is not None and not is_done(template, tree, bound, lambda path: tree_of(path, names), bindings):
                yield Match(tree, bound)


def bindings(pattern: Term | Hole, tree: Tree, admits: Admits = anything) -> Bound | None:
    """What the holes of a pattern stand for where it matches a tree; None where it does not.

    `admits` tells whether a hole may stand for what is there.
    """
    bound: dict[Hole, Tree] = {}
    return bound if _fits(pattern, tree, bound, admits) else None


def _fits(pattern: Term | Hole, tree: Tree, bound: dict[Hole, Tree], admits: Admits) -> bool:
    if isinstance(pattern, Hole):
        known = bound.setdefault(pattern, tree)
        fits = tree.term.is_open if pattern.many else tree.term.is_expression
        return fits and known.term == tree.term and admits(pattern, tree)
    if pattern.head != tree.term.head or len(pattern.parts) != len(tree.parts):
        return False
    return all(_fits(part, inner, bound, admits) for part, inner in zip(pattern.parts, tree.parts, strict=True))


def _roots(module: Module, word: str, levels: int) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """The nodes that are so many levels above a word, outer ones first."""
    found = {}
    for site in module.sites((word,)) if word else ():
        if not isinstance(site.node, ast.Constant) and len(site.path) > levels:
            path = site.path[: len(site.path) - levels]
            found[path[-1]] = path
    yield from found.items()


def _is_accessed(template: Template, path: tuple[ast.AST, ...]) -> bool:
    return template.accesses is None or access(path) in template.accesses


def is_done(
    template: Template, tree: Tree, bound: Bound, read: Callable[[tuple[ast.AST, ...]], Tree], bind: Binding
) -> bool:
    """Whether a place already is what the template makes of it, or stands inside of that.

    `read` gives the tree at the end of a path, `bind` what the holes of a pattern stand for in a tree.
    """
    if isinstance(template.right, Term) and bind(template.right, tree) is not None:
        return True
    for levels in _depths(template.left, template.right):
        around = read(tree.path[: len(tree.path) - levels]) if len(tree.path) > levels else None
        outer = bind(template.right, around) if around is not None else None
        if outer is not None and all(outer[hole].term == bound[hole].term for hole in outer if hole in bound):
            return True
    return False


def _depths(wanted: Term, within: Term | Hole) -> Iterator[int]:
    """At how many levels below the top of a pattern another one stands in it."""
    waiting: list[tuple[Term | Hole, int]] = [(within, 0)]
    while waiting:
        term, depth = waiting.pop()
        if term == wanted:
            yield depth
        if isinstance(term, Term):
            waiting.extend((part, depth + is_node(term)) for part in term.parts)
