"""The words that all formats share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from remend.report.review.wording import blamed, head_name, headline, told
from remend.review.model import Review
from remend.review.topics import topics
from reviews import (
    AWAITED,
    CALL,
    CARRIED,
    CLEAN,
    DEPLOY,
    ENV,
    LONG_AGO,
    MOVED,
    REMOVED,
    SCOPE,
    SPLIT,
    UNDEFINED,
    review_of,
)


@pytest.mark.parametrize(
    ("review", "sentence"),
    [
        (CLEAN, "No regression, 0 to be verified, 0 acceptable changes."),
        (review_of(CALL, AWAITED), "No regression, 1 to be verified, 1 acceptable change."),
        (review_of(CARRIED), "No regression, 0 to be verified, 0 acceptable changes, 1 carried from before."),
        (
            review_of(UNDEFINED, REMOVED),
            "**Severity: critical.** 2 regressions (1 critical, 1 high), 0 to be verified, 0 acceptable changes.",
        ),
        (
            review_of(ENV[0]),
            (
                "**Severity: critical.** 1 regression (1 critical), 0 to be verified, 0 acceptable changes. "
                "1 regression can be mended by `remend fix --range`."
            ),
        ),
    ],
)
def test_the_headline_says_how_bad_it_is_and_what_there_is(review: Review, sentence: str) -> None:
    assert headline(review) == sentence


def test_a_commit_id_is_shortened_and_a_name_is_not() -> None:
    names = [head_name(replace(CLEAN, scope=replace(SCOPE, head=head))) for head in (SCOPE.head, "work tree")]

    assert names == ["c20f6b9be447", "work tree"]


def test_each_commit_of_a_topic_is_named_once() -> None:
    (topic,) = topics([ENV[0], ENV[1], replace(ENV[2], blame=DEPLOY)])

    assert blamed(topic) == f"{told(MOVED)}; {told(DEPLOY)}"
    assert blamed(topics([replace(CALL, blame=None)])[0]) == ""


def test_a_commit_before_the_range_says_so() -> None:
    assert told(SPLIT) == "91d3aa5e7 2025-03-05 refactor(ws): split rooms from berths"
    assert told(LONG_AGO) == "07aa12f33 2024-11-20 feat(ws): tide alarms (before the range)"
