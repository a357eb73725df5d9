"""What is not committed, as a tree: built in an index of our own, so that nothing of the user's is touched."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from remend.errors import GitError
from remend.git.command import decode, encode
from remend.git.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncommitted:
    """The tree that is there and not committed, and the untracked paths that are not in it."""

    tree: str
    left_out: tuple[str, ...] = ()


def uncommitted(repository: Repository, *, staged: bool, paths: Sequence[str]) -> Uncommitted:
    """The tree of what is staged, or of all that differs from HEAD in the work tree.

    An untracked file is in it where one of `paths`, relative to the root, is the file or a folder around it. Raises
    GitError where there is no work tree, or files are in conflict.
    """
    if repository.bare:
        raise GitError(
            f"{repository.root} is bare and has no changes that are not committed: name commits with --range"
        )
    command = repository.command
    if command.output("ls-files", "--unmerged", "-z"):
        raise GitError("some files are in conflict: resolve them first, see git status")
    if staged:
        return Uncommitted(tree=command.line("write-tree"))
    untracked = [
        decode(name) for name in command.output("ls-files", "-z", "--others", "--exclude-standard").split(b"\0")
    ]
    named = [path for path in untracked if path and any(_holds(folder, path) for folder in paths)]
    with TemporaryDirectory(prefix="remend-") as folder:
        index = Path(folder) / "index"
        original = repository.root / command.line("rev-parse", "--git-path", "index")
        if original.is_file():
            shutil.copy2(original, index)  # with its time: what changed after it is looked at again
        environment = {"GIT_INDEX_FILE": str(index)}
        command.output("-C", str(repository.root), "add", "--update", "--", ":/", environment=environment)
        pathspecs = "".join(f":(top,literal){path}\0" for path in named)
        if named:
            add = ("add", "--pathspec-from-file=-", "--pathspec-file-nul")
            command.output(*add, stdin=encode(pathspecs), environment=environment)
        tree = command.line("write-tree", environment=environment)
    return Uncommitted(tree=tree, left_out=tuple(path for path in untracked if path and path not in named))


def _holds(folder: str, path: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")
