"""What `remend plan --here` leaves behind, whatever comes between."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from remend.errors import GitError
from remend.git.draft import Draft, File
from remend.git.here import commit_here
from remend.git.repository import Repository, open_repository
from remend.git.snapshots import Entry
from repository import MakeRepo, git, write

DRAFT = Draft(message="fix: b\n", changes={"a.py": File(b"b\n")})


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    """One file that changed and is not staged, and another that is staged."""
    repo = make_repo({"a.py": "a\n", "other.py": "1\n"})
    write(repo, {"a.py": "b\n", "other.py": "2\n"})
    git(repo, "add", "other.py")
    return repo


@pytest.fixture
def opened(repo: Path) -> Iterator[Repository]:
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        yield repository


def here_in(repository: Repository, base: str = "") -> tuple[str, ...]:
    """Commit what changed in `a.py`, on `base` or else what HEAD is."""
    entry = Entry("100644", git(repository.root, "hash-object", "-w", "a.py"))
    base = base or git(repository.root, "rev-parse", "HEAD")
    return commit_here(repository, base, [DRAFT], {"a.py": entry}, tree="")


def test_head_and_index_go_together(opened: Repository, repo: Path) -> None:
    (made,) = here_in(opened)

    assert git(repo, "rev-parse", "HEAD", "refs/heads/main").split() == [made, made]
    assert git(repo, "status", "--porcelain") == "M  other.py"
    assert not list((repo / ".git").glob("index.*"))


def test_a_head_that_moved_meanwhile_leaves_the_index_as_it_was(opened: Repository, repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    git(repo, "update-ref", "HEAD", git(repo, "commit-tree", "-p", base, "-m", "other", "HEAD^{tree}"))
    before = git(repo, "ls-files", "--stage")

    with pytest.raises(GitError, match="HEAD cannot be moved and is left as it is"):
        here_in(opened, base)

    assert git(repo, "ls-files", "--stage") == before
    assert git(repo, "log", "-1", "--format=%s") == "other"
    assert not list((repo / ".git").glob("index.*"))


KILLED = """
import os, sys
from pathlib import Path
from remend.git import here
from test_git_here import here_in
from remend.git.repository import open_repository
at = sys.argv[1]
places = {"replace": (Path, "replace"), "moving": (here, "_move_head"), "staging": (here, "_stage")}
owner, name = places[at.split("-")[0]]
real = getattr(owner, name)
def killed(*arguments, **keywords):
    if at.endswith("after"):
        real(*arguments, **keywords)
    os._exit(9)
setattr(owner, name, killed)
here_in(open_repository(Path.cwd()))
"""


@pytest.mark.parametrize(
    ("moment", "staged", "commits"),
    [
        ("staging-before", "other.py", 1),
        ("staging-after", "other.py", 1),
        ("replace-before", "other.py", 1),
        ("moving-before", "a.py other.py", 1),
        ("moving-after", "other.py", 2),
    ],
)
def test_a_kill_at_any_moment_leaves_nothing_that_looks_taken_back(
    repo: Path, moment: str, staged: str, commits: int
) -> None:
    index = (repo / ".git/index").read_bytes()
    path = f"import sys; sys.path[:0] = {[*sys.path, str(Path(__file__).parent)]!r}\n"

    run = subprocess.run([sys.executable, "-c", path + KILLED, moment], cwd=repo, capture_output=True, check=False)

    assert run.returncode == 9, run.stderr
    assert (repo / ".git/index.lock").read_bytes() == index, "the index as it was is at hand"
    (repo / ".git/index.lock").unlink()
    assert git(repo, "rev-list", "--count", "HEAD") == str(commits)
    assert git(repo, "diff", "--cached", "--name-only").split() == staged.split()
    assert ((repo / "a.py").read_text(), (repo / "other.py").read_text()) == ("b\n", "2\n")
    git(repo, "fsck", "--strict")
