"""Answers the questions that a finding hangs on, as the project answers them now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from remend.cache import digest
from remend.index.traced import FACTS, FOLDER, MODULE, NAME, Question
from remend.project import Project
from remend.rules.missing_await.known import (
    ALWAYS,
    AWAITED,
    BY_NAME,
    COROUTINE,
    ENTERED,
    HABIT,
    NEVER_ASYNC,
    PLAIN,
    Known,
)


class Answers:
    """Of one project."""

    def __init__(self, project: Project, known: Known) -> None:
        self._project = project
        self._known = known
        self._paths = frozenset(project.snapshot.paths)
        self._shapes: dict[str, str] = {}
        self._given: dict[Question, str] = {}

    def foresee(self, questions: Iterable[Question]) -> None:
        """Look up at once what the files say that will be asked about."""
        asked = {about[0] for kind, *about in questions if kind == FACTS and about[0] not in self._shapes}
        self._shapes |= self._project.shapes(sorted(asked & self._paths))

    def answer(self, question: Question) -> str:
        """How a question is answered."""
        given = self._given.get(question)
        if given is None:
            given = self._given[question] = self._find(*question)
        return given

    def exactly(self, questions: Iterable[Question]) -> str:
        """A digest of all answers, where the lines count on which the files say what they say."""
        blob = self._project.snapshot.blob
        paths = sorted({about[0] for kind, *about in questions if kind == FACTS})
        contents = [blob(path) for path in paths if path in self._paths]
        return digest(contents, [self.answer(each) for each in questions])

    def _find(self, kind: str, first: str, second: str = "", third: str = "") -> str:
        known, wide = self._known, self._project.wide
        answers: Mapping[str, Callable[[], object]] = {
            FACTS: lambda: self._shapes.get(first),
            MODULE: lambda: wide.modules.find(first),
            NAME: lambda: wide.modules.name(first),
            FOLDER: lambda: wide.has_module(first),
            HABIT: lambda: known.lore.habit(first, second),
            BY_NAME: lambda: known.telling.tells(first, second, third),
            AWAITED: lambda: known.is_habit(first),
            ALWAYS: lambda: known.is_always_awaited(first),
            PLAIN: lambda: known.lore.definers_of_plain(first),
            COROUTINE: lambda: known.lore.is_coroutine(first),
            NEVER_ASYNC: lambda: known.lore.is_plain(first),
            ENTERED: lambda: first in known.calls and known.lore.managers.may_err(known.calls[first]),
        }
        return str(answers[kind]())
