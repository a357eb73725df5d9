"""Changes that a reader takes in at once: those of one rule, path and topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from remend.model import Severity
from remend.review.model import Change


@dataclass(frozen=True, slots=True)
class Topic:
    """Changes of one rule, path and topic, in the order of the review; there is at least one."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The change that speaks for all where they agree."""
        return self.changes[0]

    @property
    def title(self) -> str:
        """What happened: the title of the changes where they share one, else their topic."""
        return self.shared(lambda change: change.title) or self.first.topic

    @property
    def severity(self) -> Severity:
        """That of the worst of them."""
        return max(change.severity for change in self.changes)

    def shared(self, part: Callable[[Change], str]) -> str:
        """What `part` gives for each of the changes, where that is the same for all; else an empty text."""
        found = {part(change) for change in self.changes}
        return found.pop() if len(found) == 1 else ""

    def each_once(self, part: Callable[[Change], Iterable[str]]) -> tuple[str, ...]:
        """All that `part` gives for the changes, without repetition."""
        return tuple(dict.fromkeys(text for change in self.changes for text in part(change) if text))


def topics(changes: Iterable[Change]) -> tuple[Topic, ...]:
    """The changes by rule, path and topic, in the order of their first ones; a change without a topic stands alone."""
    found: dict[object, list[Change]] = {}
    for number, change in enumerate(changes):
        found.setdefault((change.rule, change.path, change.topic or number), []).append(change)
    return tuple(Topic(tuple(same)) for same in found.values())
