"""The work tree and any commit of a repository, as snapshots.

Neither follows a symlink: one that stays inside the repository names a file that is listed anyway, and one that leaves
it is none of our business. Submodules are repositories of their own and are left out as well.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, cast
from weakref import finalize

from remend.errors import GitError
from remend.git.command import GitCommand, decode
from remend.git.seen import blob_ids
from remend.snapshot import Snapshot, blob_id, read_file

if TYPE_CHECKING:
    import git

SUBMODULE = "160000"
PLAIN_FILE = "100644"
EXECUTABLE = "100755"
SMALLEST_PIPE = 4096
_MOST_HELD = 64_000_000
"""Bytes of files on disk that are held from when they were hashed until they are read."""


class Entry(NamedTuple):
    """A file as a tree of git's names it: mode (six octal digits) and blob id."""

    mode: str
    blob: str


class WorkTreeSnapshot(Snapshot):
    """The files on disk that git tracks, or that it does not ignore; with the bytes that are on disk.

    One that `remembers` keeps their blob ids in the cache.
    """

    label = "work tree"

    def __init__(self, root: Path, command: GitCommand, *, remembers: bool = False) -> None:
        """List the files. Raises GitError where git cannot."""
        self.root = root
        self._remembers = remembers
        self._asked_at = time.time_ns()
        real_folders: dict[str, bool] = {}
        self._files = {
            path: file
            for path in sorted(_tracked_and_untracked(command))
            if (file := _file_on_disk(str(root), path, real_folders)) is not None
        }
        self.paths = tuple(self._files)
        self._blobs: dict[str, str] = {}
        self._held: dict[str, bytes] = {}
        self._room = _MOST_HELD

    def mode(self, path: str) -> str:
        """The file mode of `path`, as git writes it. Raises KeyError where it is not part of the snapshot."""
        return EXECUTABLE if self._files[path].st_mode & stat.S_IXUSR else PLAIN_FILE

    def blob(self, path: str) -> str:
        """The blob id of `path`, worked out once. Raises as `read` does."""
        if path not in self._blobs:
            self._blobs[path] = self._work_out(path)
        return self._blobs[path]

    def blobs(self, paths: Iterable[str]) -> dict[str, str]:
        """The blob ids of several files, remembered where they are as they were. Raises as `read` does."""
        wanted = list(paths)
        unknown = {path: self._files[path] for path in wanted if path not in self._blobs and path in self._files}
        if self._remembers and unknown:
            self._blobs |= blob_ids(self.root, unknown, self._asked_at, self._work_out)
        return super().blobs(wanted)

    def _work_out(self, path: str) -> str:
        """The blob id of a file; the bytes that were read for it are held for whoever reads the file first."""
        raw = self.read(path)
        if len(raw) <= self._room:
            self._held[path] = raw
            self._room -= len(raw)
        return blob_id(raw)

    def read(self, path: str) -> bytes:
        """The bytes of `path`. Raises KeyError where it is not part of it, UsageError if it is gone or unreadable."""
        if path not in self._files:
            raise KeyError(path)
        held = self._held.pop(path, None)
        if held is not None:
            self._room += len(held)
            return held
        return read_file(self.root, path)


class StoredSnapshot(Snapshot):
    """Files with the bytes that git stores; blobs are fetched when they are read."""

    def __init__(self, root: Path, label: str, entries: Mapping[str, Entry], blobs: BlobReader) -> None:
        self.root = root
        self.label = label
        self._blobs = blobs
        self._entries = entries
        self.paths = tuple(entries)

    def mode(self, path: str) -> str:
        """The file mode of `path`, as git writes it. Raises KeyError where it is not part of the snapshot."""
        return self._entries[path].mode

    def blob(self, path: str) -> str:
        """The blob id of `path`, from the listing."""
        return self._entries[path].blob

    def read(self, path: str) -> bytes:
        """The bytes of `path`. Raises KeyError where the commit has no such file, GitError where its blob is gone."""
        return next(content for _, content in self.read_many((path,)))

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of several files, in the order asked for. Raises as `read` does, when it comes to that path."""
        left = iter(paths)
        while batch := list(islice(left, self._blobs.batch)):
            contents = self._blobs.read([self._entries[path].blob for path in batch])
            for path, content in zip(batch, contents, strict=True):
                if content is None:
                    raise GitError(
                        f"{path} of {self.label[:12]}: its content is missing or damaged in this copy of the "
                        "repository; fetch it again or exclude the file"
                    )
                yield path, content


class CommitSnapshot(StoredSnapshot):
    """The files of one commit."""

    def __init__(self, root: Path, commit: str, command: GitCommand, blobs: BlobReader) -> None:
        """List the files of `commit`, a full id. Raises GitError where git cannot."""
        super().__init__(root, commit, files_of(commit, command), blobs)


class StagedSnapshot(StoredSnapshot):
    """The files as they are staged; of one in conflict, as the branch that is checked out has it."""

    def __init__(self, root: Path, command: GitCommand, blobs: BlobReader) -> None:
        """List the files of git's index. Raises GitError where git cannot."""
        super().__init__(root, "staged changes", _staged(command), blobs)


