"""Moving the branch that is checked out over changes that the work tree already holds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from remend.errors import GitError
from remend.git.command import encode
from remend.git.draft import Draft
from remend.git.repository import Repository
from remend.git.series import write_drafts
from remend.git.snapshots import Entry

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
    lock = index.with_name("index.lock")
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except OSError as error:
        raise GitError(f"git's index is in use: wait for the other git, or remove {lock} if there is none") from error
    os.close(handle)
    try:
        if index.is_file():
            shutil.copy2(index, lock)  # with its time: what changed after it is looked at again
        _stage(repository, lock, staged, nothing="0" * len(base))
        reason = f"remend: {len(commits)} commit{'s' if len(commits) > 1 else ''} of what was not committed"
        answer = command.run("update-ref", "--create-reflog", "-m", reason, "HEAD", commits[-1], base)
        if answer.code:
            raise GitError(f"HEAD cannot be moved and is left as it is: {answer.sentence}")
        Path(lock).replace(index)
    finally:
        lock.unlink(missing_ok=True)
    return commits


def _stage(repository: Repository, index: Path, staged: Mapping[str, Entry | None], *, nothing: str) -> None:
    gone = [f"0 {nothing}\t{path}\0" for path, entry in staged.items() if entry is None]
    put = [f"{entry.mode} {entry.blob}\t{path}\0" for path, entry in staged.items() if entry is not None]
    environment = {"GIT_INDEX_FILE": str(index)}
    repository.command.output(
        "update-index", "-z", "--index-info", stdin=encode("".join([*gone, *put])), environment=environment
    )
