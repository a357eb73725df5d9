"""What is said of where the value of a call goes."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Use(enum.Enum):
    """What becomes of a coroutine that nobody awaits."""

    DROPPED = "dropped"
    RETURNED = "returned"
    YIELDED = "yielded"
    USED = "used as its result"
    ASSIGNED = "assigned, and then used as its result"
    HANDED_ON = "handed on as its result"
    KEPT = "kept as its result"


UNREAD = "nothing in the file reads what it is kept in"
"""A doubt that goes where a call is always awaited otherwise."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a forgotten coroutine stands; `doubt` says why it may not be forgotten after all."""

    use: Use
    doubt: str = ""
