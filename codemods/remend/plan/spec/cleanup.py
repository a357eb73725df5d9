"""A message as git will store it: without comments, without what stands below the scissors, without blank edges."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_COMMENT = "#"
AUTOMATIC = "auto"

_SCISSORS = " ------------------------ >8 ------------------------"
_CANDIDATES = "#;@!$%^&|:"


class Line(NamedTuple):
    """A line of a message, with its number in the file that the message came from."""

    number: int
    text: str


def cleaned(text: str, *, comment: str = DEFAULT_COMMENT, keeps_comments: bool = False) -> tuple[Line, ...]:
    """The lines of a message that git keeps.

    `comment` is what its comments begin with, or `auto` where git chooses that by the message. `keeps_comments` is for
    a message that nobody edited, of which git drops none.
    """
    mark = _chosen(text) if comment == AUTOMATIC else comment
    kept: list[Line] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.rstrip("\r") == mark + _SCISSORS:
            break
        if keeps_comments or not line.startswith(mark):
            kept.append(Line(number, line.rstrip()))
    return _without_blank_edges(kept)


def _chosen(text: str) -> str:
    """The mark that git chose: its own comments are the last lines of the file, or stand above the scissors."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    cut = next((line for line in lines if line[1:] == _SCISSORS), lines[-1] if lines else "")
    return cut[0] if cut and cut[0] in _CANDIDATES else DEFAULT_COMMENT


def _without_blank_edges(lines: list[Line]) -> tuple[Line, ...]:
    filled = [index for index, line in enumerate(lines) if line.text]
    return tuple(lines[filled[0] : filled[-1] + 1]) if filled else ()
