"""Which type of a spec a kind of change has: by its name, by another word for it, or by what the spec says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, ...]] = {
    "feat": ("feature", "enhancement", "improvement", "new", "add"),
    "fix": ("bugfix", "bug", "hotfix", "defect", "patch"),
    "docs": ("doc", "documentation"),
    "test": ("tests", "testing"),
    "style": ("format", "formatting", "layout", "lint"),
    "refactor": ("refactoring", "restructuring", "cleanup", "rework"),
    "perf": ("performance", "optimization", "speed"),
    "chore": ("maintenance", "maint", "upkeep", "housekeeping", "build", "misc"),
}
"""Other words for the types of conventional commits, the most telling first."""

_NEAREST = {"style": ("refactor", "chore"), "perf": ("refactor",), "refactor": ("chore", "fix"), "chore": ("refactor",)}
_DENIED = re.compile(r"\b(?:neither|nor|not|no|without|other than)\b.*", re.DOTALL)
_WORD = re.compile(r"[a-z]+")


def type_among(wanted: str, types: Mapping[str, str]) -> str:
    """The one of some types, given with their meanings, that `wanted` comes nearest; `wanted` where there are none."""
    candidates = (wanted, *_NEAREST.get(wanted, ()))
    return next((kind for each in candidates if (kind := _called(each, types))), next(iter(types), wanted))


def _called(wanted: str, types: Mapping[str, str]) -> str:
    """The type that is named so, or means so; empty where none does."""
    words = (wanted, *_WORDS.get(wanted, ()))
    for word in words:
        for kind in types:
            if word == kind.lower():
                return kind
    meant = {kind: sum(word in words for word in _words(meaning)) for kind, meaning in types.items()}
    most = max(meant.values(), default=0)
    return next((kind for kind, count in meant.items() if count == most), "") if most else ""


def _words(meaning: str) -> list[str]:
    """The words of a meaning as far as it says what a type is, and not what it is not, in the singular."""
    return [
        word.removesuffix("s") if len(word) > 4 else word for word in _WORD.findall(_DENIED.sub("", meaning.lower()))
    ]
