"""What a run has found out, written down as it goes, so that one that is killed at any moment need not begin again.

One file under `.remend_cache/` that only grows: a line that tells its format, then records. A record is its length, a
checksum, the digest of a question and the answer, so that one that was not written to its end shows, and is cut off
with whatever stands after it. A question holds all that its answer depends on: another configuration, commit or version
of remend asks other questions, and finds nothing here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import IO, Self, TypeVar

import msgspec

from remend.cache import FOLDER, make_folder
from remend.errors import UsageError
from remend.store import encodable

if sys.platform != "win32":
    import fcntl

Answer = TypeVar("Answer")
Make = Callable[[list[int]], Iterator[tuple[int, Answer]]]

NAME = "migrate.journal"
_FORMAT = b"remend journal 1\n"
_HEAD = struct.Struct("<II16s")
"""Length of the answer, checksum of digest and answer, digest of the question."""


class Journal:
    """Answers by question, kept in a file; a context manager that leaves the file, for a run that goes on with it.

    Attributes:
        was_there: whether an earlier run left the file.
        found: how many of its answers are there.

    Raises UsageError where the file cannot be written, or another run is writing it.
    """

    def __init__(self, root: Path, *, resume: bool = False) -> None:
        self.path = root / FOLDER / NAME
        self.was_there = self.path.exists()
        with _telling(self.path):
            make_folder(root)
            self._file: IO[bytes] = self.path.open("ab+", buffering=0)
        _lock(self._file, self.path)
        self._places: dict[bytes, int] = {}
        self._end = self._read() if resume else 0
        self.found = len(self._places)
        self._file.truncate(self._end)
        if not self._end:
            self._end = self._file.write(_FORMAT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._places:
            self.remove()
        self._file.close()

    def remove(self) -> None:
        """Delete the file: the run has ended well."""
        with contextlib.suppress(OSError):
            self.path.unlink()

    def recall(
        self, questions: Sequence[str], kind: type[Answer], make: Make[Answer], lasts: Callable[[Answer], bool]
    ) -> Iterator[Answer]:
        """An answer of type `kind` to each question, in their order, those that were not known kept as they come.

        `make` is called once, with the numbers of those questions, and gives the place of each among them with its
        answer, in any order. What was written down is read again when it is its turn, so that little is in memory. An
        answer that does not last is not kept.
        """
        keys = [_digest(question) for question in questions]
        missing = [number for number, key in enumerate(keys) if key not in self._places]
        made = make(missing) if missing else iter(())
        encoder, decoder = msgspec.msgpack.Encoder(enc_hook=encodable), msgspec.msgpack.Decoder(kind)
        fleeting: dict[int, Answer] = {}
        for number, key in enumerate(keys):
            while key not in self._places and number not in fleeting:
                place, answer = next(made)
                try:
                    encoded = encoder.encode(answer) if lasts(answer) else b""
                except UnicodeEncodeError:  # a path that is no UTF-8 cannot be kept
                    encoded = b""
                if encoded:
                    self._write(keys[missing[place]], encoded)
                else:
                    fleeting[missing[place]] = answer
            yield fleeting.pop(number) if number in fleeting else decoder.decode(self._answer(key))

    def _write(self, key: bytes, answer: bytes) -> None:
        packed = zlib.compress(answer, 1)
        record = _HEAD.pack(len(packed), zlib.crc32(key + packed), key) + packed
        with _telling(self.path):
            if self._file.write(record) < len(record):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._places[key] = self._end
        self._end += len(record)

    def _answer(self, key: bytes) -> bytes:
        record = self._record(self._places[key])
        assert record is not None, "a record that was read before is gone"
        return zlib.decompress(record[1])

    def _record(self, place: int) -> tuple[bytes, bytes] | None:
        """The question's digest and the answer that stand at `place`; None where no whole record does."""
        self._file.seek(place)
        head = self._file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        length, checksum, key = _HEAD.unpack(head)
        answer = self._file.read(length)
        is_whole = len(answer) == length and zlib.crc32(key + answer) == checksum
        return (key, answer) if is_whole else None

    def _read(self) -> int:
        """Note where the records stand; where the last whole one ends, 0 where the file has none of our format."""
        self._file.seek(0)
        if self._file.read(len(_FORMAT)) != _FORMAT:
            return 0
        place = len(_FORMAT)
        while record := self._record(place):
            key, answer = record
            self._places[key] = place
            place += _HEAD.size + len(answer)
        return place


def _digest(question: str) -> bytes:
    return blake2b(question.encode(), digest_size=16).digest()


@contextlib.contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}; a migration keeps there what it has done"
        ) from error


def _lock(file: IO[bytes], path: Path) -> None:
    """Keep others from writing the file for as long as this process has it open."""
    if sys.platform == "win32":
        return
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise UsageError(f"another `remend migrate` is at work here, see {path}: wait for it, or end it") from error
