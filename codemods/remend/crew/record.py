"""Keeps in a journal what came of the pieces of work of one survey, each under all that it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from remend.cache import digest
from remend.crew.journal import Journal
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
        lasts: Callable[[Value], bool] = lambda _: True,
    ) -> Iterator[Value]:
        """What comes of each piece of work, of type `kind`: as it was written down; for the rest what `make` gives.

        That is the number of each piece with what comes of it, in any order. What does not last is not written down.
        """
        if self._journal is None:
            return _in_order(make(items))
        if self._known is None:
            self._known = self._premises()
        questions = [digest(self._known, self._turn, kind.__name__, question(item)) for item in items]
        return self._journal.recall(questions, kind, lambda missing: make([items[n] for n in missing]), lasts)


def _in_order(numbered: Iterator[tuple[int, Value]]) -> Iterator[Value]:
    ahead: dict[int, Value] = {}
    wanted = 0
    for number, value in numbered:
        ahead[number] = value
        while wanted in ahead:
            yield ahead.pop(wanted)
            wanted += 1
