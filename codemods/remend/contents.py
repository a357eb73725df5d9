"""The bytes of a project's files, read as they are asked for and then kept."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView

from remend.snapshot import Overlay, Snapshot


class Contents(Mapping[str, bytes]):
    """Files by path, each read once: one alone where it is asked for, all together where something goes through them.

    Reading raises as the snapshot does. A pickled one is all bytes, without the snapshot.
    """

    def __init__(self, snapshot: Snapshot, paths: Sequence[str]) -> None:
        self._snapshot = snapshot
        self._paths = dict.fromkeys(paths)
        self._known: dict[str, bytes] = {}
        self._other: Contents | None = None
        self._same: frozenset[str] = frozenset()

    def __getitem__(self, path: str) -> bytes:
        if path not in self._known:
            if path not in self._paths:
                raise KeyError(path)
            self._known[path] = self._snapshot.read(path)
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def items(self) -> ItemsView[str, bytes]:
        """All files."""
        return self._all().items()

    def values(self) -> ValuesView[bytes]:
        """The bytes of all files."""
        return self._all().values()

    def after(self, changed: Mapping[str, bytes]) -> Contents:
        """The same files, once some have other content."""
        contents = Contents(Overlay(self._snapshot, changed), tuple(self._paths))
        contents._known = {**self._known, **changed}
        return contents

    def learn(self, other: Contents, same: Iterable[str]) -> None:
        """Take from `other` what it has read of the files that are the `same` there, now and later."""
        self._other, self._same = other, frozenset(same)

    def fetch(self, paths: Iterable[str]) -> None:
        """Read several files at once, which costs less than one by one."""
        wanted = [path for path in paths if path in self._paths and path not in self._known]
        if self._other is not None:
            same = [path for path in wanted if path in self._same]
            self._other.fetch(same)
            self._known.update((path, self._other[path]) for path in same)
            wanted = [path for path in wanted if path not in self._same]
        self._known.update(self._snapshot.read_many(wanted))

    def _all(self) -> dict[str, bytes]:
        self.fetch(self._paths)
        return {path: self._known[path] for path in self._paths}

    def __reduce__(self) -> tuple[type[dict[str, bytes]], tuple[dict[str, bytes]]]:
        return dict, (self._all(),)
