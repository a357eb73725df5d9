"""What speaks for two parts belonging into one commit, and what against it.

The weights are log odds, fitted by logistic regression to pairs of hunks of consecutive commits of public
repositories (`benchmarks/untangling` has the harness): how much more likely than not two parts are of one commit if
this is seen of them. They add up, as independent evidence does.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator

from remend.plan.changes.facts import Facts, name_of
from remend.plan.changes.ground import Ground, likeness
from remend.plan.changes.kinds import Kind

_LEAST_EDIT = 2
_FULL_LIKENESS = 0.25


class Sign(enum.Enum):
    """Something seen of two parts: its weight, and how a person says it."""

    ANY = -2.2, "nothing is known of them"
    FILE = 2.2, "they are in one file"
    TOP = 2.1, "both stand at the top level of the file"
    SYMBOL = 0.6, "they are in one function or class"
    EDIT = 3.3, "they are the same edit"
    REPLACED = 2.2, "they put the same in the place of the same"
    DEFINES = 2.9, "one uses the function or class that the other defines"
    BINDS = 1.0, "one uses the name that the other brings"
    DROPS = 1.2, "one no longer uses what the other takes away"
    ABOUT = 1.3, "one names the function that the other changes"
    ALIKE = 3.7, "they speak of the same"
    LIKENESS = -1.9, ""
    AROUND = 1.6, "the code around one speaks of what the other does"
    NUMBER = 2.0, "they name the same issue"
    TESTS = 1.5, "one is the test file of the other"
    TEST = 0.9, "one is a test, the other is code"
    DOCS = 1.5, "one is documentation"
    BOTH_DOCS = 1.3, "both are documentation"
    BOTH_SETTINGS = 3.0, "both are settings"
    LOCKS = 3.0, "one locks what the other asks for"
    NOTES = 1.4, "one is a note for the users"
    BOTH_NOTES = -1.2, "both are notes for the users"
    FOLDER = 0.3, "they are in one folder"
    TOGETHER = 2.1, "their files usually change together"
    VERSION = -0.75, "only one of them is about a version"
    LAYOUT = 0.5, "only one of them is about layout"

    @property
    def weight(self) -> float:
        """Log odds."""
        return self.value[0]

    @property
    def words(self) -> str:
        """How a person says it."""
        return self.value[1]


def signs(one: Facts, other: Facts, ground: Ground) -> Iterator[tuple[Sign, float]]:
    """What is seen of two parts, each with how much of it is there, from 0 to 1."""
    yield Sign.ANY, 1.0
    yield from _of_place(one, other, ground)
    yield from _of_kind(one.kind, other.kind)
    alike = likeness(ground.vectors[one], ground.vectors[other])
    if alike > 0:
        yield Sign.LIKENESS, alike
        yield Sign.ALIKE, min(alike / _FULL_LIKENESS, 1.0)
    around = max(
        likeness(ground.vectors[one], ground.contexts[other]), likeness(ground.vectors[other], ground.contexts[one])
    )
    if around > 0:
        yield Sign.AROUND, around
    yield from _of_names(one, other, ground)
    if one.is_version != other.is_version:
        yield Sign.VERSION, 1.0
    if not (one.part.is_file or other.part.is_file) and one.is_layout != other.is_layout:
        yield Sign.LAYOUT, 1.0


def _of_place(one: Facts, other: Facts, ground: Ground) -> Iterator[tuple[Sign, float]]:
    path, second = one.part.path, other.part.path
    if path == second:
        yield Sign.FILE, 1.0
        if one.symbol == other.symbol:
            yield (Sign.SYMBOL if one.symbol else Sign.TOP), 1.0
        return
    if path.rpartition("/")[0] == second.rpartition("/")[0]:
        yield Sign.FOLDER, 1.0
    together = ground.together.get((min(path, second), max(path, second)))
    if together is not None:
        yield Sign.TOGETHER, together


def _of_kind(one: Kind, other: Kind) -> Iterator[tuple[Sign, float]]:
    kinds = {one, other}
    same = {Kind.DOCS: Sign.BOTH_DOCS, Kind.SETTINGS: Sign.BOTH_SETTINGS, Kind.CHANGELOG: Sign.BOTH_NOTES}
    if one is other:
        if one in same:
            yield same[one], 1.0
        return
    if kinds == {Kind.TEST, Kind.CODE}:
        yield Sign.TEST, 1.0
    if kinds == {Kind.LOCK, Kind.SETTINGS}:
        yield Sign.LOCKS, 1.0
    if Kind.CHANGELOG in kinds:
        yield Sign.NOTES, 1.0
    if Kind.DOCS in kinds:
        yield Sign.DOCS, 1.0


def _of_names(one: Facts, other: Facts, ground: Ground) -> Iterator[tuple[Sign, float]]:
    if one.edit == other.edit and sum(map(len, one.edit)) >= _LEAST_EDIT:
        yield Sign.EDIT, 1.0
    if one.gone & other.gone and one.came & other.came:
        yield Sign.REPLACED, 1.0
    if _uses(one, one.defines, other, ground) or _uses(other, other.defines, one, ground):
        yield Sign.DEFINES, 1.0
    elif _uses(one, one.binds, other, ground) or _uses(other, other.binds, one, ground):
        yield Sign.BINDS, 1.0
    if one.drops & (other.gone - other.drops) or other.drops & (one.gone - one.drops):
        yield Sign.DROPS, 1.0
    if one.part.path != other.part.path and (_names(one, other) or _names(other, one)):
        yield Sign.ABOUT, 1.0
    if one.numbers & other.numbers:
        yield Sign.NUMBER, 1.0
    if {one.kind, other.kind} == {Kind.TEST, Kind.CODE}:
        test, code = (one, other) if one.kind is Kind.TEST else (other, one)
        stem = name_of(code.part.path).strip("_")
        if stem != "init" and stem in name_of(test.part.path):
            yield Sign.TESTS, 1.0


def _uses(definer: Facts, names: frozenset[str], user: Facts, ground: Ground) -> bool:
    return any(ground.is_rare(name) for name in names & (user.came - user.binds)) and definer is not user


def _names(one: Facts, other: Facts) -> bool:
    return any(name in other.added or name in other.removed for name in one.about)
