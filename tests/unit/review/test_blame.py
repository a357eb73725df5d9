"""Each change gets the commit that brought it: by versions of files, by whole states, by lines, before the range."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.review.model import Blame
from remend.review.run import Asked
from repository import Files, MakeRepo, commit, git
from reviewing import change_to, reviewed, told

LONG = "".join(f"name_{number} = {number}\n" for number in range(20))
NEW, KEPT, GONE = "introduced regression", "carried regression", "resolved acceptable"


def history(make_repo: MakeRepo, first: Files, *states: Files) -> Path:
    """A repository with a commit for each state, named by their number; the first one is `first`."""
    repo = make_repo(first)
    for number, files in enumerate(states, start=1):
        change_to(repo, files, str(number))
    return repo


def blamed(repo: Path, asked: str, *rules: str) -> list[tuple[str, int, str, str]]:
    """What the file rules say of a range: path, line, what it is, and the subject of the commit."""
    chosen = rules or ("undefined-name", "broken-import", "missing-await")
    return [each[1:] for each in told(reviewed(repo, asked), *chosen)]


def test_a_violation_is_of_the_commit_after_which_the_file_has_it(make_repo: MakeRepo) -> None:
    bad = "def f():\n    print(nothing)\n"
    repo = history(
        make_repo,
        {"a.py": "x = 1\n"},
        {"a.py": f"x = 1\n{bad}"},
        {"a.py": f"x = 2\n{bad}"},
        {"a.py": f"x = 2\n\n\n{bad}    print(nothing)\n"},
    )

    assert blamed(repo, "HEAD~3..") == [("a.py", 5, NEW, "3"), ("a.py", 6, NEW, "3")]
    assert blamed(repo, "HEAD~3..HEAD~1") == [("a.py", 3, NEW, "1")]


def test_one_that_was_there_is_of_the_commit_before_the_range(make_repo: MakeRepo) -> None:
    repo = history(make_repo, {"a.py": ""}, {"a.py": "print(nothing)\n"}, {"a.py": "x = 1\nprint(nothing)\n"})
    (change,) = reviewed(repo).changes

    guilty = git(repo, "rev-parse", "HEAD~1")
    assert change.blame == Blame(commit=guilty, date="2024-01-02", subject="1", in_range=False)


def test_one_that_a_file_alone_does_not_tell_is_of_the_commit_before_the_range_too(make_repo: MakeRepo) -> None:
    lib = {"lib.py": "async def load(): ...\n"}
    user = "from lib import load\n\n\nasync def use():\n    load()\n"
    repo = history(make_repo, lib, {**lib, "user.py": user}, {**lib, "user.py": f"# note\n{user}"})

    assert blamed(repo, "HEAD~1..") == [("user.py", 6, KEPT, "1")]


def test_one_whose_line_was_edited_since_is_of_the_commit_that_brought_it(make_repo: MakeRepo) -> None:
    repo = history(make_repo, {"a.py": ""}, {"a.py": "print(nothing)\n"}, {"a.py": "print(nothing, 1)\n"})

    assert blamed(repo, "HEAD~1..") == [("a.py", 1, KEPT, "1")]


def test_a_version_that_does_not_parse_hides_nothing(make_repo: MakeRepo) -> None:
    broken, whole = "def f(:\n    print(nothing)\n", "def f():\n    print(nothing)\n"
    texts = ("def f(): ...\n", whole, broken, f"{whole}x = 1\n")
    repo = history(make_repo, *({"a.py": text} for text in texts))

    assert blamed(repo, "HEAD~3..") == [("a.py", 2, NEW, "1")]
    assert blamed(repo, "HEAD~1..") == [("a.py", 2, KEPT, "1")]


@pytest.mark.parametrize("now", ["c.py", "sub/a.py"])
def test_a_file_that_was_renamed_and_edited_is_followed(make_repo: MakeRepo, now: str) -> None:
    bad = f"{LONG}print(nothing)\n"
    other = {"z.py": "".join(f"other_{number} = 1\n" for number in range(30))}
    repo = history(make_repo, {"a.py": LONG, **other}, {"a.py": bad, **other}, {now: f"{bad}y = 1\n"})

    assert blamed(repo, "HEAD~2..") == [(now, 21, NEW, "1")]
    assert blamed(repo, "HEAD~1..") == [(now, 21, KEPT, "1")]


def test_an_import_that_broke_in_a_file_that_did_not_change_is_found_by_halving(make_repo: MakeRepo) -> None:
    first = {"lib.py": "def old(): ...\n\n\ndef kept(): ...\n", "user.py": "from lib import kept, old\n"}
    states: list[Files] = [{**first, **{f"n{number}.py": "" for number in range(count)}} for count in range(1, 7)]
    broken = {"lib.py": "def kept(): ...\n"}
    repo = history(make_repo, first, *states[:2], *({**state, **broken} for state in states[2:]))

    assert blamed(repo, "HEAD~6..") == [("user.py", 1, NEW, "3")]


def test_what_went_is_of_the_commit_that_removed_its_line(make_repo: MakeRepo) -> None:
    texts = ("print(nothing)\n", "x = 1\nprint(nothing)\n", "x = 1\n", "x=2\n")
    repo = history(make_repo, *({"a.py": text} for text in texts))

    assert blamed(repo, "HEAD~3..") == [("a.py", 1, GONE, "2")]


def test_a_merge_is_blamed_unless_all_parents_are_asked_for(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    git(repo, "checkout", "--quiet", "-b", "side")
    commit(repo, {"b.py": "print(nothing)\n"}, "one")
    commit(repo, {"b.py": "print(nothing)\nprint(more)\n"}, "two")
    git(repo, "checkout", "--quiet", "main")
    commit(repo, {"c.py": ""}, "main")
    git(repo, "merge", "--quiet", "--no-ff", "--message", "merged", "side")

    every = Asked(range="HEAD~1..HEAD", all_parents=True)
    assert [each[4] for each in told(reviewed(repo))] == ["merged", "merged"]
    assert [each[4] for each in told(reviewed(repo, every))] == ["one", "two"]


def test_where_a_version_is_missing_nobody_is_blamed(make_repo: MakeRepo) -> None:
    states = [{"a.py": f"x = {number}\nprint(nothing)\n"} for number in (1, 2, 3)]
    repo = history(make_repo, {"a.py": "x = 0\n"}, *states)
    blob = git(repo, "rev-parse", "HEAD~1:a.py")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()

    assert blamed(repo, "HEAD~3..") == [("a.py", 2, NEW, "")]
    assert reviewed(repo, "HEAD~3..").notes
