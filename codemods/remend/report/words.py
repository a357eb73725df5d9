"""Counts and times in plain words, the same in every format."""

from __future__ import annotations

import math

_MINUTE = 60
_STEP = 5
_MANY_MINUTES = 100


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`: a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(sites: int, files: int, templates: int) -> str:
    """How much there is to review: sites, files, and the kinds of edits that the sites are made of."""
    kinds = "one template" if templates == 1 else counted(templates, "template")
    return f"{counted(sites, 'site')} in {counted(files, 'file')}, {kinds}"


def duration(seconds: float) -> str:
    """An estimate in seconds as a reader wants it: `about 35 s`, then `about 1.5 min`, `about 2.5 h`."""
    if seconds < _MINUTE:
        return f"about {max(_STEP, math.ceil(seconds / _STEP) * _STEP)} s"
    minutes = seconds / _MINUTE
    return f"about {minutes:.1f} min" if minutes < _MANY_MINUTES else f"about {minutes / _MINUTE:.1f} h"
