"""Groups changes into what a reader takes in at once: one matter in one file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from remend.model import Severity
from remend.review.model import Change, Origin, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Changes of one rule, file and topic with the same verdict and origin, in the order of their lines."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The change that speaks for all, the worst of them."""
        return max(self.changes, key=lambda change: change.severity)

    @property
    def severity(self) -> Severity:
        """That of the worst change."""
        return self.first.severity

    @property
    def lines(self) -> str:
        """The lines of all changes: `82, 85, 88-90`."""
        spans = dict.fromkeys((change.line, change.end_line) for change in self.changes)
        return ", ".join(str(start) if start == end else f"{start}-{end}" for start, end in spans)

    @property
    def title(self) -> str:
        """What happened, and how often."""
        others = len(self.changes) - 1
        return f"{self.first.title} (and {others} more)" if others else self.first.title

    @property
    def evidence(self) -> tuple[str, ...]:
        """What decides the verdicts, each fact once."""
        return tuple(dict.fromkeys(line for change in self.changes for line in change.evidence))

    @property
    def questions(self) -> tuple[str, ...]:
        """What is to be checked, each question once."""
        return tuple(dict.fromkeys(line for change in self.changes for line in change.questions))


def sections(changes: Iterable[Change]) -> tuple[Section, ...]:
    """Sections of `changes`, the worst first, then by path and line."""
    groups: dict[tuple[str, str, str, Verdict, Origin], list[Change]] = {}
    for change in changes:
        key = (change.rule, change.path, change.topic, change.verdict, change.origin)
        groups.setdefault(key, []).append(change)
    found = [Section(changes=tuple(sorted(group, key=lambda change: change.line))) for group in groups.values()]
    return tuple(sorted(found, key=lambda each: (-each.severity, each.first.path, each.changes[0].line, each.title)))
