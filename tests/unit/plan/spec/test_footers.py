from __future__ import annotations

import pytest

from remend.plan.spec.footers import demanded_for, filled, holes, missing, stands_in
from remend.plan.spec.model import Footer

VALUE = Footer(text="VAL: [Who: {who}, What: {what}]", types=("feat",))
ROBOT = Footer(text="{attribution}", sample="🤖 Generated with Robot\nCo-Authored-By: Robot <robot@example.org>")
SIGNED = Footer(text="Signed-off-by: Ann <ann@example.org>")


def test_a_footer_is_filled_with_what_is_given() -> None:
    assert holes(VALUE) == ("who", "what")
    assert filled(VALUE, {"who": "all", "what": " growth "}) == "VAL: [Who: all, What: growth]"


def test_a_footer_that_lacks_a_value_is_not_filled() -> None:
    assert missing(VALUE, {"who": "all", "what": " "}) == ("what",)
    assert filled(VALUE, {"who": "all"}) is None
    assert filled(ROBOT, {}) is None
    assert filled(SIGNED, {}) == SIGNED.text


def test_footers_are_demanded_by_type() -> None:
    assert demanded_for((VALUE, SIGNED), "feat") == (VALUE, SIGNED)
    assert demanded_for((VALUE, SIGNED), "fix") == (SIGNED,)


@pytest.mark.parametrize(
    ("footer", "lines", "stands"),
    [
        (VALUE, ["VAL: [Who: Early/Mid, What: growth]"], True),
        (VALUE, ["val:  [Who: some, of them , What: a]"], True),
        (VALUE, ["VAL: [Who: , What: ]"], False),
        (VALUE, ["VAL: growth"], False),
        (
            ROBOT,
            ["🤖 Generated with [Robot](https://robot.example.org)", "Co-authored-by: Another <b@example.org>"],
            True,
        ),
        (ROBOT, ["Generated with Robot"], False),
        (ROBOT, [], False),
        (SIGNED, ["Signed-off-by: Ann <ann@example.org>"], True),
        (SIGNED, ["Signed-off-by: Bob <bob@example.org>"], False),
    ],
)
def test_a_footer_is_known_again_with_other_values(footer: Footer, lines: list[str], *, stands: bool) -> None:
    assert stands_in(footer, lines, {}) is stands


def test_a_footer_that_is_all_value_is_known_by_it() -> None:
    assert stands_in(ROBOT, ["Made by Robot 2"], {"attribution": "Made by Robot 2"})
    assert not stands_in(ROBOT, ["Made by hand"], {"attribution": "Made by Robot 2"})
