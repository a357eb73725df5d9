"""Counts and times in plain words."""

from __future__ import annotations

import pytest

from remend.report.words import counted, duration


@pytest.mark.parametrize(("number", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (5527, "5,527 files")])
def test_a_number_agrees_with_its_noun(number: int, words: str) -> None:
    assert counted(number, "file") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "about 5 s"),
        (5.0, "about 5 s"),
        (5.1, "about 10 s"),
        (59.0, "about 60 s"),
        (60.0, "about 1.0 min"),
        (95, "about 1.6 min"),
        (100 * 60, "about 1.7 h"),
    ],
)
def test_a_duration_is_rounded_up_to_what_a_reader_can_use(seconds: float, words: str) -> None:
    assert duration(seconds) == words
