"""Groups rewrites into commit units and puts them in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from remend.model import CommitUnit, Rewrite, Severity, Violation
from remend.plan.cost import review_seconds
from remend.plan.message import body, subject, trailers
from remend.rule import Rule

Group = tuple[str, str]
"""What one unit mends: a concept, whatever the service, or without one all that a service has."""


def plan_units(rule: Rule, rewrites: Sequence[Rewrite], service_of: Callable[[str], str]) -> tuple[CommitUnit, ...]:
    """One unit for each group, in order. All that one rewrite mends has to be of one group."""
    groups: dict[Group, list[Rewrite]] = {}
    for rewrite in sorted(rewrites, key=lambda rewrite: rewrite.path):
        groups.setdefault(group_of(rewrite.mended[0], service_of), []).append(rewrite)
    order = rank((violation for rewrite in rewrites for violation in rewrite.mended), service_of)
    return tuple(_unit(rule, groups[group], service_of) for group in order)


def group_of(violation: Violation, service_of: Callable[[str], str]) -> Group:
    """The group that a violation belongs to."""
    return violation.concept, "" if violation.concept else service_of(violation.path)


def rank(violations: Iterable[Violation], service_of: Callable[[str], str]) -> tuple[Group, ...]:
    """The groups of `violations` in the order of their commits: those with the worst first, then by name."""
    worst: dict[Group, Severity] = {}
    for violation in violations:
        group = group_of(violation, service_of)
        worst[group] = max(worst.get(group, Severity.LOW), violation.severity)
    return tuple(sorted(worst, key=lambda group: (-worst[group], group)))


def _unit(rule: Rule, rewrites: list[Rewrite], service_of: Callable[[str], str]) -> CommitUnit:
    seconds = review_seconds(rewrites)
    violations = [violation for rewrite in rewrites for violation in rewrite.mended]
    services = {service_of(rewrite.path) for rewrite in rewrites}
    service = services.pop() if len(services) == 1 else ""
    return CommitUnit(
        rule=rule.id,
        service=service,
        subject=subject(rule, service, violations),
        body=body(rule, rewrites),
        trailers=trailers(rule, rewrites, seconds),
        rewrites=tuple(rewrites),
        review_seconds=seconds,
    )
