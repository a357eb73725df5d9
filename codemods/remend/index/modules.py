"""File paths and dotted module names, in both directions.

A file can be imported under more than one name: from the repository's root, from `src/`, from the folder above the
topmost package it belongs to, or from the folder, or its `src/`, of one of several distributions that share a
namespace. The first that fits the configured or found source roots is its own name; the others still lead to it.
"""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from remend.index.distributions import MARKS, distribution_of

_USUAL_ROOTS = ("src", "lib")


class Modules(ABC):
    """Paths of modules and the names that they can be imported under.

    Attributes:
        roots: the folders that names may start from, each with a slash at its end.
    """

    roots: tuple[str, ...]

    @abstractmethod
    def names(self, path: str) -> tuple[str, ...]:
        """The dotted names of the module at `path`, its own first; empty for a path that cannot be imported."""

    @abstractmethod
    def name(self, path: str) -> str:
        """The module's own dotted name, empty where it has none."""

    @abstractmethod
    def find(self, name: str) -> str | None:
        """The path of the module called `name`, or None."""

    @property
    @abstractmethod
    def top_level(self) -> frozenset[str]:
        """The first parts of all names: what an import of the project's own code starts with."""

    def resolve(self, name: str) -> str | None:
        """The path of the longest leading part of `name` that is a module: `a.b.c` may be attribute `c` of `a.b`."""
        while name:
            path = self.find(name)
            if path is not None:
                return path
            name = name.rpartition(".")[0]
        return None


class ModuleMap(Modules):
    """The Python modules among the paths of a snapshot.

    `source_roots` are folders below `home`, which is the folder of the configuration; where two modules go by the same
    name, the one below `home` has it.
    """

    def __init__(self, paths: Iterable[str], source_roots: Iterable[str] = (), home: str = "") -> None:
        self._has_usual_roots = not tuple(source_roots)
        start = home.rstrip("/") + "/" if home else ""
        every = tuple(paths)
        marked = (path.rpartition("/") for path in every if path.endswith(MARKS))
        self._distributions = frozenset(folder for folder, _, name in marked if name in MARKS)
        modules = (path for path in every if path.endswith(".py"))
        # A package hides a module of the same name, as when Python imports it.
        self._paths = tuple(sorted(modules, key=lambda p: (not p.startswith(start), not p.endswith("/__init__.py"), p)))
        self._packages = frozenset(path.removesuffix("/__init__.py") for path in self._paths if "/__init__.py" in path)
        inner = (start + root.strip("/") + "/" for root in tuple(source_roots) or _USUAL_ROOTS)
        self.roots = (*inner, start) if start else tuple(inner)
        self._own_names: dict[str, str] = {}
        self._folders: dict[str, str | None] = {}

    def names(self, path: str) -> tuple[str, ...]:
        """The dotted names of the module at `path`, its own first; empty for a path that cannot be imported."""
        stem = path.removesuffix(".py").removesuffix("/__init__")
        starts = [root for root in self.roots if stem.startswith(root)]
        top = self._topmost_package(path.rpartition("/")[0])
        if top is not None:
            start = self._around_namespace(top)
            starts += [start, top] if self._is_shared(start, top) else [top, start]
        found = dict.fromkeys(stem.removeprefix(start).replace("/", ".") for start in (*starts, ""))
        own, *others = [name for name in found if all(map(str.isidentifier, name.split(".")))] or [""]
        return (own, *(name for name in others if not _is_taken(name))) if own else ()

    def name(self, path: str) -> str:
        """The module's own dotted name, empty where it has none."""
        known = self._own_names.get(path)
        if known is None:
            known = self._own_names[path] = next(iter(self.names(path)), "")
        return known

    def find(self, name: str) -> str | None:
        """The path of the module called `name`, or None."""
        return self._by_name.get(name)

    @cached_property
    def top_level(self) -> frozenset[str]:
        """The first parts of all names: what an import of the project's own code starts with."""
        return frozenset(name.partition(".")[0] for name in self._by_name)

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for path in self._paths:
            for name in self.names(path):
                found.setdefault(name, path)
        return found

    def _around_namespace(self, top: str) -> str:
        """The folder of a distribution, or its `src`, below which `top` lies where its packages share a namespace."""
        above, found, _ = top.rpartition("/src/")
        if not self._has_usual_roots:
            return top
        return f"{above}/src/" if found else self._distribution_around(top) or top

    def _distribution_around(self, top: str) -> str:
        folder = distribution_of(top, self._distributions)
        return f"{folder}/" if folder else ""

    def _is_shared(self, start: str, top: str) -> bool:
        """Whether what is between `start` and `top` is certain to be a namespace: other distributions have it too."""
        return start.endswith("/src/") or top.removeprefix(start).partition("/")[0] in self._namespaces

    @cached_property
    def _namespaces(self) -> frozenset[str]:
        """The topmost folders around packages that several distributions have."""
        tops = {top for path in self._packages if (top := self._topmost_package(path))}
        around = ((start, top.removeprefix(start)) for top in tops if (start := self._distribution_around(top)))
        found = Counter(first for first, _ in {(inner.partition("/")[0], start) for start, inner in around if inner})
        return frozenset(first for first, count in found.items() if count > 1 and first not in _USUAL_ROOTS)

    def _topmost_package(self, folder: str) -> str | None:
        """The folder above all packages around a folder, with a slash at its end; None where it is in none.

        A folder in a package need be no package itself to be imported.
        """
        if folder not in self._folders:
            above, _, name = folder.rpartition("/")
            is_inside = folder not in self._packages and above and name.isidentifier()
            self._folders[folder] = self._topmost_package(above) if is_inside else self._find_topmost(folder)
        return self._folders[folder]

    def _find_topmost(self, package: str) -> str | None:
        if package not in self._packages:
            return None
        while package.rpartition("/")[0] in self._packages:
            package = package.rpartition("/")[0]
        above = package.rpartition("/")[0]
        return above + "/" if above else ""


def _is_taken(name: str) -> bool:
    """Whether the standard library has that name: who imports it means no folder further in."""
    return name.partition(".")[0] in sys.stdlib_module_names


def absolute(origin: str, module: str, *, is_package: bool) -> str:
    """A relative dotted name (`.a`, `..b.c`) as seen from `module`, made absolute; absolute ones stay as they are.

    Empty where the dots lead out of the module's packages.
    """
    level = len(origin) - len(origin.lstrip("."))
    if not level:
        return origin
    parts = module.split(".")
    keep = len(parts) - level + (1 if is_package else 0)
    if keep <= 0:
        return ""
    return ".".join((*parts[:keep], *filter(None, [origin[level:]])))
