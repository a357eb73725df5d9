"""What was found of imports that cannot work, as it is kept."""

from __future__ import annotations

import msgspec

from remend.rules.broken_import.answer import Answer
from remend.rules.broken_import.target import Target


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One import that cannot work: what it asks for, what is known about it, and what one commit is to mend with it."""

    asked: Target
    answer: Answer
    concept: str = ""


class Findings(msgspec.Struct, frozen=True):
    """The broken imports of the files in reach, and the strings that name what is not there, by path."""

    imports: dict[str, list[Found]]
    strings: dict[str, dict[str, Answer]]
