"""Moving the branch that is checked out over changes that the work tree already holds.

The index goes first and HEAD follows. A run that is killed between the two leaves everything staged, nothing committed,
and the index as it was in `index.lock`. The other way round all that was committed would look as if it were to be
reverted, and the next `git commit` would do so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from remend.errors import GitError
from remend.git.command import encode
from remend.git.draft import Draft
from remend.git.repository import Repository
from remend.git.series import write_drafts
from remend.git.snapshots import Entry
from remend.interrupts import without_interrupts

_UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}


def commit_here(
    repository: Repository, base: str, drafts: Sequence[Draft], staged: Mapping[str, Entry | None], *, tree: str
) -> tuple[str, ...]:
    """Write `drafts` on top of `base`, which HEAD is on, and let HEAD and its branch follow; the ids of the commits.

    `staged` are the paths that git's index takes over from the last commit; no file of the work tree is touched. Raises
    GitError where something else is under way or HEAD moved meanwhile; HEAD and index then are what they were.
    """
    command = repository.command
    for name, what in _UNDER_WAY.items():
        if (repository.root / command.line("rev-parse", "--git-path", name)).exists():
            raise GitError(f"{what} is under way: finish it first, see git status")
    commits = write_drafts(repository, base, drafts, tree=tree)
    index = repository.root / command.line("rev-parse", "--git-path", "index")
    with TemporaryDirectory(prefix="remend-") as folder, without_interrupts(), _locked(index) as (lock, new):
        _stage(repository, index, Path(folder) / "index", staged, nothing="0" * len(base))
        shutil.copy2(Path(folder) / "index", new)
        new.replace(index)
        try:
            _move_head(repository, base, commits)
        except GitError:
            if repository.head() != commits[-1]:
                lock.replace(index)
            raise
    return commits


@contextmanager
def _locked(index: Path) -> Iterator[tuple[Path, Path]]:
    """Git's lock of the index, which keeps the index as it is, and the place for the next one."""
    lock, new = index.with_name("index.lock"), index.with_name("index.remend")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except OSError as error:
        raise GitError(f"git's index is in use: wait for the other git, or remove {lock} if there is none") from error
    try:
        shutil.copy2(index, lock)
        yield lock, new
    except OSError as error:
        raise GitError(f"git's index cannot be written and is left as it is: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)
        lock.unlink(missing_ok=True)


def _stage(repository: Repository, index: Path, new: Path, staged: Mapping[str, Entry | None], *, nothing: str) -> None:
    """Make of git's index a new one that holds what is staged now."""
    shutil.copy2(index, new)  # with its time: what changed after it is looked at again
    gone = [f"0 {nothing}\t{path}\0" for path, entry in staged.items() if entry is None]
    put = [f"{entry.mode} {entry.blob}\t{path}\0" for path, entry in staged.items() if entry is not None]
    repository.command.output(
        "update-index",
        "-z",
        "--index-info",
        stdin=encode("".join([*gone, *put])),
        environment={"GIT_INDEX_FILE": str(new)},
    )


def _move_head(repository: Repository, base: str, commits: Sequence[str]) -> None:
    reason = f"remend plan: {len(commits)} commit{'s' if len(commits) > 1 else ''} of what was not committed"
    answer = repository.command.run("update-ref", "--create-reflog", "-m", reason, "HEAD", commits[-1], base)
    if answer.code:
        raise GitError(f"HEAD cannot be moved and is left as it is: {answer.sentence}")
