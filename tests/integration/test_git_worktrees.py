"""Worktrees that are lent to commands: whole, apart from the checkout, and gone whatever becomes of the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from remend.errors import GitError
from remend.git.repository import open_repository
from remend.git.worktrees import OWNER, PREFIX, SETTLED, Worktrees
from repository import MakeRepo, commit, git, write

HOLDER = """
import sys
from pathlib import Path
from remend.git.repository import open_repository
from remend.git.worktrees import Worktrees
with open_repository(Path.cwd()) as repository, Worktrees(repository) as worktrees:
    for _ in range(2):
        worktrees.add(repository.head()).turn_to(repository.head())
    print(worktrees.folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path) -> Iterator[Path]:
    """A folder for temporary files that has to be empty again at the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder
    assert list(folder.iterdir()) == []


@contextmanager
def lent(repo: Path) -> Iterator[Worktrees]:
    repository = open_repository(repo)
    assert repository is not None
    with repository, Worktrees(repository) as worktrees:
        yield worktrees


def listed(repo: Path) -> list[str]:
    """The worktrees that git knows of, besides the first."""
    lines = git(repo, "worktree", "list", "--porcelain").splitlines()
    return [line.removeprefix("worktree ") for line in lines if line.startswith("worktree ")][1:]


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != ".git"}


def state(repo: Path) -> tuple[str, ...]:
    return (
        git(repo, "status", "--porcelain", "--ignored"),
        git(repo, "for-each-ref"),
        git(repo, "rev-parse", "HEAD"),
        git(repo, "stash", "list"),
    )


def test_a_worktree_shows_one_commit_after_another_and_nothing_of_what_was_left(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "a = 1\n", ".gitignore": "*.pyc\n"})
    first = git(repo, "rev-parse", "HEAD")
    second = commit(repo, {"a.py": "a = 2\n", "b.py": ""})
    before = state(repo)
    with lent(repo) as worktrees:
        worktree = worktrees.add(first)
        worktree.turn_to(second)
        assert (worktree.folder / "a.py").read_text() == "a = 2\n"
        write(worktree.folder, {"a.py": "changed", "new.py": "", "cache/x.pyc": "", "inner/y": ""})
        git(worktree.folder / "inner", "init", "--quiet")
        git(worktree.folder, "add", "new.py")
        (worktree.folder / "b.py").unlink()
        worktree.turn_to(first)
        assert names(worktree.folder) == {"a.py", ".gitignore"}
        assert (worktree.folder / "a.py").read_text() == "a = 1\n"
        assert git(worktree.folder, "status", "--porcelain") == ""
    assert state(repo) == before
    assert listed(repo) == []
    assert not (repo / ".git" / "worktrees").exists()


def test_a_branch_that_a_command_checked_out_is_not_moved(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    first = git(repo, "rev-parse", "HEAD")
    second = commit(repo, {"a.py": "a = 2\n"})
    git(repo, "branch", "other", second)
    with lent(repo) as worktrees:
        worktree = worktrees.add(second)
        worktree.turn_to(second)
        git(worktree.folder, "checkout", "--quiet", "other")
        worktree.turn_to(first)
        assert git(repo, "rev-parse", "other") == second


def test_folders_that_a_command_made_read_only_go(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    head = git(repo, "rev-parse", "HEAD")
    with lent(repo) as worktrees:
        worktree = worktrees.add(head)
        worktree.turn_to(head)
        for _ in range(2):
            write(worktree.folder, {"modules/deep/x": ""})
            (worktree.folder / "modules" / "deep").chmod(0o500)
            (worktree.folder / "modules").chmod(0o500)
            worktree.turn_to(head)
            assert names(worktree.folder) == {"a.py"}
        write(worktree.folder, {"modules/x": ""})
        (worktree.folder / "modules").chmod(0o500)


def test_locks_of_a_git_that_was_killed_do_not_matter(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    head = git(repo, "rev-parse", "HEAD")
    with lent(repo) as worktrees:
        worktree = worktrees.add(head)
        worktree.turn_to(head)
        for lock in ("index.lock", "HEAD.lock"):
            Path(git(worktree.folder, "rev-parse", "--git-path", lock)).touch()
        worktree.turn_to(head)
        assert names(worktree.folder) == {"a.py"}


def test_what_would_lead_git_astray_is_not_handed_on(make_repo: MakeRepo) -> None:
    repo, other = make_repo({"a.py": ""}), make_repo({"b.py": ""})
    head = git(repo, "rev-parse", "HEAD")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_DIR", str(other / ".git"))
        patch.setenv("GIT_WORK_TREE", str(other))
        patch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
        patch.setenv("GIT_PREFIX", "x/")
        patch.setenv("GIT_NAMESPACE", "x")
        with lent(repo) as worktrees:
            worktree = worktrees.add(head)
            worktree.turn_to(head)
            run = subprocess.run(
                ["git", "rev-parse", "--show-toplevel", "HEAD"],
                cwd=worktree.folder,
                env=worktrees.environment,
                capture_output=True,
                text=True,
                check=True,
            )
    assert run.stdout.split() == [str(worktree.folder), head]
    assert worktrees.environment["GIT_AUTHOR_NAME"] == "Test Author"


def test_no_hook_runs(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    write(repo / ".git" / "hooks", {"post-checkout": f"#!/bin/sh\ntouch {repo}/ran\n"})
    (repo / ".git" / "hooks" / "post-checkout").chmod(0o755)
    head = git(repo, "rev-parse", "HEAD")
    with lent(repo) as worktrees:
        worktrees.add(head).turn_to(head)
    assert not (repo / "ran").exists()


def test_a_bare_repository_a_linked_worktree_and_one_without_a_commit_on_head_lend_too(
    make_repo: MakeRepo, tmp_path: Path
) -> None:
    repo = make_repo({"a.py": "a = 1\n"})
    head = git(repo, "rev-parse", "HEAD")
    git(repo, "clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    git(repo, "worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked"))
    git(repo, "symbolic-ref", "HEAD", "refs/heads/unborn")
    for place in (tmp_path / "bare.git", tmp_path / "linked", repo):
        with lent(place) as worktrees:
            worktree = worktrees.add(head)
            worktree.turn_to(head)
            assert names(worktree.folder) == {"a.py"}
    assert listed(repo) == [str(tmp_path / "linked")]


def test_what_git_cannot_do_is_told_and_nothing_is_left(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    head = git(repo, "rev-parse", "HEAD")
    with pytest.raises(GitError, match="no worktree can be made"), lent(repo) as worktrees:
        worktrees.add("0" * 40)
    with pytest.raises(GitError, match="commit 000000000000 cannot be checked out"), lent(repo) as worktrees:
        worktrees.add(head).turn_to("0" * 40)
    assert listed(repo) == []


@contextmanager
def held(repo: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that holds two worktrees until its stdin ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=repo, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())


def test_what_a_killed_run_left_goes_at_the_next_start_and_nothing_else(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"a.py": ""})
    gone = tmp_path / "removable"
    for users in (tmp_path / "linked", gone):
        git(repo, "worktree", "add", "--quiet", "--detach", "--lock", "--reason", "mine", str(users))
    gone.rename(tmp_path / "unplugged")
    with held(repo) as (process, folder):
        process.kill()
    assert len(listed(repo)) == 4
    assert folder.is_dir()
    with lent(repo):
        assert listed(repo) == [str(tmp_path / "linked"), str(gone)]
        assert not folder.exists()


def test_what_a_killed_run_left_goes_where_its_folder_has_gone_before(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    with held(repo) as (process, folder):
        process.kill()
    folder.rename(folder.with_name("elsewhere"))
    with lent(repo):
        assert listed(repo) == []
    folder.with_name("elsewhere").rename(folder)
    os.utime(folder / OWNER, (0, 0))
    with lent(repo):
        assert not folder.exists()


def test_the_worktrees_of_a_run_that_lives_are_let_alone(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    with held(repo) as (process, folder):
        os.utime(folder / OWNER, (0, 0))
        with lent(repo) as worktrees:
            worktrees.add("HEAD").turn_to("HEAD")
            assert len(listed(repo)) == 3
        assert len(listed(repo)) == 2
        assert names(folder / "remend-1") == {"a.py"}
        assert process.stdin is not None
        process.stdin.close()
    assert listed(repo) == []


def test_a_folder_that_is_just_being_made_is_let_alone(make_repo: MakeRepo, temporary: Path) -> None:
    repo = make_repo({"a.py": ""})
    folder = temporary / f"{PREFIX}young"
    write(folder, {OWNER: b""})
    with lent(repo):
        assert folder.exists()
    os.utime(folder / OWNER, (0, (folder / OWNER).stat().st_mtime - SETTLED - 1))
    with lent(repo):
        assert not folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="a process is interrupted in another way there")
def test_an_interrupted_run_leaves_nothing(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": ""})
    with held(repo) as (process, folder):
        process.send_signal(signal.SIGINT)
    assert listed(repo) == []
    assert not folder.exists()
