"""Keeps a series within the number of commits that its spec allows: the last units are put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from remend.model import Edit, Rewrite, Safety
from remend.plan.draft import Draft, common_folder
from remend.source import Source, read_source

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
    while len(left) > limit and (pair := _last_pair(left)) is not None:
        first, second = pair
        left[first] = _joined(left[first], left.pop(second))
    note = f"units, for a series of {limit} commits at most"
    return [
        draft if draft.units == 1 else replace(draft, notes=(*draft.notes, f"put together from {draft.units} {note}"))
        for draft in left
    ]


def _last_pair(drafts: Sequence[Draft]) -> tuple[int, int] | None:
    """The last two units that can be put together, the nearest in kind first."""
    for key in _LEVELS:
        for safety in (Safety.SAFE, Safety.UNSAFE):
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
    """Whether two units may change places: of one rule, since a rule goes by what others left, and of other files."""
    return one.rules == other.rules and not one.paths & other.paths


def _joined(one: Draft, other: Draft) -> Draft:
    service = one.service if one.service == other.service else ""
    return replace(
        one,
        rules=tuple(dict.fromkeys((*one.rules, *other.rules))),
        concepts=tuple(dict.fromkeys((*one.concepts, *other.concepts))),
        service=service,
        place=service or common_folder((*one.paths, *other.paths)),
        rewrites=_one_for_each_file((*one.rewrites, *other.rewrites)),
        readings=(*one.readings, *other.readings),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
        units=one.units + other.units,
    )


def _one_for_each_file(rewrites: Iterable[Rewrite]) -> tuple[Rewrite, ...]:
    """Rewrites that follow on each other, those of one file as one."""
    found: dict[str, Rewrite] = {}
    for rewrite in rewrites:
        earlier = found.get(rewrite.path)
        found[rewrite.path] = rewrite if earlier is None else _one_after_the_other(earlier, rewrite)
    return tuple(found[path] for path in sorted(found))


def _one_after_the_other(first: Rewrite, second: Rewrite) -> Rewrite:
    before, after = (read_source(first.path, raw) for raw in (first.before, second.after))
    assert isinstance(before, Source)
    assert isinstance(after, Source)
    edits = tuple(_line_edits(before.text, after.text))
    return replace(first, after=second.after, mended=(*first.mended, *second.mended), edits=edits)


def _line_edits(before: str, after: str) -> list[Edit]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Edit(starts[a], starts[b], "".join(new[c:d])) for tag, a, b, c, d in codes if tag != "equal"]
