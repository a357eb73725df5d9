"""Which files there are, and with which content.

A work tree, a commit and a plain folder look the same from here on: paths relative to a root, each with its bytes and
the id that git gives those bytes. An overlay holds what a codemod changed, so that the next one starts from there and
nothing is written before the end.
"""

from __future__ import annotations

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path

from remend.cache import FOLDER as CACHE
from remend.errors import UsageError


def blob_id(content: bytes) -> str:
    """The id under which git stores `content` (SHA-1 over git's blob header and the bytes)."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class Snapshot(ABC):
    """Paths and content of one state of a code base.

    Attributes:
        root: the folder that the paths are relative to.
        label: what this state is called in a sentence: `work tree`, or a commit id.
        paths: all files, as sorted POSIX paths; symlinks and submodules are not among them.
    """

    root: Path
    label: str
    paths: tuple[str, ...]

    @abstractmethod
    def read(self, path: str) -> bytes:
        """The bytes of `path`. Raises KeyError where it is not part of it, UsageError if it is gone or unreadable."""

    def read_many(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        """The bytes of several files, in the order asked for; cheaper than one by one where the source allows it."""
        for path in paths:
            yield path, self.read(path)

    def blob(self, path: str) -> str:
        """The blob id of `path`."""
        return blob_id(self.read(path))

    def blobs(self, paths: Iterable[str]) -> dict[str, str]:
        """The blob ids of several files; cheaper than one by one where the source allows it."""
        return {path: self.blob(path) for path in paths}

    def __contains__(self, path: object) -> bool:
        return path in self._names

    @property
    def _names(self) -> frozenset[str]:
        names: frozenset[str] | None = self.__dict__.get("_name_set")
        if names is None:
            names = self.__dict__["_name_set"] = frozenset(self.paths)
        return names


class FolderSnapshot(Snapshot):
    """A folder as it is on disk, without git and without virtual environments."""

    label = "work tree"

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.paths = tuple(sorted(self._walk()))

    def _walk(self) -> Iterable[str]:
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if name not in (".git", CACHE) and not is_environment(folder, name)]
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink() and path.is_file():
                    yield path.relative_to(self.root).as_posix()

    def read(self, path: str) -> bytes:
        if path not in self:
            raise KeyError(path)
        return read_file(self.root, path)


def read_file(root: Path, path: str) -> bytes:
    """The bytes of a file that was there when its folder was listed. Raises UsageError where they cannot be had."""
    try:
        with open(f"{root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 (it takes half the time)
            return file.read()
    except FileNotFoundError:
        raise UsageError(f"{path} went away while remend was at work; run it again") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}; make it readable or exclude it") from error


def is_environment(*parts: str) -> bool:
    """Whether a folder is a virtual environment, whose files are no part of a code base."""
    return Path(*parts, "pyvenv.cfg").is_file()


class Overlay(Snapshot):
    """A snapshot with some files' content replaced; the base stays as it is."""

    def __init__(self, base: Snapshot, changed: Mapping[str, bytes]) -> None:
        self.base = base
        self.changed = copy(changed)
        self.root = base.root
        self.label = base.label
        self.paths = base.paths

    def read(self, path: str) -> bytes:
        content = self.changed.get(path)
        return self.base.read(path) if content is None else content

    def blob(self, path: str) -> str:
        content = self.changed.get(path)
        return self.base.blob(path) if content is None else blob_id(content)

    def blobs(self, paths: Iterable[str]) -> dict[str, str]:
        wanted = list(paths)
        base = self.base.blobs(path for path in wanted if path not in self.changed)
        return {path: base[path] if path in base else blob_id(self.changed[path]) for path in wanted}
