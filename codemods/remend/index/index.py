"""Answers questions about a project's names: what a dotted name stands for, who defines it, who imports it.

Everything is worked out from facts, on demand; nothing of the project is imported or run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from remend.index.bound import is_kept_by_stub, own_member
from remend.index.facts import Attribute, Class, Function, Guard, Import
from remend.index.sites import Definition, ImportSite, Sites, is_package

__all__ = ["Definition", "ImportSite", "Index"]

_Seen = frozenset[tuple[str, str]]
_Place = tuple[str, str, int]
_NOTHING_SEEN: _Seen = frozenset()
_IN_EVERY_MODULE = frozenset(map("__{}__".format, str.split("builtins dict doc file loader name package spec")))
_BASES_WITHOUT_MEMBERS = ("object", "ABC", "Generic", "Protocol")


class Index(Sites):
    """The facts of a project's modules, and what follows from them."""

    def resolve(self, dotted: str) -> Definition | None:
        """What an absolute dotted name stands for, through re-exports: a module, or something that a module defines.

        It is read as an import reads it: all but the last part are modules where there are such modules, and what a
        package binds comes before its submodule of the same name. Otherwise a part may be a class, whose bases are
        looked into, or another name for one. None where it is not the project's, or cannot be told.
        """
        return self._resolve(dotted, _NOTHING_SEEN)

    def lookup(self, path: str, name: str) -> Definition | None:
        """What `name` stands for at the module level of `path`, through imports; None where that cannot be told."""
        return self._lookup(path, name, _NOTHING_SEEN)

    def named(self, path: str, expression: str) -> str:
        """The absolute dotted name that a dotted expression at the module level of `path` has by way of an import.

        Empty where its first part is not imported there. It need not be the project's.
        """
        first, _, rest = expression.partition(".")
        bound = self._bound(path).get(first) if path in self.facts else None
        if not isinstance(bound, Import):
            return ""
        start = first if bound.is_module and not bound.is_renamed else self.origin(ImportSite(path, bound))
        return ".".join(filter(None, (start, rest))) if start else ""

    def members(self, path: str, owner: Class, name: str) -> tuple[Definition, ...]:
        """All that the class which `member` takes `name` from binds it to, an attribute as often as it is assigned.

        A method may stand behind a base that cannot be seen: it would be of no use there if that base had it as well.
        """
        is_hidden = False
        for (place, _, _), ancestor in self._ancestry(path, owner, _NOTHING_SEEN).items():
            found = None if ancestor is None else own_member(ancestor, name)
            is_hidden = is_hidden or ancestor is None
            if is_hidden and found is not None and (not isinstance(found, Function) or name.startswith("__")):
                return ()
            if ancestor is not None and isinstance(found, Attribute):
                return tuple(Definition(place, each) for each in ancestor.attributes if each.name == name)
            if found is not None:
                return (Definition(place, found),)
        return ()

    def bases(self, path: str, owner: Class) -> tuple[tuple[str, Class] | None, ...]:
        """What a class at the module level of `path` inherits from, in the order that Python asks; None for unknown."""
        ancestry = list(self._ancestry(path, owner, _NOTHING_SEEN).items())[1:]
        return tuple(None if ancestor is None else (place, ancestor) for (place, _, _), ancestor in ancestry)

    def has_module(self, dotted: str) -> bool:
        """Whether `dotted` is a module or package of the project, or a folder with modules somewhere below it."""
        return self.modules.find(dotted) is not None or dotted in self._folders

    def defines(self, path: str, name: str) -> bool:
        """Whether importing `name` from the module at `path` can work; true where that cannot be told.

        It works for what the module binds in any way, for a submodule of a package, through a star import, and it may
        work where the module has a `__getattr__` or is dynamic, does not parse, or takes in all names of a module
        outside the project.
        """
        return self._defines(path, name, frozenset())

    def member(self, path: str, owner: Class, name: str) -> Definition | None:
        """Method or attribute `name` of a class at the module level of `path`, its own or inherited.

        None where there is none, or where a base that is not the project's may have it before one that is.
        """
        return self._member(path, owner, name, _NOTHING_SEEN)

    def has_unknown_base(self, path: str, owner: Class) -> bool:
        """Whether a class at the module level of `path` may inherit what cannot be seen here."""
        return None in self._ancestry(path, owner, _NOTHING_SEEN).values()

    def _resolve(self, dotted: str, seen: _Seen) -> Definition | None:
        parts = dotted.split(".")
        for count in range(len(parts) - 1, 0, -1):
            path = self.modules.find(".".join(parts[:count]))
            found = self._attributes(None if path is None else Definition(path), parts[count:], seen)
            if found is not None:
                return found
        whole = self.modules.find(dotted)
        return None if whole is None else Definition(whole)

    def _attributes(self, found: Definition | None, names: Sequence[str], seen: _Seen) -> Definition | None:
        for name in names:
            found = None if found is None else self._attribute(found, name, seen)
        return found

    def _attribute(self, found: Definition, name: str, seen: _Seen) -> Definition | None:
        owner = self._behind(found, seen)
        if owner is None:
            return None
        if owner.fact is None:
            return self._lookup(owner.path, name, seen)
        return self._member(owner.path, owner.fact, name, seen) if isinstance(owner.fact, Class) else None

    def _behind(self, found: Definition | None, seen: _Seen) -> Definition | None:
        """What a definition is another name for, as `B` is in `B = a.A`; itself if it is no such name."""
        while found is not None and isinstance(found.fact, Attribute):
            mark = (found.path, f"{found.fact.name} =")
            if mark in seen or not found.fact.value:
                return None
            seen |= {mark}
            found = self._written(found.path, found.fact.value, seen)
        return found

    def _written(self, path: str, expression: str, seen: _Seen) -> Definition | None:
        """What a dotted expression stands for as written at the module level of `path`."""
        first, *rest = expression.split(".")
        bound = self._bound(path).get(first)
        if not isinstance(bound, Import):
            found = self._lookup(path, first, seen) or (
                None if first in self._bound(path) else self._builtin(first, seen)
            )
            return self._attributes(found, rest, seen)
        is_top = bound.is_module and not bound.is_renamed
        start = first if is_top else self.origin(ImportSite(path, bound))
        return self._resolve(".".join((start, *rest)), seen) if start else None

    def _builtin(self, name: str, seen: _Seen) -> Definition | None:
        path = self.modules.find("builtins") if name not in _BASES_WITHOUT_MEMBERS else None
        return None if path is None else self._lookup(path, name, seen)

    def _lookup(self, path: str, name: str, seen: _Seen) -> Definition | None:
        if path not in self.facts or (path, name) in seen:
            return None
        seen |= {(path, name)}
        bound = self._bound(path).get(name)
        for star in self._stars(path):
            if bound is None or (star.guard is Guard.NONE and star.line > bound.line):
                source = self.modules.find(self.origin(ImportSite(path, star)))
                if source is not None and self._offers(source, name, frozenset({path})):
                    found = self._lookup(source, name, seen)
                    if found is not None:
                        return found
        if isinstance(bound, Import):
            return self._follow(ImportSite(path, bound), seen)
        if bound is not None:
            return Definition(path, bound)
        submodule = self.modules.find(f"{self.modules.name(path)}.{name}") if is_package(path) else None
        return None if submodule is None else Definition(submodule)

    def _follow(self, site: ImportSite, seen: _Seen) -> Definition | None:
        if site.fact.is_module and not site.fact.is_renamed:
            path = self.modules.find(site.fact.name)
            return None if path is None else Definition(path)
        return self._resolve(self.origin(site), seen)

    def _member(self, path: str, owner: Class, name: str, seen: _Seen) -> Definition | None:
        for (place, _, _), ancestor in self._ancestry(path, owner, seen).items():
            if ancestor is None:
                return None
            fact = own_member(ancestor, name)
            if fact is not None:
                return Definition(place, fact)
        return None

    def _ancestry(self, path: str, owner: Class, seen: _Seen) -> dict[_Place, Class | None]:
        """A class and its bases in the order in which Python asks them, by place; None for a base that is unknown."""
        mark = (path, f"class {owner.name} {owner.line}")
        if mark in seen:
            return {}
        below = seen | {mark}
        order: dict[_Place, Class | None] = {}
        for written in owner.bases:
            base = written.partition("[")[0]
            found = self._behind(self._written(path, base, below), below)
            if found is not None and isinstance(found.fact, Class):
                for place, ancestor in self._ancestry(found.path, found.fact, below).items():
                    order.pop(place, None)  # what several bases share is asked after the last of them
                    order[place] = ancestor
            elif base.rpartition(".")[2] not in _BASES_WITHOUT_MEMBERS:
                order[path, base, owner.line] = None
        return {(path, owner.name, owner.line): owner, **order}

    def _defines(self, path: str, name: str, seen: frozenset[str]) -> bool:
        facts = self.facts.get(path)
        if facts is None or not facts.parses or facts.has_getattr or facts.is_dynamic or name in _IN_EVERY_MODULE:
            return True
        bound = self._bound(path)
        if name in bound:
            return True
        if is_package(path) and (
            name == "__path__" or "__path__" in bound or self.has_module(f"{self.modules.name(path)}.{name}")
        ):
            return True
        origins = [self.modules.find(self.origin(ImportSite(path, star))) for star in self._stars(path)]
        return any(origin is None or self._offers(origin, name, seen | {path}) for origin in origins)

    def _offers(self, path: str, name: str, seen: frozenset[str]) -> bool:
        """Whether `import *` from `path` may give `name`; `seen` are the modules that take it from there."""
        facts = self.facts.get(path)
        if facts is None or not facts.parses:
            return True
        bound = self._bound(path)
        if facts.exports is not None:
            is_public = name in facts.exports
        else:
            is_public = "__all__" in bound or not (name.startswith("_") or is_kept_by_stub(path, bound.get(name)))
        return is_public and path not in seen and self._defines(path, name, seen)

    def _stars(self, path: str) -> Iterator[Import]:
        """The star imports of a module, the last first."""
        return (fact for fact in reversed(self.facts[path].imports) if fact.name == "*")

    @cached_property
    def _folders(self) -> frozenset[str]:
        """The dotted names of all folders that modules are in."""
        names = {name.rpartition(".")[0] for path in self.facts for name in self.modules.names(path)}
        return frozenset(name.rsplit(".", cut)[0] for name in names for cut in range(name.count(".") + 1)) - {""}
