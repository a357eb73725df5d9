"""Groups rewrites into commit units and puts them in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from remend.model import CommitUnit, Rewrite
from remend.plan.cost import review_seconds
from remend.plan.message import body, subject, trailers
from remend.rule import Rule


def plan_units(rule: Rule, rewrites: Sequence[Rewrite], service_of: Callable[[str], str]) -> tuple[CommitUnit, ...]:
    """One unit for each service that `rule` was mended in; the worst violations first, then by service."""
    groups: dict[str, list[Rewrite]] = {}
    for rewrite in sorted(rewrites, key=lambda rewrite: rewrite.path):
        groups.setdefault(service_of(rewrite.path), []).append(rewrite)
    units = [_unit(rule, service, group) for service, group in groups.items()]
    return tuple(sorted(units, key=lambda unit: (-max(v.severity for v in unit.violations), unit.service)))


def _unit(rule: Rule, service: str, rewrites: list[Rewrite]) -> CommitUnit:
    seconds = review_seconds(rewrites)
    violations = [violation for rewrite in rewrites for violation in rewrite.mended]
    return CommitUnit(
        rule=rule.id,
        service=service,
        subject=subject(rule, service, violations),
        body=body(rule, rewrites),
        trailers=trailers(rule, rewrites, seconds),
        rewrites=tuple(rewrites),
        review_seconds=seconds,
    )
