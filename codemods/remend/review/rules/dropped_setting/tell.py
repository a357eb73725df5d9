"""Makes the changes that this rule tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from remend.detect import identity
from remend.review.ends import lines_of
from remend.review.model import Change
from remend.review.rules.dropped_setting.mentions import Declared, Read

RULE = "dropped-setting"
_MOST_LINES = 24
_LONGEST = 240
_MOST_PLACES = 4


def identified(form: str, told: Change) -> Change:
    """A change with its fingerprint, which `form` and the symbol tell from others of its file, and with code cut."""
    return replace(
        told,
        evidence=tuple(filter(None, told.evidence)),
        before=shortened(told.before),
        after=shortened(told.after),
        fingerprint=identity(told.rule, told.path, told.symbol, form),
    )


def shortened(code: str) -> str:
    """Code for a report: the first lines of it where there are many, and the start of very long ones."""
    lines = [f"{line[:_LONGEST]}..." if len(line) > _LONGEST else line for line in code.splitlines()]
    return "\n".join([*lines[:_MOST_LINES], "..."] if len(lines) > _MOST_LINES + 1 else lines)


def text_of(raw: bytes, extent: tuple[int, int]) -> str:
    """Some lines of a file, counted from 1, both ends included."""
    return "\n".join(lines_of(raw)[extent[0] - 1 : extent[1]])


def at(places: Sequence[Read | Declared]) -> str:
    """Where something stands, the first few of many places, the lines of one file together."""
    lines: dict[str, list[int]] = {}
    for each in places:
        lines.setdefault(each.path, []).append(each.line)
    shown = [f"{path}:{', '.join(map(str, sorted(set(found))))}" for path, found in lines.items()]
    more = f" and {len(shown) - _MOST_PLACES} more files" if len(shown) > _MOST_PLACES else ""
    return "; ".join(shown[:_MOST_PLACES]) + more
