"""The leaves of a tree as they are now: where each stands, what they say, and by what word they are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, count

from fissix.pgen2.token import NUMBER, STRING
from fissix.pytree import Leaf, Node

from remend.legacy.concepts import ANY_NUMBER, ANY_STRING, CONCEPTS
from remend.legacy.regions import Piece, Region, regions

_WORDS = frozenset(word for concept in CONCEPTS.values() for word in concept.words)


class State:
    """The leaves of a tree, kept in step with it change by change.

    A change is sought only below the nodes that fissix has marked as changed. Nodes that were part of the tree at the
    last look are marked as checked, by a field of fissix that nothing else here uses; all else is new.
    """

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self._leaves = list(leaves)
        self._pieces = [_piece(leaf) for leaf in self._leaves]
        self._sizes = _sizes(self._pieces)
        self._words: dict[str, list[Leaf]] = {}
        self._index(self._leaves)

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return dict(zip(map(id, self._leaves), count()))

    def _index(self, come: Iterable[Leaf]) -> None:
        self.__dict__.pop("_places", None)
        for leaf in come:
            if (word := word_of(leaf)) in _WORDS:
                self._words.setdefault(word, []).append(leaf)

    @property
    def leaves(self) -> Sequence[Leaf]:
        """All leaves in their order."""
        return self._leaves

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join([prefix + value for _, prefix, value in self._pieces])

    def origins(self) -> dict[tuple[int, int, int], tuple[int, int]]:
        """Where each leaf starts and ends, for the text that was read."""
        ends = accumulate(self._sizes)
        return {
            key: (end - len(value), end)
            for (key, _, value), end in zip(self._pieces, ends, strict=True)
            if key is not None
        }

    def found(self, words: Collection[str]) -> list[Leaf]:
        """The leaves that are one of some words, in their order."""
        places = {}
        for word in words:
            for leaf in self._words.get(word, ()):
                place = self._places.get(id(leaf))
                if place is not None and word_of(leaf) == word:
                    places[place] = leaf
        return [leaf for _, leaf in sorted(places.items(), key=lambda each: each[0])]

    def follow(self, tree: Node) -> list[Region]:
        """Take over what has changed in a tree since the last look, and tell it in order."""
        before = self._pieces
        starts = (0, *accumulate(self._sizes))
        leaves: list[Leaf] = []
        pieces: list[Piece] = []
        sizes: list[int] = []
        new: list[Leaf] = []
        found: list[Region] = []
        old = 0
        for start, end, come in self._stretches(tree):
            new_pieces = [_piece(leaf) for leaf in come]
            found += regions(before, starts, (old, start), new_pieces)
            leaves += come + self._leaves[start:end]
            pieces += new_pieces + before[start:end]
            sizes += _sizes(new_pieces) + self._sizes[start:end]
            new += come
            old = end
        self._leaves, self._pieces, self._sizes = leaves, pieces, sizes
        self._index(new)
        return found

    def _stretches(self, tree: Node) -> Iterator[tuple[int, int, list[Leaf]]]:
        """The stretches of leaves that stay, each with the leaves that stand before it now; the last one is empty."""
        come: list[Leaf] = []
        waiting: list[Node | Leaf] = [tree]
        old = 0
        while waiting:
            node = waiting.pop()
            if node.was_checked and not node.was_changed:
                start, end = (self._places.get(id(edge(node, side)), -1) for side in (0, -1))
                if old <= start <= end:
                    yield start, end + 1, come
                    come, old = [], end + 1
                    continue
            if node.children:
                node.was_checked, node.was_changed = True, False
                waiting.extend(reversed(node.children))
            elif isinstance(node, Leaf):
                node.was_changed = False
                come.append(node)
        yield len(self._leaves), len(self._leaves), come


def _sizes(pieces: Iterable[Piece]) -> list[int]:
    return [len(prefix) + len(value) for _, prefix, value in pieces]


def _piece(leaf: Leaf) -> Piece:
    return key_of(leaf), leaf.prefix, str(leaf.value)


def key_of(leaf: Leaf) -> tuple[int, int, int] | None:
    """Where a leaf stood when it was read; None for one that a fixer made."""
    return (leaf.lineno, leaf.column, leaf.type) if leaf.lineno else None


def word_of(leaf: Leaf) -> str:
    """What a token is found by: itself, or for a literal that Python 3 writes otherwise its kind."""
    value = str(leaf.value)
    if leaf.type == NUMBER:
        return ANY_NUMBER if value[-1] in "lL" or (value[0] == "0" and value.isdigit()) else ""
    if leaf.type == STRING:
        return ANY_STRING if value[0] in "uU" or "\\" in value else ""
    return value


def edge(node: Node | Leaf, side: int) -> Leaf:
    """The first leaf of a node (`side` is 0), or the last one (-1)."""
    while node.children:
        node = node.children[side]
    return node
