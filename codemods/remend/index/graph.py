"""Which modules run each other at import time, and whether one more import would make them wait for each other.

Only what runs while a module is imported counts: imports inside functions and under `if TYPE_CHECKING` do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, partial

from remend.index.bound import Fact
from remend.index.facts import Guard, Import
from remend.index.index import ImportSite, Index
from remend.index.modules import Modules

_Successors = Mapping[str, str]


_NOTHING_MORE: Mapping[str, Iterable[str]] = {}


class Imports:
    """The import graph of a project.

    `also` are imports that files are about to have, by path, each as the dotted name that it asks for.
    """

    def __init__(self, index: Index, also: Mapping[str, Iterable[str]] = _NOTHING_MORE) -> None:
        self._index = index
        self._also = also
        self._modules = index.modules
        self._leading: dict[str, _Successors] = {}
        self._run_for = cache(partial(run_for, modules=index.modules))
        self._runs = cache(self._run_by)

    def closes_cycle(self, path: str, dotted: str) -> tuple[str, ...]:
        """The files that would wait for each other if `path` imported `dotted` while it is imported itself.

        `dotted` is what the import asks for, a module or a name in one. The chain begins and ends with `path`; it is
        empty where no cycle comes about, or where the file imports something from that very module already. The
        packages around `path` do not count on the way, for they have begun to run before it; what is taken from one of
        them has to be bound there before `path` runs. So it is with `path` if it is a package: its modules wait for it
        only where they take something from it.
        """
        target = self._modules.resolve(dotted)
        if target is None or target == path or target in self.runs(path):
            return ()
        begun = self._around(path)
        if target in begun:
            return self._too_early(path, target, dotted)
        starts = run_for(dotted, self._modules)
        leading = self._leads_to(path, starts)
        for start in starts:
            if start in leading and start not in begun:
                return path, *_walk(leading, start, path)
        return ()

    def runs(self, path: str) -> tuple[str, ...]:
        """The files that an import statement of `path` makes run, directly or as packages around what it imports."""
        return tuple(self._runs(path))

    def _run_by(self, path: str) -> Mapping[str, int]:
        """The files that a file runs, each with the line of the first import that does so."""
        found: dict[str, int] = {}
        facts = self._index.facts.get(path)
        for fact in facts.imports if facts is not None else ():
            if fact.guard < Guard.TYPE_CHECKING:
                for other in self._run_for(self._index.origin(ImportSite(path, fact))):
                    if other != path:
                        found.setdefault(other, fact.line)
        return found

    @cached_property
    def _also_runs(self) -> Mapping[str, Mapping[str, None]]:
        """The files that a file is about to run."""
        return {
            path: dict.fromkeys(other for name in names for other in run_for(name, self._modules) if other != path)
            for path, names in self._also.items()
        }

    @cached_property
    def _run_from(self) -> Mapping[str, list[str]]:
        return self._turned(self._index.facts)

    def _turned(self, paths: Iterable[str]) -> Mapping[str, list[str]]:
        """For each file those of `paths` that run it, and those that are about to."""
        found: dict[str, list[str]] = {}
        for path in paths:
            for other in self._runs(path):
                found.setdefault(other, []).append(path)
        for path, others in self._also_runs.items():
            for other in others:
                found.setdefault(other, []).append(path)
        return found

    def _reach(self, starts: Iterable[str]) -> list[str]:
        """All files that run when some do, or are about to; level by level, so that many are looked at together."""
        found = dict.fromkeys(starts)
        level = list(found)
        while level:
            self._index.of(level)
            following = (other for path in level for other in (*self._runs(path), *self._also_runs.get(path, ())))
            level = [other for other in dict.fromkeys(following) if other not in found]
            found.update(dict.fromkeys(level))
        return sorted(found)

    def _around(self, path: str) -> frozenset[str]:
        """The `__init__` files of the packages that `path` lies in, its own file aside."""
        return frozenset(run_for(self._modules.name(path), self._modules)) - {path}

    def _leads_to(self, path: str, starts: Iterable[str]) -> _Successors:
        """The files that run `path` when they are imported, each with the next one on the way.

        Where not all facts are at hand, only those that are on a way from one of `starts`: no other leads there.
        """
        if self._index.narrow is not None:
            return self._search(path, self._around(path), self._turned(self._reach(starts)))
        known = self._leading.get(path)
        if known is None:
            known = self._leading[path] = self._search(path, self._around(path), self._run_from)
        return known

    def _search(self, path: str, begun: frozenset[str], run_from: Mapping[str, list[str]]) -> _Successors:
        after: dict[str, str] = {}
        waiting = [path]
        for current in waiting:
            for other in run_from.get(current, ()):
                if other not in after and other not in begun and other != path and self._waits(other, current, path):
                    after[other] = current
                    waiting.append(other)
        return after

    def _waits(self, other: str, current: str, path: str) -> bool:
        """Whether `other` needs more of `current` than that it has begun to run, as it has if it is `path` itself."""
        if current != path or not path.endswith("/__init__.py"):
            return True
        facts = (fact for fact in self._index.facts[other].imports if fact.guard < Guard.TYPE_CHECKING)
        asked = [self._index.origin(ImportSite(other, fact)) for fact in facts]
        return any(self._takes(dotted, path) for dotted in (*asked, *self._also.get(other, ())))

    def _takes(self, dotted: str, package: str) -> bool:
        """Whether an import asks for a package itself or for something that its own file binds."""
        found = self._modules.find(dotted)
        above = dotted.rpartition(".")[0]
        return found == package or (found is None and self._modules.find(above) == package)

    def _too_early(self, path: str, package: str, dotted: str) -> tuple[str, ...]:
        """The chain from a package around `path` to it, where the package runs `path` before it binds the name."""
        name = dotted.rpartition(".")[2]
        runs = self._runs(package)
        run_from = self._run_from if self._index.narrow is None else self._turned(self._reach(runs))
        leading = self._search(path, frozenset(), run_from)
        lines = {other: line for other, line in runs.items() if other == path or other in leading}
        if not lines or self._modules.find(dotted) == package:
            return ()
        first = min(lines, key=lambda other: lines[other])
        facts = self._index.facts[package]
        bound: list[Fact | Import] = [*facts.imports, *facts.names, *facts.classes, *facts.functions]
        if any(fact.name == name and fact.line < lines[first] for fact in bound if fact.guard < Guard.TYPE_CHECKING):
            return ()
        return path, package, *_walk(leading, first, path)


def run_for(name: str, modules: Modules) -> list[str]:
    """The files that run when `name` is imported: the packages above it and the module itself."""
    found = (modules.find(prefix) for prefix in _prefixes(name))
    return [path for path in found if path is not None]


def _prefixes(name: str) -> Iterator[str]:
    at = name.find(".")
    while at >= 0:
        yield name[:at]
        at = name.find(".", at + 1)
    if name:
        yield name


def _walk(after: _Successors, start: str, end: str) -> Iterator[str]:
    current = start
    while current != end:
        yield current
        current = after[current]
    yield end
