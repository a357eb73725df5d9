"""Both ends of a range, and the lines in which their files differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.review.ends import Ends, FileChange, Hunk, differences
from repository import MakeRepo
from reviewing import change_to, ends_of

TEXTS = st.lists(st.sampled_from("abc"), max_size=12)


@given(TEXTS, TEXTS)
def test_the_hunks_make_the_one_text_of_the_other(before: list[str], after: list[str]) -> None:
    made = list(before)
    for hunk in reversed(differences(before, after)):
        made[hunk.old_start : hunk.old_end] = after[hunk.new_start : hunk.new_end]

    assert made == after
    assert differences(before, before) == []


def test_what_is_too_long_to_compare_is_one_hunk_between_what_is_alike() -> None:
    before = ["first", *(f"old {number}" for number in range(12_000)), "last"]
    after = ["first", *(f"new {number}" for number in range(11_000)), "last"]

    assert differences(before, after) == [Hunk(1, 12_001, 1, 11_001)]


def test_files_that_came_went_moved_and_changed(make_repo: MakeRepo) -> None:
    long = "".join(f"name_{number} = {number}\n" for number in range(20))
    kept = {"kept.py": "k = 1\n"}
    repo = make_repo({**kept, "gone.py": "x = 1\n", "old.py": long, "edited.py": "a\nb\n", "n.txt": "n\n"})
    change_to(repo, {**kept, "came.py": "def (\n", "new.py": f"{long}y = 1\n", "edited.py": "a\nc\n", "n.txt": ""})

    with ends_of(repo) as ends:
        came, edited, gone, notes, moved = ends.files
        assert came == FileChange(old="", new="came.py")
        assert gone == FileChange(old="gone.py", new="")
        assert moved == FileChange(old="old.py", new="new.py")
        assert (edited.path, gone.path) == ("edited.py", "gone.py")
        assert notes not in ends.python
        assert (ends.before(came), ends.after(gone)) == (b"", b"")
        assert ends.hunks(edited) == (Hunk(1, 2, 1, 2),)
        assert ends.hunks(moved) == (Hunk(20, 20, 20, 21),)
        assert ends.old_path == {"came.py": "", "edited.py": "edited.py", "n.txt": "n.txt", "new.py": "old.py"}
        assert ends.module_before("came.py") is ends.module_after("came.py") is ends.module_after("gone.py") is None
        assert ends.module_after("kept.py") is ends.module_after("kept.py") is not None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_those_that_python_counts(make_repo: MakeRepo, newline: str) -> None:
    lines = ["a = '\x0c\x1c'", "\x0c", "# \x85 \u2028", "", "b = 1"]
    repo = make_repo({"a.py": "\ufeff" + newline.join(lines), "b.py": ""})
    change_to(repo, {"a.py": newline.join([*lines, ""])})

    with ends_of(repo) as ends:
        assert ends.lines_before("a.py") == ends.lines_after("a.py") == lines
        assert ends.lines_before("b.py") == []


def test_an_answer_about_a_range_is_worked_out_once(make_repo: MakeRepo) -> None:
    asked: list[Ends] = []

    def count(ends: Ends) -> int:
        asked.append(ends)
        return len(ends.files)

    repo = make_repo({"a.py": "a = 1\n"})
    change_to(repo, {"a.py": "a = 2\n"})
    with ends_of(repo) as ends:
        assert [ends.recall(count), ends.recall(count)] == [1, 1]
    assert asked == [ends]
