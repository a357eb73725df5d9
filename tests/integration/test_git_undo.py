"""`remend undo`: what it deletes, and all that it leaves."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import remend
from remend.errors import GitError
from remend.git.branch import write_drafts_branch
from remend.git.draft import Draft, File
from remend.git.repository import open_repository
from remend.git.undo import Undone, undo
from repository import MakeRepo, commit, git

NAME = "remend/x"


def make(repo: Path, name: str = NAME, seconds: int = 0) -> str:
    """Let remend write a branch of two commits, some seconds after the first of all; its tip."""
    drafts = [
        Draft(message=f"fix: {content!r}\n\nRemend-Rule: x\n", changes={"a.py": File(content)})
        for content in (name.encode(), b"two")
    ]
    repository = open_repository(repo)
    assert repository is not None
    with pytest.MonkeyPatch.context() as patch, repository:
        patch.setenv("GIT_COMMITTER_DATE", f"{1_700_000_000 + seconds} +0000")
        return write_drafts_branch(repository, base="main", drafts=drafts, name=name)[-1]


def undone(repo: Path, name: str = "") -> Undone:
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        return undo(repository, name)


def branches(repo: Path) -> list[str]:
    return git(repo, "branch", "--format=%(refname:short)").splitlines()


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo({"a.py": "a\n"})


def test_the_branch_that_was_made_last_goes_and_comes_back_as_told(repo: Path) -> None:
    make(repo, "remend/newer", 20)
    tip = make(repo, "it's", 30)
    make(repo, "remend/old", 10)

    told = remend("undo", cwd=repo)

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == (
        f"deleted it's  {tip}  (2 commits that nothing else holds)\n"
        f"""get it back   git branch 'it'"'"'s' {tip}\n"""
        "still there   remend/newer, remend/old\n"
    )
    assert branches(repo) == ["main", "remend/newer", "remend/old"]
    git(repo, "branch", NAME, tip)
    assert git(repo, "rev-list", "--count", f"main..{NAME}") == "2"


def test_one_after_the_other_goes_until_there_is_none(repo: Path) -> None:
    for number, name in enumerate(("b", "c", "a")):
        make(repo, name, number)

    assert [undone(repo).name for _ in range(3)] == ["a", "c", "b"]
    with pytest.raises(GitError, match="no branch here was written by remend"):
        undone(repo)
    assert branches(repo) == ["main"]


def test_what_was_written_again_is_the_last_and_both_come_back(repo: Path) -> None:
    first = make(repo, "b", 1)
    make(repo, "a", 2)
    second = make(repo, "b", 3)

    told = remend("undo", cwd=repo).stdout

    assert told.splitlines()[1:] == [
        f"get it back   git branch b {second}",
        f"              git branch b {first}    as it was before that",
        "still there   a",
    ]


def test_of_two_in_one_second_none_is_guessed(repo: Path) -> None:
    make(repo, "b")
    make(repo, "a")

    with pytest.raises(GitError, match="wrote a and b in the same second: name one of them"):
        undone(repo)
    assert undone(repo, "b").others == ("a",)


def test_what_is_merged_may_go(repo: Path) -> None:
    make(repo)
    git(repo, "merge", "--quiet", "--ff-only", NAME)

    assert undone(repo).lost == 0
    assert remend("undo", cwd=repo).stderr == "remend: no branch here was written by remend: name one to delete\n"


def test_a_clone_of_our_branch_may_go_by_name(repo: Path, tmp_path: Path) -> None:
    make(repo)
    git(tmp_path, "clone", "--quiet", str(repo), "clone")
    git(tmp_path / "clone", "branch", NAME, f"origin/{NAME}")

    with pytest.raises(GitError, match="name one to delete"):
        undone(tmp_path / "clone")
    assert undone(tmp_path / "clone", NAME) == Undone(name=NAME, tip=git(repo, "rev-parse", NAME), lost=0)


def on_top(repo: Path) -> None:
    git(repo, "checkout", "--quiet", NAME)
    commit(repo, {"d.py": "mine\n"})
    git(repo, "checkout", "--quiet", "main")


def moved(repo: Path) -> None:
    git(repo, "branch", "--force", NAME, "main")


def renamed(repo: Path) -> None:
    git(repo, "branch", "--move", NAME, "other")
    git(repo, "branch", "--move", "other", NAME)


def alias(repo: Path) -> None:
    git(repo, "branch", "--move", NAME, "other")
    git(repo, "symbolic-ref", f"refs/heads/{NAME}", "refs/heads/other")


@pytest.mark.parametrize("made", [on_top, moved, renamed, alias])
@pytest.mark.parametrize("older", [True, False])
def test_work_of_someone_else_is_left_and_no_older_branch_goes_in_its_place(
    repo: Path, made: Callable[[Path], None], *, older: bool
) -> None:
    if older:
        make(repo, "remend/older", -10)
    make(repo)
    made(repo)
    before = git(repo, "for-each-ref")

    for name in (NAME, *([""] if made is on_top else [])):
        with pytest.raises(GitError, match=f"branch {NAME} holds work that is not remend's"):
            undone(repo, name)

    assert git(repo, "for-each-ref") == before


@pytest.mark.parametrize("name", ["main", "nowhere", "-x", f"{NAME}~1", f"{NAME}@{{0}}", "heads/main", "HEAD", "a\nb"])
def test_nothing_but_a_branch_of_ours_can_be_named(repo: Path, name: str) -> None:
    make(repo)
    before = git(repo, "for-each-ref")

    with pytest.raises(GitError, match=re.escape(f"branch {name}")):
        undone(repo, name)

    assert git(repo, "for-each-ref") == before


def test_what_is_checked_out_or_being_rebased_is_left(repo: Path, tmp_path: Path) -> None:
    make(repo)
    place = tmp_path / "linked"
    git(repo, "worktree", "add", "--quiet", str(place), NAME)

    with pytest.raises(GitError, match=f"branch {NAME} is checked out in {place}: leave it first"):
        undone(repo)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_SEQUENCE_EDITOR", "echo break >")
        git(place, "rebase", "--quiet", "--interactive", "--force-rebase", "main")
    with pytest.raises(GitError, match=f"branch {NAME} is being rebased: leave it first"):
        undone(repo)
    with pytest.raises(GitError, match=f"branch {NAME} is being rebased: leave it, or choose another name"):
        make(repo)


def test_a_branch_that_changes_meanwhile_is_left(repo: Path, tmp_path: Path) -> None:
    """A git that moves the branch just before it is asked to delete it."""
    make(repo)
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    real = git(repo, "--exec-path")
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *update-ref*-d*) {real}/git update-ref refs/heads/{NAME} main;; esac\n'
        f'exec {real}/git "$@"\n'
    )
    script.chmod(0o755)

    told = remend("undo", cwd=repo, PATH=f"{script.parent}{os.pathsep}{os.environ['PATH']}")

    assert told.returncode == 2
    assert told.stderr == f"remend: branch {NAME} was changed by someone else meanwhile; it is left as it is\n"
    assert git(repo, "rev-parse", NAME) == git(repo, "rev-parse", "main")


def test_a_branch_that_is_locked_is_left(repo: Path) -> None:
    make(repo)
    lock = repo / ".git/refs/heads" / f"{NAME}.lock"
    lock.write_bytes(b"")

    with pytest.raises(GitError, match=rf"branch {NAME} cannot be deleted: .*{lock.name}.*; it is left as it is"):
        undone(repo)

    assert NAME in branches(repo)


def test_where_there_is_no_commit_or_no_repository_it_is_said(tmp_path: Path) -> None:
    outside = remend("undo", cwd=tmp_path)
    git(tmp_path, "init", "--quiet")
    empty = remend("undo", cwd=tmp_path)

    assert (outside.returncode, empty.returncode) == (2, 2)
    assert outside.stderr == f"remend: {tmp_path} is not in a git repository, so there is no branch to delete\n"
    assert "no branch here was written by remend" in empty.stderr
