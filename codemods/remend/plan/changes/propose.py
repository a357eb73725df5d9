"""From parts to proposed commits: grouped by evidence, ordered by need, checked on the way, folded where too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add

from remend.crew.workers import spread
from remend.plan.changes.cost import review
from remend.plan.changes.evidence import Odds
from remend.plan.changes.facts import Facts
from remend.plan.changes.folding import fold
from remend.plan.changes.ground import Ground
from remend.plan.changes.grouping import group
from remend.plan.changes.kinds import Kind
from remend.plan.changes.needs import Wants, knots, needs_of, ordered, wants_of
from remend.plan.changes.parts import FileChange, Part
from remend.plan.changes.reasons import why
from remend.plan.changes.states import States
from remend.plan.changes.unit import ChangeUnit, changes_of
from remend.plan.changes.wording import body, subject, trailers
from remend.plan.spec import Spec, Split
from remend.report.words import counted

ServiceOf = Callable[[str], str]
Group = tuple[Facts, ...]

_APART = -20.0
_OTHER_SERVICE = -2.0
_WORTH_PROCESSES = 400
"""Parts below which starting workers costs more than it saves (comparing so many takes some 100 ms)."""
_ORDER = (Kind.VENDOR, Kind.LOCK, Kind.SETTINGS, Kind.CODE, Kind.GENERATED, Kind.TEST, Kind.DOCS, Kind.CHANGELOG)


def propose(facts: Sequence[Facts], ground: Ground, spec: Spec, service_of: ServiceOf | None) -> tuple[ChangeUnit, ...]:
    """The proposed commits, in order; each part is in exactly one of them.

    `service_of` gives the service of a path where services are boundaries.
    """
    parts = tuple(facts)
    places = {each: at for at, each in enumerate(parts)}
    splits_services = service_of is not None and Split.SERVICE in spec.splits
    services = {each.path: service_of(each.path) if splits_services and service_of else "" for each in parts}
    sorts = [(services[each.path], each.kind) for each in parts]
    rows = _Rows(Odds(parts, ground), sorts, frozenset(spec.splits))
    planner = _Planner(parts, places, [], ground, spec, rows, wants_of(parts, ground))
    groups = planner.whole(planner.ordered(planner.grouped()))
    folded, joined = planner.folded(groups)
    return tuple(planner.units(folded, joined))


Sort = tuple[str, Kind]
"""The service that a part belongs to, empty where services do not count, and its kind."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is said of each part and those before it; all that workers need for it."""

    odds: Odds
    sorts: Sequence[Sort]
    splits: frozenset[Split]

    def row(self, at: int) -> list[float]:
        """The log odds that a part belongs to each of those before it."""
        aside = {each: self._aside(self.sorts[at], each) for each in set(self.sorts)}
        row = self.odds.row(at)
        if not any(aside.values()):
            return row
        return [odds + aside[sort] for odds, sort in zip(row, self.sorts[:at], strict=True)]

    def _aside(self, one: Sort, other: Sort) -> float:
        """What the spec says of two parts, whatever is seen of them."""
        found = 0.0
        if one[0] != other[0]:
            found += _OTHER_SERVICE
        kinds = {one[1], other[1]}
        if Kind.VENDOR in kinds and len(kinds) > 1 and Split.VENDOR in self.splits:
            found += 0.0 if kinds & {Kind.LOCK, Kind.SETTINGS} else _APART
        return found


