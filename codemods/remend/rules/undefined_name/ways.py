"""All imports of a name in the project, those that count alike together: some names are imported everywhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate

from remend.index.facts import Guard
from remend.index.index import Definition, ImportSite, Index
from remend.index.roles import is_test

Way = tuple[str, str, bool]
"""Module, name in it (empty for the module itself), and whether the module is given another name."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Imports that ask for the same in the same way, in files of one folder, all of them tests or none.

    `origin` is what they ask for, `found` what of the project that is. An `__init__.py` is alone in its bundle.
    """

    sites: Sequence[ImportSite]
    origin: str
    found: Definition | None

    def apart(self, path: str) -> Iterator[Sequence[ImportSite]]:
        """The imports in the file at `path` and those in others, without what is empty."""
        own = [site for site in self.sites if site.path == path]
        if own:
            yield own
            others = [site for site in self.sites if site.path != path]
            if others:
                yield others
        else:
            yield self.sites


@dataclass(slots=True)
class Group:
    """All imports that bind the name to one thing; `ways` are the modules and names by which they ask for it."""

    found: Definition | None
    weight: float = 0.0
    ways: dict[Way, float] = field(default_factory=dict)
    sites: list[ImportSite] = field(default_factory=list)

    def add(self, way: Way, sites: Sequence[ImportSite], weight: float) -> None:
        self.weight += weight
        self.ways[way] = self.ways.get(way, 0.0) + weight
        self.sites += sites

    def is_nickname(self, name: str) -> bool:
        """Whether a thing with another name of its own is called so, and does not come from a package of the name."""
        return all(
            (is_renamed or inner not in ("", name)) and module.partition(".")[0] != name
            for module, inner, is_renamed in self.ways
        )


def way_of(site: ImportSite, origin: str) -> Way:
    """The way in which an import asks for `origin`."""
    if site.fact.is_module:
        return origin, "", site.fact.is_renamed
    module, _, name = origin.rpartition(".")
    return (module, name, False) if module else (name, "", False)


class Ways:
    """Knows the imports of each name that can work; `shared` are names that other distributions may have."""

    def __init__(self, index: Index, shared: frozenset[str] = frozenset()) -> None:
        self._index = index
        self._shared = shared
        self._is_local = lru_cache(maxsize=None)(self._imports_own_code)
        self.of = lru_cache(maxsize=None)(self._bundles)

    def _bundles(self, name: str) -> Sequence[Bundle]:
        bundles: dict[object, list[ImportSite]] = {}
        origins: dict[object, str] = {}
        for site in self._index.importers(name):
            folder, _, file = site.path.rpartition("/")
            origin, fact = self._index.origin(site), site.fact
            where = site.path if file == "__init__.py" else folder
            key = (where, is_test(site.path), origin, fact.is_module, fact.is_renamed, fact.guard)
            bundles.setdefault(key, []).append(site)
            origins[key] = origin
        sites = {key: [each for each in found if not self._is_choice(each)] for key, found in bundles.items()}
        bundles = {key: left for key, left in sites.items() if left}
        working = [key for key in bundles if origins[key] and self._works(bundles[key][0], origins[key])]
        targets = {key: self._target(bundles[key][0], origins[key]) for key in working}
        known = [target for target in targets.values() if target is not None]
        return [
            Bundle(bundles[key], origins[key], target)
            for key, target in targets.items()
            if target is not None or not known or self._further_in(origins[key]) not in known
        ]

    def _is_choice(self, site: ImportSite) -> bool:
        """Whether an import is one branch of a choice that its file makes for others: the other one defines the name.

        `if NEW: Required = ...` and `else: from library import Required` say that the name is to be had here.
        """
        if site.fact.guard is not Guard.CONDITION:
            return False
        facts, name = self._index.facts[site.path], site.fact.name
        return name in {*(each.name for each in facts.names), *(each.name for each in facts.classes)}

    def _further_in(self, origin: str) -> Definition | None:
        """What of the project an import may ask for that works from a folder further in alone."""
        module, _, name = origin.rpartition(".")
        whole = self._by_tail.get(module)
        return self._index.resolve(f"{whole}.{name}") if whole else None

    @cached_property
    def _by_tail(self) -> Mapping[str, str]:
        """The modules by the last parts of their names, two at least."""
        found: dict[str, str] = {}
        for path in self._index.facts:
            name = self._index.modules.name(path)
            for count in range(1, name.count(".")):
                found[name.split(".", count)[-1]] = name
        return found

    def _target(self, site: ImportSite, origin: str) -> Definition | None:
        """What of the project an import binds."""
        if site.fact.is_module:
            path = self._index.modules.find(origin if site.fact.is_renamed else origin.partition(".")[0])
            return None if path is None else Definition(path)
        return self._index.resolve(origin)

    def _works(self, site: ImportSite, origin: str) -> bool:
        """Whether an import can work at this state of the project."""
        index = self._index
        top = origin.partition(".")[0]
        if top not in index.modules.top_level or not self._is_local(top) or self._is_shared(origin):
            return True
        if site.fact.is_module:
            return index.has_module(origin)
        module, _, name = origin.rpartition(".")
        path = index.modules.find(module)
        return index.has_module(origin) if path is None else index.defines(path, name)

    def _is_shared(self, origin: str) -> bool:
        """Whether another distribution may have it below a package of the project, which itself does not."""
        above = accumulate(origin.split("."), "{}.{}".format)
        return any(dotted in self._shared and not self._index.has_module(dotted) for dotted in above)

    def _imports_own_code(self, top: str) -> bool:
        """Whether a top-level name stands for code of the project, not for a package that only shares its name."""
        modules = self._index.modules
        if modules.find(top) is not None:
            return top not in sys.stdlib_module_names
        return any(modules.resolve(self._index.origin(site)) is not None for site in self._index.importing(top))
