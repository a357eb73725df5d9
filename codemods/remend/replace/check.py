"""Tries the examples of a declared rule, each as strictly as those of the rules that remend brings."""

from __future__ import annotations

from dataclasses import dataclass

from remend.rule import RuleType
from remend.testing import CaseFailedError, check_case, example_cases


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of the examples of one rule: how many there are, and what is wrong with those that fail."""

    rule: str
    count: int
    faults: tuple[str, ...] = ()


def tried(rule: RuleType) -> Trial:
    """The trial of a rule's examples."""
    cases = example_cases(rule)
    faults = []
    for case in cases:
        try:
            check_case(case)
        except CaseFailedError as fault:
            faults.append(str(fault).rstrip("\n"))
    return Trial(rule.id, len(cases), tuple(faults))
