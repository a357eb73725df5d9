"""How alike two names are, told from their letters alone.

Similarity as a number (difflib, rapidfuzz) cannot tell `create_users` for `create_user` from `get_user` for `get_db`,
so the ways in which a name goes astray are told apart: a slip of the keyboard, a part that moved within the name, and
words that came or went.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LEAST_PART = 3
_LEAST_STEM = 4


class Move(NamedTuple):
    """A part of a name that stands at another place in it."""

    part: str
    to_front: bool


def words(name: str) -> tuple[str, ...]:
    """The words of a snake_case, CamelCase or UPPER_CASE name, in lower case."""
    return tuple(word.lower() for word in _WORD.findall(name))


def style(name: str) -> str:
    """How a name is written: `UPPER`, `Camel` or `lower`; leading underscores do not count."""
    bare = name.strip("_")
    if bare.isupper():
        return "UPPER"
    return "Camel" if bare[:1].isupper() else "lower"


def slips(name: str, other: str, most: int) -> int | None:
    """The least number of letters that were added, lost, changed or swapped with the next; None if above `most`."""
    if abs(len(name) - len(other)) > most:
        return None
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(name, 1):
        above, row = rows[-1], [i]
        for j, target in enumerate(other, 1):
            best = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and name[i - 2] == target:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1] if rows[-1][-1] <= most else None


def allowed_slips(name: str) -> int:
    """How many slips a name of its length may have: none below four letters, one below eight, else two."""
    return 0 if len(name) < 4 else 1 if len(name) < 8 else 2


def moved_part(name: str, other: str) -> Move | None:
    """The word of `other` that stood elsewhere in `name` and went to the front or the end, all else being equal.

    `LoadTester` and `TestLoader`: `Test` went to the front. The shortest such word counts, of three letters at least.
    """
    if name == other or sorted(name) != sorted(other):
        return None
    for size in range(_LEAST_PART, len(name)):
        rests = {name[at : at + size]: name[:at] + name[at + size :] for at in range(len(name) - size + 1)}
        front, end = other[:size], other[-size:]
        if rests.get(front) == other[size:] and words(other)[0] == front.lower():
            return Move(front, to_front=True)
        if rests.get(end) == other[:-size] and words(other)[-1] == end.lower():
            return Move(end, to_front=False)
    return None


def contains(longer: str, shorter: str) -> bool:
    """Whether `longer` is written like `shorter` and has its words, two at least, in the same order, and others too.

    Words of one stem count as the same: `session_scoped_manager` contains `session_scope`.
    """
    few, many = words(shorter), words(longer)
    if style(shorter) != style(longer) or not 2 <= len(few) < len(many):
        return False
    left = iter(many)
    return all(any(_same_stem(word, one) for one in left) for word in few)


def splits(name: str) -> Iterator[tuple[str, str]]:
    """The ways to take a name of several words for the name of a thing and what stands before or after it.

    Each as the thing's name, written as it is there, and the rest: `re_findall` is `findall` and `re`, or the reverse.
    """
    spans = [match.span() for match in _WORD.finditer(name)]
    for (_, end), (start, _) in pairwise(spans):
        front, back = name[:end].strip("_"), name[start:].strip("_")
        yield back, front
        yield front, back


def speaks_of(word: str, part: str) -> bool:
    """Whether a word means a part of a module's name: it is all or one word of it, or the stem (`Field`, `fields`)."""
    said, meant = word.replace("_", "").lower(), part.lower()
    is_stem = len(said) >= _LEAST_STEM and meant.startswith(said) and len(meant) - len(said) <= 2
    return said == meant.replace("_", "") or said in meant.split("_") or is_stem


def abbreviates(short: str, name: str) -> bool:
    """Whether a word is made of some letters of a name, in order and from its first one on: `dt` of `datetime`."""
    left = iter(name)
    return short[:1] == name[:1] != "" and short != name and all(letter in left for letter in short)


def _same_stem(word: str, other: str) -> bool:
    if word == other:
        return True
    stem, longer = sorted((word, other), key=len)
    return len(stem) >= _LEAST_STEM and longer.startswith(stem) and len(longer) - len(stem) <= 2
