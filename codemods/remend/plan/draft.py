"""A unit before it has words: what it mends, where, and what it costs to read."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from math import inf

from remend.model import Rewrite, Safety, Severity, Violation
from remend.plan.alike import Reading, read_rewrite
from remend.plan.cost import SECONDS_A_LINE, Cost, cost_of
from remend.plan.groups import Group, Grouping, Service
from remend.plan.spec import Spec, Split
from remend.plan.split import Part, ToRead, split
from remend.rule import Rule


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One commit to be.

    `place` is the service, folder or file that tells where; `notes` are sentences about how it came to be, without a
    full stop. `readings` are those of `rewrites`; where several `units` were put together there may be more of them.
    `needs` are files of other units, which have to come first.
    """

    rules: tuple[Rule, ...]
    concepts: tuple[str, ...]
    service: str
    place: str
    safety: Safety
    rewrites: tuple[Rewrite, ...]
    readings: tuple[Reading, ...]
    notes: tuple[str, ...] = ()
    units: int = 1
    needs: frozenset[str] = frozenset()

    @cached_property
    def cost(self) -> Cost:
        """What it costs to review."""
        return cost_of(self.readings)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """What it mends, file by file."""
        return tuple(violation for rewrite in self.rewrites for violation in rewrite.mended)

    @cached_property
    def severity(self) -> Severity:
        """The severity of the worst that it mends."""
        return max(violation.severity for violation in self.violations)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files that it changes."""
        return frozenset(rewrite.path for rewrite in self.rewrites)


def draft_units(
    rule: Rule, rewrites: Iterable[Rewrite], grouping: Grouping, service_of: Service, spec: Spec
) -> list[Draft]:
    """One draft for each group, in order, or several where it is too long to read. A rewrite is all of one group."""
    groups: dict[Group, list[Rewrite]] = {}
    for rewrite in sorted(rewrites, key=lambda rewrite: rewrite.path):
        groups.setdefault(grouping.of_rewrite(rewrite), []).append(rewrite)
    order = {group: number for number, group in enumerate(grouping.order)}
    drafts = [
        draft
        for group in sorted(groups, key=lambda group: (order.get(group, len(order)), group))
        for draft in _drafts(rule, group, groups[group], grouping, spec)
    ]
    return [_settled(draft, service_of) for draft in drafts]


def _drafts(rule: Rule, group: Group, rewrites: Sequence[Rewrite], grouping: Grouping, spec: Spec) -> list[Draft]:
    readings = {rewrite.path: read_rewrite(rewrite) for rewrite in rewrites}

    def draft(part: Part) -> Draft:
        return Draft(
            rules=(rule,),
            concepts=(group.concept,),
            service=group.service,
            place=part.place,
            safety=group.safety,
            rewrites=part.rewrites,
            readings=tuple(readings[rewrite.path] for rewrite in part.rewrites),
        )

    if grouping.is_whole(group.concept):
        return [_noted(draft(Part(tuple(rewrites))), spec, "its sites are mended together or not at all")]
    limit = spec.review_seconds if Split.REVIEW in spec.splits else inf
    drafts = [
        _noted(each, spec, "it is one file" if len(each.rewrites) == 1 else "no part of it would read faster")
        for each in map(draft, split(rewrites, _to_read(readings), limit))
    ]
    return sorted(drafts, key=lambda each: (-each.severity, each.rewrites[0].path))


def _to_read(readings: Mapping[str, Reading]) -> ToRead:
    """What is read of some files, by the templates of their lines."""
    found = {path: (*reading.sites, *reading.beside) for path, reading in readings.items()}
    seconds: dict[Hashable, float] = {}
    for template in chain.from_iterable(found.values()):
        seconds.setdefault(template.key, template.lines * SECONDS_A_LINE)
    keys = {path: frozenset(template.key for template in templates) for path, templates in found.items()}
    return ToRead(keys, seconds)


def _noted(draft: Draft, spec: Spec, why: str) -> Draft:
    if Split.REVIEW not in spec.splits or draft.cost.reading <= spec.review_seconds:
        return draft
    asked = f"reading it takes longer than {spec.review_seconds:g} s, and it cannot be split: {why}"
    return replace(draft, notes=(*draft.notes, asked))


def _settled(draft: Draft, service_of: Service) -> Draft:
    """With the one service of its files, whatever its group says, and a place."""
    services = {service_of(path) for path in draft.paths}
    service = services.pop() if len(services) == 1 else ""
    return replace(draft, service=service, place=draft.place or service or common_folder(draft.paths))


def common_folder(paths: Iterable[str]) -> str:
    """The deepest folder that all paths lie in, empty for the top."""
    folders = [path.split("/")[:-1] for path in paths]
    shared = []
    for level in zip(*folders, strict=False):
        if len({*level}) > 1:
            break
        shared.append(level[0])
    return "/".join(shared)
