"""What many reasons have in common, so that they count as one cause."""

from __future__ import annotations

import re
from collections.abc import Collection

GAP = "…"
_QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"")
_PARTICULAR = re.compile(
    r"""
      (?P<kept>\bPython(?:[ ]\d+(?:\.\d+)*)?(?!\w))  # the language
    | [\w./\\-]*[\w]/[\w./\\-]+          # a path
    | \b\w+(?:\.\w+)+(?:\(\))?           # a dotted name
    | \b\w*_\w*(?:\(\))?                 # a name with an underscore
    | \b[A-Za-z]*[a-z][A-Z]\w*(?:\(\))?  # CamelCase
    | \b[A-Z]{2,}\w*                    # a constant, or what begins like one
    | (?<=[\w,][ ])[A-Z]\w+             # a name within the sentence
    | \b\d[\d,.]*\b                      # a number
    """,
    re.VERBOSE,
)
_LIST = re.compile(rf"{GAP}(?:(?:,| and|, and| or) {GAP})+")
_CLAUSES = re.compile(r"[;.] | \| ")


def general(reason: str, names: Collection[str] = ()) -> str:
    """The first clause of a reason without what is particular: names, paths, numbers, and what is quoted."""
    text = _CLAUSES.split(reason, maxsplit=1)[0]
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", GAP, text)
    return _LIST.sub(GAP, _PARTICULAR.sub(lambda found: found["kept"] or GAP, _QUOTED.sub(GAP, text)))
