"""The names of Python 2 that a file gives a meaning of its own."""

from __future__ import annotations

import re

_DEFINED = re.compile(r"^(?:def|class)\s+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^[ \t]*(?:global\s+)?(\w+)\s*=(?!=)", re.MULTILINE)
_TAKEN = re.compile(r"^[ \t]*(?:from\s+[\w.]+\s+)?import\s+(\([^)]*\)|.*)", re.MULTILINE)
_PARAMETERS = re.compile(r"\bdef\s+\w+\s*\(([^)]*)\)")
_WORD = re.compile(r"\w+")


def bound_names(text: str) -> frozenset[str]:
    """Names that a text of Python 2 defines at its top, assigns, imports, or gives to parameters.

    Read without a parser and too many rather than too few: what is in doubt is left alone.
    """
    found = {*_DEFINED.findall(text), *_ASSIGNED.findall(text)}
    for pattern in (_TAKEN, _PARAMETERS):
        for stretch in pattern.findall(text):
            found.update(_WORD.findall(stretch))
    return frozenset(found)
