"""Ranges of commits, read as git reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from remend.errors import GitError
from remend.git.ranges import CommitRange, Ranges
from remend.git.repository import open_repository
from repository import MakeRepo, commit, git


@contextmanager
def ranges_of(repo: Path) -> Iterator[Ranges]:
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        yield repository.ranges()


def read(repo: Path, asked: str, *, all_parents: bool = False) -> CommitRange:
    with ranges_of(repo) as ranges:
        return ranges.read(asked, all_parents=all_parents)


def subjects(between: CommitRange) -> list[str]:
    return [each.subject for each in between.commits]


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    """`main` has first, one, two; `side` left it after one, and has three and four."""
    repo = make_repo({"a.py": "a = 1\n"})
    commit(repo, {"a.py": "a = 2\n"}, "one")
    git(repo, "checkout", "--quiet", "-b", "side")
    commit(repo, {"b.py": "b = 1\n"}, "three")
    commit(repo, {"b.py": "b = 2\n"}, "four")
    git(repo, "checkout", "--quiet", "main")
    commit(repo, {"c.py": "c = 1\n"}, "two")
    return repo


@pytest.mark.parametrize(
    ("asked", "commits", "base"),
    [
        ("main~1..main", ["two"], "main~1"),
        ("HEAD~2..", ["one", "two"], "main~2"),
        ("main~2..main", ["one", "two"], "main~2"),
        ("main^!", ["two"], "main~1"),
        ("side", ["three", "four"], "main~1"),
        ("main..side", ["three", "four"], "main~1"),
        ("main...side", ["three", "four"], "main~1"),
        ("side...", ["two"], "main~1"),
    ],
)
def test_a_range_is_what_git_takes_it_for(repo: Path, asked: str, commits: list[str], base: str) -> None:
    between = read(repo, asked)

    assert subjects(between) == commits
    assert between.base == git(repo, "rev-parse", base)
    assert between.head == git(repo, "rev-parse", "side" if commits[-1] == "four" else "main")


def test_what_only_the_start_has_is_not_taken_back_by_the_range(repo: Path) -> None:
    assert read(repo, "main~1..side").notes == ()
    (note,) = read(repo, "main..side").notes
    assert git(repo, "rev-parse", "main~1")[:12] in note


def test_a_merge_is_one_commit_unless_all_parents_are_asked_for(repo: Path) -> None:
    git(repo, "merge", "--quiet", "--no-ff", "--message", "merged", "side")

    assert subjects(read(repo, "HEAD~1..")) == ["merged"]
    assert [change.new for change in read(repo, "HEAD~1..").commits[0].changes] == ["b.py"]
    assert subjects(read(repo, "HEAD~1..", all_parents=True)) == ["three", "four"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("nowhere..main", "unknown revision 'nowhere'"),
        ("main..", "there is no commit in main..: name a range such as HEAD~5"),
        ("main..other", "main..other: the two ends have no common ancestor: name two commits"),
        ("--all", "unknown revision '--all'"),
        ("main~9^!", "unknown revision 'main~9'"),
    ],
)
def test_what_is_no_range_is_said_in_one_sentence(repo: Path, asked: str, message: str) -> None:
    git(repo, "checkout", "--quiet", "--orphan", "other")
    git(repo, "commit", "--quiet", "--message", "elsewhere")
    git(repo, "checkout", "--quiet", "main")

    with pytest.raises(GitError, match=message):
        read(repo, asked)


def test_a_clone_that_was_cut_off_says_how_to_get_the_rest(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repo}", "cut")

    with pytest.raises(GitError, match="git fetch --unshallow"):
        read(tmp_path / "cut", "HEAD~2..HEAD")


def test_a_date_names_what_came_since(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make_repo({"a.py": ""})
    for day in ("2024-02-01", "2024-03-01"):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00+00:00")
        monkeypatch.setenv("GIT_AUTHOR_DATE", f"{day}T12:00:00+00:00")
        commit(repo, {"a.py": day}, day)
    with ranges_of(repo) as ranges:
        assert subjects(ranges.since("2024-01-15")) == ["2024-02-01", "2024-03-01"]
        assert subjects(ranges.since("2024-02-15")) == ["2024-03-01"]
        assert [each.date for each in ranges.since("2024-02-15").commits] == ["2024-03-01"]
        with pytest.raises(GitError, match="no commit of HEAD is older than 2020-01-01"):
            ranges.since("2020-01-01")
        with pytest.raises(GitError, match="no commit of HEAD is newer than 2024-06-01"):
            ranges.since("2024-06-01")


def test_renames_between_the_ends_are_told(repo: Path) -> None:
    git(repo, "mv", "a.py", "moved.py")
    with ranges_of(repo) as ranges:
        assert ranges.renames(ranges.uncommitted(staged=True)) == {"moved.py": "a.py"}
        commit(repo, {}, "moved")
        assert ranges.renames(ranges.read("HEAD~1..")) == {"moved.py": "a.py"}


def test_what_is_staged_is_not_what_is_on_disk(repo: Path) -> None:
    (repo / "a.py").write_text("a = 3\n")
    git(repo, "add", "a.py")
    (repo / "a.py").write_text("a = 4\n")
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        assert repository.staged().read("a.py") == b"a = 3\n"
        assert repository.work_tree().read("a.py") == b"a = 4\n"
        assert repository.ranges().uncommitted(staged=True).head is None


def test_where_content_is_missing_exact_renames_are_seen_and_that_is_said(repo: Path) -> None:
    commit(repo, {"film.bin": "one\n" * 50}, "film")
    lost = git(repo, "rev-parse", "HEAD:film.bin")
    git(repo, "mv", "a.py", "moved.py")
    git(repo, "rm", "--quiet", "film.bin")
    commit(repo, {"other.bin": "one\n" * 49 + "two\n"}, "moved")
    (repo / ".git/objects" / lost[:2] / lost[2:]).unlink()
    with ranges_of(repo) as ranges:
        assert ranges.renames(ranges.read("HEAD~1..")) == {"moved.py": "a.py"}
        (gap,) = ranges.gaps
    assert "only exact renames are seen" in gap
