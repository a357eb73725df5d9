"""The seam to fissix: a text of Python 2 goes in, what each concept changed comes out.

The text is parsed once. The fixers of one concept after another change the same tree, so that the text after each
concept is a state of its own. A fixer is shown only what stands around the words that it mends: that alone makes it
several times faster than fissix's own way, which asks every fixer about every node. Leaves remember where they stood
first, copies of them too, so that what changed is told apart token by token, and layout and comments stay.

Bowler does not drive the fixers. Its `BowlerTool` adds files, hunks and prompts to fissix's `RefactoringTool`, and
leaves `refactor_string`, `refactor_tree` and `traverse_by`, which run fixers, as they are there: they parse with
fissix's own driver, which takes 3.6 times as long as ours, show each node of a tree to every fixer, and give one text
in the end, where a commit for each concept needs the text after each. Its import costs each process 0.2 s more. A
subclass with another driver, another walk and another result would be Bowler in name alone.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fissix import pygram
from fissix.pytree import Leaf, Node
from fissix.refactor import _get_headnode_dict

from remend.legacy.bound import bound_names
from remend.legacy.concepts import CONCEPTS, Concept
from remend.legacy.modernized import Modernized, Place, Step, Warned
from remend.legacy.parse import parse
from remend.legacy.regions import Region
from remend.legacy.state import State, edge, key_of, word_of

_CLAUSES = frozenset({pygram.python_symbols.try_stmt, pygram.python_symbols.classdef, pygram.python_symbols.funcdef})
"""Nodes of which a fixer may change several parts, each a place of its own."""


def modernize(
    text: str,
    name: str,
    concepts: Sequence[str],
    place: Place | None = None,
    kept: frozenset[int] = frozenset(),
) -> Modernized | None:
    """What `concepts`, one after another, make of a text in which lines end in LF; None where it is no Python 2 either.

    `place` is where the file called `name` stands. What begins on a line in `kept` is left as it is.
    """
    tree = parse(text)
    if tree is None:
        return None
    try:
        return _Run(tree, text, name, place or Place(), kept).through(concepts)
    finally:
        _take_apart(tree)


@dataclass(frozen=True, slots=True)
class Touched:
    """A node that a fixer was let loose on: its type, and where it stood in the first text."""

    kind: int
    span: tuple[int, int]


class _Run:
    """The fixers at work on one tree."""

    def __init__(self, tree: Node, text: str, name: str, place: Place, kept: frozenset[int]) -> None:
        self._tree = tree
        self._name = name
        self._place = place
        self._kept = kept
        self._ended = text.endswith("\n")
        self._first = text if self._ended else f"{text}\n"
        self._now = State(leaves_of(tree))
        self._origin = self._now.origins()
        self._bound = bound_names(text)

    def through(self, concepts: Iterable[str]) -> Modernized:
        steps: list[Step] = []
        warnings: list[Warned] = []
        for concept in (CONCEPTS[each] for each in concepts):
            words = self._now.found(concept.words)
            if not words or (concept.is_builtin and self._bound & {*concept.words}):
                continue
            self._tree.was_changed = False
            log, touched = self._apply(concept, words)
            warnings += (Warned(line, concept.name, message) for line, message in log)
            if self._tree.was_changed and (found := self._now.follow(self._tree)):
                steps.append(self._step(concept, found, touched))
        text = steps[-1].text if steps else self._unended(self._first)
        return Modernized(text=text, steps=tuple(steps), warnings=tuple(warnings))

    def _apply(self, concept: Concept, words: Sequence[Leaf]) -> tuple[list[tuple[int, str]], list[Touched]]:
        """Change the tree; what the fixers say by line, and what they may have changed."""
        log: list[tuple[int, str]] = []
        touched: list[Touched] = []
        for make in concept.fixers:
            fixer, heads = _fixer(make)
            fixer.warning = lambda node, reason: log.append((node.get_lineno(), reason))
            fixer.cannot_convert = lambda node, reason="": log.append((node.get_lineno(), reason))
            fixer.place, fixer.leaves, fixer.text = self._place, self._now.leaves, self._first
            fixer.start_tree(self._tree, self._name)
            if self._tree.was_changed:
                words = [leaf for leaf in leaves_of(self._tree) if word_of(leaf) in concept.words]
            for node in _candidates(words, heads, in_order=fixer.keep_line_order):
                if node.get_lineno() in self._kept or not _is_in(node, self._tree):
                    continue
                results = fixer.match(node)
                if results:
                    before = Touched(node.type, self._span(node))
                    if self._changes(fixer, node, results):
                        touched.append(before)
            fixer.finish_tree(self._tree, self._name)
            fixer.leaves = ()
        return log, touched

    def _changes(self, fixer: Any, node: Node | Leaf, results: object) -> bool:
        """Let a fixer change a node, or what is around it; whether it did."""
        changed, self._tree.was_changed = self._tree.was_changed, False
        new = fixer.transform(node, results)
        if isinstance(new, Leaf) and isinstance(node, Leaf):
            node.type, node.value, node.prefix = new.type, new.value, new.prefix
            node.changed()
        elif new is not None:
            node.replace(new)
        done = bool(self._tree.was_changed)
        self._tree.was_changed = done or changed
        return done

    def _span(self, node: Node | Leaf) -> tuple[int, int]:
        """Where a node stood in the first text; a fixer before may have put new leaves at its ends."""
        first, last = key_of(edge(node, 0)), key_of(edge(node, -1))
        start = self._origin[first][0] if first in self._origin else self._beside(node, -1)
        end = self._origin[last][1] if last in self._origin else self._beside(node, 1)
        return start, max(start, end)

    def _beside(self, node: Node | Leaf, way: int) -> int:
        """Where what stood before a node ended (`way` is -1), or where what stands now after it began."""
        leaf = edge(node, 0 if way < 0 else -1)
        while (leaf := _neighbour(leaf, way)) is not None:
            if (key := key_of(leaf)) in self._origin:
                start, end = self._origin[key]
                at = end if way < 0 else start
                while self._first[at if way < 0 else at - 1].isspace():
                    at -= way
                return at
        return 0 if way < 0 else len(self._first)

    def _step(self, concept: Concept, found: Sequence[Region], touched: Sequence[Touched]) -> Step:
        edits = tuple(edit for region in found for edit in region.edits)
        sites = sorted({*self._sites(found, touched)}) or [found[0].origin(self._origin)]
        return Step(concept=concept.name, text=self._unended(self._now.text), edits=edits, sites=tuple(sites))

    def _sites(self, found: Sequence[Region], touched: Sequence[Touched]) -> Iterator[tuple[int, int]]:
        """The places that regions belong to: the node that was changed, or the part of a clause that went."""
        waiting = deque(sorted(touched, key=lambda each: each.span))
        around: list[Touched] = []
        for start, end, removes in sorted((*region.origin(self._origin), region.removes) for region in found):
            while waiting and waiting[0].span[0] <= start:
                around.append(waiting.popleft())
            around = [each for each in around if each.span[1] >= start]
            node = min((t for t in around if t.span[1] >= end), key=lambda t: t.span[1] - t.span[0], default=None)
            if node is not None and node.kind not in _CLAUSES:
                yield node.span
            elif node is not None and removes:
                yield start, end

    def _unended(self, text: str) -> str:
        """Without the newline that fissix needs and the file has not."""
        return text if self._ended else text.removesuffix("\n")


@cache
def _fixer(place: str) -> tuple[Any, frozenset[int]]:
    """A fixer, and the types of the nodes that it may change."""
    module, _, name = place.partition(":")
    fixer = getattr(importlib.import_module(module), name)({}, [])
    return fixer, frozenset(kind for kind, fixers in _get_headnode_dict([fixer]).items() if fixers)


def _candidates(words: Iterable[Leaf], heads: frozenset[int], *, in_order: bool) -> list[Node | Leaf]:
    """The nodes of these types around some words, inner ones first or in the order of the text."""
    found: dict[int, tuple[int, int, Node | Leaf]] = {}
    for number, leaf in enumerate(words):
        node = leaf
        while node is not None and id(node) not in found:
            if node.type in heads:
                found[id(node)] = (0 if in_order else -node.depth(), number, node)
            node = node.parent
    return [node for _, _, node in sorted(found.values(), key=lambda each: each[:2])]


def _neighbour(leaf: Leaf, way: int) -> Leaf | None:
    """The leaf before another or after it."""
    node: Node | Leaf = leaf
    while node.parent is not None:
        beside = node.prev_sibling if way < 0 else node.next_sibling
        if beside is not None:
            return edge(beside, -1 if way < 0 else 0)
        node = node.parent
    return None


def _take_apart(tree: Node) -> None:
    """Let nodes forget what they hold, so that the garbage collector need not search for it."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting += [child for child in node.children if child.children]
        node.children = []


def leaves_of(tree: Node) -> list[Leaf]:
    """All leaves in their order; fissix's own way slows down with the depth of the tree."""
    found: list[Leaf] = []
    waiting: list[Node | Leaf] = [tree]
    while waiting:
        node = waiting.pop()
        if node.children:
            waiting.extend(reversed(node.children))
        elif isinstance(node, Leaf):
            found.append(node)
    return found


def _is_in(node: Node | Leaf, tree: Node) -> bool:
    """Whether a node is still part of a tree, and has not been replaced together with what it stood in."""
    while node.parent is not None:
        node = node.parent
    return node is tree
