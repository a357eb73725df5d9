"""Works out the mends of all places of a file that replacements match, nested ones together.

The innermost place comes first. Where one that is written anew holds others, it is written with what became of them,
and all of them are mended at once; else each is mended by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from remend.edits import splice
from remend.model import Edit, Span
from remend.module import Module, Site
from remend.replace.conditions import place_of
from remend.replace.reach import Reach, Spelled
from remend.replace.resolve import Resolver, root_of
from remend.replace.seek import Form
from remend.rule import Change, Mend, Needs
from remend.templates.match import Bound, Match
from remend.templates.spell import pieces, read
from remend.templates.template import Template
from remend.templates.term import Head, Hole, Term, Tree, inside

_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a form matches."""

    form: Form
    match: Match
    span: Span


@dataclass(frozen=True, slots=True)
class _Draft:
    """What becomes of a place: its edits, with those inside of it that they hold, and the names that it deals in."""

    keys: tuple[_Key, ...]
    edits: tuple[tuple[Edit, bool], ...]
    needs: tuple[Needs, ...]
    frees: tuple[Site, ...]
    relies: frozenset[str]


def draft(found: Sequence[Found], resolver: Resolver, reach: Reach) -> Mapping[_Key, Mend | str]:
    """The mend of each place, by its start and end; or why it has none."""
    drafts: dict[_Key, _Draft] = {}
    refused: dict[_Key, str] = {}
    for each in sorted(found, key=lambda one: one.span.end - one.span.start):
        made = _Drafting(each, resolver, reach, list(drafts.values())).draft()
        if isinstance(made, str):
            refused[_key(each.span)] = made
            continue
        for key in made.keys:
            drafts[key] = made
    relied = frozenset(name for each in drafts.values() for name in each.relies)
    mends = {id(each): _mend(each, relied, resolver.module) for each in drafts.values()}
    return {**refused, **{key: mends[id(each)] for key, each in drafts.items()}}


def _key(span: Span) -> _Key:
    return span.start, span.end


def _mend(made: _Draft, relied: frozenset[str], module: Module) -> Mend | str:
    changes = tuple(
        Change(target=module.source.span(edit.start, edit.end), text=edit.text, statement=is_statement)
        for edit, is_statement in made.edits
    )
    if not changes and not made.needs:
        return "it would stay as it is"
    frees = tuple(site for site in made.frees if isinstance(site.node, ast.Name) and site.node.id not in relied)
    return Mend(changes=changes, needs=made.needs, frees=frees)


@dataclass(slots=True)
class _Drafting:
    """One place; `inner` are the drafts that are there already, of places inside of it or beside it."""

    found: Found
    resolver: Resolver
    reach: Reach
    inner: Sequence[_Draft]

    def draft(self) -> _Draft | str:
        form, match = self.found.form, self.found.match
        assert form.right is not None
        obstacle = _obstacle(form, match, self.resolver)
        if obstacle:
            return obstacle
        used = list(_roots(form, match.bound))
        right, spelled = self._localised(form.right.term, used)
        reasons = [each for each in spelled if isinstance(each, str)]
        if reasons:
            return reasons[0]
        made = self._pieces(right)
        if isinstance(made, str):
            return made
        ways = [each for each in spelled if isinstance(each, Spelled)]
        kept = {hole for hole in inside(right) if isinstance(hole, Hole)}
        freed = [site for hole, site in _rooted(form, match.bound) if hole not in kept]
        own = _Draft(
            keys=(_key(self.found.span),),
            edits=made,
            needs=tuple(dict.fromkeys(each.needs for each in ways if each.needs is not None)),
            frees=tuple(freed),
            relies=frozenset(each.root for each in ways if each.needs is None),
        )
        return _joined([own, *self._absorbed(made)])

    def _localised(self, right: Term | Hole, used: Sequence[Site]) -> tuple[Term | Hole, list[Spelled | str]]:
        """The right side with the names that the left side has not as the file has to write them."""
        bound, names = self.found.match.bound, self.found.form.names
        ways: dict[Hole, Spelled | str] = {
            hole: self.reach.spelled(names[hole], self.resolver, self.found.match.tree.path, used)
            for hole in inside(right)
            if isinstance(hole, Hole) and hole in names and hole not in bound
        }

        def put(term: Term | Hole) -> Term | Hole:
            if isinstance(term, Hole):
                way = ways.get(term)
                return way.term if isinstance(way, Spelled) else term
            return Term(term.head, tuple(map(put, term.parts)))

        return put(right), list(ways.values())

    def _pieces(self, right: Term | Hole) -> tuple[tuple[Edit, bool], ...] | str:
        form, match, module = self.found.form, self.found.match, self.resolver.module
        texts: dict[ast.AST, str] = {}
        bound: dict[Hole, Tree] = {}
        for hole, tree in match.bound.items():
            bound[hole] = self._rewritten(tree, texts)
        for part in inside(right):
            if isinstance(part, Hole) and part in form.strings and part not in bound:
                bound[part] = _constant(form.strings[part], texts)

        def text_of(module: Module, tree: Tree) -> str:
            return texts[tree.node] if tree.node in texts else self._as_it_becomes(module, tree)

        made = pieces(Template(_as_term(form.left.term), right), match.tree, bound, module, text_of, by_argument=True)
        if isinstance(made, str):
            return made
        edits = []
        for piece in made:
            start, end = module.extent(piece.tree.node)
            if module.source.text[start:end] != piece.text:
                edits.append((Edit(start, end, piece.text), piece.tree.term.is_statement))
        return tuple(edits)

    def _rewritten(self, tree: Tree, texts: dict[ast.AST, str]) -> Tree:
        """What a hole stands for, with what became of the places in it; their texts are put into `texts`."""
        if tree.term.is_sequence:
            parts = tuple(self._rewritten(part, texts) for part in tree.parts)
            return replace(tree, term=Term(tree.term.head, tuple(part.term for part in parts)), parts=parts)
        start, end = self.resolver.module.extent(tree.node)
        edits = [edit for edit, _ in self._edits_within(start, end)]
        if not edits or not tree.term.is_expression:
            parts = tuple(self._rewritten(part, texts) for part in tree.parts) if edits else tree.parts
            return replace(tree, term=Term(tree.term.head, tuple(part.term for part in parts)), parts=parts)
        text = texts[tree.node] = self._as_it_becomes(self.resolver.module, tree)
        term = read(text, is_statement=False)
        return replace(tree, term=term or tree.term)

    def _as_it_becomes(self, module: Module, tree: Tree) -> str:
        """The code of a tree with what became of the places in it."""
        start, end = module.extent(tree.node)
        edits = [edit for edit, _ in self._edits_within(start, end)]
        return splice(module.source.text, edits, start, end).replace("\r\n", "\n")

    def _edits_within(self, start: int, end: int) -> list[tuple[Edit, bool]]:
        unique = {id(each): each for each in self.inner}
        edits = {edit: flag for each in unique.values() for edit, flag in each.edits}
        inside_ = [(edit, flag) for edit, flag in edits.items() if start <= edit.start and edit.end <= end]
        return sorted(inside_, key=lambda each: each[0].start)

    def _absorbed(self, edits: Sequence[tuple[Edit, bool]]) -> list[_Draft]:
        """The drafts one of whose edits is now part of a larger one."""
        unique = {id(each): each for each in self.inner}
        return [
            each
            for each in unique.values()
            if any(o.start <= e.start and e.end <= o.end for e, _ in each.edits for o, _ in edits)
        ]


