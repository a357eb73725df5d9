"""Finds the parts of something that make it fail, by delta debugging."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

Part = TypeVar("Part", bound=Hashable)


class Search(Generic[Part]):
    """A search that asks `fails` about some of the parts at a time, at most `most` times.

    When that is used up what is left is told as it is: too large, yet it fails.
    """

    def __init__(self, fails: Callable[[Sequence[Part]], bool], most: int) -> None:
        self._ask = fails
        self._left = most
        self._known: dict[tuple[Part, ...], bool] = {}

    def guilty(self, parts: Sequence[Part]) -> list[list[Part]]:
        """Smallest sets of `parts`, which fail together, without which the rest does not fail."""
        found: list[list[Part]] = []
        rest = list(parts)
        while rest and (not found or self._fails(rest)):
            found.append(self._smallest(rest))
            rest = [part for part in rest if part not in found[-1]]
        return found

    def _smallest(self, parts: list[Part]) -> list[Part]:
        """A part of `parts`, which fail, that fails and of which no single one can be left out."""
        pieces = 2
        while len(parts) > 1 and self._left > 0:
            chunks = _split(parts, pieces)
            others = [[part for part in parts if part not in chunk] for chunk in chunks] if pieces > 2 else []
            smaller = next((chunk for chunk in chunks if self._fails(chunk)), None)
            lesser = None if smaller is not None else next((other for other in others if self._fails(other)), None)
            if smaller is not None:
                parts, pieces = smaller, 2
            elif lesser is not None:
                parts, pieces = lesser, max(pieces - 1, 2)
            elif pieces >= len(parts):
                break
            else:
                pieces = min(pieces * 2, len(parts))
        return parts

    def _fails(self, parts: Sequence[Part]) -> bool:
        """Whether `parts` fail; without a trial left to tell, only that the search has to come to its end."""
        asked = tuple(parts)
        if asked not in self._known and self._left > 0:
            self._left -= 1
            self._known[asked] = self._ask(parts)
        return self._known.get(asked, False)


def _split(parts: list[Part], pieces: int) -> list[list[Part]]:
    size, extra = divmod(len(parts), pieces)
    starts = [number * size + min(number, extra) for number in range(pieces + 1)]
    return [parts[start:end] for start, end in pairwise(starts)]
