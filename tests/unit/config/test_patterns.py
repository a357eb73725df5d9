from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.config.patterns import DEFAULT_EXCLUDE, compile_patterns, matches

PATTERNS = [
    "a/",
    "/a/",
    "*/",
    "b",
    "/b",
    "*.py",
    "!b.py",
    "!a/",
    "**",
    "a/**",
    "**/a/",
    "a/*",
    "a/ ",
    "# a",
    "",
    "[ab]/c",
]
PARTS = st.sampled_from(["a", "b", "c", "b.py", "aa"])
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)


@given(st.lists(st.sampled_from(PATTERNS), max_size=4).map(tuple), PATHS)
def test_patterns_match_as_those_of_git_do(patterns: tuple[str, ...], path: str) -> None:
    assert matches(patterns, path) is compile_patterns(patterns).match_file(path)


@pytest.mark.parametrize(
    ("path", "is_left_out"),
    [("venv/a.py", True), ("app/venv/lib/a.py", True), ("venv.py", False), ("app/a_pb2.py", True), ("app/a.py", False)],
)
def test_what_is_left_out_unasked(path: str, is_left_out: bool) -> None:  # noqa: FBT001
    assert matches(DEFAULT_EXCLUDE, path) is is_left_out
