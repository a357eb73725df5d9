"""The methods that a method overrides and that override it: all of them are async, or none."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.index.facts import Class, Function
from remend.index.index import Index
from remend.inference.local import Closely
from remend.module import Site
from remend.rules.missing_await.propagate.functions import Target
from remend.rules.missing_await.stray import is_stray

Place = tuple[str, int]
"""Path and line of a method."""

_OPEN = frozenset(["Protocol"])


class Families:
    """Of one project; `index` knows the libraries too."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._project = frozenset(index.facts)
        self._owners: dict[str, list[tuple[str, Class]]] = {}
        for path, facts in index.facts.items():
            for owner in facts.classes:
                for name in {method.name for method in owner.methods}:
                    self._owners.setdefault(name, []).append((path, owner))

    def of(self, target: Target, closely: Closely, definition: Site) -> tuple[frozenset[Place], str]:
        """The places of the methods that have to become async together with `target`, or why they cannot."""
        node = definition.parent()
        assert isinstance(node, ast.ClassDef)
        of = closely.class_of(node)
        mine = (of.path, of.fact)
        bases = self._index.bases(*mine)
        if any(base is None for base in bases) and not is_stray(definition.node):
            return frozenset(), f"{of.fact.name} has a base that cannot be read, which may have a {target.name} too"
        outside = [b for b in bases if b is not None and b[0] not in self._project and _is_sync(b[1], target.name)]
        if outside:
            return frozenset(), f"it overrides {outside[0][1].name}.{target.name}, which is not async"
        if _is_protocol(of.fact):
            return frozenset(), f"{of.fact.name} is a protocol, which any class may meet"
        protocols = [o for p, o in self._owners.get(target.name, ()) if _is_protocol(o) and (p, o.line) != _key(mine)]
        if protocols:
            return frozenset(), f"{protocols[0].name} asks for a {target.name} that is not async"
        members = {(of.path, target.line)} | {(p, m.line) for p, m in self._related(target, mine)}
        return frozenset(members), ""

    def _related(self, target: Target, mine: tuple[str, Class]) -> Iterator[tuple[str, Function]]:
        """The methods of that name in classes that have an ancestor with such a method in common with this one."""
        lines = self._lines(mine, target.name)
        for path, owner in self._owners.get(target.name, ()):
            if (path, owner.line) != _key(mine) and lines & self._lines((path, owner), target.name):
                method = _own(owner, target.name)
                if method is not None and not method.is_async:
                    yield path, method

    def _lines(self, owner: tuple[str, Class], name: str) -> frozenset[Place]:
        """The classes with a method of that name among a class and its ancestors."""
        every = [owner, *(base for base in self._index.bases(*owner) if base is not None)]
        return frozenset((path, fact.line) for path, fact in every if _own(fact, name) is not None)


def _key(owner: tuple[str, Class]) -> Place:
    return owner[0], owner[1].line


def _own(owner: Class, name: str) -> Function | None:
    return next((method for method in owner.methods if method.name == name), None)


def _is_sync(owner: Class, name: str) -> bool:
    method = _own(owner, name)
    return method is not None and not method.is_async


def _is_protocol(owner: Class) -> bool:
    return any(written.partition("[")[0].rpartition(".")[2] in _OPEN for written in owner.bases)
