"""An index of what a project will be once some of its files import more, made from the index of what it is."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from remend.index.facts import Import
from remend.index.index import Definition, ImportSite, Index

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
        super().__init__({**base.facts, **more}, base.modules)
        self._base = base
        self._sites = [ImportSite(path, fact) for path, imports in sorted(added.items()) for fact in imports]

    @cached_property
    def _folders(self) -> frozenset[str]:
        return self._base._folders  # noqa: SLF001 (one kind of index makes another)

    @cached_property
    def _definers(self) -> Mapping[str, tuple[Definition, ...]]:
        return self._base._definers  # noqa: SLF001

    @cached_property
    def _importers(self) -> Mapping[str, tuple[ImportSite, ...]]:
        found = dict(self._base._importers)  # noqa: SLF001
        for site in self._sites:
            sites = (*found.get(site.fact.name, ()), site)
            found[site.fact.name] = tuple(sorted(sites, key=lambda each: each.path))
        return found

    @cached_property
    def _by_origin(self) -> tuple[list[str], Mapping[str, list[ImportSite]]]:
        before, by_name = self._base._by_origin  # noqa: SLF001
        names, found = list(before), dict(by_name)
        for site in self._sites:
            origin = self.origin(site)
            if origin not in found:
                insort(names, origin)
            found[origin] = [*found.get(origin, ()), site]
        return names, found
