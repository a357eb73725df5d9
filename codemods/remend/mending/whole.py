"""Holds to all or nothing where what a rule mends in several files is right only together.

The files are inspected one by one, so that one place is left as it is shows only afterwards. Then the files in which
others were mended are inspected anew without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from remend.inspection import Inspection
from remend.model import Finding, Outcome
from remend.rule import Rule

Again = Callable[[Mapping[str, Mapping[str, str]]], Sequence[Inspection]]
"""Inspects files anew: by path the concepts of which nothing is to be mended, each with the reason."""


def keep_whole(rule: Rule, inspections: Collection[Inspection], again: Again) -> list[Inspection]:
    """`inspections` of `rule`, with none of a concept mended that has to be whole and is not."""
    by_path = {inspection.path: inspection for inspection in inspections}
    broken: dict[str, str] = {}
    left_out: dict[str, dict[str, str]] = {}
    while torn := _torn(rule, by_path.values(), broken):
        broken |= torn
        anew = [path for path, inspection in by_path.items() if torn.keys() & _mended(inspection, rule).keys()]
        for path in anew:
            concepts = {finding.violation.concept for finding in by_path[path].findings}
            left_out.setdefault(path, {}).update({c: why for c, why in broken.items() if c in concepts})
        by_path |= {each.path: each for each in again({path: left_out[path] for path in anew})}
    return list(by_path.values())


def _torn(rule: Rule, inspections: Collection[Inspection], known: Mapping[str, str]) -> dict[str, str]:
    """The concepts that are mended in part, besides those that are known to be, each with the reason."""
    mended: Counter[str] = Counter()
    for inspection in inspections:
        mended.update(_mended(inspection, rule))
    torn = [concept for concept in mended if concept not in known and mended[concept] < rule.size_of(concept)]
    return {concept: _reason(rule, inspections, concept) for concept in torn}


def _mended(inspection: Inspection, rule: Rule) -> Counter[str]:
    """How many violations of each concept are mended in a file."""
    of_rule = (finding.violation for finding in inspection.findings if finding.outcome is Outcome.MENDED)
    return Counter(violation.concept for violation in of_rule if violation.rule == rule.id)


def _reason(rule: Rule, inspections: Collection[Inspection], concept: str) -> str:
    others = [f for i in inspections for f in i.findings if f.violation.rule == rule.id]
    left = next((f for f in others if f.violation.concept == concept and f.outcome is not Outcome.MENDED), None)
    where = "in a file that the rule leaves alone" if left is None else _told(left)
    return f"it can only be mended together with other places, one of which is left as it is: {where}"


def _told(left: Finding) -> str:
    violation = left.violation
    return f"{violation.path}:{violation.span.line}, {left.reason or left.outcome.value}"
