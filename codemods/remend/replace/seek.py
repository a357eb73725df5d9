"""Finds the places of a file that a declared pattern matches."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from remend.module import Site
from remend.replace.arrange import arranged
from remend.replace.pattern import Pattern
from remend.replace.resolve import Resolver
from remend.templates.match import Bound, Match, bindings, is_done
from remend.templates.template import Template, is_node
from remend.templates.term import Hole, Term, Tree, tree_of

Allows = Callable[[Hole, Tree], bool]

_WORDS = {"Name": "id", "Attribute": "attr", "keyword": "arg"}


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern, and the one that takes its place; the text is that of the first as people wrote it."""

    text: str
    left: Pattern
    right: Pattern | None

    @property
    def names(self) -> Mapping[Hole, str]:
        """The dotted names that holes of either side stand for."""
        return {**self.left.names, **(self.right.names if self.right is not None else {})}

    @property
    def strings(self) -> Mapping[Hole, str]:
        """The strings that holes of either side stand for."""
        return {**self.left.strings, **(self.right.strings if self.right is not None else {})}

    @property
    def words(self) -> frozenset[str]:
        """Words all of which stand in every file that the pattern matches in."""
        return frozenset(word for word, _, _ in _anchors(self.left))


def changed_words(form: Form) -> tuple[str, str] | None:
    """The one word that a form takes away and the one that it brings; None where there are more, or none."""
    if form.right is None:
        return None
    old, new = (frozenset(word for word, _, _ in _anchors(side)) for side in (form.left, form.right))
    gone, come = sorted(old - new), sorted(new - old)
    return (gone[0], come[0]) if len(gone) == len(come) == 1 else None


def seek(form: Form, resolver: Resolver, allows: Allows) -> Iterator[Match]:
    """The places that a form matches, in source order, those aside that already are what it makes of them.

    `allows` tells whether a hole that people wrote may stand for what is there.
    """
    admits = _admitting(form, resolver, allows)

    def bind(pattern: Term | Hole, tree: Tree) -> Bound | None:
        return bindings(pattern, arranged(pattern, tree), admits)

    for site in _roots(form.left, resolver):
        tree = arranged(form.left.term, tree_of(site.path))
        bound = bindings(form.left.term, tree, admits)
        if bound is not None and _is_read(site) and not _is_mended(form, tree, bound, bind):
            yield Match(tree, bound)


def _admitting(form: Form, resolver: Resolver, allows: Allows) -> Allows:
    names, strings = form.names, form.strings

    def admits(hole: Hole, tree: Tree) -> bool:
        if hole in names:
            return resolver.dotted(tree.path) == names[hole]
        if hole in strings:
            return isinstance(tree.node, ast.Constant) and repr(tree.node.value) == hole.name
        return allows(hole, tree)

    return admits


def _is_mended(form: Form, tree: Tree, bound: Bound, bind: Callable[[Term | Hole, Tree], Bound | None]) -> bool:
    left, right = form.left.term, form.right.term if form.right is not None else None
    if right is None or not isinstance(left, Term):
        return False
    return is_done(Template(left, right), tree, bound, tree_of, bind)


def _is_read(site: Site) -> bool:
    """Whether an expression is read where it stands, and neither bound nor deleted; a statement is."""
    return isinstance(getattr(site.node, "ctx", None), (ast.Load, type(None)))


def _roots(pattern: Pattern, resolver: Resolver) -> Iterator[Site]:
    """The nodes at which a pattern may begin, found by the word of it that is rarest in the file."""
    module = resolver.module
    text = module.source.text
    word, _, levels = min(_anchors(pattern), key=lambda each: (each[1] == "keyword", text.count(each[0]), each))
    found: dict[ast.AST, Site] = {}
    for site in module.sites(resolver.called(word)):
        if not isinstance(site.node, (ast.Constant, ast.alias)) and len(site.path) > levels:
            top = site.up(levels) if levels else site
            found[top.node] = top
    head = pattern.term.head.type if isinstance(pattern.term, Term) else ""
    yield from (site for site in found.values() if not head or type(site.node).__name__ == head)


def _anchors(pattern: Pattern) -> Iterator[tuple[str, str, int]]:
    """The words of a pattern, each with the type of its node and the number of nodes around it."""
    waiting: list[tuple[Term | Hole, int]] = [(pattern.term, 0)]
    while waiting:
        term, depth = waiting.pop()
        if isinstance(term, Hole):
            if term in pattern.names:
                yield pattern.names[term].rpartition(".")[2], "Name", depth
            continue
        word = term.head.field(_WORDS.get(term.head.type, ""))
        if isinstance(word, str):
            yield word, term.head.type, depth
        waiting.extend((part, depth + is_node(term)) for part in term.parts)
