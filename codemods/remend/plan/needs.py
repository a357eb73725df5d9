"""Puts the units of a rule so that none comes before what it needs, and makes one of those that need each other.

A unit needs another that changes one of its files before it, and one that brings the name which it imports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from remend.index.modules import Modules, absolute
from remend.model import Rewrite, Safety
from remend.plan.alike import added_imports
from remend.plan.draft import Draft
from remend.plan.join import join

Needs = Mapping[int, set[int]]


def in_order(drafts: Sequence[Draft], modules: Modules) -> list[Draft]:
    """`drafts` of one rule: safe ones first, then the worst, then in their order, as far as what they need allows."""
    told = [_with_needs(draft, drafts, modules) for draft in drafts]
    needs = {number: set(_needed(number, told)) for number in range(len(told))}
    ordered: list[Draft] = []
    waiting = list(range(len(drafts)))
    while waiting:
        free = [number for number in waiting if not needs[number] & {*waiting}]
        ready = min(free, key=lambda number: _rank(number, told[number]), default=None)
        each = [ready] if ready is not None else _first_circle(waiting, needs)
        ordered.append(reduce(_made_one, (told[number] for number in each)))
        waiting = [number for number in waiting if number not in each]
    return ordered


def _rank(number: int, draft: Draft) -> tuple[bool, int, int]:
    return draft.safety is not Safety.SAFE, -draft.severity, number


def _made_one(one: Draft, other: Draft) -> Draft:
    return replace(join(one, other), units=1)


def _with_needs(draft: Draft, drafts: Sequence[Draft], modules: Modules) -> Draft:
    """With the files of which it imports what another unit brings."""
    wanted = {found for rewrite in draft.rewrites for found in _imports(rewrite, modules)}
    others = [r for each in drafts if wanted and each is not draft for r in each.rewrites]
    return replace(draft, needs=frozenset(r.path for r in others for path, name in wanted if _brings(r, path, name)))


def _needed(number: int, drafts: Sequence[Draft]) -> Iterator[int]:
    """The units that have to come before one."""
    draft = drafts[number]
    for other, each in enumerate(drafts):
        if each.paths & draft.needs or (other < number and each.paths & draft.paths):
            yield other


def _imports(rewrite: Rewrite, modules: Modules) -> Iterator[tuple[str, str]]:
    """The files of the project that a rewrite begins to import from, each with the name."""
    own, is_package = modules.name(rewrite.path), rewrite.path.endswith("__init__.py")
    for module, name, _ in added_imports(rewrite):
        path = modules.find(absolute(module, own, is_package=is_package)) if name else None
        if path is not None:
            yield path, name


def _brings(rewrite: Rewrite, path: str, name: str) -> bool:
    """Whether it is the file at `path` that is rewritten, which has a name only afterwards."""
    if rewrite.path != path:
        return False
    word = re.compile(rb"\b" + re.escape(name.encode()) + rb"\b")
    return word.search(rewrite.after) is not None and word.search(rewrite.before) is None


def _first_circle(waiting: Sequence[int], needs: Needs) -> list[int]:
    """The units that need each other, of the first such circle that needs nothing else that waits."""
    reach = {number: _reached(number, waiting, needs) for number in waiting}
    smallest = min(waiting, key=lambda number: (len(reach[number]), number))
    return sorted(reach[smallest])


def _reached(number: int, waiting: Sequence[int], needs: Needs) -> set[int]:
    found: set[int] = set()
    ahead = {number}
    while ahead:
        found |= ahead
        ahead = {each for one in ahead for each in needs[one]} & {*waiting} - found
    return found
