"""Lends worktrees in which commands see one commit after another, apart from the user's checkout.

They lie in a temporary folder, and git lists them as locked by remend for as long as they are there. Whoever made them
holds a lock on a file beside them, which the system lets go of however that process ends. So the next run can tell what
a killed one has left behind, and clears it away; a worktree that the user made is never looked at.

What is not in this copy of the repository is not fetched: submodules stay empty, and files of Git LFS pointers.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Self

from remend.errors import GitError
from remend.git.command import GitCommand
from remend.git.environment import Place
from remend.git.repository import Repository

PREFIX = "remend-worktrees-"
OWNER = "owner"
SETTLED = 60.0
"""Seconds after which a mark that nobody holds is not one that is just about to be held."""

_NOTHING_FETCHED = {"GIT_NO_LAZY_FETCH": "1", "GIT_LFS_SKIP_SMUDGE": "1"}
_CONFIGURATION = "GIT_CONFIG"


class Worktree:
    """One checkout; it shows nothing before it is turned to a commit.

    Attributes:
        folder: the top of it.
    """

    def __init__(self, folder: Path) -> None:
        pointer = (folder / ".git").read_text("utf-8", "surrogateescape").removeprefix("gitdir:").strip()
        place = Place(git_dir=(folder / pointer).resolve(), work_tree=folder)
        self.folder = folder
        self._git_dir = place.git_dir
        self._git = GitCommand(folder, place.pinned(os.environ) | _NOTHING_FETCHED)

    def turn_to(self, commit: str) -> None:
        """Make it the files of `commit` and nothing else, ignored ones and those of nested repositories included.

        Raises GitError where that cannot be done.
        """
        checkout = ("checkout", "--quiet", "--force", "--detach", "--no-recurse-submodules", commit)
        clean = ("clean", "--quiet", "-ffdx")
        if any(self._git.run(*step).code for step in (checkout, clean)):
            _make_writable(self.folder)
            for lock in self._git_dir.glob("*.lock"):  # of a git that was ended with its command
                lock.unlink(missing_ok=True)
            for step in (checkout, clean):
                answer = self._git.run(*step)
                if answer.code:
                    raise GitError(f"commit {commit[:12]} cannot be checked out in {self.folder}: {answer.sentence}")


class Worktrees:
    """The worktrees of one run; gone when the `with` ends. What runs before were killed over goes when it begins.

    Attributes:
        folder: where they lie; what is written there goes with them.
        environment: what a command in them is to run in: ours, without what would lead git to another place.
    """

    folder: Path
    environment: Mapping[str, str]

    def __init__(self, repository: Repository) -> None:
        self._command = repository.command
        self._reason = f"remend verifies here on {platform.node()}, process"
        self._numbers = count(1)
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        self._clear_away_leavings()
        names = self._command.line("rev-parse", "--local-env-vars").split()
        leading = {name for name in (*names, "GIT_NAMESPACE") if not name.startswith(_CONFIGURATION)}
        self.environment = {name: value for name, value in os.environ.items() if name not in leading}
        self.folder = Path(mkdtemp(prefix=PREFIX)).resolve()
        self._hold = sqlite3.connect(self.folder / OWNER, isolation_level=None)
        self._hold.execute("BEGIN EXCLUSIVE")
        return self

    def __exit__(self, *_: object) -> None:
        for folder in self._made:
            self._remove(folder)
        self._hold.close()
        _delete(self.folder)

    def add(self, commit: str) -> Worktree:
        """One more worktree, yet without the files of `commit`. Raises GitError where git cannot make it."""
        folder = self.folder / f"remend-{next(self._numbers)}"
        self._made.append(folder)
        reason = f"{self._reason} {os.getpid()}"
        how = ("--quiet", "--no-checkout", "--detach", "--lock", "--reason", reason)
        answer = self._command.run("worktree", "add", *how, str(folder), commit)
        if answer.code:
            raise GitError(f"no worktree can be made in {self.folder}: {answer.sentence}")
        return Worktree(folder)

    def _clear_away_leavings(self) -> None:
        for folder in self._locked_here():
            if folder.parent.name.startswith(PREFIX) and not _is_held(folder.parent / OWNER):
                self._remove(folder)
                _delete(folder.parent)
        for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
            if not folder.is_symlink() and _age(folder / OWNER) > SETTLED and not _is_held(folder / OWNER):
                _delete(folder)

    def _locked_here(self) -> Iterator[Path]:
        """The worktrees that remend made on this machine, for this repository."""
        for record in self._command.line("worktree", "list", "--porcelain").split("\n\n"):
            lines = record.split("\n")
            if any(line.startswith(f"locked {self._reason}") for line in lines):
                yield Path(lines[0].removeprefix("worktree "))

    def _remove(self, folder: Path) -> None:
        """Delete a worktree and what git knows of it; one that is there already in part, or no more, too."""
        _delete(folder)
        self._command.run("worktree", "remove", "--force", "--force", str(folder))


def _age(owner: Path) -> float:
    """Seconds since a mark was made; 0 where there is none."""
    try:
        return time.time() - owner.stat().st_mtime
    except OSError:
        return 0.0


def _is_held(owner: Path) -> bool:
    """Whether the process that made a folder is still there; also where that cannot be told."""
    if not owner.exists():
        return False
    try:
        with contextlib.closing(sqlite3.connect(owner, timeout=0, isolation_level=None)) as attempt:
            attempt.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        return True
    return False


def _delete(folder: Path) -> None:
    """Delete a folder as far as possible, the mark of its owner last."""
    for part in sorted(folder.iterdir(), key=lambda part: part.name == OWNER) if folder.is_dir() else ():
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part, ignore_errors=True)
            if part.exists():
                _make_writable(part)
                shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _make_writable(folder: Path) -> None:
    """Let the folders below be changed: a command may have left some that nothing can be deleted from."""
    for above, folders, _ in os.walk(folder):
        for name in folders:
            inner = Path(above, name)
            if not inner.is_symlink():
                with contextlib.suppress(OSError):
                    inner.chmod(inner.stat().st_mode | stat.S_IRWXU)