class BlobReader:
    """One `git cat-file --batch` that answers for as long as the repository is open.

    A batch of requests is written at once and its answers are read before anything is handed out: so few that even the
    smallest pipe takes them all, and neither side ever waits for the other.
    """

    batch = SMALLEST_PIPE // 65

    def __init__(self, command: GitCommand) -> None:
        self._command = command
        self._process: git.Git.AutoInterrupt | None = None
        self._owner = os.getpid()
        self._ending: finalize[..., BlobReader] | None = None

    def read(self, blobs: list[str]) -> list[bytes | None]:
        """The content of up to `batch` blobs; None for one that cannot be had and, where git gave up, all after it."""
        contents: list[bytes | None] = []
        try:
            contents.extend(self._answers(blobs))
        except (EOFError, BrokenPipeError):
            self.close()
        except BaseException:
            self.close()
            raise
        return contents + [None] * (len(blobs) - len(contents))

    def close(self) -> None:
        """End the process; the next read starts another."""
        ending, self._ending, self._process = self._ending, None, None
        if ending is not None:
            ending()

    def _answers(self, blobs: list[str]) -> Iterator[bytes | None]:
        if os.getpid() != self._owner:  # a forked worker, where answers to others would come
            self._process, self._ending, self._owner = None, None, os.getpid()
        if self._process is None:
            self._process = self._command.start("cat-file", "--batch")
            # also where nobody closes it and it is collected in a cycle, in which its pipes may come first
            self._ending = finalize(self, _end, self._process, self._owner)
        process = self._process
        requests, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        requests.write("".join(f"{blob}\n" for blob in blobs).encode("ascii"))
        requests.flush()
        for _ in blobs:
            yield _answer(answers)


def _end(process: git.Git.AutoInterrupt, owner: int) -> None:
    """Kill git, which only reads: it would wait for the end of requests that workers forked meanwhile hold open too."""
    if os.getpid() == owner:
        process.kill()
        process.communicate()


def _answer(answers: IO[bytes]) -> bytes | None:
    header = answers.readline().split()
    if header[1:] == [b"missing"]:
        return None
    if len(header) != 3:
        raise EOFError
    return answers.read(int(header[2]) + 1)[:-1]


def files_of(commit: str, command: GitCommand) -> Mapping[str, Entry]:
    """The regular files of `commit`, a full id, by path. Raises GitError where git cannot list them."""
    entries = entries_of(commit, command)
    return {path: entry for path, entry in sorted(entries.items()) if stat.S_ISREG(int(entry.mode, 8))}


def entries_of(commit: str, command: GitCommand) -> Mapping[str, Entry]:
    """All that the tree of `commit`, a full id, holds, links and submodules too. Raises GitError as `files_of` does."""
    entries: dict[str, Entry] = {}
    for record in _records(command.output("ls-tree", "-r", "-z", "--full-tree", commit)):
        description, _, name = record.partition(b"\t")
        mode, _, blob = description.decode("ascii").split(" ")
        entries[decode(name)] = Entry(mode, blob)
    return entries


def _staged(command: GitCommand) -> Mapping[str, Entry]:
    entries: dict[str, Entry] = {}
    for record in _records(command.output("ls-files", "-z", "--stage")):
        description, _, name = record.partition(b"\t")
        mode, blob, stage = description.decode("ascii").split(" ")
        if stat.S_ISREG(int(mode, 8)) and stage in "02":
            entries[decode(name)] = Entry(mode, blob)
    return dict(sorted(entries.items()))


def _tracked_and_untracked(command: GitCommand) -> frozenset[str]:
    """The files that git tracks, submodules left out, and those that it does not ignore."""
    listing = ("ls-files", "-z")
    tracked, others = command.outputs((*listing, "--stage"), (*listing, "--others", "--exclude-standard"))
    records = (record.partition(b"\t") for record in _records(tracked))
    names = {decode(name) for entry, _, name in records if not entry.startswith(SUBMODULE.encode("ascii"))}
    return frozenset(names).union(decode(name) for name in _records(others) if not name.endswith(b"/"))


def _records(listing: bytes) -> list[bytes]:
    return listing.split(b"\0")[:-1]


def _file_on_disk(root: str, path: str, real_folders: dict[str, bool]) -> os.stat_result | None:
    """What the file system knows of a file; None where nothing is there, a link, or something behind one."""
    try:
        file = os.lstat(f"{root}/{path}")
    except OSError:
        return None
    is_file = stat.S_ISREG(file.st_mode) and _is_real_folder(path.rpartition("/")[0], root, real_folders)
    return file if is_file else None


def _is_real_folder(folder: str, root: str, known: dict[str, bool]) -> bool:
    """Whether `folder` is reached from `root` without a symlink."""
    if not folder:
        return True
    if folder not in known:
        is_link = stat.S_ISLNK(os.lstat(f"{root}/{folder}").st_mode)
        known[folder] = not is_link and _is_real_folder(folder.rpartition("/")[0], root, known)
    return known[folder]
