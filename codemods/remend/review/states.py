"""The two states of a range, and which files differ between them."""

from __future__ import annotations

from collections.abc import Callable

from remend.git.ranges import CommitRange, Ranges
from remend.git.repository import Repository
from remend.review.ends import FileChange
from remend.snapshot import Snapshot


def snapshots(repository: Repository, between: CommitRange) -> tuple[Snapshot, Snapshot]:
    """The start and the end of a range. Raises GitError where git cannot list them."""
    base = repository.commit(between.base)
    if between.head is not None:
        return base, repository.commit(between.head)
    return base, repository.staged() if between.staged else repository.work_tree()


def changed_files(
    ranges: Ranges,
    between: CommitRange,
    ends: tuple[Snapshot, Snapshot],
    may_tell: Callable[[str], bool],
) -> tuple[FileChange, ...]:
    """The files whose content or path differs, by their last path; `may_tell` says of which one may speak."""
    base, head = ends
    renames = {new: old for new, old in ranges.renames(between).items() if new in head and old in base}
    moved = frozenset(renames.values())
    found = [
        FileChange(old=renames.get(path, path if path in base else ""), new=path)
        for path in head.paths
        if path not in base or base.blob(path) != head.blob(path)
    ]
    found += [FileChange(old=path, new="") for path in base.paths if path not in head and path not in moved]
    return tuple(sorted((each for each in found if may_tell(each.path)), key=lambda change: change.path))
