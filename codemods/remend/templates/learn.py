"""Learns rewrite templates: what several edits have in common, as a pattern before and a pattern after.

Edits are sorted by their shape, in which what stays the same is left open, and those of one shape are generalised. The
smallest edits come first; where they say too little (`$A` to `$A.value`), the larger ones around them are tried. What
is called, or always reached into in the same way, is told together with how: `os.getenv($A)`, not `os.getenv`.
A shape that is also met the other way round is no template: code that goes both ways follows no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from string import ascii_uppercase

from remend.templates.edits import CALLED, Edit
from remend.templates.generalise import Generalisation
from remend.templates.shape import Shape, shape_of
from remend.templates.template import Template, is_specific
from remend.templates.term import Hole, Term, holes

LEAST_SITES = 3
_MOST_LEVELS = 4
_REACHED_INTO = ("Name", "Attribute")


@dataclass(frozen=True, slots=True)
class Learned:
    """A template, and the edits that it was learned from, in the order in which they were given."""

    template: Template
    edits: tuple[Edit, ...]


def learn(edits: Iterable[Edit]) -> tuple[Learned, ...]:
    """The templates that at least three edits agree on, the best supported first."""
    waiting = list(edits)
    order = {edit.before.node: at for at, edit in enumerate(waiting)}
    found: dict[Template, list[Edit]] = {}
    for _ in range(_MOST_LEVELS):
        for keeps_receivers in (True, False):
            explained: set[object] = set()
            for template, group in _agreeing(waiting, keeps_receivers=keeps_receivers):
                found.setdefault(template, []).extend(group)
                explained.update(*(edit.cores for edit in group))
            waiting = [edit for edit in waiting if not edit.cores <= explained]
        waiting = _widened(waiting)

    def first(edit: Edit) -> int:
        return min(order.get(core, 0) for core in edit.cores)

    learned = [
        Learned(template, tuple(sorted({edit.before.node: edit for edit in group}.values(), key=first)))
        for template, group in found.items()
    ]
    return tuple(sorted(learned, key=lambda each: (-len(each.edits), first(each.edits[0]), str(each.template))))


def _widened(edits: Iterable[Edit]) -> list[Edit]:
    """The edits around some edits, those of several once."""
    found: dict[object, Edit] = {}
    for edit in edits:
        wider = edit.widened()
        if wider is not None:
            known = found.get(wider.before.node)
            found[wider.before.node] = wider if known is None else replace(wider, cores=wider.cores | known.cores)
    return list(found.values())


def _agreeing(edits: Iterable[Edit], *, keeps_receivers: bool) -> Iterator[tuple[Template, Sequence[Edit]]]:
    """The templates of edits that have one shape, each with its edits."""
    groups: dict[Shape, list[Edit]] = {}
    backward: set[Shape] = set()
    for edit in edits:
        before, after = edit.before.term, edit.after.term
        groups.setdefault(shape_of(before, after, keeps_receivers=keeps_receivers), []).append(edit)
        backward.add(shape_of(after, before, keeps_receivers=keeps_receivers))
    for shape, group in groups.items():
        if len(group) >= LEAST_SITES and shape not in backward:
            ways = {edit: edit.access if _is_reached_into(edit) else "" for edit in group}
            called = [edit for edit, way in ways.items() if way == CALLED]
            others = [edit for edit, way in ways.items() if way != CALLED]
            accesses = {ways[edit] for edit in others}
            if len(accesses) == 1 and "" not in accesses:
                called, others = group, []
            yield from _agreeing(_widened(called), keeps_receivers=keeps_receivers)
            yield from _generalised(others)


def _is_reached_into(edit: Edit) -> bool:
    return edit.before.term.head.type in _REACHED_INTO


def _generalised(edits: Sequence[Edit]) -> Iterator[tuple[Template, Sequence[Edit]]]:
    if len(edits) < LEAST_SITES:
        return
    made = Generalisation()
    left = made.pattern(tuple(edit.before.term for edit in edits))
    right = made.pattern(tuple(edit.after.term for edit in edits))
    if not isinstance(left, Term) or right is None or left == right:
        return
    unbound = next((hole for hole in holes(right) if hole not in holes(left)), None)
    if unbound is not None:
        parts: dict[Term, list[Edit]] = {}
        for edit, term in zip(edits, made.rows[unbound], strict=True):
            parts.setdefault(term, []).append(edit)
        for part in parts.values():
            yield from _generalised(part)
    elif is_specific(left):
        named = {hole: Hole(name, hole.many) for hole, name in zip(holes(left), _letters(), strict=False)}
        accesses = frozenset(edit.access for edit in edits)
        is_open = "" in accesses and not _is_reached_into(edits[0])
        pattern = _renamed(left, named)
        assert isinstance(pattern, Term)
        yield Template(pattern, _renamed(right, named), None if is_open else accesses), edits


def _letters() -> Iterator[str]:
    return (f"{letter}{number or ''}" for number in count() for letter in ascii_uppercase)


def _renamed(term: Term | Hole, names: Mapping[Hole, Hole]) -> Term | Hole:
    if isinstance(term, Hole):
        return names[term]
    return Term(term.head, tuple(_renamed(part, names) for part in term.parts))
