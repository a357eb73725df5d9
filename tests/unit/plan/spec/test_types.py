from __future__ import annotations

import pytest

from remend.plan.spec import default_spec
from remend.plan.spec.types import type_among

PLAIN = {"bugfix": "", "feature": "", "maintenance": "", "documentation": ""}
CODES = {
    "REL": "A release",
    "ENH": "New features and enhancements",
    "CLN": "A cleanup that neither fixes a bug nor adds a feature",
    "BUG": "A defect is mended",
    "TST": "More tests",
}


@pytest.mark.parametrize("wanted", ["feat", "fix", "docs", "test", "style", "refactor", "perf", "chore"])
def test_a_type_that_the_spec_has_is_taken(wanted: str) -> None:
    assert type_among(wanted, dict.fromkeys(("chore", "test", wanted), "")) == wanted


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("feat", "feature"), ("fix", "bugfix"), ("docs", "documentation"), ("chore", "maintenance")],
)
def test_another_word_for_it_is_the_type(wanted: str, found: str) -> None:
    assert type_among(wanted, PLAIN) == found


@pytest.mark.parametrize(("wanted", "found"), [("feat", "ENH"), ("fix", "BUG"), ("test", "TST"), ("refactor", "CLN")])
def test_what_the_spec_says_of_its_types_tells_which_is_meant(wanted: str, found: str) -> None:
    assert type_among(wanted, CODES) == found


def test_the_nearest_stands_in_where_none_is_meant() -> None:
    assert type_among("style", PLAIN) == "maintenance"
    assert type_among("refactor", {"fix": "", "feat": ""}) == "fix"


def test_without_any_hint_it_is_the_first_of_the_spec() -> None:
    assert type_among("docs", {"one": "", "two": ""}) == "one"
    assert type_among("docs", {}) == "docs"


def test_a_spec_answers_for_its_types() -> None:
    assert default_spec().type_for("fix") == "fix"
