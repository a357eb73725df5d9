"""An index of what a project will be once some of its files import more, made from the index of what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from heapq import merge

import msgspec

from remend.index.facts import Import
from remend.index.index import Definition, ImportSite, Index
from remend.index.narrow import overlaid

Added = Mapping[str, Sequence[Import]]


def with_imports(index: Index, added: Added) -> Index:
    """The index with more imports in the files at some paths, of names that those do not bind at their top."""
    return _Extended(index, added)


class _Extended(Index):
    """What more imports leave as it was is taken over: the names that modules define themselves, and the folders."""

    def __init__(self, base: Index, added: Added) -> None:
        more = {
            path: msgspec.structs.replace(base.facts[path], imports=(*base.facts[path].imports, *imports))
            for path, imports in added.items()
        }
        narrow = None if base.narrow is None else base.narrow.after(more)
        super().__init__(overlaid(base.facts, more), base.modules, narrow)
        self._base = base
        self._sites = [ImportSite(path, fact) for path, imports in sorted(added.items()) for fact in imports]

    @cached_property
    def _folders(self) -> frozenset[str]:
        return self._base._folders  # noqa: SLF001 (one kind of index makes another)

    def definers(self, name: str) -> tuple[Definition, ...]:
        """As before."""
        return self._base.definers(name)

    def importers(self, name: str) -> tuple[ImportSite, ...]:
        """Those from before and those that were added, by path."""
        added = [site for site in self._sites if site.fact.name == name]
        before = self._base.importers(name)
        return tuple(sorted((*before, *added), key=lambda each: each.path)) if added else before

    def importing(self, module: str, having: str = "") -> Iterator[ImportSite]:
        """Those from before and those that were added, by name and path."""
        added = [site for site in self._sites if f"{self.origin(site)}.".startswith(f"{module}.")]
        return merge(self._base.importing(module, having), sorted(added, key=self.origin), key=self.origin)
