from __future__ import annotations

import pytest

from remend.plan.spec.mood import inflected


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("added a cache", ("added", "add")),
        ("Adds a cache", ("Adds", "add")),
        ("adding a cache", ("adding", "add")),
        ("fixes", ("fixes", "fix")),
        ("fixed: the cache", ("fixed", "fix")),
        ("removing it", ("removing", "remove")),
        ("dropped it", ("dropped", "drop")),
        ("copies it", ("copies", "copy")),
        ("specified it", ("specified", "specify")),
        ("deployed it", ("deployed", "deploy")),
        ("written anew", ("written", "write")),
        ("ran it", ("ran", "run")),
    ],
)
def test_another_form_of_a_verb_is_told_with_the_order(title: str, found: tuple[str, str]) -> None:
    assert inflected(title) == found


@pytest.mark.parametrize(
    "title",
    [
        "add a cache",
        "embed, need, speed, seed, feed and exceed",
        "need a cache",
        "seed the cache",
        "bring it back",
        "string it up",
        "process, address and bypass",
        "focus on the cache",
        "missing await",
        "typo",
        "tests for the cache",
        "properly close the cache",
        "do not cache",
        "`added` is a column",
        "added_at is a column",
        "fixes-it is a tool",
        "cached.py is gone",
        "README",
        "",
        "ändert etwas",
    ],
)
def test_nothing_is_said_of_any_other_word(title: str) -> None:
    assert inflected(title) is None
