"""What is wrong with a commit, by the spec."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """What a problem is about."""

    EMPTY = "empty"
    FORM = "form"
    TYPE = "type"
    LIMIT = "limit"
    MOOD = "mood"
    STOP = "stop"
    VAGUE = "vague"
    BLANK = "blank"
    BODY = "body"
    WIDTH = "width"
    FOOTER = "footer"
    SERVICES = "services"
    VENDOR = "vendor"
    GENERATED = "generated"
    PARSE = "parse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem: a sentence of what is wrong and what to do, and the line of the message or the file it is in."""

    kind: Kind
    text: str
    line: int = 0
    path: str = ""
