"""The right name for a wrong one, so that a message says what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` was probably meant to be; None where nothing is close."""
    return next(iter(get_close_matches(name, sorted(names), n=1)), None)


def advise(name: str, names: Iterable[str]) -> str:
    """The end of a sentence about the wrong `name`: the nearest of `names`, else all of them."""
    known = sorted(names)
    if guess := nearest(name, known):
        return f"; did you mean `{guess}`?"
    return f"; known: {', '.join(f'`{each}`' for each in known)}" if known else ""
