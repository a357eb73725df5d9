"""What speaks for two parts belonging into one commit, and what against it.

The weights are log odds, fitted by logistic regression to pairs of hunks of consecutive commits of public
repositories (`benchmarks/untangling` has the harness): how much more likely than not two parts are of one commit if
this is seen of them. They add up, as independent evidence does. Layout is an exception: people mix it with the rest,
and a reviewer wants it apart.
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from remend.plan.changes.facts import Facts, Place
from remend.plan.changes.ground import Ground, likeness
from remend.plan.changes.kinds import Kind
from remend.plan.changes.ties import Ties

_LEAST_EDIT = 2
_FULL_LIKENESS = 0.25


class Sign(enum.Enum):
    """Something seen of two parts: its weight, and how a person says it."""

    ANY = -2.3, "nothing is known of them"
    FILE = 1.45, "they are in one file"
    CALM = 1.5, "their file seldom changes"
    TOP = 1.8, "both stand at the top level of the file"
    SYMBOL = 1.5, "they are in one function or class"
    EDIT = 2.9, "they are the same edit"
    REPLACED = 1.6, "they put the same in the place of the same"
    DEFINES = 2.3, "one uses the function or class that the other defines"
    BINDS = 1.0, "one uses the name that the other brings"
    DROPS = 1.1, "one no longer uses what the other takes away"
    ABOUT = 1.4, "one names the function that the other changes"
    CALLS = 1.3, "the function that one stands in names what the other changes"
    NAMESAKE = 2.1, "they stand in functions of one name"
    ALIKE = 3.2, "they have rare words in common"
    NUMBER = 2.3, "they name the same issue"
    RELEASE = 3.5, "they name the same new version"
    TESTS = 1.8, "one is the test file of the other"
    TEST = 0.9, "one is a test, the other is code"
    DOCS = 1.5, "one is documentation"
    BOTH_DOCS = 0.8, "both are documentation"
    BOTH_SETTINGS = 2.2, "both are settings"
    LOCKS = 2.5, "one locks what the other asks for"
    NOTES = 1.4, "one is a note for the users"
    BOTH_NOTES = -1.0, "both are notes for the users"
    FOLDER = 0.3, "they are in one folder"
    TOGETHER = 1.75, "their files usually change together"
    CHANCE = 1.1, "their files change together more often than by chance"
    VERSION = -0.75, "only one of them is about a version"
    LAYOUT = -1.0, "only one of them is about layout"
    BOTH_LAYOUT = 1.0, "both are about layout alone"

    def __init__(self, weight: float, words: str) -> None:
        self.weight = weight
        """Log odds."""
        self.words = words
        """How a person says it."""


Seen = tuple[Sign, float]
"""A sign, and how much of it is there, mostly from 0 to 1; less than 0 of what can speak against it too."""


class Odds:
    """The log odds that two parts are of one commit; what their places and words alone say is worked out for many."""

    def __init__(self, facts: Sequence[Facts], ground: Ground) -> None:
        self._facts, self._ground = facts, ground
        self._ties = Ties(facts, ground)
        numbers: dict[Place, int] = {}
        self._places = [numbers.setdefault(each.place, len(numbers)) for each in facts]
        self._some = list({each.place: each for each in facts}.values())
        self._said: dict[int, Sequence[float]] = {}
        self._having: dict[str, tuple[list[int], list[float]]] = {}
        for at, each in enumerate(facts):
            for stem, weight in ground.vectors[each].items():
                parts, weights = self._having.setdefault(stem, ([], []))
                parts.append(at)
                weights.append(weight)

    def row(self, at: int) -> list[float]:
        """The odds of a part with each of those before it."""
        one, most = self._facts[at], Sign.ALIKE.weight
        full = most / _FULL_LIKENESS
        said = map(self._said_of_place(self._places[at]).__getitem__, self._places[:at])
        found = [
            place + (full * alike if alike < _FULL_LIKENESS else most)
            for place, alike in zip(said, self._likeness(at), strict=True)
        ]
        tied = self._ties.of(one) & ((1 << at) - 1)
        while tied:
            other = tied.bit_length() - 1
            found[other] += _sum(_of_parts(one, self._facts[other], self._ground))
            tied ^= 1 << other
        return found

    def _said_of_place(self, place: int) -> Sequence[float]:
        """What a place and each other say of the parts there, and what is known of all parts."""
        if place not in self._said:
            known, one = self._ground.prior + Sign.ANY.weight, self._some[place]
            self._said[place] = [known + _sum(_of_places(one, other, self._ground)) for other in self._some]
        return self._said[place]

    def _likeness(self, at: int) -> Sequence[float]:
        """How alike a part is to each of those before it."""
        found = [0.0] * at
        for stem, weight in self._ground.vectors[self._facts[at]].items():
            parts, weights = self._having[stem]
            before = bisect_left(parts, at)
            for other, its in zip(parts[:before], weights[:before], strict=True):
                found[other] += weight * its
        return found


def _sum(seen: Iterable[Seen]) -> float:
    total = 0.0
    for sign, strength in seen:
        total += sign.weight * strength
    return total


def signs(one: Facts, other: Facts, ground: Ground) -> Iterator[Seen]:
    """What is seen of two parts."""
    yield Sign.ANY, 1.0
    yield from _of_places(one, other, ground)
    alike = likeness(ground.vectors[one], ground.vectors[other])
    if alike > 0:
        yield Sign.ALIKE, min(alike / _FULL_LIKENESS, 1.0)
    yield from _of_parts(one, other, ground)


def _of_places(one: Facts, other: Facts, ground: Ground) -> Iterator[Seen]:
    """What is seen of the places of two parts."""
    yield from _of_kinds(one.kind, other.kind)
    if one.is_version != other.is_version:
        yield Sign.VERSION, 1.0
    if one.is_layout or other.is_layout:
        yield (Sign.BOTH_LAYOUT if one.is_layout and other.is_layout else Sign.LAYOUT), 1.0
    path, second = one.path, other.path
    if path == second:
        if not (one.is_entry and other.is_entry):
            yield Sign.FILE, 1.0
            yield Sign.CALM, ground.history.calm[path]
        return
    if one.folder == other.folder:
        yield Sign.FOLDER, 1.0
    company = ground.history.company.get((path, second) if path < second else (second, path))
    if company is not None:
        yield Sign.TOGETHER, company.share
        yield Sign.CHANCE, company.chance
    if one.tested and other.tests and one.tested in other.tests:
        yield Sign.TESTS, 1.0
    if other.tested and one.tests and other.tested in one.tests:
        yield Sign.TESTS, 1.0


def _of_parts(one: Facts, other: Facts, ground: Ground) -> Iterator[Seen]:
    """What is seen of two parts themselves, but for how alike they are; of most pairs nothing (see `ties`)."""
    if one.path == other.path:
        if one.symbol == other.symbol and not (one.is_entry and other.is_entry):
            yield (Sign.SYMBOL if one.symbol else Sign.TOP), 1.0
    else:
        if not (one.about.isdisjoint(other.surroundings) and other.about.isdisjoint(one.surroundings)):
            yield Sign.CALLS, 1.0
        if one.function and one.function == other.function:
            yield Sign.NAMESAKE, 1.0
        if one.releases & other.releases:
            yield Sign.RELEASE, 1.0
    if not one.names.isdisjoint(other.names):
        yield from _of_names(one, other, ground)
    if one.edit == other.edit and sum(map(len, one.edit)) >= _LEAST_EDIT:
        yield Sign.EDIT, 1.0
    if one.numbers & other.numbers:
        yield Sign.NUMBER, 1.0


@cache
def _of_kinds(one: Kind, other: Kind) -> tuple[Seen, ...]:
    kinds = {one, other}
    same = {Kind.DOCS: Sign.BOTH_DOCS, Kind.SETTINGS: Sign.BOTH_SETTINGS, Kind.CHANGELOG: Sign.BOTH_NOTES}
    if one is other:
        return ((same[one], 1.0),) if one in same else ()
    mixed = (
        (Sign.TEST, kinds == {Kind.TEST, Kind.CODE}),
        (Sign.LOCKS, kinds == {Kind.LOCK, Kind.SETTINGS}),
        (Sign.NOTES, Kind.CHANGELOG in kinds),
        (Sign.DOCS, Kind.DOCS in kinds),
    )
    return tuple((sign, 1.0) for sign, is_seen in mixed if is_seen)


def _of_names(one: Facts, other: Facts, ground: Ground) -> Iterator[Seen]:
    if one.gone & other.gone and one.came & other.came:
        yield Sign.REPLACED, 1.0
    if _uses(one.defines, other, ground) or _uses(other.defines, one, ground):
        yield Sign.DEFINES, 1.0
    elif _uses(one.binds, other, ground) or _uses(other.binds, one, ground):
        yield Sign.BINDS, 1.0
    if one.drops & other.left or other.drops & one.left:
        yield Sign.DROPS, 1.0
    if one.path != other.path and not (one.about.isdisjoint(other.all) and other.about.isdisjoint(one.all)):
        yield Sign.ABOUT, 1.0


def _uses(names: frozenset[str], user: Facts, ground: Ground) -> bool:
    return not names.isdisjoint(user.taken) and any(map(ground.is_rare, names & user.taken))
