"""What a proposed commit costs its reviewer, in seconds; see `remend.plan.cost` for the numbers and their source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from remend.plan.changes.facts import Facts
from remend.plan.changes.kinds import Kind
from remend.plan.cost import SECONDS_A_GLANCE, SECONDS_A_LINE

_GLANCED = frozenset({Kind.GENERATED, Kind.LOCK, Kind.VENDOR})


class Review(NamedTuple):
    """Seconds for what is read, which alone are held against a limit, and seconds in all."""

    reading: float
    seconds: float


def review(facts: Iterable[Facts]) -> Review:
    """Distinct edits at reading speed; a glance for the same edit again, mere moves, files gone or not written."""
    seen = set()
    reading = glances = 0.0
    for each in facts:
        is_new = each.part.is_file or each.edit not in seen
        seen.add(each.edit)
        is_gone = each.part.file.difference.after is None
        is_read = is_new and each.lines and not is_gone and each.kind not in _GLANCED and not each.is_layout
        reading += each.lines * SECONDS_A_LINE if is_read else 0.0
        glances += 0.0 if is_read else SECONDS_A_GLANCE
    return Review(round(reading, 1), round(reading + glances, 1))
