"""Keeps a series within the number of commits that its spec allows: the last units are put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from remend.model import Safety
from remend.plan.draft import Draft
from remend.plan.join import join

Key = Callable[[Draft], object]

_LEVELS: tuple[Key, ...] = (
    lambda draft: (draft.rules, draft.service, draft.safety),
    lambda draft: (draft.rules, draft.safety),
    lambda draft: draft.safety,
)
"""What units have in common that are put together: first rule and service, then the rule, at last nothing but safety.

What may change behaviour is never put together with what cannot, so that either can be taken back alone.
"""


def fold(drafts: Sequence[Draft], limit: int) -> list[Draft]:
    """`drafts` with as many of the last ones put together as it takes for `limit`; more are left if it cannot be.

    What is safe goes first, since nobody is helped by few commits of what has to be read with care.
    """
    left = list(drafts)
    for key in _LEVELS:
        for safety in (Safety.SAFE, Safety.UNSAFE):
            while len(left) > limit and (pair := _last_pair(left, key, safety)) is not None:
                first, second = pair
                left[first] = join(left[first], left.pop(second))
    note = f"units, for a series of {limit} commits at most"
    return [
        draft if draft.units == 1 else replace(draft, notes=(*draft.notes, f"put together from {draft.units} {note}"))
        for draft in left
    ]


def _last_pair(drafts: Sequence[Draft], key: Key, safety: Safety) -> tuple[int, int] | None:
    """The last two units of one kind and safety that can be put together."""
    for second in range(len(drafts) - 1, 0, -1):
        if drafts[second].safety is safety:
            first = _home(drafts, second, key)
            if first is not None:
                return first, second
    return None


def _home(drafts: Sequence[Draft], number: int, key: Key) -> int | None:
    """The nearest unit before another that is of its kind, unless one in between has to come first."""
    draft = drafts[number]
    for earlier in range(number - 1, -1, -1):
        if key(drafts[earlier]) == key(draft):
            return earlier
        if not _commute(drafts[earlier], draft):
            return None
    return None


def _commute(one: Draft, other: Draft) -> bool:
    """Whether two units may change places: they are of one rule, since a rule goes by what others left, and apart."""
    return one.rules == other.rules and not one.paths & (other.paths | other.needs)
