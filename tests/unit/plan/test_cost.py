from __future__ import annotations

import pytest

from remend.model import Edit, Rewrite
from remend.plan.cost import SECONDS_A_GLANCE, SECONDS_A_LINE, edit_template, review_seconds


def rewrite(before: bytes, *edits: tuple[int, int, str]) -> Rewrite:
    made = tuple(Edit(*edit) for edit in edits)
    return Rewrite(rule="old", path="a.py", before=before, after=b"", mended=(), edits=made)


def test_nothing_costs_nothing() -> None:
    assert review_seconds([]) == 0


def test_one_edit_is_read_line_by_line() -> None:
    assert review_seconds([rewrite(b"old\n", (0, 3, "new"))]) == SECONDS_A_LINE
    assert review_seconds([rewrite(b"old\n", (0, 3, "if a:\n    new\n"))]) == 2 * SECONDS_A_LINE
    assert review_seconds([rewrite(b"import old\n", (0, 11, ""))]) == SECONDS_A_LINE


def test_the_same_edit_again_is_glanced_at() -> None:
    one = rewrite(b"old('a'), old('b')\n", (0, 8, "new('a')"), (10, 18, "new('b')"))

    assert review_seconds([one]) == SECONDS_A_LINE + SECONDS_A_GLANCE
    assert review_seconds([one, one]) == SECONDS_A_LINE + 3 * SECONDS_A_GLANCE


def test_another_edit_is_read_again() -> None:
    one = rewrite(b"old(a), old(a)\n", (0, 6, "new(a)"), (8, 14, "newer(a)"))

    assert review_seconds([one]) == 2 * SECONDS_A_LINE


@pytest.mark.parametrize(
    ("before", "offset"), [(b"\xef\xbb\xbfold\n", 0), (b"# coding: latin-1\n'\xc3\xa9'; old\n", 24), (b"old\n", 0)]
)
def test_an_edit_is_read_in_the_encoding_of_its_file(before: bytes, offset: int) -> None:
    plain = rewrite(b"old\n", (0, 3, "new"))

    assert review_seconds([plain, rewrite(before, (offset, offset + 3, "new"))]) == SECONDS_A_LINE + SECONDS_A_GLANCE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("old('a')", "new('a')"), ('old("b c")', 'new("b c")')),
        (("old('''a\nb''')", "new('''a\nb''')"), ("old(rb'\\'')", "new(rb'\\'')")),
        (("old(a, b)", "new(a, b)"), ("old(c, d)", "new(c, d)")),
        (("old(a, 1)", "new(a, 1)"), ("old(c, 20.5)", "new(c, 20.5)")),
        (("old(a,\n    b)", "new(a,\n    b)"), ("old(a, b)", "new(a, b)")),
    ],
)
def test_strings_carried_over_names_and_layout_make_no_other_template(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert edit_template(*one) == edit_template(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("old(a)", "new(a)"), ("old(a)", "newer(a)")),
        (("old(a, b)", "new(a, b)"), ("old(a, b)", "new(b, a)")),
        (("old(a, b)", "new(a)"), ("old(a, b)", "new(b)")),
        (("old(a)", "new(a, 1)"), ("old(a)", "new(a, 2)")),
        (("old['a']", "new('a')"), ("old('a')", "new('a')")),
        (("old(a, a)", "new(a, a)"), ("old(a, b)", "new(a, b)")),
    ],
)
def test_what_an_edit_is_about_makes_another_template(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert edit_template(*one) != edit_template(*other)
