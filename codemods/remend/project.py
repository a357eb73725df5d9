"""The code base as a whole, as far as a rule needs to know it before it looks at single files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from remend.index.modules import ModuleMap
from remend.snapshot import Snapshot


class Project:
    """A snapshot with the names of its modules.

    Attributes:
        snapshot: the state that is looked at.
        modules: its modules by path and by name.
        contents: the bytes of all its Python files, by path.
    """

    def __init__(self, snapshot: Snapshot, source_roots: tuple[str, ...] = (), home: str = "") -> None:
        self.snapshot = snapshot
        self.modules = ModuleMap(snapshot.paths, source_roots, home)

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """Read once: a byte search over everything costs less than deciding what to read."""
        return dict(self.snapshot.read_many([path for path in self.snapshot.paths if path.endswith((".py", ".pyw"))]))

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        known = self.contents.get(path)
        return self.snapshot.read(path) if known is None else known
