"""Which imports of the project's own modules cannot work, as far as the index tells.

What cannot be told counts as working: a module that makes its names while it runs, one that is generated or compiled,
and a name, or a part of a shared package, that another distribution may own.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from remend.index.facts import Guard, Import
from remend.index.index import Index
from remend.rules.broken_import.places import Places, is_standard
from remend.rules.broken_import.target import Target, target_of

_BUILTINS = frozenset(dir(builtins))


class _Asked(NamedTuple):
    """One import: what it asks for, the folders that it may mean, and whether it is written relative."""

    target: Target
    homes: tuple[str, ...]
    is_relative: bool
    is_for_typing: bool


class Finder:
    """Tells which targets the files of a project cannot import.

    `may_exist` answers for a path without its suffix whether a module may come to lie there that is not in the
    snapshot, `may_share` for a dotted name whether another distribution may bring it. `replaced` are the modules for
    which something else is put into `sys.modules`.
    """

    def __init__(
        self,
        index: Index,
        places: Places,
        may_exist: Callable[[str], bool] = lambda _: False,
        replaced: frozenset[str] = frozenset(),
        may_share: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._index = index
        self._places = places
        self._may_exist = may_exist
        self._replaced = replaced
        self._may_share = may_share
        self._known: dict[tuple[str, Target], bool] = {}
        self._asked_in = cache(self._asked)
        self._is_taken = cache(self._takes)
        self._prevails = cache(self._works_more)

    def broken(self, paths: Iterable[str]) -> dict[str, dict[Target, Target]]:
        """By the path of the importing file what is asked for and cannot be had, each with what of it is missing.

        That is the module alone where there is no such module. A path without any is left out.
        """
        missing = {path: [asked for asked in self._asked_in(path) if self._fails(asked)] for path in paths}
        found = {
            path: {
                asked.target: self._narrowed(asked) for asked in every if asked.is_relative or self._is_own(asked, path)
            }
            for path, every in missing.items()
        }
        return {path: targets for path, targets in found.items() if targets}

    def lacks(self, path: str, dotted: str) -> Target | None:
        """What of a dotted name, as a string in the file at `path`, is not there; None where all may be.

        Only the modules and what the last of them has are looked at.
        """
        parts = dotted.split(".")
        homes = () if is_standard(parts[0]) else self._places.homes(parts[0], path)
        homes = tuple(home for home in homes if self._can_import(parts[0], home, path))
        for count in range(len(parts) - 1, 0, -1):
            target = Target(".".join(parts[:count]), parts[count])
            if count == len(parts) - 1 and parts[count] in _BUILTINS:
                return None  # a patch may put a builtin's name into any module
            holding = [home for home in homes if self._places.has(home, target.module)]
            if holding:
                asked = _Asked(target, homes, is_relative=False, is_for_typing=False)
                works = any(self._exists(home, target) or self._may_work(home, asked) for home in holding)
                return None if works else target
        return None

    def spelled(self, module: str, path: str) -> str | None:
        """The dotted name under which the file at `path` can import the module at the path `module`."""
        names = (name for name in self._index.modules.names(module) if self._leads_to(name, module, path))
        return next(names, None)

    def files(self, dotted: str, path: str) -> tuple[str, ...]:
        """Where the module `dotted`, there or not, lies for the file at `path`: as a file of its own or a package."""
        top = dotted.partition(".")[0]
        homes = (home for home in self._places.homes(top, path) if self._can_import(top, home, path))
        stems = [home + dotted.replace(".", "/") for home in homes]
        return tuple(file for stem in stems for file in (f"{stem}.py", f"{stem}/__init__.py"))

    def _leads_to(self, name: str, module: str, path: str) -> bool:
        top = name.partition(".")[0]
        for home in self._places.homes(top, path):
            if self._places.module(home, name) == module:
                is_beside = path.startswith(f"{home}{top}/") and self._places.is_importable(home, path)
                return is_beside or self._can_import(top, home, path)
        return False

    def _asked(self, path: str) -> tuple[_Asked, ...]:
        name, facts = self._index.modules.name(path), self._index.facts.get(path)
        found = (self._homes(path, name, fact) for fact in (facts.imports if facts is not None else ()))
        return tuple(asked for asked in found if asked is not None)

    def _asked_of(self, top: str) -> Iterable[_Asked]:
        """All imports of what a top-level name holds."""
        narrow = self._index.narrow
        if narrow is None:
            return self._by_top.get(top, ())
        paths = (path for path, _ in self._index.leaf(narrow.importing(top) | narrow.relative))
        return (asked for path in paths for asked in self._asked_in(path) if _top(asked.target) == top)

    @cached_property
    def _by_top(self) -> Mapping[str, Sequence[_Asked]]:
        found: dict[str, list[_Asked]] = {}
        for path in self._index.facts:
            for asked in self._asked_in(path):
                found.setdefault(_top(asked.target), []).append(asked)
        return found

    def _home_of(self, asked: _Asked) -> str | None:
        return next((home for home in asked.homes if self._exists(home, asked.target)), None)

    def _fails(self, asked: _Asked) -> bool:
        return self._home_of(asked) is None and not any(self._may_work(home, asked) for home in asked.homes)

    def _takes(self, top: str, home: str) -> bool:
        """Whether any import of something in `top` works, and finds it in a folder."""
        return any(self._works_from(home, asked, top) for asked in self._asked_of(top))

    def _works_more(self, top: str, home: str) -> bool:
        """Whether more imports of something in `top` find it in a folder than there are imports of `top` that fail."""
        every = tuple(self._asked_of(top))
        return sum(self._works_from(home, asked, top) for asked in every) > sum(map(self._fails, every))

    def _works_from(self, home: str, asked: _Asked, top: str) -> bool:
        return str(asked.target) != top and self._home_of(asked) == home

    def _homes(self, path: str, name: str, fact: Import) -> _Asked | None:
        asked = target_of(fact, path, name)
        if asked is None:
            return None
        target, home = asked
        top = target.module.partition(".")[0]
        homes = () if is_standard(top) else self._places.homes(top, path)
        if home is not None:
            homes = tuple(dict.fromkeys((home, *homes)))
        is_for_typing = fact.guard is Guard.TYPE_CHECKING
        return _Asked(target, homes, home is not None, is_for_typing) if homes else None

    def _is_own(self, asked: _Asked, path: str) -> bool:
        return any(self._can_import(_top(asked.target), home, path) for home in asked.homes)

    def _can_import(self, top: str, home: str, path: str) -> bool:
        """Whether `top` is the project's, in `home`, where `path` imports it, and not another distribution's."""
        if path.startswith(f"{home}{top}/") and self._places.is_root(home) and self._places.module(home, top):
            return True
        if not self._places.is_importable(home, path) or not self._is_taken(top, home):
            return False
        return self._places.module(home, top) is not None or self._prevails(top, home)

    def _narrowed(self, asked: _Asked) -> Target:
        """The module alone where already that is missing."""
        module = Target(asked.target.module)
        return asked.target if any(self._exists(home, module) for home in asked.homes) else module

    def _exists(self, home: str, target: Target) -> bool:
        key = (home, target)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(home, target)
        return known

    def _find(self, home: str, target: Target) -> bool:
        if not self._places.has(home, target.module):
            return False
        if not target.name or self._places.has(home, str(target)) or not self._places.is_source(home, target.module):
            return True
        path = self._places.module(home, target.module)
        return path is not None and self._index.defines(path, target.name)

    def _may_work(self, home: str, asked: _Asked) -> bool:
        """Whether the target may be there when the code runs although nothing shows it."""
        parts = str(asked.target).split(".")
        above: str | None = None
        for count in range(1, len(parts) + 1):
            dotted = ".".join(parts[:count])
            if dotted in self._replaced:
                return True
            is_stub = asked.is_for_typing and count < len(parts) and not self._places.has(home, dotted)
            if is_stub and above is not None and self._index.defines(above, parts[count - 1]):
                return True  # a type checker follows a module that another one only imports
            above = self._places.module(home, dotted)
            if above is not None:
                facts = self._index.facts[above]
                if not facts.parses or facts.is_dynamic or any(fact.name == "__path__" for fact in facts.names):
                    return True
            elif self._may_exist(home + dotted.replace(".", "/")) or self._shares(home, dotted, asked):
                return True
        return False

    def _shares(self, home: str, dotted: str, asked: _Asked) -> bool:
        """Whether another distribution may have a part of a package that the project has no such part of."""
        return self._may_share(dotted) and not (asked.is_relative or self._places.has(home, dotted))


def _top(target: Target) -> str:
    return target.module.partition(".")[0]
