"""A repository whose commits are good and bad, for whatever runs commands at each of them.

Importable as `commits` from every test: `from commits import history, state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from repository import MakeRepo, commit, git
from scenarios import files_of


def history(make_repo: MakeRepo, values: Sequence[str], branch: str = "work") -> Path:
    """A branch off `main` with one commit for each of `values`, which `value.txt` then holds."""
    repo = make_repo({"value.txt": "good\n", ".gitignore": "built\n"})
    git(repo, "checkout", "--quiet", "-b", branch)
    for number, value in enumerate(values, 1):
        commit(repo, {"value.txt": f"{value}\n", "number.txt": f"{number}\n"}, f"step {number}")
    return repo


def state(repo: Path) -> tuple[object, ...]:
    """All that a command at a commit must not change."""
    return (
        files_of(repo),
        git(repo, "status", "--porcelain"),
        git(repo, "for-each-ref"),
        git(repo, "rev-parse", "HEAD"),
        git(repo, "symbolic-ref", "HEAD"),
        git(repo, "stash", "list"),
        git(repo, "worktree", "list"),
        git(repo, "config", "--local", "--list"),
    )
