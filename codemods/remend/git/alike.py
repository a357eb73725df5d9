"""How much of a definition lives on under another name, as git tells it of files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from remend.git.lines import Counts
from remend.index.statements import Definition, flat

LEAST_ALIKE = 50
"""From how many percent on two definitions count as the same one; git's own measure for files."""


def alike(old: bytes, new: bytes, name: str, others: Iterable[str]) -> Counts:
    """Those of `others` in `new` that are what `name` was in `old`, with how much is the same, the most first.

    Only functions and classes count; lines are compared, with the names themselves taken for the same.
    """
    before, after = _definitions(old).get(name), _definitions(new)
    if before is None:
        return ()
    found = {other: _percent(before, name, after[other], other) for other in others if other in after}
    likely = [(other, percent) for other, percent in found.items() if percent >= LEAST_ALIKE]
    return tuple(sorted(likely, key=lambda pair: (-pair[1], pair[0])))


def _definitions(raw: bytes) -> Mapping[str, list[str]]:
    """The functions and classes at module level, each with its lines."""
    try:
        tree = ast.parse(raw)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    lines = raw.decode("utf-8", "replace").splitlines()
    found = (statement for statement, _ in flat(tree.body) if isinstance(statement, Definition))
    return {each.name: lines[each.lineno - 1 : each.end_lineno] for each in found}


def _percent(before: list[str], name: str, after: list[str], other: str) -> int:
    word = re.compile(rf"\b{re.escape(name)}\b")
    renamed = [word.sub(other, line).strip() for line in before]
    return int(100 * SequenceMatcher(None, renamed, [line.strip() for line in after], autojunk=False).ratio())
