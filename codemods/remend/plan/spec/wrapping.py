"""Which lines of a body are too long, of those that could be wrapped at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from remend.plan.spec.cleanup import Line

_FENCE = re.compile(r"\s*(?:```|~~~)")
_QUOTED = re.compile(r" {4,}|\t|\s*[>|<$]")
_LEAD = re.compile(r"\s*(?:(?:[-*+•]|\d+[.)])\s+)?")
_SIGNED = re.compile(r"[A-Za-z-]+-by: |\(cherry picked from commit ")


def overlong(lines: Sequence[Line], width: int) -> tuple[Line, ...]:
    """The lines with more than `width` characters; addresses, quoted code, tables and long words cannot be helped."""
    return tuple(line for line in _prose(lines) if len(line.text) > width and _can_be_wrapped(line.text, width))


def _prose(lines: Sequence[Line]) -> Iterator[Line]:
    is_code = False
    for line in lines:
        if _FENCE.match(line.text):
            is_code = not is_code
        elif not is_code and not _QUOTED.match(line.text):
            yield line


def _can_be_wrapped(text: str, width: int) -> bool:
    lead = _LEAD.match(text)
    assert lead is not None
    words = text[lead.end() :].split()
    return "://" not in text and not _SIGNED.match(text) and max(map(len, words)) + lead.end() <= width
