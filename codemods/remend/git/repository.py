"""Opening the repository that a path lies in, and asking it what there is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from remend.cache import Cache
from remend.errors import GitError
from remend.git.command import Answer, GitCommand, decode, load_gitpython
from remend.git.environment import Place
from remend.git.history import History
from remend.git.log import Clock
from remend.git.messages import Messages
from remend.git.ranges import Ranges
from remend.git.snapshots import BlobReader, CommitSnapshot, StagedSnapshot, WorkTreeSnapshot


class Repository:
    """A git repository; close it, or use it in a `with`, to end the git process that it keeps.

    Attributes:
        root: top of the work tree, or the git folder where the repository is bare.
        bare: whether there is no work tree.
        command: git, pinned to this repository.
    """

    def __init__(self, place: Place) -> None:
        self.root = place.work_tree or place.git_dir
        self.bare = place.work_tree is None
        self._environment = place.pinned(os.environ)
        self.command = GitCommand(self.root, self._environment)
        self._blobs = BlobReader(self.command)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the git process that reads blobs, if one was started."""
        self._blobs.close()

    def head(self) -> str | None:
        """The id of the commit that HEAD names; None where there is no commit yet."""
        answer = self.command.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return None if answer.code else answer.output.decode("ascii").strip()

    def head_name(self) -> str | None:
        """The branch that HEAD is on, also before its first commit; None where HEAD is detached."""
        answer = self.command.run("symbolic-ref", "--quiet", "--short", "HEAD")
        return None if answer.code else decode(answer.output).removesuffix("\n")

    def resolve(self, rev: str) -> str:
        """The commit id that `rev` names. Raises GitError where it names none."""
        well_formed = rev and not rev.startswith("-") and "\0" not in rev
        answer = self.command.run("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}") if well_formed else None
        if answer is None or answer.code:
            cut = "; the history of this clone is cut off (git fetch --unshallow)" if self._is_shallow() else ""
            raise GitError(f"unknown revision {rev!r}: name a branch, tag or commit of {self.root}{cut}")
        return answer.output.decode("ascii").strip()

    def work_tree(self, *, remembers: bool = False) -> WorkTreeSnapshot:
        """The files on disk, whose blob ids are kept in the cache of one that `remembers`.

        Raises GitError where the repository is bare.
        """
        if self.bare:
            raise GitError(f"{self.root} is bare and has no work tree: name a commit to look at")
        return WorkTreeSnapshot(self.root, self.command, remembers=remembers)

    def commit(self, rev: str) -> CommitSnapshot:
        """The files of a commit. Raises GitError where `rev` names none."""
        return CommitSnapshot(self.root, self.resolve(rev), self.command, self._blobs)

    def staged(self) -> StagedSnapshot:
        """The files as they are staged."""
        return StagedSnapshot(self.root, self.command, self._blobs)

    def blob(self, blob: str) -> bytes | None:
        """The content of a blob by its id; b"" for an empty id, None where it is not in this copy of the repository."""
        return self._blobs.read([blob])[0] if blob else b""

    def blobs(self, blobs: Sequence[str]) -> tuple[bytes, ...]:
        """The content of several blobs by their ids; b"" for an empty id. Raises GitError where one is not there."""
        known: dict[str, bytes | None] = {"": b""}
        wanted = [blob for blob in dict.fromkeys(blobs) if blob]
        for start in range(0, len(wanted), BlobReader.batch):
            batch = wanted[start : start + BlobReader.batch]
            known |= zip(batch, self._blobs.read(batch), strict=True)
        found = [known[blob] for blob in blobs]
        if None in found:
            missing = blobs[found.index(None)]
            raise GitError(f"the content {missing[:12]} is missing in this copy of the repository: fetch it first")
        return tuple(content for content in found if content is not None)

    def fetched(self) -> tuple[int, ...]:
        """What changes when commits or their content are fetched that were missing: times of git's own files."""
        places = self.command.line("rev-parse", "--git-path", "objects/pack", "--git-path", "shallow").splitlines()
        paths = [self.root / place for place in places]
        return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)

    def ranges(self) -> Ranges:
        """What reads ranges of commits."""
        return Ranges(self.command)

    def messages(self) -> Messages:
        """What reads the messages of commits."""
        return Messages(self.command)

    def history(self, rev: str, budget_seconds: float, cache: Cache | None = None) -> History:
        """What led to a commit, told within a budget of seconds. Raises GitError where `rev` names none.

        Nothing is fetched for it; answers that are whole are remembered in `cache`.
        """
        command = GitCommand(self.root, self._environment | {"GIT_NO_LAZY_FETCH": "1"})
        return History(command, self.resolve(rev), Clock(budget_seconds), cache)

    def changed_paths(self) -> frozenset[str]:
        """Paths that differ from HEAD: staged, not staged, or untracked and not ignored; both names of a rename."""
        if self.bare:
            return frozenset()
        listing = self.command.output("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
        return frozenset(decode(record[3:]) for record in listing.split(b"\0")[:-1])

    def _is_shallow(self) -> bool:
        return self.command.line("rev-parse", "--is-shallow-repository") == "true"


def open_repository(path: Path) -> Repository | None:
    """The repository that `path` lies in, or None outside of any.

    Raises GitError where git is not there, or refuses to work in that repository.
    """
    place = _find(path)
    return None if place is None else Repository(place)


def _find(path: Path) -> Place | None:
    gitpython = load_gitpython()
    folder = (path if path.is_dir() else path.parent).absolute()
    try:
        with gitpython.Repo(folder, search_parent_directories=True, expand_vars=False) as found:
            start, git_dir = Path(found.working_tree_dir or found.git_dir), Path(found.git_dir).resolve()
    except gitpython.InvalidGitRepositoryError:
        return None
    except gitpython.NoSuchPathError as error:
        raise GitError(f"there is no folder {folder}: name a path that exists") from error
    command = GitCommand(start, Place(git_dir=git_dir, work_tree=start).corrections(os.environ))
    answer = command.run("rev-parse", "--is-bare-repository")
    if answer.code:
        raise GitError(_refusal(answer, start))
    if answer.output.strip() == b"true":
        return Place(git_dir=git_dir, work_tree=None)
    return Place(git_dir=git_dir, work_tree=Path(command.line("rev-parse", "--show-toplevel")))


def _refusal(answer: Answer, folder: Path) -> str:
    if "dubious ownership" in answer.errors:
        return (
            f"git does not trust {folder}, which belongs to another user: "
            f"allow it with git config --global --add safe.directory {folder}"
        )
    return f"git refuses to work in {folder}: {answer.sentence}"
