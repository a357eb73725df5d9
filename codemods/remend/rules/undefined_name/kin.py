"""What a file has to do with the modules of the project: those that it takes names from, and the one that it tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from remend.index.facts import Guard, Import
from remend.index.index import Definition, ImportSite, Index
from remend.module import Module

_TEST, _OTHER_TEST = "test_", "_test"
_SEVERAL = 3
_ASYNCHRONOUS = re.compile(r"(?<![a-z])(?:async|asyncio|aio)(?![a-z])_?|_(?:async|asyncio|aio)(?![a-z])")


class Kin:
    """Knows the modules that a file is close to, whatever the folder that they lie in."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.taken_from = lru_cache(maxsize=None)(self._find_taken_from)
        self._bound = lru_cache(maxsize=None)(self._find_bound)

    def is_close(self, path: str, other: str) -> bool:
        """Whether the file at `path` imports names from the module at `other`, or is named as its test."""
        return self.closeness(path, other) > 0

    def closeness(self, path: str, other: str) -> int:
        """How close the file at `path` is to the module at `other`: 1 where it imports from it, 2 more as its test."""
        stem = other.rpartition("/")[2].removesuffix(".py")
        is_its_test = not stem.startswith("__") and _tested(path) == stem
        return 2 * is_its_test + (not self.taken_from(path).isdisjoint(self._index.modules.names(other)))

    def keeps_to_its_folder(self, path: str) -> bool:
        """Whether all that a file takes from the project, several modules, lies beside it."""
        found = {self._index.modules.find(module) for module in self.taken_from(path)} - {None}
        folders = {target.rpartition("/")[0] for target in found if target is not None}
        return len(found) >= _SEVERAL and folders == {path.rpartition("/")[0]}

    def called_otherwise(self, module: Module, found: Definition) -> str:
        """The other name by which a file imports a definition at its top, and uses it; empty where it does not.

        Who gave a thing another name did so to keep its own for something else, unless the other name is forgotten.
        """
        name = self._bound(module.path).get(_key(found), "")
        return name if name and _is_used(module, name) else ""

    def forgotten(self, module: Module, name: str) -> tuple[str, Definition | None] | None:
        """What a file imports at its top from under `name` by another one that it never uses: that, and the thing."""
        for fact in self._imports(module.path):
            is_same = fact.is_renamed and not fact.is_module and fact.origin.rpartition(".")[2] == name
            if is_same and not _is_used(module, fact.name):
                return fact.name, self._index.lookup(module.path, fact.name)
        return None

    def at_hand(self, path: str, origin: str) -> str:
        """The one module that a file takes names from and that gives away what is called `origin`; empty where none is.

        `origin` is the dotted name by which it can be imported, from the project or from elsewhere.
        """
        name, found = origin.rpartition(".")[2], self._index.resolve(origin)
        giving = [
            each
            for each in self.taken_from(path)
            if self._gives_away(each, name, origin, found) and not self._takes_modules_alone(path, each)
        ]
        return giving[0] if len(giving) == 1 else ""

    def _takes_modules_alone(self, path: str, package: str) -> bool:
        """Whether a file takes nothing from a package but its modules, as its own parts do: `from . import errors`."""
        origins = (self._index.origin(ImportSite(path, fact)) for fact in self._imports(path))
        taken = (origin for origin in origins if origin.rpartition(".")[0] == package)
        return all(self._index.modules.find(origin) is not None for origin in taken)

    def _gives_away(self, module: str, name: str, origin: str, found: Definition | None) -> bool:
        """Whether a module offers a thing to others: by its `__all__`, by `import name as name`, or as its package."""
        path = self._index.modules.find(module)
        if path is None:
            return False
        facts = self._index.facts[path]
        imported = [each for each in facts.imports if each.name == name]
        if found is None:
            is_it = any(self._index.origin(ImportSite(path, each)) == origin for each in imported)
        else:
            is_it = self._index.resolve(f"{module}.{name}") == found
        if found is not None and path == found.path:
            return is_it
        if facts.exports is not None:
            return is_it and name in facts.exports
        is_named = any(each.is_renamed and each.origin.rpartition(".")[2] == name for each in imported)
        folder = path.removesuffix("__init__.py")
        is_part = found is not None and folder != path and found.path.startswith(folder)
        return is_it and (is_named or is_part)

    def _find_bound(self, path: str) -> Mapping[object, str]:
        renamed = (fact for fact in self._imports(path) if fact.is_renamed and not fact.is_module)
        found = ((fact.name, self._index.lookup(path, fact.name)) for fact in renamed)
        return {_key(each): name for name, each in found if each is not None and each.fact is not None}

    def _find_taken_from(self, path: str) -> frozenset[str]:
        """The modules that the file takes names from, functions aside."""
        origins = {self._index.origin(ImportSite(path, fact)) for fact in self._imports(path)}
        return frozenset(origin.rpartition(".")[0] for origin in origins)

    def _imports(self, path: str) -> Iterator[Import]:
        facts = self._index.facts.get(path)
        return (fact for fact in facts.imports if fact.guard is not Guard.FUNCTION) if facts is not None else iter(())


def is_asynchronous(path: str) -> bool:
    """Whether a file says by its name or folder that it is the asynchronous one of two: `async_client.py`."""
    return _ASYNCHRONOUS.search(path) is not None


def are_modes(path: str, other: str) -> bool:
    """Whether two files are the one for synchronous and the one for asynchronous use of the same thing."""
    return is_asynchronous(path) != is_asynchronous(other) and _without_mode(path) == _without_mode(other)


def _without_mode(path: str) -> str:
    return _ASYNCHRONOUS.sub("", path)


def _is_used(module: Module, name: str) -> bool:
    return any(isinstance(site.node, ast.Name) for site in module.sites((name,)))


def _key(found: Definition) -> object:
    return found.path, found.fact and (found.fact.name, found.fact.line)


def _tested(path: str) -> str:
    """What a file of tests is named after; empty for other files."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    if stem.startswith(_TEST):
        return stem.removeprefix(_TEST)
    return stem.removesuffix(_OTHER_TEST) if stem.endswith(_OTHER_TEST) else ""
