"""A review that was made is not made again, unless what it depends on changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from remend.cache import FOLDER
from remend.git.repository import open_repository
from remend.review.model import Review
from remend.review.recall import recall
from remend.review.run import Asked, read_range
from remend.workspace import Request, Workspace
from repository import MakeRepo, commit, git
from reviewing import reviewed
from reviews import CLEAN

BETWEEN = Asked(range="HEAD~1..HEAD")


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    repo = make_repo({"a.py": "x = 1\n", "b.py": "", "pyproject.toml": ""})
    commit(repo, {"a.py": "print(nothing)\n"})
    return repo


def made(repo: Path, asked: Asked = BETWEEN, **request: Any) -> bool:
    """Whether a review had to be made; nothing is looked at for it."""
    calls = []
    workspace = Workspace(Request(**{"paths": (repo,), "reviews": True, **request}))
    repository = open_repository(repo)
    assert repository is not None

    def make() -> Review:
        calls.append("made")
        return replace(CLEAN, root="/made" if calls else "")

    with repository:
        assert recall(workspace, read_range(repository.ranges(), asked), make).root == "/made"
    return bool(calls)


def test_a_second_review_is_the_first_one(repo: Path) -> None:
    assert made(repo)
    assert not made(repo)


@pytest.mark.parametrize(
    "other",
    [
        {"overrides": ("exclude = ['b.py']",)},
        {"select": ("undefined-name",)},
        {"ignore": ("removed-api",)},
        {"unsafe": True},
        {"paths": ("a.py",)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_is_asked_for_otherwise_is_another_review(repo: Path, other: dict[str, Any]) -> None:
    assert made(repo)
    if "paths" in other:
        other = {"paths": tuple(repo / path for path in other["paths"])}

    assert made(repo, **other)
    assert not made(repo, **other)
    assert not made(repo)


def test_a_file_that_is_not_committed_and_a_setting_make_it_another_review(repo: Path) -> None:
    assert made(repo)
    (repo / "b.py").write_text("y = 1\n")
    assert made(repo)
    (repo / "pyproject.toml").write_text("[tool.remend.areas]\n'a*' = 'A'\n")
    assert made(repo)
    assert not made(repo)


def test_the_same_commits_asked_for_in_other_words_are_another_review(repo: Path) -> None:
    assert made(repo)
    assert made(repo, Asked(range="HEAD^!"))


@pytest.mark.parametrize("asked", [Asked(staged=True), Asked(work_tree=True)])
def test_what_is_not_committed_is_looked_at_each_time(repo: Path, asked: Asked) -> None:
    (repo / "b.py").write_text("y = 1\n")

    assert made(repo, asked)
    assert made(repo, asked)


def test_without_a_cache_nothing_is_remembered(repo: Path) -> None:
    assert made(repo, cache=False)
    assert not (repo / FOLDER).exists()
    assert made(repo)


def test_a_damaged_cache_is_no_error(repo: Path) -> None:
    assert made(repo)
    (file,) = (repo / FOLDER).glob("*.sqlite3")
    file.write_bytes(b"damaged" * 1000)

    assert made(repo)
    assert not made(repo)


def test_a_path_that_is_not_utf8_is_reviewed_and_not_remembered(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    (repo / os.fsdecode(b"bad\xff.py")).write_bytes(b"print(nothing)\n")
    commit(repo, {})
    first, second = (reviewed(repo, cache=True) for _ in range(2))

    assert first == second
    assert [change.path for change in first.changes] == ["bad\udcff.py"]


def test_a_review_that_is_recalled_is_equal_to_the_one_that_was_made(repo: Path) -> None:
    assert reviewed(repo, cache=True) == reviewed(repo, cache=True) == reviewed(repo)


def test_what_was_fetched_since_may_tell_more(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "2", f"file://{repo}", "cut")
    cut = tmp_path / "cut"

    assert made(cut)
    assert not made(cut)
    git(cut, "fetch", "--quiet", "--unshallow")
    assert made(cut)
