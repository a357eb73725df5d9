"""Unified diffs read back: what they replace, in which file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.report.diff import diff_file
from remend.report.review.patch import Block, compare, read

LINES = ("a", "b", "", "- c", "+++ d", "--- e", "\\ f", "@@ -1 +1 @@", "g\r")
TEXTS = st.builds(
    "{}{}".format, st.lists(st.sampled_from(LINES), max_size=12).map("\n".join), st.sampled_from(["", "\n"])
)


def applied(before: str, diff: str) -> str:
    """`before` with the blocks of the only file of a diff put into it."""
    lines = [line + "\n" for line in before.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    lines = [line for line in lines if line]
    (file,) = read(diff)
    for block in reversed([block for hunk in file.hunks for block in hunk]):
        start = block.old_line - 1
        assert tuple(lines[start : start + len(block.old)]) == block.old
        lines[start : start + len(block.old)] = block.new
    return "".join(lines)


@given(TEXTS, TEXTS)
def test_a_diff_read_back_makes_the_one_text_of_the_other(before: str, after: str) -> None:
    if before != after:
        assert applied(before, diff_file("a.py", before.encode(), after.encode()).render()) == after


@pytest.mark.parametrize("path", ["a.py", "a b/c.py", 'q"uote\\.py', "naïve.py", "tab\t.py", "bad\udcff.py"])
def test_the_path_is_the_one_that_was_written(path: str) -> None:
    (file,) = read(diff_file(path, b"a\n", b"b\n").render())

    assert file.path == path


def test_a_file_that_comes_or_goes_keeps_its_name() -> None:
    diff = "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+a\n--- a/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"

    assert [file.path for file in read(diff)] == ["new.py", "old.py"]
    assert read(diff)[0].hunks == ((Block(1, 1, (), ("a\n",)),),)


def test_a_path_in_quotes_may_hold_what_git_left_unescaped() -> None:
    (file,) = read('--- "a/ä\\t.py"\n+++ "b/ä\\t.py"\n@@ -1 +1 @@\n-a\n+b\n')

    assert file.path == "ä\t.py"


def test_what_is_no_diff_replaces_nothing() -> None:
    assert read("") == read("hello\n@@ -1 +1 @@\n-a\n") == ()


def test_a_hunk_that_ends_early_gives_what_is_there() -> None:
    (file,) = read("--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,3 @@\n-a\n+b")

    assert file.hunks == ((Block(1, 1, ("a\n",), ("b\n",)),),)


def test_lines_are_counted_from_the_head_of_the_hunk() -> None:
    before = "".join(f"{number}\n" for number in range(1, 21))
    (file,) = read(diff_file("a.py", before.encode(), before.replace("10\n", "ten\n").encode()).render())

    assert [(block.old_line, block.new_line, len(block.old), block.stays) for block in file.hunks[0]] == [
        (7, 7, 3, True),
        (10, 10, 1, False),
        (11, 11, 3, True),
    ]


def test_texts_are_compared_line_by_line_and_split_at_newlines_alone() -> None:
    blocks = compare("a\fb\nc\n", "a\fb\nd")

    assert blocks == (Block(1, 1, ("a\fb\n",), ("a\fb\n",)), Block(2, 2, ("c\n",), ("d",)))
    assert compare("", "") == ()
