"""What changed between two states of a tree, told by its leaves and not by its text.

A leaf that fissix has read knows where it stood, and its copies do too; one that a fixer made does not. So the leaves
that are still as they were divide the text into what stayed and what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from remend.model import Edit

Key = tuple[int, int, int]
Piece = tuple[Key | None, str, str]
"""Where a leaf stood first, what stands before it, and the leaf itself."""

_SMALL = 600
"""So many leaves are compared with each other; a larger region is only trimmed at its ends."""


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


def regions(
    before: Sequence[Piece], starts: Sequence[int], stretch: tuple[int, int], come: Sequence[Piece]
) -> Iterator[Region]:
    """What changes, in order, where `come` takes the place of a stretch of `before`; `starts` is where each begins.

    The edits of all regions together make the one of the other.
    """
    at, end = stretch
    known = {before[place]: place for place in range(at, end) if before[place][0] is not None}
    first = 0
    for number, piece in enumerate((*come, None)):
        if piece is None:
            same = end
        elif at < end and before[at] == piece:
            same = at
        else:
            same = known.get(piece, -1)
        if same < at:
            continue
        if before[at:same] != come[first:number]:
            region = _region(before, starts, (at, same), come[first:number])
            if region.edits:
                yield region
        at, first = same + 1, number + 1


def _region(before: Sequence[Piece], starts: Sequence[int], stretch: tuple[int, int], come: Sequence[Piece]) -> Region:
    gone = before[slice(*stretch)]
    following = (before[place][0] for place in range(stretch[1], len(before)))
    return Region(
        tuple(_edits(_tokens(gone), _tokens(come), starts[stretch[0]])),
        tuple(key for key, _, _ in gone if key is not None),
        next((key for key in following if key is not None), None),
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
