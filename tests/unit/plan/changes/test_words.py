from __future__ import annotations

import pytest

from remend.plan.changes.words import bound, defined, imported, numbers, offered, stems, words


def test_words_that_every_code_has_are_left_out() -> None:
    assert set(words("def read(self, path): return open(path) or x")) == {"read", "path", "open"}


@pytest.mark.parametrize("text", ["reading_settings", "ReadSetting", "READ_SETTINGS", "reads settings"])
def test_what_is_written_in_another_way_has_the_same_stems(text: str) -> None:
    assert set(stems(words(text))) == {"read", "sett"}


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
    assert numbers("(#123), a#456 and 0x1234567 but 1.234 or v890 or 8901.") == {"123", "456"}


def test_what_is_bound_for_others_and_what_is_only_imported() -> None:
    text = "from shop import money\n\nLIMIT = 3\n\n\ndef total(self):\n    self.kept = 1\n    local = 2\n"

    assert imported(text) == {"money"}
    assert offered(text) == {"LIMIT", "total", "kept"}
