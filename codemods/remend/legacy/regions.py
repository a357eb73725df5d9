"""What changed between two states of a tree, told by its leaves and not by its text.

A leaf that fissix has read knows where it stood, and its copies do too; one that a fixer made does not. So the leaves
that are still as they were divide the text into what stayed and what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate

from fissix.pgen2.token import NUMBER, STRING
from fissix.pytree import Leaf

from remend.legacy.concepts import ANY_NUMBER, ANY_STRING
from remend.model import Edit

Key = tuple[int, int, int]
Piece = tuple[Key | None, str, str]
"""Where a leaf stood first, what stands before it, and the leaf itself."""

_SMALL = 600
"""So many leaves are compared with each other; a larger region is only trimmed at its ends."""


@dataclass(frozen=True)
class Text:
    """What the leaves of a tree say, and the words that they are found by."""

    pieces: tuple[Piece, ...]
    words: frozenset[str]

    @classmethod
    def of(cls, leaves: Sequence[Leaf]) -> Text:
        """What some leaves say now."""
        pieces = [((x.lineno, x.column, x.type) if x.lineno else None, x.prefix, str(x.value)) for x in leaves]
        return cls(tuple(pieces), frozenset([word_of(x.type, str(x.value)) for x in leaves]))

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join([prefix + value for _, prefix, value in self.pieces])

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each piece starts with what stands before it, and where the last one ends."""
        return (0, *accumulate([len(prefix) + len(value) for _, prefix, value in self.pieces]))

    def places(self) -> dict[Key, tuple[int, int]]:
        """Where each leaf stands, for the text that was read."""
        return {
            key: (end - len(value), end)
            for (key, _, value), end in zip(self.pieces, self.starts[1:], strict=True)
            if key is not None
        }


def key_of(leaf: Leaf) -> Key | None:
    """Where a leaf stood when it was read; None for one that a fixer made."""
    return (leaf.lineno, leaf.column, leaf.type) if leaf.lineno else None


def word_of(kind: int, value: str) -> str:
    """What a token is found by: itself, or for a literal that Python 3 writes otherwise its kind."""
    if kind == NUMBER:
        return ANY_NUMBER if value[-1] in "lL" or (value[0] == "0" and value.isdigit()) else ""
    if kind == STRING:
        return ANY_STRING if value[0] in "uU" or "\\" in value else ""
    return value


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch that changed: its edits, the leaves that it was made of, and the first one after it."""

    edits: tuple[Edit, ...]
    keys: tuple[Key, ...]
    follower: Key | None

    @property
    def removes(self) -> bool:
        """Whether anything but blanks went."""
        return any(edit.end > edit.start for edit in self.edits)

    def origin(self, places: dict[Key, tuple[int, int]]) -> tuple[int, int]:
        """Where it stands in the text that was read; of no width where it is new."""
        spans = [places[key] for key in self.keys if key in places]
        if spans:
            return min(start for start, _ in spans), max(end for _, end in spans)
        at = places.get(self.follower, (0, 0))[0] if self.follower is not None else 0
        return at, at


def regions(before: Text, after: Text) -> list[Region]:
    """What changed, in order; the edits of all regions together lead from the one text to the other."""
    return list(_regions(before, after))


def _regions(before: Text, after: Text) -> Iterator[Region]:
    known = {piece: number for number, piece in enumerate(before.pieces) if piece[0] is not None}
    at = old = 0
    for new, piece in enumerate((*after.pieces, None)):
        if piece is None:
            same = len(before.pieces)
        elif old < len(before.pieces) and before.pieces[old] == piece:
            same = old
        else:
            same = known.get(piece, -1)
        if same < old:
            continue
        if before.pieces[old:same] != after.pieces[at:new]:
            region = _region(before, after, (old, same), (at, new))
            if region.edits:
                yield region
        old, at = same + 1, new + 1


def _region(before: Text, after: Text, old: tuple[int, int], new: tuple[int, int]) -> Region:
    gone, come = before.pieces[slice(*old)], after.pieces[slice(*new)]
    following = (key for key, _, _ in before.pieces[old[1] :] if key is not None)
    return Region(
        tuple(_edits(_tokens(gone), _tokens(come), before.starts[old[0]])),
        tuple(key for key, _, _ in gone if key is not None),
        next(following, None),
    )


def _tokens(pieces: Iterable[Piece]) -> list[str]:
    return [part for _, prefix, value in pieces for part in (prefix, value) if part]


def _edits(old: list[str], new: list[str], start: int) -> Iterator[Edit]:
    starts = (start, *accumulate([len(part) for part in old], initial=start))[1:]
    for kind, first, last, low, high in _opcodes(old, new):
        if kind != "equal":
            yield Edit(starts[first], starts[last], "".join(new[low:high]))


def _opcodes(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if len(old) + len(new) <= _SMALL:
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return [("replace", head, len(old) - tail, head, len(new) - tail)]
