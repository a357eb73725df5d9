"""What lies between two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.edits import splice
from remend.model import Edit
from remend.plugin.regions import Region, regions

TEXTS = st.text(st.sampled_from("ab \t\r\n"), max_size=30)


@given(TEXTS, TEXTS)
def test_the_regions_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    edits = [Edit(each.start, each.end, each.text) for each in regions(before, after)]

    assert splice(before, edits) == after


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("a\n", "a\n", []),
        ("a\n  b\nc\n", "a\n  x\nc\n", [Region(4, 5, "x")]),
        ("a\r\nb\r\n", "x\r\nb\r\n", [Region(0, 1, "x")]),
        ("a\nb\n", "b\n", [Region(0, 2, "")]),
        ("b\n", "a\nb\n", [Region(0, 0, "a\n")]),
        ("a\nb\nc\n", "x\nb\ny\n", [Region(0, 1, "x"), Region(4, 5, "y")]),
        ("a", "a\n", [Region(0, 1, "a\n")]),
        ("", "a\n", [Region(0, 0, "a\n")]),
    ],
)
def test_a_region_is_as_small_as_its_lines(before: str, after: str, found: list[Region]) -> None:
    assert list(regions(before, after)) == found
