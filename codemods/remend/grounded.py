"""Keeps what was worked out from a code base together with the questions that it came from.

A value holds for as long as each of them is answered the same, so that an edit costs the work on what hangs on it, and
not on the code base.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from remend.cache import Cache, Shelf
from remend.index.traced import Question

Value = TypeVar("Value")


class Grounded(msgspec.Struct, Generic[Value], frozen=True, array_like=True):
    """A value, the questions about the code base that it hangs on, and a digest of their answers."""

    value: Value
    questions: tuple[Question, ...]
    answers: str = ""


class Answering(Protocol):
    """Answers questions about a code base as it is now."""

    def foresee(self, questions: Iterable[Question]) -> None:
        """Make ready for questions, so that they can be answered at once."""

    def answer(self, question: Question) -> str:
        """How a question is answered."""


class GroundedShelf(Generic[Value]):
    """Values of one type in a cache, each for one key and the answers to its questions.

    `kind` is `Grounded` of the type that is kept, `state` what all values depend on besides.
    """

    def __init__(self, cache: Cache | None, kind: type[Grounded[Value]], state: str, answering: Answering) -> None:
        self._shelf = Shelf(cache, kind, state)
        self._answering = answering

    def fill(
        self, keys: Mapping[str, str], make: Callable[[list[str]], Iterable[Grounded[Value]]]
    ) -> dict[str, Grounded[Value]]:
        """A value for each path of `keys`; `make` is called once, with the paths for which none holds."""
        known = self._shelf.known(keys.values())
        self._foresee(known.values())
        found = {p: known[key] for p, key in keys.items() if key in known and self._holds(known[key])}
        unknown = [path for path in keys if path not in found]
        made = dict(zip(unknown, make(unknown), strict=True)) if unknown else {}
        self._foresee(made.values())
        sealed = {path: replace(each, answers=self._answers(each)) for path, each in made.items()}
        self._shelf.keep({keys[path]: each for path, each in sealed.items()})
        return found | sealed

    def _foresee(self, several: Iterable[Grounded[Value]]) -> None:
        self._answering.foresee({question for each in several for question in each.questions})

    def _answers(self, grounded: Grounded[Value]) -> str:
        text = "\n".join(map(self._answering.answer, grounded.questions))
        return hashlib.sha1(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()

    def _holds(self, grounded: Grounded[Value]) -> bool:
        return self._answers(grounded) == grounded.answers
