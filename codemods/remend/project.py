"""The code base as a whole, as far as a rule needs to know it before it looks at single files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from remend.index.distributions import find_distributions
from remend.index.modules import ModuleMap
from remend.snapshot import Snapshot


class Project:
    """A snapshot with the names of its modules.

    Attributes:
        snapshot: the state that is looked at.
        modules: its modules by path and by name.
        contents: the bytes of all its Python files, by path.
        distributions: the folders that declare a distribution.
        boundary_of: the service that only files of the same service may import a path from; "" for all others.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        source_roots: tuple[str, ...] = (),
        home: str = "",
        boundary_of: Callable[[str], str] = lambda _: "",
    ) -> None:
        self.snapshot = snapshot
        self.boundary_of = boundary_of
        self.modules = ModuleMap(snapshot.paths, source_roots, home)

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """Read once: a byte search over everything costs less than deciding what to read."""
        return dict(self.snapshot.read_many([path for path in self.snapshot.paths if path.endswith((".py", ".pyw"))]))

    @cached_property
    def distributions(self) -> frozenset[str]:
        """Read from the files that can declare one."""
        return find_distributions(self.snapshot.paths, self.snapshot.read)

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        known = self.contents.get(path)
        return self.snapshot.read(path) if known is None else known
