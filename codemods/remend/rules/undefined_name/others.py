"""What other files do with a name, by a search in their text: good enough to compare, and cheap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from remend.naming.uses import Uses

_UNLIKE = 0.15
_IMPORTS = re.compile(rb"\s*(?:from|import)\b|\s*$")
_NO_CODE = re.compile(rb"\s*(?:from|import)\b|.*[\"'/]$", re.DOTALL)
"""What stands before a dotted name that is no code: that of a module in an import, or in a text."""
_AWAITS = re.compile(rb"\bawait[\s(]*$")


@dataclass(frozen=True, slots=True)
class Doings:
    """What is done with a name: `attributes` are read from it, some of its calls are awaited, it stands alone."""

    attributes: frozenset[str] = frozenset()
    calls: int = 0
    awaited: int = 0
    is_bare: bool = False


def used_in(name: str, texts: Iterable[bytes]) -> Doings:
    """What is done with a name in all of `texts` together."""
    pattern = re.compile(rb"(?<![\w.])%b\b(?:\.(\w+)|(\()|())" % re.escape(name.encode()))
    attributes: set[str] = set()
    calls = awaited = 0
    is_bare = False
    for text in texts:
        for match in pattern.finditer(text):
            before = text[text.rfind(b"\n", 0, match.start()) + 1 : match.start()]
            if match[1] is not None:
                if not _NO_CODE.match(before):
                    attributes.add(match[1].decode("utf-8", "replace"))
            elif match[2] is not None:
                calls += 1
                awaited += _AWAITS.search(before) is not None
            elif not _IMPORTS.match(before):
                is_bare = True
    return Doings(frozenset(attributes), calls, awaited, is_bare)


def likeness(uses: Uses, others: Doings) -> float:
    """How much others do with the name what is done with it here, up to 1."""
    factor = 1.0
    if reads_other(uses, others):
        factor *= _UNLIKE
    if uses.calls and not others.calls:
        factor *= _UNLIKE
    if not uses.attributes and not uses.calls and not others.is_bare and not others.calls:
        factor *= _UNLIKE
    return factor


def reads_other(uses: Uses, others: Doings) -> bool:
    """Whether something is read from the name here, and nothing of that by others."""
    return bool(uses.attributes) and uses.attributes.isdisjoint(others.attributes)


def differs(uses: Uses, others: Doings) -> bool:
    """Whether calls of the name are awaited here and never by others, or always by others and not here."""
    if not uses.calls or not others.calls:
        return False
    return not others.awaited if uses.awaited else others.awaited == others.calls
