"""Makes one unit of two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from remend.model import Edit, Rewrite, Safety
from remend.plan.draft import Draft, common_folder
from remend.source import Source, read_source


def join(one: Draft, other: Draft) -> Draft:
    """Both units as one, the rewrites of `one` before those of `other`; unsafe where any of it is."""
    is_unsafe = Safety.UNSAFE in (one.safety, other.safety)
    service = one.service if one.service == other.service else ""
    return replace(
        one,
        rules=tuple(dict.fromkeys((*one.rules, *other.rules))),
        concepts=tuple(dict.fromkeys((*one.concepts, *other.concepts))),
        service=service,
        safety=Safety.UNSAFE if is_unsafe else Safety.SAFE,
        place=service or common_folder((*one.paths, *other.paths)),
        rewrites=_one_for_each_file((*one.rewrites, *other.rewrites)),
        readings=(*one.readings, *other.readings),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
        units=one.units + other.units,
        needs=one.needs | other.needs,
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
    return replace(first, new=second.new, mended=(*first.mended, *second.mended), edits=edits)


def _line_edits(before: str, after: str) -> list[Edit]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    codes = SequenceMatcher(None, old, new).get_opcodes()  # frequent lines, as blank ones are, are no landmarks
    return [Edit(starts[a], starts[b], "".join(new[c:d])) for tag, a, b, c, d in codes if tag != "equal"]
