"""One namespace of what the project defines and what it can import from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remend.index.beyond import Beyond
from remend.index.facts import Facts, Function
from remend.index.index import Definition, Index
from remend.index.modules import Modules


def wide_index(index: Index, beyond: Beyond) -> Index:
    """An index that sees what `index` does and, where a name leads there, the modules beyond the project.

    What has to go through all files, such as who defines or imports a name, goes through the project's alone.
    """
    return Index(WideFacts(index.facts, beyond), WideModules(index.modules, beyond), index.narrow)


def overloads(index: Index, found: Definition) -> tuple[Function, ...]:
    """All forms of the function or method that was found: it, and what `@overload` says beside it."""
    if not isinstance(found.fact, Function):
        return ()
    facts = index.facts[found.path]
    scopes = (facts.functions, *(owner.methods for owner in facts.classes))
    scope = next((scope for scope in scopes if found.fact in scope), ())
    forms = [form for form in scope if form.name == found.fact.name and form.line != found.fact.line]
    return (found.fact, *(form for form in forms if any(d.endswith("overload") for d in form.decorators)))


class WideFacts(Mapping[str, Facts]):
    """Facts by path: all of the project's, and behind them, one by one as they are asked for, those beyond it."""

    def __init__(self, own: Mapping[str, Facts], beyond: Beyond) -> None:
        self._own = own
        self._beyond = beyond

    def __getitem__(self, path: str) -> Facts:
        known = self._own.get(path)
        return self._beyond.facts(path) if known is None else known

    def __contains__(self, path: object) -> bool:
        return path in self._own or path in self._beyond

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


class WideModules(Modules):
    """The project's modules, and behind them those beyond it.

    A top-level package of the project hides an installed one of the same name, submodules and all. What goes by its
    name only because the folder that it lies in may be a root (`tests/asyncio/`) does not hide the standard library.
    """

    def __init__(self, own: Modules, beyond: Beyond) -> None:
        self._own = own
        self._beyond = beyond
        self._own_names: dict[str, str] = {}
        self._found: dict[str, str | None] = {}
        self.roots = own.roots

    @property
    def top_level(self) -> frozenset[str]:
        """Those of the project alone."""
        return self._own.top_level

    def names(self, path: str) -> tuple[str, ...]:
        """Beyond the project a module has one name; in it, all that are not the standard library's."""
        if path in self._beyond:
            return (self._beyond.name(path),)
        return tuple(name for name in self._own.names(path) if not self._is_hidden(path, name))

    def name(self, path: str) -> str:
        """The first of its names, empty where it has none."""
        known = self._own_names.get(path)
        if known is None:
            known = self._own_names[path] = next(iter(self.names(path)), "")
        return known

    def find(self, name: str) -> str | None:
        """The path of the module called `name`, or None."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> str | None:
        path = self._own.find(name)
        if path is None:
            return None if self._is_inside(name) else self._beyond.find(name)
        return self._beyond.find(name) if self._is_hidden(path, name) else path

    def _is_inside(self, name: str) -> bool:
        """Whether a module, if there were one of this name, would be in a package of the project."""
        top, dot, _ = name.partition(".")
        package = self.find(top) if dot else None
        return package is not None and package not in self._beyond

    def _is_hidden(self, path: str, name: str) -> bool:
        """Whether a file of the project has a name that starts at no root and belongs to the standard library."""
        stem = path.removesuffix(".py").removesuffix("/__init__")
        place = name.replace(".", "/")
        is_below_a_root = any(stem == root + place for root in ("", *self.roots))
        return not is_below_a_root and self._beyond.is_standard(name.partition(".")[0])
