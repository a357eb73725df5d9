from __future__ import annotations

import pytest

from remend.plan.spec.draft import Draft
from remend.plan.spec.model import Split, Tie
from remend.plan.spec.prose import number, read_guideline, review_seconds, splits, topic


@pytest.mark.parametrize(
    ("text", "drafts", "unread"),
    [
        ("Subject: at most 60 characters, imperative", [Draft(subject_limit=60), Draft(imperative=True)], ()),
        ("The first line has fifty chars or fewer", [Draft(subject_limit=50)], ()),
        ("Keep the subject under 72", [Draft(subject_limit=72)], ()),
        (
            "A title of seventy-two characters; use the imperative mood",
            [Draft(subject_limit=72), Draft(imperative=True)],
            (),
        ),
        ("Title: 50 chars, hard limit 72 chars", [Draft(subject_limit=50), Draft(subject_limit=72)], ()),
        ("Subject in lower case, max 50 characters", [Draft(subject_limit=50)], ("Subject in lower case",)),
        ("Subject need not be imperative", [Draft(imperative=False)], ()),
        ("No full stop at the end of the subject", [], ()),
        ("Body lines wrap at 80 columns", [Draft(body_width=80)], ()),
        ("Body: says why (the code says the rest)", [], ()),
        ("The body is optional", [Draft(body_required=False)], ()),
        ("A body is required", [Draft(body_required=True)], ()),
        ("Title: 50 characters,, imperative,", [Draft(subject_limit=50), Draft(imperative=True)], ()),
        ("Name the ticket", [], ("Name the ticket",)),
        ("Wrap at 80 columns", [], ("Wrap at 80 columns",)),
        ("Version 2.5 of the subject", [], ("Version 2.5 of the subject",)),
    ],
)
def test_a_guideline_is_read_clause_by_clause(text: str, drafts: list[Draft], unread: tuple[str, ...]) -> None:
    found = read_guideline(text)

    assert (list(found.drafts), found.unread) == (drafts, unread)


@pytest.mark.parametrize(
    ("text", "value"),
    [("50", 50), ("1.5", 1.5), ("fifty", 50), ("seventy-two", 72), ("a", 1), ("half a", 0.5), ("six", 6)],
)
def test_a_number_is_one_in_words_too(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Each is reviewed in under a minute.", 60),
        ("Reviewable within 90 seconds", 90),
        ("A review takes at most two minutes; a build 30 minutes", 120),
        ("The build takes 5 minutes", None),
        ("Review it well", None),
    ],
)
def test_the_time_of_a_review_is_found(text: str, seconds: float | None) -> None:
    assert review_seconds(text) == seconds


@pytest.mark.parametrize(
    ("texts", "meaning"),
    [
        (("service boundary", "what crosses it comes apart"), Split.SERVICE),
        (("", "two microservices are two commits"), Split.SERVICE),
        (("tests first", ""), Tie.TEST),
        (("dependency chain", "the service and its caller"), Tie.DEPENDENCY),
        (("", "what may be rolled back"), Split.SAFETY),
        (("", "files that were generated"), Tie.GENERATED),
        (("third-party code", ""), Split.VENDOR),
        (("unrelated concerns", ""), Split.CONCEPT),
        (("moon phase", "commit at full moon"), None),
    ],
)
def test_the_topic_is_what_the_name_says_else_the_text(texts: tuple[str, ...], meaning: Split | Tie | None) -> None:
    assert topic(*texts) is meaning


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("should be separate commits", True),
        ("do not split by service", False),
        ("need not be separate", False),
        ("as you like", None),
    ],
)
def test_whether_a_sentence_splits(text: str, *, expected: bool | None) -> None:
    assert splits(text) is expected
