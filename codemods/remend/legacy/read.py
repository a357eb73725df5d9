"""A file of Python 2 as a whole: its indentation, its fixers, and what they miss."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from remend.edits import splice
from remend.legacy.indentation import unambiguous
from remend.legacy.leftover import leftovers
from remend.legacy.modernize import modernize
from remend.legacy.modernized import Modernized, Place, Step
from remend.model import Edit
from remend.source import Source

INDENTATION = "ambiguous indentation"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to whoever migrates: where it stands in the text before all, what it is, and what is the matter."""

    start: int
    end: int
    form: str
    message: str


def read(
    text: str, name: str, concepts: Sequence[str], place: Place, kept: frozenset[int] = frozenset()
) -> Modernized | None:
    """What `concepts` make of a text, after its indentation has been made plain; None where it is no Python 2."""
    indents = unambiguous(text)
    made = modernize(splice(text, indents), name, concepts, place, kept)
    if made is None or not indents:
        return made
    first = Step(
        concept=INDENTATION,
        text=splice(text, indents),
        edits=indents,
        sites=((indents[0].start, indents[0].end),),
    )
    moved = (
        replace(step, sites=tuple((_back(start, indents), _back(end, indents)) for start, end in step.sites))
        for step in made.steps
    )
    return replace(made, steps=(first, *moved))


def left_in(made: Sequence[Step], text: str, name: str, place: Place) -> list[Left]:
    """What is left after some steps on `text`; nothing where Python 3 cannot parse the result."""
    after = made[-1].text if made else text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(after)
    except (SyntaxError, ValueError, RecursionError):
        return []
    source = Source(name, after, "utf-8")
    found = []
    for node, form, message in leftovers(tree, place.modules):
        line = source.line(node.lineno)
        start = source.offset(node.lineno, node.col_offset)
        end = source.line_starts[node.lineno - 1] + len(line.rstrip())
        assert node.end_lineno is not None and node.end_col_offset is not None
        if node.end_lineno == node.lineno:
            end = source.offset(node.lineno, node.end_col_offset)
        for step in reversed(made):
            start, end = _back(start, step.edits), _back(end, step.edits)
        found.append(Left(start, max(start, end), form, message))
    return found


def _back(offset: int, edits: Iterable[Edit]) -> int:
    """The offset before some edits of what stands at `offset` after them; the start of an edit for what is inside."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if offset < start:
            break
        if offset < start + len(edit.text):
            return edit.start
        shift += len(edit.text) - (edit.end - edit.start)
    return offset - shift
