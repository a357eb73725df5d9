"""Where a file went that is no longer there.

Git pairs deleted and added files of a commit by what is in them. A package's `__init__.py` is often empty and then
pairs with any other empty file; it goes where the other files of its folder went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from remend.git.log import Change, Commit
from remend.git.trail import Step, Trails

_TELLS_NOTHING = frozenset({"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "8b137891791fe96927ad78e64b0aad7bded08bdc"})
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A commit that renamed a file, or deleted it (`new` is None).

    `new` is where the file is in the commit that history is told from; `via` are the names it had on the way there.
    `similarity` is in percent, that of the least similar step. A file that was renamed and deleted later has the commit
    that deleted it, or where only a merge did, the one that renamed it.
    """

    commit: str
    date: str
    subject: str
    old: str
    new: str | None
    similarity: int = 100
    via: tuple[str, ...] = ()


def find_moves(path: str, trails: Trails, existing: Collection[str]) -> tuple[Move, ...]:
    """The commits that renamed or deleted `path`, the newest first."""
    return tuple(_follow(path, step, trails, existing) for step in trails.leaving(path))


def _follow(path: str, first: Step, trails: Trails, existing: Collection[str]) -> Move:
    step, similarity = first, 100
    via: list[str] = []
    while len(via) < _LONGEST_CHAIN:
        new, likeness = _target(step)
        if new is None:
            return _move(step.commit, path, None, similarity, via)
        similarity = min(similarity, likeness)
        if new in existing:
            return _move(first.commit, path, new, similarity, via)
        via.append(new)
        later = [s for s in trails.leaving(new) if s.number < step.number]
        if not later:
            break
        step = later[-1]
    return _move(first.commit, path, None, similarity, via)


def _move(commit: Commit, old: str, new: str | None, similarity: int, via: list[str]) -> Move:
    return Move(
        commit=commit.id,
        date=commit.date,
        subject=commit.subject,
        old=old,
        new=new,
        similarity=similarity,
        via=tuple(via),
    )


def _target(step: Step) -> tuple[str | None, int]:
    """Where a commit took a file, and how similar it stayed in percent."""
    change = step.change
    if change.old_blob not in _TELLS_NOTHING:
        return (change.new, change.similarity) if change.status == "R" else (None, 100)
    old = PurePosixPath(change.old)
    folders = Counter(_folders(old, step.commit.changes))
    if not folders:
        return None, 100
    folder, count = folders.most_common(1)[0]
    return str(PurePosixPath(folder) / old.name), 100 * count // folders.total()


def _folders(path: PurePosixPath, changes: Collection[Change]) -> Iterator[str]:
    """Where the other files of a file's folder went."""
    for change in changes:
        old, new = PurePosixPath(change.old), PurePosixPath(change.new)
        if change.status == "R" and old.parent == path.parent and old.name == new.name != path.name:
            yield str(new.parent)
