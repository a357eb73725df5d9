from __future__ import annotations

import pytest

from remend.plan.changes.words import bound, defined, edit_of, numbers, stems, words


def test_words_that_every_code_has_are_left_out() -> None:
    assert set(words("def read(self, path): return open(path) or x")) == {"read", "path", "open"}


@pytest.mark.parametrize("text", ["reading_settings", "ReadSetting", "READ_SETTINGS", "reads settings"])
def test_what_is_written_in_another_way_has_the_same_stems(text: str) -> None:
    assert set(stems(text)) == {"read", "sett"}


def test_what_lines_define_and_bind() -> None:
    code = (
        "async def load(path):\n    limit: int = 3\n    self.cache = {}\nclass Cart(Base):\nfrom a.b import one, two\n"
    )

    assert defined(code) == {"load", "Cart"}
    assert bound(code) == {"limit", "cache", "one", "two"}
    assert bound("if a == b: pass") == frozenset()


def test_numbers_of_issues_are_told_from_versions_and_small_numbers() -> None:
    assert numbers("Fixes #1234 and 567, not 1.234.5 nor 12") == {"1234", "567"}
    assert numbers("tests/regression_7765.py") == {"7765"}


@pytest.mark.parametrize(
    ("removed", "added", "edit"),
    [
        ("x = send(a)", "x = deliver(a)", (("send",), ("deliver",))),
        ("    y=send( b )", "    y=deliver( b )", (("send",), ("deliver",))),
        ("", "new", ((), ("new",))),
        ("a a", "a a a", ((), ("a",))),
        ("same", "same", ((), ())),
    ],
)
def test_an_edit_is_what_two_texts_do_not_share(
    removed: str, added: str, edit: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    assert edit_of(removed, added) == edit
