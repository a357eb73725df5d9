"""Changes that a reader takes in at once: those of one rule, path and topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from remend.model import Severity
from remend.review.model import Change

_TOLD = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """Changes of one rule, path and topic with the same verdict and origin, in the order in which they came.

    There is at least one.
    """

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The change that speaks for all where they agree."""
        return self.changes[0]

    @property
    def title(self) -> str:
        """What happened: what the changes say, the first two where they differ."""
        titles = self.each_once(lambda change: (change.title,))
        more = f"; and {len(titles) - _TOLD} more" if len(titles) > _TOLD else ""
        return "; ".join(titles[:_TOLD]) + more

    @property
    def severity(self) -> Severity:
        """That of the worst of them."""
        return max(change.severity for change in self.changes)

    @property
    def lines(self) -> str:
        """The lines of all changes: `82, 85, 88-90`."""
        spans = dict.fromkeys((change.line, change.end_line) for change in self.changes)
        return ", ".join(str(start) if start == end else f"{start}-{end}" for start, end in spans)

    @property
    def evidence(self) -> tuple[str, ...]:
        """What decides the verdicts, each fact once."""
        return self.each_once(lambda change: change.evidence)

    @property
    def questions(self) -> tuple[str, ...]:
        """What is to be checked, each question once."""
        return self.each_once(lambda change: change.questions)

    def shared(self, part: Callable[[Change], str]) -> str:
        """What `part` gives for each of the changes, where that is the same for all; else an empty text."""
        found = {part(change) for change in self.changes}
        return found.pop() if len(found) == 1 else ""

    def each_once(self, part: Callable[[Change], Iterable[str]]) -> tuple[str, ...]:
        """All that `part` gives for the changes, without repetition."""
        return tuple(dict.fromkeys(text for change in self.changes for text in part(change) if text))


def topics(changes: Iterable[Change]) -> tuple[Topic, ...]:
    """The changes by topic, in the order of their first ones; a change without a topic stands alone."""
    found: dict[object, list[Change]] = {}
    for number, change in enumerate(changes):
        key = (change.rule, change.path, change.topic or number, change.verdict, change.origin)
        found.setdefault(key, []).append(change)
    return tuple(Topic(tuple(same)) for same in found.values())


def worst_first(changes: Iterable[Change]) -> tuple[Topic, ...]:
    """The topics of `changes`, the most severe first."""
    return tuple(sorted(topics(changes), key=lambda topic: -topic.severity))
