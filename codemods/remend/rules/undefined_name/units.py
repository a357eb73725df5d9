"""The parts of a project that are installed, or lie, together, and how they call each other."""

from __future__ import annotations

from functools import lru_cache

from remend.index.facts import Guard
from remend.index.roles import is_test
from remend.rules.undefined_name.ground import Ground


class Units:
    """Knows which unit a file belongs to: a distribution, else a folder of the root."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index
        self._importing = lru_cache(maxsize=None)(self._find_importing)
        self._unit = lru_cache(maxsize=None)(self._find_unit)
        self._count = lru_cache(maxsize=None)(lambda top: sum(1 for _ in self._index.importing(top)))

    def reaches(self, path: str, target: str) -> bool:
        """Whether a file may import another: it is of the same unit, or its unit imports from there already.

        An import that only type checkers see, or that waits in a function, shows that the other may be missing.
        """
        here, there = self._unit(path), self._unit(target)
        return here == there or here in self._importing(self.name(path, target).partition(".")[0], is_test(path))

    def name(self, path: str, target: str) -> str:
        """Of the names that the module at `target` goes by, the one that the file, else the project, would use."""
        names = self._index.modules.names(target)
        if len(names) < 2:
            return next(iter(names), "")
        facts = self._index.facts.get(path)
        tops = [fact.origin.partition(".")[0] for fact in facts.imports] if facts is not None else []

        def usual(name: str) -> tuple[int, int]:
            top = name.partition(".")[0]
            return tops.count(top), self._count(top)

        return max(names, key=usual)

    def _find_unit(self, path: str) -> str:
        return self._ground.home(path) or path.partition("/")[0]

    def _find_importing(self, top: str, by_tests: bool) -> frozenset[str]:  # noqa: FBT001 (part of the cache's key)
        running = (site for site in self._index.importing(top) if site.fact.guard < Guard.TYPE_CHECKING)
        return frozenset(self._unit(site.path) for site in running if by_tests or not is_test(site.path))
