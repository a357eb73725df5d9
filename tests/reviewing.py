"""Ranges of commits for tests: two states written down as texts, in a real repository.

Importable as `reviewing` from every test: `from reviewing import ends_between`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from remend.crew import HERE
from remend.git.repository import open_repository
from remend.index.modules import ModuleMap
from remend.project import Project
from remend.review.ends import Ends
from remend.review.model import Review
from remend.review.run import Asked, review
from remend.review.states import changed_files, snapshots
from remend.workspace import Request
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
        files = changed_files(repository.ranges(), between, (base, head), lambda _: True)
        yield Ends(Project(base, ModuleMap(base.paths)), Project(head, ModuleMap(head.paths)), files)


def reviewed(repo: Path, asked: str | Asked = "HEAD~1..HEAD", **request: Any) -> Review:
    """The review of a range of a repository, without a cache unless one is asked for."""
    wanted = Request(**{"paths": (repo,), "cache": False, "crew": HERE, **request})
    return review(wanted, Asked(range=asked) if isinstance(asked, str) else asked)


def told(found: Review, *rules: str) -> list[tuple[str, str, int, str, str]]:
    """What a review says as rule, path, line, what it is and the subject of the commit; of `rules` alone, if any."""
    return [
        (
            change.rule,
            change.path,
            change.line,
            f"{change.origin} {change.verdict}",
            change.blame.subject if change.blame is not None else "",
        )
        for change in found.changes
        if change.rule in rules or not rules
    ]