def _obstacle(form: Form, match: Match, resolver: Resolver) -> str:
    """What of a place speaks against any replacement there; usually nothing."""
    assert form.right is not None
    terms = list(inside(form.right.term))
    awaits = any(isinstance(term, Term) and term.head.type == "Await" for term in terms)
    if awaits and place_of(resolver.module, match.tree.path) != "async def":
        return "the new form awaits, and it stands in no coroutine"
    for hole, tree in match.bound.items():
        if terms.count(hole) > 1 and hole in form.right.holes and any(map(_acts, _nodes(tree))):
            return f"what `{hole}` stands for would be evaluated twice"
    here = ".".join(filter(None, (resolver.module.surroundings.name, resolver.module.symbol(match.tree.path))))
    for hole, dotted in form.right.names.items():
        if hole not in match.bound and f"{here}.".startswith(f"{dotted}."):
            return f"it stands in {dotted} itself"
    return ""


def _nodes(tree: Tree) -> Iterator[ast.AST]:
    for part in tree.parts if tree.term.is_sequence else (tree,):
        yield from ast.walk(part.node)


def _acts(node: ast.AST) -> bool:
    """Whether it makes a difference how often a piece of code is evaluated."""
    return isinstance(node, (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr))


def _joined(drafts: Sequence[_Draft]) -> _Draft:
    """One draft for several; of their edits those that stand in no other."""
    edits = {edit: flag for each in drafts for edit, flag in each.edits}
    outer = [
        (edit, flag)
        for edit, flag in edits.items()
        if not any(o != edit and o.start <= edit.start and edit.end <= o.end for o in edits)
    ]
    return _Draft(
        keys=tuple(dict.fromkeys(key for each in drafts for key in each.keys)),
        edits=tuple(sorted(outer, key=lambda each: each[0].start)),
        needs=tuple(dict.fromkeys(needs for each in drafts for needs in each.needs)),
        frees=tuple(site for each in drafts for site in each.frees),
        relies=frozenset(name for each in drafts for name in each.relies),
    )


def _rooted(form: Form, bound: Bound) -> Iterator[tuple[Hole, Site]]:
    """The names that what the pattern names begins with, where they stand in a match."""
    for hole in form.left.names:
        root = root_of(bound[hole].path) if hole in bound else None
        if root is not None:
            yield hole, root


def _roots(form: Form, bound: Bound) -> Iterator[Site]:
    return (site for _, site in _rooted(form, bound))


def _as_term(pattern: Term | Hole) -> Term:
    """A pattern that is nothing but a name as a term, which no other is equal to."""
    return pattern if isinstance(pattern, Term) else Term(Head("Name", (("id", "str", str(pattern)),)))


def _constant(text: str, texts: dict[ast.AST, str]) -> Tree:
    """A string of the right side, which is written as people wrote it."""
    node = ast.Constant(value=text)
    texts[node] = text
    term = read(text, is_statement=False)
    assert term is not None
    return Tree(term, (node,))
