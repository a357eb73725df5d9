"""Indentation that mixes tabs and spaces so that only Python 2 can tell how deep a line stands.

Python 2 takes a tab to the next multiple of eight; Python 3 asks that it must not matter how wide a tab is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import accumulate

from fissix.pgen2 import tokenize
from fissix.pgen2.tokenize import TokenError

from remend.legacy.scan import TAB, width
from remend.model import Edit


def unambiguous(text: str) -> tuple[Edit, ...]:
    """The edits that write the indentation of all statements in spaces, as wide as Python 2 takes them to be.

    None where Python 3 can tell the depth of every line, or nobody can.
    """
    if "\t" not in text:
        return ()
    try:
        indents = list(_indents(text))
    except (TokenError, SyntaxError):
        return ()
    if not _is_ambiguous([indent for _, indent in indents]):
        return ()
    return tuple(Edit(at, at + len(indent), " " * width(indent, TAB)) for at, indent in indents if "\t" in indent)


def _indents(text: str) -> Iterator[tuple[int, str]]:
    """Offset and indentation of each line on which a statement starts."""
    starts = (0, *accumulate([len(line) + 1 for line in text.split("\n")]))
    fresh = True
    for kind, _, (row, column), _, line in tokenize.generate_tokens(io.StringIO(text).readline):
        if kind in (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            continue
        if fresh and column <= len(line) and kind != tokenize.ENDMARKER:
            yield starts[row - 1], line[:column]
        fresh = kind == tokenize.NEWLINE


def _is_ambiguous(indents: list[str]) -> bool:
    """Whether some indentation is deeper or not depending on how wide a tab is."""
    depths: list[tuple[int, int]] = [(0, 0)]
    for indent in indents:
        wide, narrow = width(indent, TAB), width(indent, 1)
        while depths and wide < depths[-1][0]:
            depths.pop()
        if (
            not depths
            or (wide == depths[-1][0]) != (narrow == depths[-1][1])
            or (wide > depths[-1][0]) != (narrow > depths[-1][1])
        ):
            return True
        if wide > depths[-1][0]:
            depths.append((wide, narrow))
    return False
