"""A file rule and a range rule that speak of the same lines say it once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from remend.review import merge as merging
from remend.review.model import Cause, Change, Origin, Verdict
from reviews import AWAITED, CARRIED, ENV, INCOMPLETE, REMOVED


def merge(changes: list[Change]) -> list[Change]:
    return [change for change, _ in merging.merge([(change, None) for change in changes])]


CAUSE = Cause(path=CARRIED.path, came="pool")
LEFT = replace(INCOMPLETE, cause=CAUSE, path=CARRIED.path, line=203, end_line=205)


def test_what_was_left_over_is_of_the_range_and_of_its_cause() -> None:
    (change,) = merge([LEFT, CARRIED])

    assert (change.rule, change.line, change.origin, change.cause) == (CARRIED.rule, 204, Origin.INTRODUCED, CAUSE)
    assert change.evidence == (*CARRIED.evidence, *LEFT.evidence)


def test_what_came_keeps_its_commit_and_gains_the_evidence() -> None:
    (change,) = merge([replace(ENV[0], path=LEFT.path, line=203, end_line=203), LEFT])

    assert (change.origin, change.blame) == (ENV[0].origin, ENV[0].blame)
    assert LEFT.evidence[0] in change.evidence


def test_what_may_be_left_over_does_not_make_a_regression_of_what_was_there() -> None:
    doubtful = replace(LEFT, verdict=Verdict.NEEDS_VERIFICATION)

    assert [change.origin for change in merge([doubtful, CARRIED])] == [Origin.CARRIED]


@pytest.mark.parametrize(
    "other",
    [
        replace(CARRIED, path="other.py"),
        replace(CARRIED, line=206, end_line=206),
        replace(AWAITED, path=LEFT.path, line=204),
    ],
    ids=["another file", "other lines", "no regression"],
)
def test_what_stands_elsewhere_is_told_apart(other: Change) -> None:
    assert merge([LEFT, other]) == [other, LEFT]
    assert merge([REMOVED, other]) == [REMOVED, other]
