"""What was found in files before, by their content, so that an unchanged file is not looked at again.

One SQLite file under `.remend_cache/`, which keeps itself out of git. Nothing depends on it: it may be deleted at any
time, two runs may use it at once, and one that is damaged, of another version or not writable is made anew or done
without. It is written ahead (WAL), so that many small writes need not wait for the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Generic, Self, TypeVar

import msgspec

from remend.store import encodable

Value = TypeVar("Value")

FOLDER = ".remend_cache"
VERSION = 1

_BATCH = 500
_FEW = 100
"""One in how many files is few enough to be looked at again rather than to write all of them down (an assumption)."""

_LAYOUT = f"""
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    PRAGMA user_version = {VERSION};
"""


class Cache:
    """Values by key; without a file that can be used it holds nothing and forgets what it is given.

    The file is made when it is first used, and used by the process that made the cache alone: a connection does not
    survive a fork.
    """

    def __init__(self, root: Path) -> None:
        self._file = root / FOLDER / "cache.sqlite3"
        self._process = os.getpid()
        self._connection: sqlite3.Connection | None = None
        self._was_opened = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; from now on nothing is held."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._was_opened = None, True

    def get(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The values that are known, by key."""
        found: dict[str, bytes] = {}
        if os.getpid() != self._process:
            return found
        with self._forgiving():
            for at in range(0, len(keys), _BATCH):
                batch = keys[at : at + _BATCH]
                marks = ",".join("?" * len(batch))
                query = f"SELECT key, value FROM entries WHERE key IN ({marks})"  # noqa: S608 (question marks alone)
                found.update(self._execute(query, batch))
        return found

    def put(self, values: Mapping[str, bytes]) -> None:
        """Remember `values`."""
        if os.getpid() != self._process:
            return
        with self._forgiving():
            if values and self._connection is not None:
                with self._connection:
                    self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", values.items())

    def _execute(self, query: str, values: Sequence[str]) -> Iterable[tuple[str, bytes]]:
        return self._connection.execute(query, values) if self._connection is not None else ()

    @contextlib.contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Do without the cache for the rest of the run where the file turns out unusable."""
        if not self._was_opened:
            self._connection, self._was_opened = self._open(), True
        try:
            yield
        except sqlite3.DatabaseError:
            self.close()

    def _open(self) -> sqlite3.Connection | None:
        try:
            make_folder(self._file.parent.parent)
        except OSError:
            return None
        return self._connect() or self._connect(afresh=True)

    def _connect(self, *, afresh: bool = False) -> sqlite3.Connection | None:
        """A connection to a file of this version, or None. `afresh` removes what is there."""
        connection = None
        try:
            if afresh:
                self._file.unlink(missing_ok=True)
            connection = sqlite3.connect(self._file, timeout=5)
            connection.execute("PRAGMA synchronous = NORMAL")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                connection.executescript(_LAYOUT)
            connection.execute("SELECT key FROM entries LIMIT 1")
            if version not in (0, VERSION):
                raise sqlite3.DatabaseError
        except (sqlite3.Error, OSError):
            if connection is not None:
                connection.close()
            return None
        return connection


def is_text(path: str) -> bool:
    """Whether a path can be written as UTF-8, as what is kept has to be."""
    return path.isascii() or not any("\ud800" <= character <= "\udfff" for character in path)


def always(_: object) -> bool:
    """That any value lasts."""
    return True


def make_folder(root: Path) -> None:
    """Make the folder of the cache below `root`, which keeps itself out of git. Raises OSError."""
    (root / FOLDER).mkdir(exist_ok=True)
    ignore = root / FOLDER / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


class Shelf(Generic[Value]):
    """Values of one type in a cache, each for one content.

    `kind` is the type that is kept, `state` all that a value depends on besides the content. A pickled shelf leaves the
    cache behind.
    """

    def __init__(self, cache: Cache | None, kind: type[Value], state: str) -> None:
        self._cache = cache
        self._kind = kind
        self._state = state
        self._encoder = msgspec.msgpack.Encoder(enc_hook=encodable)
        self._decoder: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(kind)

    def __reduce__(self) -> tuple[type[Self], tuple[None, type[Value], str]]:
        return type(self), (None, self._kind, self._state)

    def fill(
        self,
        contents: Mapping[str, str],
        make: Callable[[list[str]], Iterable[Value]],
        lasts: Callable[[Value], bool] = always,
    ) -> dict[str, Value]:
        """A value for each path of `contents`, which maps paths to what identifies their content.

        `make` is called once, with one path for each content that is not known, and gives their values in that order.
        What does not last is not kept.
        """
        keys = {path: f"{self._state}:{content}" for path, content in contents.items()}
        known = self._known(list(dict.fromkeys(keys.values())))
        missing: dict[str, str] = {}
        for path, key in keys.items():
            if key not in known:
                missing.setdefault(key, path)
        made = dict(zip(missing, make(list(missing.values())), strict=True)) if missing else {}
        if self._cache is not None:
            self._cache.put(dict(self._encoded({key: value for key, value in made.items() if lasts(value)})))
        known |= made
        return {path: known[key] for path, key in keys.items()}

    def known(self, contents: Iterable[str]) -> dict[str, Value]:
        """The values that are kept for `contents`, what identifies them."""
        by_key = {f"{self._state}:{content}": content for content in contents}
        return {by_key[key]: value for key, value in self._known(list(by_key)).items()}

    def keep(self, values: Mapping[str, Value]) -> None:
        """Keep a value for each content."""
        if self._cache is not None:
            self._cache.put(dict(self._encoded({f"{self._state}:{content}": v for content, v in values.items()})))

    def latest(self, content: str, make: Callable[[], Value], lasts: Callable[[Value], bool] = always) -> Value:
        """The value for `content`, what identifies it.

        One that lasts takes the place of that for any content before.
        """
        mark = content.encode("utf-8") + b"\n"
        entry = self._cache.get([self._state]).get(self._state, b"") if self._cache is not None else b""
        if entry.startswith(mark):
            with contextlib.suppress(msgspec.DecodeError):
                return self._decoder.decode(entry[len(mark) :])
        made = make()
        if self._cache is not None and lasts(made):
            self._cache.put({key: mark + value for key, value in self._encoded({self._state: made})})
        return made

    def _encoded(self, values: Mapping[str, Value]) -> Iterator[tuple[str, bytes]]:
        """Those of `values` that can be kept; a path that is not UTF-8 cannot."""
        for key, value in values.items():
            with contextlib.suppress(UnicodeEncodeError):
                yield key, self._encoder.encode(value)

    def _known(self, keys: list[str]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in (self._cache.get(keys) if self._cache is not None else {}).items():
            with contextlib.suppress(msgspec.DecodeError):  # a damaged value counts as not known
                found[key] = self._decoder.decode(value)
        return found


class Roll(Generic[Value]):
    """Values of one type for all files as they were last, in one entry: read in half the time of one for each.

    `kind` is what they are together: for each path what identifies its content, and its value. `state` is all that a
    value depends on besides that content.
    """

    def __init__(self, cache: Cache | None, kind: type[dict[str, tuple[str, Value]]], state: str) -> None:
        self._shelf = Shelf(cache, kind, state)

    def fill(self, contents: Mapping[str, str], make: Callable[[list[str]], Iterable[Value]]) -> dict[str, Value]:
        """A value for each path of `contents`, which maps paths to what identifies their content.

        `make` is called once, with the paths whose content was another one, and gives their values in that order.
        """
        last = self._shelf.known(["last"]).get("last", {})
        kept = {path: last[path] for path, content in contents.items() if path in last and last[path][0] == content}
        changed = [path for path in contents if path not in kept]
        if changed:
            made = zip(changed, make(changed), strict=True)
            kept |= {path: (contents[path], value) for path, value in made}
        if len(changed) * _FEW > len(contents):
            self._shelf.keep({"last": kept})
        return {path: value for path, (_, value) in kept.items()}


def digest(*parts: object) -> str:
    """A key for what `parts` say; sets and mappings count by content, not by order.

    By way of the standard library's JSON, which escapes what a path may hold and UTF-8 cannot.
    """
    plain = msgspec.to_builtins(parts, order="sorted", enc_hook=encodable)
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode("ascii")).hexdigest()


@cache
def code_state(place: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of the Python files below a folder, or of one file: what changes when the code does.

    Looked at once, since code that runs is not read again.
    """
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return tuple((path.name, (state := path.stat()).st_size, state.st_mtime_ns) for path in files)
