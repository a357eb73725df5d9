"""Halving finds the commit for each violation, and looks at few states."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from remend.git.ranges import RangeCommit
from remend.model import Safety, Severity, Span, Violation
from remend.review.bisect import bisect


def violation(number: int) -> Violation:
    return Violation(
        rule="demo",
        path=f"{number}.py",
        span=Span(0, 1, 1, 1, 1, 2),
        severity=Severity.LOW,
        safety=Safety.SAFE,
        message="",
        form="x",
        code="x",
        symbol="",
        fingerprint=str(number),
    )


@given(st.lists(st.integers(0, 39), min_size=1, max_size=12))
def test_each_violation_gets_the_commit_that_brought_it(brought_by: list[int]) -> None:
    commits = [RangeCommit(str(number), "2024-01-01", "change", ()) for number in range(40)]
    guilty = {violation(number): commit for number, commit in enumerate(brought_by)}
    looked: list[str] = []

    def look(commit: str, paths: Collection[str]) -> Collection[Violation]:
        looked.append(commit)
        return [each for each, first in guilty.items() if first <= int(commit) and each.path in paths]

    assert bisect(commits, list(guilty), look) == {each: commits[first] for each, first in guilty.items()}
    assert len(looked) <= 6 * len(set(brought_by))


def test_nothing_is_looked_at_for_nothing() -> None:
    def look(commit: str, paths: Collection[str]) -> Collection[Violation]:
        raise AssertionError(commit, paths)

    one = RangeCommit("a", "2024-01-01", "change", ())
    assert bisect([one], [], look) == {}
    assert bisect([one], [violation(1)], look) == {violation(1): one}
