"""The bytes of a project's files, read as they are asked for and then kept."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Mapping, Sequence, ValuesView

from remend.lazy import Lazy
from remend.snapshot import Overlay, Snapshot
from remend.store import Filed, Store


class Contents(Lazy[bytes]):
    """Files by path, each read once: one alone where it is asked for, all together where something goes through them.

    They are put away in `store`; without one they stay in memory. Reading raises as the snapshot does. A pickled one is
    all bytes, without the snapshot.
    """

    def __init__(self, snapshot: Snapshot, paths: Sequence[str], store: Store | None = None) -> None:
        filed = Filed(Store.of_memory() if store is None else store)
        super().__init__(paths, snapshot.read_many, filed)
        self._snapshot = snapshot
        self._filed = filed
        self._other: Contents | None = None
        self._same: frozenset[str] = frozenset()

    def items(self) -> ItemsView[str, bytes]:
        """All files."""
        self.fetch(self._paths)
        return super().items()

    def values(self) -> ValuesView[bytes]:
        """The bytes of all files."""
        self.fetch(self._paths)
        return super().values()

    def after(self, changed: Mapping[str, bytes]) -> Contents:
        """The same files, once some have other content."""
        contents = Contents(Overlay(self._snapshot, changed), tuple(self._paths))
        contents._known = contents._filed = self._filed.after(changed)
        return contents

    def learn(self, other: Contents, same: Iterable[str]) -> None:
        """Take from `other` what it has read of the files that are the `same` there, now and later."""
        self._other, self._same = other, frozenset(same)

    def fetch(self, paths: Iterable[str]) -> None:
        """Read several files at once, those that are the same in the other state from there."""
        wanted = list(paths)
        if self._other is not None:
            same = [path for path in wanted if path in self._same and path in self and path not in self._known]
            self._other.fetch(same)
            self._known.update((path, self._other[path]) for path in same)
        super().fetch(wanted)
