"""Real git repositories for tests.

Importable as `repository` from every test: `from repository import MakeRepo, commit, git`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

Files = Mapping[str, str | bytes]
MakeRepo = Callable[[Files], Path]


def git(repo: Path, *args: str, stdin: bytes | None = None) -> str:
    """What `git ARGS` prints in `repo`, without the final newline; CalledProcessError where it fails."""
    run = subprocess.run(["git", *args], cwd=repo, input=stdin, capture_output=True, check=True)
    return run.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")


def write(folder: Path, files: Files) -> None:
    """Write each file below `folder`; text is written as UTF-8, its newlines as they are."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(repo: Path, files: Files, message: str = "change") -> str:
    """Write `files`, commit everything that differs from HEAD, and return the id of the commit."""
    write(repo, files)
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(repo, "rev-parse", "HEAD")
