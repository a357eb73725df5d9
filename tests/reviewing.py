"""Ranges of commits for tests: two states written down as texts, in a real repository.

Importable as `reviewing` from every test: `from reviewing import ends_between`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from remend.git.repository import open_repository
from remend.index.modules import ModuleMap
from remend.project import Project
from remend.review.ends import Ends
from remend.review.states import changed_files, snapshots
from repository import Files, commit, git


def change_to(repo: Path, files: Files, message: str = "change") -> str:
    """Make `files` all that there is in a repository, commit that, and return the id of the commit."""
    for name in git(repo, "ls-files").splitlines():
        if name not in files:
            (repo / name).unlink()
    return commit(repo, files, message)


@contextmanager
def ends_of(repo: Path, asked: str = "HEAD~1..HEAD") -> Iterator[Ends]:
    """Both ends of a range of a repository, each as a project without a cache."""
    repository = open_repository(repo)
    assert repository is not None
    with repository:
        between = repository.ranges().read(asked)
        base, head = snapshots(repository, between)
        files = changed_files(repository, between, (base, head), lambda _: True)
        yield Ends(Project(base, ModuleMap(base.paths)), Project(head, ModuleMap(head.paths)), files)
