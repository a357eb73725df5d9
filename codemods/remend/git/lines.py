"""Which names took the place of a name from one version of a text to the next.

Only lines that stand at the same place and are the same around the name count: what a search and replace leaves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile

Counts = tuple[tuple[str, int], ...]

_IMPORTING = re.compile(r"\s*(?:(?:from|import)\b|#|\w+(?:\s+as\s+\w+)?\s*,?\s*(?:#.*)?$)")
_ANY_NAME = r"([A-Za-z_][\w.]*)"
_MOST_LINES = 20_000


def replaced(old: bytes, new: bytes, name: str, *, loosely: bool = False) -> Counts:
    """The names that stand in `new` where `name` stood in `old`, with how often, the most frequent first.

    Lines of imports and comments do not count. `loosely` is content with lines that are the same up to the name, where
    as many lines came as went.
    """
    word = word_pattern(name)
    before, after = _lines(old), _lines(new)
    kept = set(after)
    gone = {line: _template(line, word, loosely=loosely) for line in before if name in line and line not in kept}
    templates = {line: template for line, template in gone.items() if template}
    added = "\n".join(kept.difference(before))
    if not any(re.search(rf"^{template}$", added, re.MULTILINE) for template in templates.values()):
        return ()
    found: Counter[str] = Counter()
    for went, came in _hunks(before, after):
        for line, other in _paired(went, came, templates, loosely=loosely):
            match = re.fullmatch(templates[line], other)
            if match is not None and match[1] != name:
                found[match[1]] += 1
    return tuple(found.most_common())


@lru_cache(maxsize=4096)
def word_pattern(name: str) -> re.Pattern[str]:
    """A name in a text, but for attributes and the names of keyword arguments."""
    return re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w|=(?!=))")


def _template(line: str, word: re.Pattern[str], *, loosely: bool) -> str:
    """A pattern for the line with another name; empty where it does not have the name, or is no use of it."""
    first, *others = word.split(line)
    if not others or _IMPORTING.match(line) or (loosely and not first.strip()):
        return ""
    return re.escape(first) + _ANY_NAME + (r"(?!\w).*" if loosely else r"\1".join(map(re.escape, others)))


def _paired(
    went: Sequence[str], came: Sequence[str], templates: Mapping[str, str], *, loosely: bool
) -> Iterator[tuple[str, str]]:
    """The lines of a hunk that have the name, each with the one that stands in its place."""
    if len(went) == len(came):
        yield from ((line, other) for line, other in zip(went, came, strict=True) if line in templates)
    elif not loosely:
        left = list(came)
        for line in went:
            pattern = templates.get(line)
            other = next((other for other in left if pattern and re.fullmatch(pattern, other)), None)
            if other is not None:
                left.remove(other)
                yield line, other


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
