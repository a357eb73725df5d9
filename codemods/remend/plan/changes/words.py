"""The words of changed lines, whatever language they are in: as they stand, and as what they are made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W\d]\w{2,}")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_NUMBER = re.compile(r"\d(?:(?<![\w.]\d)\d{2,5}(?![\w.])|(?<=_\d)\d{2,5}(?!\w))")  # a digit first: searched for quickly
_RELEASE = re.compile(r"(?<![\w.])v?(\d+\.\d+\.\d+(?:[.-]?(?:a|b|rc|dev|post)\.?\d+)?)(?![\w.])")
_DOTTED = re.compile(r"\d\.\d+\.\d")
_DEFINED = re.compile(r"(?m)^\s*(?:async\s+)?(?:def|class|function|fn|func|struct|interface|enum)\s+(\w{3,})")
_BOUND = re.compile(r"(?m)^\s*(?:self\.)?(\w{3,})\s*(?::[^=\n]+)?=(?!=)|^\s*(?:from\s+[\w.]+\s+)?import\s+([^\n(]+)$")
_OFFERED = re.compile(
    r"(?m)^(?:\s+self\.)?(\w{3,})\s*(?::[^=\n]+)?=(?!=)|^\s+(\w{3,})\s*:[^=\n]+=|^\s+([A-Z_]{3,})\s*=(?!=)"
)
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_LEAST = 3
_COMMON_WORDS = """
self cls none true false and not for the with from import return def class async await else elif pass this that are was
were have has can will should raise except try finally assert yield lambda str int bool list dict tuple set any optional
union type isinstance len print args kwargs name value data key test tests https http www com github default param into
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def words(text: str) -> Counter[str]:
    """The identifiers and words of a text that say something."""
    seen = Counter(_WORD.findall(text))
    for word in [each for each in seen if each.lower() in _COMMON]:
        del seen[word]
    return seen


def stems(seen: Mapping[str, int]) -> Counter[str]:
    """What counted words are made of, without their endings: `read_settings` and `ReadingSetting` are alike."""
    found = Counter[str]()
    for word, count in seen.items():
        for root in _roots(word):
            found[root] += count
    return found


@lru_cache(maxsize=1 << 16)
def _roots(word: str) -> tuple[str, ...]:
    found = (stem(piece) for piece in _PIECE.findall(word))
    return tuple(root for root in found if len(root) >= _LEAST and root not in _COMMON)


@lru_cache(maxsize=1 << 16)
def stem(piece: str) -> str:
    """A piece of a word in small letters, without plain English endings: `settings` is `sett`, as `setting` is."""
    low = piece.lower()
    cut = (low.removesuffix(ending) for ending in _ENDINGS if low.endswith(ending))
    short = next((short for short in cut if len(short) > _LEAST), low)
    return short if short == low else stem(short)


def numbers(text: str) -> frozenset[str]:
    """Numbers that look like those of issues."""
    return frozenset(_NUMBER.findall(text))


def releases(text: str) -> frozenset[str]:
    """Numbers of versions, of three parts: shorter ones are as often measures."""
    return frozenset(_RELEASE.findall(text) if _DOTTED.search(text) else ())


def defined(text: str) -> frozenset[str]:
    """The functions and classes that lines define."""
    return frozenset(_DEFINED.findall(text))


def bound(text: str) -> frozenset[str]:
    """The variables, attributes and imported names that lines bind."""
    found = _BOUND.findall(text)
    return _imported(found) | {word for word, _ in found if word and word not in _COMMON}


def imported(text: str) -> frozenset[str]:
    """The names that lines import."""
    return _imported(_BOUND.findall(text))


def _imported(found: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(word for _, many in found if many for word in words(many))


def offered(text: str) -> frozenset[str]:
    """What other files can use of what lines bind: functions, classes, variables of a module, attributes."""
    return defined(text).union(*_OFFERED.findall(text)) - {""}
