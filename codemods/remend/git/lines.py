"""Which names took the place of a name from one version of a text to the next.

Only lines that stand at the same place and are the same apart from the name count: what a search and replace leaves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile

Counts = tuple[tuple[str, int], ...]

_IMPORTING = re.compile(r"\s*(?:(?:from|import)\b|#|\w+(?:\s+as\s+\w+)?\s*,?\s*(?:#.*)?$)")
_ANY_NAME = r"([A-Za-z_][\w.]*)"
_MOST_LINES = 20_000


def replaced(old: bytes, new: bytes, name: str) -> Counts:
    """The names that stand in `new` where `name` stood in `old`, with how often, the most frequent first.

    Lines of imports and comments do not count.
    """
    word = word_pattern(name)
    before, after = _lines(old), _lines(new)
    kept = set(after)
    templates = {line: _template(line, word) for line in before if name in line and line not in kept}
    templates = {line: template for line, template in templates.items() if template is not None}
    added = "\n".join(set(after).difference(before))
    if not any(re.search(rf"^{template}$", added, re.MULTILINE) for template in templates.values()):
        return ()
    found: Counter[str] = Counter()
    for gone, come in _hunks(before, after):
        left = list(come)
        for line in gone:
            template = templates.get(line)
            match = next((m for text in left if template and (m := re.fullmatch(template, text))), None)
            if match is not None and match[1] != name:
                left.remove(match.string)
                found[match[1]] += 1
    return tuple(found.most_common())


@lru_cache(maxsize=4096)
def word_pattern(name: str) -> re.Pattern[str]:
    """A name in a text, but for attributes and the names of keyword arguments."""
    return re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w|=(?!=))")


def _template(line: str, word: re.Pattern[str]) -> str | None:
    """A pattern for the line with another name; None where it does not have the name, or is no use of it."""
    first, *others = word.split(line)
    if not others or _IMPORTING.match(line):
        return None
    return re.escape(first) + _ANY_NAME + r"\1".join(map(re.escape, others))


def _hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    tails = zip(reversed(before[start:]), reversed(after[start:]), strict=False)
    end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], tails))
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    if len(before) + len(after) <= _MOST_LINES:
        for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if kind == "replace":
                yield before[i:j], after[k:m]


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "replace").splitlines()