@dataclass(frozen=True, slots=True)
class _Planner:
    facts: tuple[Facts, ...]
    places: Mapping[Facts, int]
    table: list[list[float]]
    ground: Ground
    spec: Spec
    rows: _Rows
    wants: Wants

    def grouped(self) -> list[Group]:
        """The parts by what they have in common."""
        count = len(self.facts)
        jobs = None if count > _WORTH_PROCESSES else 1
        self.table.extend(spread(_row, range(count), self.rows, total=count, jobs=jobs))
        found = group(self.table, list(self._bound()))
        return [tuple(self.facts[at] for at in members) for members in found]

    def _bound(self) -> Iterator[tuple[int, int]]:
        """Parts that git cannot hold apart: a file that goes, and what comes in a folder of its name."""
        whole = {each.part.path: at for at, each in enumerate(self.facts) if each.part.is_file}
        for path, at in whole.items():
            above = path
            while above := above.rpartition("/")[0]:
                if above in whole:
                    yield whole[above], at

    def ordered(self, groups: list[Group]) -> list[Group]:
        """Groups that need each other as one, each after those that it needs."""
        needs = needs_of(groups, self.wants)
        tied = [self._sorted(each for number in knot for each in groups[number]) for knot in knots(needs)]
        needs = needs_of(tied, self.wants)
        if any(len(knot) > 1 for knot in knots(needs)):
            return self.ordered(tied)
        return [tied[at] for at in ordered(needs, [self._rank(each) for each in tied])]

    def whole(self, groups: list[Group]) -> list[Group]:
        """The groups, those joined between which a file would be broken."""
        states = States()
        while faults := states.broken([[each.part for each in group] for group in groups]):
            homes = list(range(len(groups)))
            for one, other in faults:
                homes = [homes[one] if home == homes[other] else home for home in homes]
            joined = defaultdict[int, list[Facts]](list)
            for home, members in zip(homes, groups, strict=True):
                joined[home] += members
            groups = self.ordered(list(map(self._sorted, joined.values())))
        return groups

    def folded(self, groups: list[Group]) -> tuple[list[Group], frozenset[Facts]]:
        """At most as many groups as the spec allows, and the parts of those that were joined for it."""
        most = self.spec.max_commits
        if len(groups) <= most:
            return groups, frozenset()

        def cost(numbers: Sequence[int]) -> float:
            return review(facts for number in numbers for facts in groups[number]).seconds

        found = fold(self._sums(groups), list(map(len, groups)), needs_of(groups, self.wants), cost, most)
        sets = [self._sorted(facts for number in numbers for facts in groups[number]) for numbers in found]
        joined = frozenset(
            facts for numbers, some in zip(found, sets, strict=True) if len(numbers) > 1 for facts in some
        )
        return self.whole(self.ordered(sets)), joined

    def _sums(self, groups: Sequence[Group]) -> list[list[float]]:
        """For each two groups the sum of what their parts say of one another."""
        number = {each: at for at, group in enumerate(groups) for each in group}
        home = [number[each] for each in self.facts]
        sums = [[0.0] * len(groups) for _ in groups]
        for one, row in zip(home, self.table, strict=True):
            mine = sums[one]
            for other, value in zip(home, row, strict=False):
                mine[other] += value
        return [list(map(add, *both)) for both in zip(sums, zip(*sums, strict=True), strict=True)]

    def units(self, groups: Sequence[Group], joined: frozenset[Facts]) -> Iterator[ChangeUnit]:
        """The groups as commits, each on what those before it left; those of `joined` parts say that they are mixed."""
        applied: dict[FileChange, tuple[Part, ...]] = {}
        taken: set[str] = set()
        for facts in groups:
            reading, seconds = review(facts)
            told = [f"several concepts in one: there may be {counted(self.spec.max_commits, 'commit')} at most"]
            told = told if joined.intersection(facts) else []
            if reading > self.spec.review_seconds and Split.REVIEW in self.spec.splits and len(facts) > 1:
                told.append(f"it takes longer to read than {self.spec.review_seconds:g} s, but its parts hang together")
            reasons, line = why(facts, self.ground), subject(facts, self.spec, taken)
            taken.add(line)
            yield ChangeUnit(
                facts=facts,
                subject=line,
                body=body(facts, reasons, told, self.spec),
                trailers=trailers(facts, seconds, self.spec),
                changes=changes_of(facts, applied),
                review_seconds=seconds,
                why=reasons,
                notes=tuple(told),
            )
            for each in facts:
                applied[each.part.file] = (*applied.get(each.part.file, ()), each.part)

    def _sorted(self, facts: Iterable[Facts]) -> Group:
        return tuple(sorted(facts, key=self.places.__getitem__))

    def _rank(self, facts: Group) -> tuple[object, ...]:
        """Foundations first, then by path."""
        kinds = {each.kind for each in facts}
        kind = Kind.CODE if Kind.CODE in kinds else min(kinds, key=_ORDER.index)
        return _ORDER.index(kind), min(each.part.path for each in facts)


def _row(at: int, rows: _Rows) -> list[float]:
    return rows.row(at)
