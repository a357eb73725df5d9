"""The trees that are measured: a private clone of a checkout, and a sample of its files.

The checkout itself is only read, so `fix` may write its branch and nobody's work is in the way.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

_MINE = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org", "-c", "commit.gpgsign=false")


def clone(checkout: Path, folder: Path) -> Path:
    """The HEAD of `checkout` in a repository of its own, with its Python and TOML files as work tree.

    Other files are not written: a copy may lack some of their content, and nothing here reads them.
    """
    _git(checkout, "clone", "--quiet", "--local", "--no-checkout", str(checkout), str(folder))
    _git(folder, "reset", "--quiet")
    for pattern in ("*.py", "*.toml"):
        if _git(folder, "ls-files", pattern):
            _git(folder, "checkout", "--quiet", "--", pattern)
    return folder


def sample(tree: Path, folder: Path, *, files: int, accessor: str, seed: int = 0) -> Path:
    """A repository of `files` files of `tree`, chosen by chance but the same for the same seed, and its accessor."""
    paths = sorted(path for path in tree.rglob("*.py") if path.is_file())
    chosen = set(random.Random(seed).sample(paths, min(files, len(paths))))
    stem = accessor.partition(":")[0].replace(".", "/")
    chosen |= {p for p in paths if p.as_posix().endswith((f"/{stem}.py", f"/{stem}/__init__.py"))}
    for path in chosen:
        target = folder / path.relative_to(tree)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return commit(folder)


def commit(folder: Path) -> Path:
    """Make a folder a repository with one commit of all that is in it."""
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all", "--force")
    _git(folder, *_MINE, "commit", "--quiet", "--no-verify", "--message", "all")
    return folder


def change(folder: Path, *, files: int, seed: int = 0) -> Path:
    """Commit a change of `files` Python files of a repository, chosen by chance: each gets a function that fails."""
    paths = [folder / path for path in _git(folder, "ls-files", "*.py").splitlines() if (folder / path).is_file()]
    for path in random.Random(seed).sample(paths, min(files, len(paths))):
        path.write_bytes(path.read_bytes() + b"\n\ndef benchmark():\n    return no_such_name\n")
        _git(folder, "add", "--force", str(path))
    _git(folder, *_MINE, "commit", "--quiet", "--no-verify", "--message", "change")
    return folder


def size(tree: Path) -> tuple[int, int]:
    """How many Python files a tree has, and how many lines they have together."""
    contents = [path.read_bytes() for path in tree.rglob("*.py") if path.is_file()]
    return len(contents), sum(content.count(b"\n") for content in contents)


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True, text=True).stdout
