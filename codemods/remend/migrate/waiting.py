"""Which files wait for a later run, where one run takes up so many only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remend.model import Finding, Outcome
from remend.rule import Rule


def to_wait(findings: Iterable[Finding], rules: Sequence[Rule], most: int) -> frozenset[str]:
    """The files that can be mended and are not among the first `most`, in the order of their paths.

    Files that are only right together are taken up together, also where that makes them a few more.
    """
    mended = [finding for finding in findings if finding.outcome is Outcome.MENDED]
    taken: set[str] = set()
    waiting: set[str] = set()
    for files in _companies(mended, rules):
        (taken if len(taken) < most else waiting).update(files)
    return frozenset(waiting)


def _companies(mended: Sequence[Finding], rules: Sequence[Rule]) -> Iterator[set[str]]:
    """The files that are mended, with one another where that is all or nothing; by the first path of each company."""
    by_id = {rule.id: rule for rule in rules}
    whole: dict[tuple[str, str], set[str]] = {}
    companies: dict[str, set[tuple[str, str]]] = {}
    for violation in (finding.violation for finding in mended):
        held = companies.setdefault(violation.path, set())
        if violation.concept and by_id[violation.rule].size_of(violation.concept):
            key = violation.rule, violation.concept
            held.add(key)
            whole.setdefault(key, set()).add(violation.path)
    seen: set[str] = set()
    for path in sorted(companies):
        files, more = set[str](), {path} - seen
        while more:
            files |= more
            more = {other for each in more for key in companies[each] for other in whole[key]} - files
        seen |= files
        if files:
            yield files
