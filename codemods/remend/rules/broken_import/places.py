"""Where the project's own modules lie, and from which folders they can be imported.

A repository's folders and what can be imported are two things: `import redis` may mean the distribution although the
repository has a folder `redis/`. So a name counts as the project's own only where its imports work as a rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

USUAL_ROOTS = ("src", "lib", "python")

_COMPILED = frozenset({"so", "pyd", "pyx", "pxd", "pyi", "pyc", "pyw", "c", "cc", "cpp", "rs", "ipynb"})


class Places:
    """The folders and files of a snapshot, as Python's import system would look for modules in them.

    `roots` are the folders that modules are imported from wherever a file lies: the repository's own, its usual and
    configured source folders, and those of the distributions in it.
    """

    def __init__(self, paths: Iterable[str], roots: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self._roots = tuple(dict.fromkeys(roots))
        self._homes_around = lru_cache(maxsize=None)(self._find_homes_around)

    def homes(self, top: str, path: str) -> tuple[str, ...]:
        """The folders, each with a slash at its end, from which the file at `path` may import the top-level `top`."""
        homes = self._homes_around(top, path.rpartition("/")[0])
        return tuple(home for home in homes if f"{home}{top}.py" != path) if path.endswith(f"{top}.py") else homes

    def _find_homes_around(self, top: str, folder: str) -> tuple[str, ...]:
        around = (home for home in _above(f"{folder}/" if folder else "") if self.has(home, top))
        return tuple(dict.fromkeys((*self._homes.get(top, ()), *around)))

    def is_importable(self, home: str, path: str) -> bool:
        """Whether the file at `path` can be expected to import from the folder `home`."""
        return self.is_root(home) or (path.startswith(home) and f"{home}__init__.py" not in self.paths)

    def is_root(self, home: str) -> bool:
        """Whether modules are imported from the folder `home` wherever the importing file lies."""
        return home.rstrip("/") in self._roots

    def has(self, home: str, dotted: str) -> bool:
        """Whether a module, a folder with modules below it, or what is compiled to one lies at `dotted` in `home`."""
        stem = home + dotted.replace(".", "/")
        return f"{stem}.py" in self.paths or stem in self._folders or stem in self._compiled

    def module(self, home: str, dotted: str) -> str | None:
        """The path of the Python file of the module `dotted` in `home`, None where it has none."""
        stem = home + dotted.replace(".", "/")
        return next((path for path in (f"{stem}/__init__.py", f"{stem}.py") if path in self.paths), None)

    def is_source(self, home: str, dotted: str) -> bool:
        """Whether nothing but a Python file tells what the module `dotted` holds."""
        return home + dotted.replace(".", "/") not in self._compiled

    @cached_property
    def _homes(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for folder in self._folders:
            above, _, name = folder.rpartition("/")
            is_top = f"{folder}/__init__.py" in self.paths and f"{above}/__init__.py" not in self.paths
            if name.isidentifier() and (is_top or above in self._roots):
                found.setdefault(name, {})[_slashed(above)] = None
        for path in self.paths:
            above, _, name = path.rpartition("/")
            if above in self._roots and name.endswith(".py"):
                found.setdefault(name.removesuffix(".py"), {})[_slashed(above)] = None
        return {name: tuple(sorted(homes)) for name, homes in found.items()}

    @cached_property
    def _folders(self) -> frozenset[str]:
        """All folders that a Python file lies in or somewhere below."""
        found: set[str] = set()
        for path in self.paths:
            if path.endswith(".py"):
                folder = path.rpartition("/")[0]
                while folder and folder not in found:
                    found.add(folder)
                    folder = folder.rpartition("/")[0]
        return frozenset(found)

    @cached_property
    def _compiled(self) -> frozenset[str]:
        """The paths, without their suffixes, of what is compiled or generated to a module, and of stubs."""
        found = set()
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            stem, _, suffixes = name.partition(".")
            parts = suffixes.split(".")
            if parts[-1] in _COMPILED or (len(parts) > 1 and "py" in parts[:-1]):
                found.add(f"{folder}/{stem}" if folder else stem)
        return frozenset(found)


def is_standard(top: str) -> bool:
    """Whether a top-level name is the standard library's, which a folder of that name does not change."""
    return top in sys.stdlib_module_names


def _slashed(folder: str) -> str:
    return f"{folder}/" if folder else ""


def _above(path: str) -> tuple[str, ...]:
    """The folders that a file lies in, the innermost first, each with a slash at its end; the root is empty."""
    parts = path.split("/")[:-1]
    return tuple(_slashed("/".join(parts[:count])) for count in range(len(parts), -1, -1))
