"""Which files have something in their bytes, kept in the cache, so that only files that changed are read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

import msgspec

from remend.cache import Cache, Shelf, digest, is_text
from remend.lazy import Lazy

_FEW = 100
"""One in how many files may have changed before all are written down anew (an assumption)."""


class _State(msgspec.Struct, frozen=True, array_like=True):
    """The blob ids of all files when they were last written down, and a digest of that."""

    name: str
    blobs: dict[str, str]


class _Found(msgspec.Struct, frozen=True, array_like=True):
    """Where something was found: the numbers of the files in a state, without those that had changed since."""

    numbers: list[int]
    changed: list[str]


class Searches:
    """Of the files of a project, by their bytes in `contents`.

    `blobs` gives their blob ids, and is asked only where there is a cache.
    """

    def __init__(
        self,
        contents: Mapping[str, bytes],
        cache: Cache | None = None,
        blobs: Callable[[], Mapping[str, str]] = dict[str, str],
    ) -> None:
        self._contents = contents
        self._cache = cache
        self._blobs = blobs

    def passing(
        self, question: str, test: Callable[[bytes], bool], among: AbstractSet[str] | None = None
    ) -> frozenset[str]:
        """The files whose bytes pass a test, perhaps only those `among` some that their bytes tell too.

        `question` stands for all that the answer depends on besides the files.
        """
        among = self._contents.keys() if among is None else among
        if self._cache is None:
            return self._search(test, among)

        def find() -> _Found:
            found = self._search(test, among)
            numbers = [number for number, path in enumerate(self._paths) if path in found]
            return _Found(numbers, sorted(filter(is_text, self._changed)))

        found = Shelf(self._cache, _Found, f"search {question}").latest(self._state.name, find)
        again = self._changed.union(found.changed)
        kept = (self._paths[number] for number in found.numbers)
        return self._search(test, again & among).union(path for path in kept if path in among and path not in again)

    def _search(self, test: Callable[[bytes], bool], among: Iterable[str]) -> frozenset[str]:
        contents = self._contents
        if isinstance(contents, Lazy):
            contents.fetch(among)
        return frozenset(path for path in among if test(contents[path]))

    @cached_property
    def _state(self) -> _State:
        """The state that answers are kept for: the last one, as long as few files have changed since."""
        shelf = Shelf(self._cache, _State, "searched")
        last = shelf.known(["last"]).get("last")
        now = {path: blob for path, blob in self._blobs().items() if is_text(path)}
        if last is not None and _count_changed(last.blobs, now) * _FEW <= len(now):
            return last
        state = _State(digest(now), now)
        shelf.keep({"last": state})
        return state

    @cached_property
    def _paths(self) -> list[str]:
        return list(self._state.blobs)

    @cached_property
    def _changed(self) -> frozenset[str]:
        """The files that are others than in the state."""
        then = self._state.blobs
        return frozenset(path for path, blob in self._blobs().items() if then.get(path) != blob)


def _count_changed(then: Mapping[str, str], now: Mapping[str, str]) -> int:
    """How many files are others, or no longer there."""
    return sum(then.get(path) != blob for path, blob in now.items()) + sum(path not in now for path in then)
