from __future__ import annotations

import pytest

from remend.plan.spec.model import Footer
from remend.plan.spec.template import Shown, demanded, shown_footers

TYPES = {"feat": "", "fix": "", "docs": "", "test": ""}
TEMPLATE = """
type(scope): what it does

Note: plain text of the body

- a point of the body: with a colon

VAL: [Who: X, What: <goal>, Kind: fixed]
Refs: #NNN

Made with love
Generated with Robot
Co-Authored-By: Robot <robot@example.org>
"""
VALUE = Shown("VAL", "VAL: [Who: {who}, What: {what}, Kind: fixed]")
REFS = Shown("Refs", "Refs: {refs}")
ROBOT = Shown("attribution", "{attribution}", "Generated with Robot\nCo-Authored-By: Robot <robot@example.org>")


def test_footers_are_what_a_template_ends_with() -> None:
    assert shown_footers(TEMPLATE) == (VALUE, REFS, ROBOT)
    assert shown_footers("type(scope): what it does") == ()


@pytest.mark.parametrize(
    ("sentence", "footers"),
    [
        ("Always include the attribution", [Footer(text=ROBOT.text, sample=ROBOT.sample)]),
        ("Include a Value Aim Line for features", [Footer(text=VALUE.text, types=("feat",))]),
        ("VAL is required for fixes and documentation", [Footer(text=VALUE.text, types=("fix", "docs"))]),
        ("Every commit must have Refs", [Footer(text=REFS.text)]),
        ("Include Refs for all commits", [Footer(text=REFS.text)]),
        ("Include Refs for the weather", []),
        ("Include Refs when there is a ticket", []),
        ("Refs name the ticket", []),
        ("Must be signed off: Signed-off-by", [Footer(text=ROBOT.text, sample=ROBOT.sample)]),
    ],
)
def test_a_guideline_demands_footers(sentence: str, footers: list[Footer]) -> None:
    assert list(demanded(sentence, (VALUE, REFS, ROBOT), TYPES)) == footers


def test_a_trailer_that_no_template_shows_is_one_to_fill() -> None:
    assert demanded("Every commit must have a Reviewed-by line", (), TYPES) == (
        Footer(text="Reviewed-by: {reviewed-by}"),
    )
    assert demanded("Every commit must name a Well-Known cause", (), TYPES) == ()


def test_commits_of_all_kinds_may_be_called_so() -> None:
    assert demanded("Refs are required for our commits", (REFS,), TYPES) == (Footer(text=REFS.text),)
