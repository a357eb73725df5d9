"""Which violations belong together: one concept in one service, what is safe apart from what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from remend.model import Rewrite, Safety, Severity, Violation
from remend.plan.spec import Spec, Split
from remend.rule import Rule

Service = Callable[[str], str]


class Group(NamedTuple):
    """What one unit mends: a concept, whatever the service, or without one all of its safety that a service has."""

    concept: str
    service: str
    safety: Safety


class Grouping:
    """How the violations of one rule fall into groups, as far as the spec splits them.

    A concept that is mended as a whole or not at all is one group; it is unsafe where any of it is.

    Attributes:
        order: the groups in the order of their commits: safe ones first, since an unsafe mend is made on the text that
            safe ones left, then those with the worst violation, then by service and concept.
    """

    def __init__(self, rule: Rule, rewrites: Iterable[Rewrite], service_of: Service, spec: Spec) -> None:
        self._rule = rule
        self._service_of = service_of
        self._splits = spec.splits
        violations = [violation for rewrite in rewrites for violation in rewrite.mended]
        unsafe = [violation for violation in violations if violation.safety is Safety.UNSAFE]
        self._unsafe = frozenset(self._home(each) for each in unsafe if not self._comes_apart(each.concept))
        worst: dict[Group, Severity] = {}
        for violation in violations:
            group = self.of(violation)
            worst[group] = max(worst.get(group, Severity.LOW), violation.severity)
        self.order = tuple(sorted(worst, key=lambda g: (g.safety is not Safety.SAFE, -worst[g], g.service, g.concept)))

    def is_whole(self, concept: str) -> bool:
        """Whether a concept is mended as a whole or not at all."""
        return bool(concept) and self._rule.size_of(concept) > 0

    def of(self, violation: Violation) -> Group:
        """The group of one violation."""
        home = self._home(violation)
        is_unsafe = violation.safety is Safety.UNSAFE or home in self._unsafe
        return Group(*home, Safety.UNSAFE if is_unsafe else Safety.SAFE)

    def _home(self, violation: Violation) -> tuple[str, str]:
        """Concept and service of a group, whatever its safety."""
        crosses = violation.concept or Split.SERVICE not in self._splits
        return violation.concept, "" if crosses else self._service_of(violation.path)

    def _comes_apart(self, concept: str) -> bool:
        """Whether what is safe of a concept is a group of its own."""
        return Split.SAFETY in self._splits and not self.is_whole(concept)

    def groups(self, violations: Iterable[Violation]) -> dict[Group, tuple[Violation, ...]]:
        """Violations by group, in the order of the commits."""
        found: dict[Group, tuple[Violation, ...]] = {}
        for violation in violations:
            group = self.of(violation)
            found[group] = (*found.get(group, ()), violation)
        return {group: found[group] for group in self.order if group in found}

    def together(self, groups: Mapping[Group, tuple[Violation, ...]]) -> dict[Group, tuple[Violation, ...]]:
        """Groups with what is safe in those that also have what is not."""
        found = dict(groups)
        for group in groups:
            unsafe = group._replace(safety=Safety.UNSAFE)
            if group != unsafe and unsafe in found:
                found[unsafe] = (*found.pop(group), *found[unsafe])
        return found

    def of_rewrite(self, rewrite: Rewrite) -> Group:
        """The group of a rewrite: that of its first violation, and unsafe where any of them is."""
        first = self.of(rewrite.mended[0])
        is_unsafe = any(self.of(violation).safety is Safety.UNSAFE for violation in rewrite.mended)
        return first._replace(safety=Safety.UNSAFE) if is_unsafe else first
