"""Keeps in a journal what came of the pieces of work of one survey, each under all that it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from remend.cache import digest
from remend.journal import Journal
from remend.snapshot import blob_id

Item = TypeVar("Item")
Value = TypeVar("Value")


class Record:
    """The journal of a survey, or none, in which case nothing is kept.

    `premises` gives a digest of all that the survey's answers depend on besides the turn and the piece of work.
    """

    def __init__(self, journal: Journal | None, premises: Callable[[], str]) -> None:
        self._journal = journal
        self._premises = premises
        self._known: str | None = None
        self._turn = ""

    def turn_to(self, rule: str, changed: Mapping[str, bytes]) -> None:
        """From now on a rule mends, after the rules before it have `changed` files."""
        if self._journal is not None:
            self._turn = digest(rule, {path: blob_id(content) for path, content in changed.items()})

    def recall(
        self,
        items: Sequence[Item],
        question: Callable[[Item], object],
        kind: type[Value],
        make: Callable[[Sequence[Item]], Iterator[tuple[int, Value]]],
        keeps: Callable[[Value], bool] = lambda _: True,
    ) -> Iterator[Value]:
        """What comes of each piece of work, of type `kind`, in order: as it was written down, else what `make` gives.

        `make` gives it in any order, each with its place among what it was asked for; `keeps` tells what to write down.
        """
        if self._journal is None:
            made = dict(make(items))
            return (made[number] for number in range(len(items)))
        if self._known is None:
            self._known = self._premises()
        questions = [digest(self._known, self._turn, kind.__name__, question(item)) for item in items]
        return self._journal.recall(questions, kind, lambda missing: make([items[number] for number in missing]), keeps)
