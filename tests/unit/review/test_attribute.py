"""Which commit brought what is told."""

from __future__ import annotations

from pathlib import Path

from remend.git.repository import open_repository
from remend.review.attribute import Way, by_text
from remend.review.model import Cause
from repository import MakeRepo, commit, git


def guilty(repo: Path, cause: Cause) -> str:
    """The subject of the commit that a cause leads to; empty where it leads to none."""
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        commits = repository.ranges().read("main~3..main").commits
        found = by_text(Way(commits[::-1], repository.blob), cause)
    return found.subject if found is not None else ""


def history(make_repo: MakeRepo) -> Path:
    body = "".join(f"line_{number} = {number}\n" for number in range(20))
    repo = make_repo({"a.py": f"x = 1\n{body}", "b.py": "b = 1\n"})
    commit(repo, {"a.py": f"x = 2\n{body}"}, "two")
    git(repo, "mv", "a.py", "moved.py")
    commit(repo, {}, "move")
    commit(repo, {"moved.py": f"y = 3\nx = 2\n{body.replace('line_3 = 3', '    line_3 = 4')}"}, "three")
    return repo


def test_the_newest_commit_that_added_a_line_brought_it(make_repo: MakeRepo) -> None:
    repo = history(make_repo)

    assert guilty(repo, Cause(path="moved.py", came="y = 3")) == "three"
    assert guilty(repo, Cause(path="moved.py", came="x = 2")) == "two"
    assert guilty(repo, Cause(path="moved.py", came="  line_3 = 4  ")) == "three"


def test_the_newest_commit_that_removed_a_line_took_it(make_repo: MakeRepo) -> None:
    repo = history(make_repo)

    assert guilty(repo, Cause(path="moved.py", went="x = 1")) == "two"
    assert guilty(repo, Cause(path="moved.py", went="line_3 = 3")) == "three"


def test_what_no_commit_of_the_range_touched_is_of_none(make_repo: MakeRepo) -> None:
    repo = history(make_repo)

    assert guilty(repo, Cause(path="moved.py", came="line_4 = 4")) == ""
    assert guilty(repo, Cause(path="b.py", came="b = 1")) == ""
    assert guilty(repo, Cause(path="no/such.py", came="b = 1")) == ""


def test_a_file_that_moved_is_the_one_that_is_most_alike(make_repo: MakeRepo) -> None:
    texts = {name: "".join(f"{name}_{number} = {number}\n" for number in range(20)) for name in "xyz"}
    repo = make_repo({"x.py": texts["x"], "y.py": texts["y"], "old/z.py": ""})
    commit(repo, {"x.py": f"{texts['x']}bad\n", "y.py": f"{texts['y']}bad\n", "old/z.py": "bad\n"}, "bring")
    for name in ("x.py", "y.py", "old/z.py"):
        (repo / name).unlink()
    commit(repo, {"new/y.py": f"{texts['x']}bad\ny\n", "z.py": "bad\nz\nz\nz\n"}, "move")
    commit(repo, {"b.py": ""}, "after")

    assert guilty(repo, Cause(path="new/y.py", came="bad")) == "bring"
    assert guilty(repo, Cause(path="z.py", came="bad")) == "bring"
    assert guilty(repo, Cause(path="new/y.py", came="y")) == "move"
