"""Who defines a name of a project, and who imports it: questions about all files, read off the facts of a few.

Where the facts of all files are at hand, they are gone through once for all such questions. Where they are gathered as
they are asked for, a question is put to the files alone that the name may stand in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from remend.index.bound import Fact, bound_names
from remend.index.facts import Attribute, Facts, Guard, Import
from remend.index.modules import Modules, absolute
from remend.index.narrow import Narrow

Value = TypeVar("Value")
Gather = Callable[[Mapping[str, Facts]], Mapping[str, Value]]
"""Reads off some facts what there is under each name."""

Choose = Callable[[Narrow, str], AbstractSet[str]]
_BATCH = 32
"""How many files are parsed before it is asked whether that is enough (an assumption)."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a name is defined: the file, and the fact in it; a module itself has none."""

    path: str
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class ImportSite:
    """One import of one file."""

    path: str
    fact: Import


_Origins = tuple[list[str], Mapping[str, list[ImportSite]]]


class Sites:
    """Where names of a project are bound.

    Attributes:
        facts: by path.
        modules: paths and dotted names.
        narrow: tells which facts a question is about where they are gathered as they are asked for; None where all are
            at hand.
    """

    def __init__(self, facts: Mapping[str, Facts], modules: Modules, narrow: Narrow | None = None) -> None:
        self.facts = facts
        self.modules = modules
        self.narrow = narrow
        self._gathered: dict[object, dict[str, Any]] = {}
        self._near: dict[tuple[str, str], _Origins] = {}
        self._bound_by_path: dict[str, Mapping[str, Fact | Import]] = {}

    def definers(self, name: str) -> tuple[Definition, ...]:
        """All modules' own definitions of `name`, one a module, by path.

        Imports do not count, nor does what stands in for one that fails: a definition in its `except`, or a plain value
        in a module that also imports the name.
        """
        return self.under(name, self._definers, Narrow.binding) or ()

    def importers(self, name: str) -> tuple[ImportSite, ...]:
        """All imports that bind `name`, by path."""
        return self.under(name, self._importers, Narrow.importing) or ()

    def importing(self, module: str, having: str = "") -> Iterator[ImportSite]:
        """All imports of the module called `module`, or of something in it, by name and path.

        Those in files that do not have the name `having` may be left out.
        """
        names, sites = self._by_origin if self.narrow is None else self._origins_near(module, having, self.narrow)
        for at in range(bisect_left(names, module), len(names)):
            if names[at] != module and not names[at].startswith(f"{module}."):
                break
            yield from sites[names[at]]

    def under(self, name: str, gather: Gather[Value], choose: Choose = Narrow.holding) -> Value | None:
        """What `gather` reads off all facts under a name.

        Where few facts are at hand, it reads only those of the files that may have the name, which `choose` tells.
        """
        if self.narrow is None:
            if gather not in self._gathered:
                self._gathered[gather] = dict(gather(self.facts))
            whole: dict[str, Value] = self._gathered[gather]
            return whole.get(name)
        known: dict[str, Value | None] = self._gathered.setdefault(gather, {})
        if name not in known:
            known[name] = gather(self.of(choose(self.narrow, name))).get(name)
        return known[name]

    def of(self, paths: Iterable[str]) -> Mapping[str, Facts]:
        """The facts of some files, gathered together, in the order of their paths; those that have none left out."""
        return dict(self.each(paths))

    def each(self, paths: Iterable[str]) -> Iterator[tuple[str, Facts]]:
        """The same, of which no more is held at a time than whoever goes through it holds."""
        kept = sorted(path for path in paths if path in self.facts)
        if self.narrow is not None:
            self.narrow.fetch(kept)
        yield from ((path, self.facts[path]) for path in kept)

    def leaf(self, paths: Iterable[str]) -> Iterator[tuple[str, Facts]]:
        """The same one by one, for who may have seen enough before the last."""
        kept = sorted(path for path in paths if path in self.facts)
        for at in range(0, len(kept), _BATCH):
            yield from self.of(kept[at : at + _BATCH]).items()

    def origin(self, site: ImportSite) -> str:
        """The absolute dotted name that an import asks for; empty where it leads out of the packages."""
        written = site.fact.origin
        if not written.startswith("."):
            return written
        return absolute(written, self.modules.name(site.path), is_package=is_package(site.path))

    def _bound(self, path: str) -> Mapping[str, Fact | Import]:
        known = self._bound_by_path.get(path)
        if known is None:
            known = self._bound_by_path[path] = bound_names(self.facts[path])
        return known

    def _definers(self, some: Mapping[str, Facts]) -> Mapping[str, tuple[Definition, ...]]:
        found: dict[str, list[Definition]] = {}
        for path, facts in some.items():
            imported = {fact.name for fact in facts.imports if fact.guard is not Guard.FUNCTION}
            for name, fact in self._bound(path).items():
                if not isinstance(fact, Import) and not (isinstance(fact, Attribute) and name in imported):
                    found.setdefault(name, []).append(Definition(path, fact))
        return {name: tuple(definitions) for name, definitions in found.items()}

    def _importers(self, some: Mapping[str, Facts]) -> Mapping[str, tuple[ImportSite, ...]]:
        found: dict[str, list[ImportSite]] = {}
        for path, facts in some.items():
            for fact in facts.imports:
                found.setdefault(fact.name, []).append(ImportSite(path, fact))
        return {name: tuple(sites) for name, sites in found.items()}

    @cached_property
    def _by_origin(self) -> _Origins:
        return self._origins(self.facts)

    def _origins_near(self, module: str, having: str, narrow: Narrow) -> _Origins:
        """The same of the files that can import a module, or something in it: by its name, or from within."""
        known = self._near.get((module, having))
        if known is None:
            name, last = self.modules.name, module.rpartition(".")[2]
            within = {path for path in narrow.relative if _is_within(name(path), module)}
            paths = within | {path for path in narrow.importing(last) if self._may_import(path, module, narrow)}
            if having:
                paths &= narrow.holding(having)
            known = self._near[module, having] = self._origins(self.of(paths))
        return known

    def _may_import(self, path: str, module: str, narrow: Narrow) -> bool:
        """Whether imports of a file have all parts of a dotted name, but those that it may have from where it is."""
        around = module.rpartition(".")[0]
        while around:
            if path in narrow.relative and _is_within(self.modules.name(path), around):
                return True
            around, _, last = around.rpartition(".")
            if not narrow.imports(path, last):
                return False
        return True

    def _origins(self, some: Mapping[str, Facts]) -> _Origins:
        """All absolute names that are imported, sorted, and the imports of each."""
        found: dict[str, list[ImportSite]] = {}
        for path, facts in some.items():
            for fact in facts.imports:
                site = ImportSite(path, fact)
                found.setdefault(self.origin(site), []).append(site)
        return sorted(found), found


def _is_within(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def is_package(path: str) -> bool:
    """Whether a path is that of a package's own file."""
    return path.rpartition("/")[2] in ("__init__.py", "__init__.pyi")
