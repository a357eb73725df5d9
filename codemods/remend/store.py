"""Bytes that are put away in a file, so that a run over many files need not hold the contents of all of them.

The file has no name, and is gone with the process. Where it cannot be written, or the system cannot read one at any
place without moving to it, everything stays in memory.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from hashlib import blake2b
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import TYPE_CHECKING
from weakref import finalize

ROOM = 4_000_000
"""Bytes that stay in memory before anything is put away, so that a small code base needs no file."""

_READS_ANYWHERE = hasattr(os, "pread")


class _File:
    """A file without a name, open for as long as anything that lies in it is known."""

    def __init__(self) -> None:
        with TemporaryFile(prefix="remend-") as file:
            self.number = os.dup(file.fileno())
        finalize(self, os.close, self.number)


class Stored:
    """Bytes in a file. They are equal to what they stand for, and copied or sent to a process they are that."""

    __slots__ = ("_file", "_size", "_start")

    def __init__(self, file: _File, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size

    def read(self) -> bytes:
        """The bytes. Workers that were forked may read at the same time."""
        return os.pread(self._file.number, self._size, self._start)

    def __len__(self) -> int:
        return self._size

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, bytes | Stored) and len(self) == len(other) and self.read() == plain(other)

    def __hash__(self) -> int:
        return hash(self.read())

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        return bytes, (self.read(),)


if TYPE_CHECKING:
    Content = bytes | Stored
else:
    Content = bytes  # what msgspec is to decode: it knows no union of bytes with a class of ours


def plain(content: Content) -> bytes:
    """The bytes themselves."""
    return content.read() if isinstance(content, Stored) else content


def encodable(thing: object) -> bytes:
    """What msgspec is to encode for what it does not know. Raises NotImplementedError for all else than ours."""
    if isinstance(thing, Stored):
        return thing.read()
    raise NotImplementedError


class Store:
    """Puts bytes away, equal ones once: the first `room` of them stay in memory, the rest goes to a file.

    A process that was forked meanwhile only reads: what it puts stays in its memory.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._owner = os.getpid()
        self._known: dict[bytes, Content] = {}
        self._file: _File | None = None
        self._end = 0

    @classmethod
    def of_memory(cls) -> Store:
        """One that keeps everything in memory, for what is read again and again."""
        return cls(room=sys.maxsize)

    def put(self, content: Content) -> Content:
        """What stands for `content` from now on."""
        if isinstance(content, Stored):
            return content
        key = blake2b(content, digest_size=16).digest()
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._kept(content)
        return known

    def _kept(self, content: bytes) -> Content:
        if len(content) <= self._room or not _READS_ANYWHERE or os.getpid() != self._owner:
            self._room -= len(content)
            return content
        try:
            file = self._file = self._file or _File()
            written = os.pwrite(file.number, content, self._end)
        except OSError:  # no place for it: memory has to do
            return content
        if written < len(content):
            return content
        start, self._end = self._end, self._end + written
        return Stored(file, start, written)


class Filed(MutableMapping[str, bytes]):
    """Bytes by path, put away in a store."""

    def __init__(self, store: Store, contents: Mapping[str, Content] = MappingProxyType({})) -> None:
        self._store = store
        self.places = {path: store.put(content) for path, content in places(contents).items()}

    def __getitem__(self, path: str) -> bytes:
        return plain(self.places[path])

    def __setitem__(self, path: str, content: bytes) -> None:
        self.places[path] = self._store.put(content)

    def __delitem__(self, path: str) -> None:
        del self.places[path]

    def __contains__(self, path: object) -> bool:
        return path in self.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __copy__(self) -> Filed:
        return self.after({})

    def after(self, changed: Mapping[str, Content]) -> Filed:
        """The same with other bytes for some paths."""
        return Filed(self._store, {**self.places, **places(changed)})


def places(contents: Mapping[str, Content]) -> Mapping[str, Content]:
    """What stands for some bytes; nothing is read for it."""
    return contents.places if isinstance(contents, Filed) else contents
