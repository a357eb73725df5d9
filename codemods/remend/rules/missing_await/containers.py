"""Where a container goes that holds the value of a call, and what is done with its elements."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod

from remend.module import Site
from remend.rules.missing_await.items import works_with_items
from remend.rules.missing_await.place import UNREAD, Place, Use
from remend.rules.missing_await.reads import dotted_name, last_name
from remend.rules.missing_await.signature import takes_plain
from remend.rules.missing_await.sinks import (
    CONTAINING,
    INSPECTING,
    LISTING,
    OF_DOUBLES,
    USING,
    asserts,
    holds_coroutines,
    is_sink,
)
from remend.rules.missing_await.variables import Variables

_CONTAINERS = (ast.List, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.Dict, ast.DictComp, ast.Tuple)
_READING = (ast.For, ast.comprehension, ast.Attribute, ast.Subscript, ast.Return, ast.Compare, ast.If, ast.UnaryOp)
_DEEPEST = 6


class Containers(Variables, ABC):
    """Judges the places of one file, as far as lists and the like are in between."""

    @abstractmethod
    def _named(self, site: Site, name: str, depth: int) -> Place | None:
        """Where the variable goes that it is assigned to."""

    @abstractmethod
    def _kept(self, name: str) -> Place | None:
        """Whether an attribute that it is assigned to is read somewhere in the file as what may be awaited."""

    @abstractmethod
    def _returned(self, site: Site, *, is_whole: bool = False) -> Place | None:
        """Where it goes as what a function returns, or as a part of that."""

    def _indexed(self, site: Site, target: ast.Subscript, depth: int) -> Place | None:
        """Where the container goes of which it is made an item."""
        match target.value:
            case ast.Name(id=name):
                return self._in_variable(site, name, depth)
            case ast.Attribute(attr=name):
                return self._kept(name)
        return Place(Use.KEPT)

    def _added(self, site: Site, holder: ast.expr, depth: int) -> Place | None:
        """Where the container goes that it is added to."""
        match holder:
            case ast.Name(id=name):
                return self._in_variable(site, name, depth)
            case ast.Attribute(attr=name):
                return self._kept(name)
        return Place(Use.KEPT, f"nothing is known of {ast.unparse(holder)}")

    def _contained(self, site: Site, depth: int) -> Place | None:
        """Where the container at `site` goes that it is an element of."""
        parent = site.parent()
        match parent:
            case ast.Return():
                return self._returned(site)
            case ast.Expr():
                return Place(Use.DROPPED)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return self._in_variable(site, name, depth)
            case ast.Assign(targets=[ast.Tuple(elts=elements)]) if isinstance(site.node, ast.Tuple):
                return self._unpacked(site, elements, depth)
            case ast.Assign(targets=[ast.Attribute(attr=name)]):
                return self._kept_items(name)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]) if not self._is_read_from(site, name):
                return self._in_variable(site, name, depth)
            case ast.Call(func=called) if called is not site.node:
                return self._container_argument(site, parent, depth)
            case ast.keyword() | ast.Starred():
                up = site.up()
                call = up.parent()
                return self._container_argument(up, call, depth) if isinstance(call, ast.Call) else None
            case ast.comprehension() | ast.For() | ast.AsyncFor():
                is_result = works_with_items(site, self._uses) and not self._gives_away(site, site)
                return Place(Use.KEPT) if is_result else None
            case ast.BinOp() | ast.IfExp() | ast.BoolOp() if depth < _DEEPEST:
                return self._contained(site.up(), depth + 1)
            case _ if isinstance(parent, _CONTAINERS) and depth < _DEEPEST:
                return self._contained(site.up(), depth + 1)
        return None

    def _container_argument(self, site: Site, call: ast.Call, depth: int) -> Place | None:
        name = last_name(call.func)
        if is_sink(dotted_name(call.func), self._sinks) or name in INSPECTING:
            return None
        if name in CONTAINING and isinstance(call.func, ast.Attribute):
            return self._added(site, call.func.value, depth)
        if name in LISTING:
            return self._contained(Site(call, (*site.path[: site.path.index(call)], call)), depth)
        if name in USING or asserts(name) or isinstance(site.node, ast.Dict) or self._is_taken_plain(site, call):
            return Place(Use.HANDED_ON)
        if isinstance(site.path[site.path.index(call) - 1], ast.Await):  # as the project's own `gather` is
            return None
        return Place(Use.KEPT, f"nothing is known of what {dotted_name(call.func) or 'the call'} does with it")

    def _is_taken_plain(self, site: Site, call: ast.Call) -> bool:
        """Whether the function that a container is handed to says what it takes, and that is nothing to await."""
        callee = self._closely.value((*site.path[: site.path.index(call) + 1], call.func))
        return takes_plain(callee, call, site.node, self._closely.inference)

    def _unpacked(self, site: Site, targets: list[ast.expr], depth: int) -> Place | None:
        """An element of a tuple that is assigned to a tuple of names: the one at its place."""
        return next((self._named(site, t.id, depth) for t in targets if isinstance(t, ast.Name)), Place(Use.USED))

    def _kept_items(self, name: str) -> Place | None:
        """Whether an attribute to which a container of it is assigned is read in the file as one of results."""
        uses = self._reads(name)
        if name in OF_DOUBLES or holds_coroutines(name) or any(map(self._runs, uses)):
            return None
        if any(works_with_items(use, self._uses) for use in uses):
            return Place(Use.KEPT)
        return None if uses else Place(Use.KEPT, UNREAD)

    def _in_variable(self, site: Site, name: str, depth: int) -> Place | None:
        """Where the container goes that a variable holds."""
        if depth > _DEEPEST or holds_coroutines(name):
            return None
        uses = list(self._uses(site, name))
        match site.parent():
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                uses = [use for use in uses if self._closely.may_see(use, site)]
        if any(works_with_items(use, self._uses) for use in uses) and not any(map(self._runs, uses)):
            return Place(Use.KEPT)
        doubt = ""
        for use in uses:
            if self._gives_away(use, site):
                return None
            if isinstance(use.parent(), _READING) or self._is_argument(use, site):
                continue
            place = self._contained(use, depth + 1)
            if place is None:
                return None
            doubt = doubt or place.doubt
        return Place(Use.KEPT, "" if isinstance(site.node, ast.Dict) else doubt)

    def _is_read_from(self, site: Site, name: str) -> bool:
        """Whether what is in a container that a variable holds is read in the function, or may be."""
        reading = [use.parent() for use in self._uses(site, name) if use.node not in site.path]
        return any(
            isinstance(each, _READING) and not _is_set(each) for each in reading if not isinstance(each, ast.Return)
        )

    def _gives_away(self, use: Site, site: Site) -> bool:
        """Whether a read of a container lets its elements be awaited."""
        match use.parent():
            case ast.For(iter=iterable, target=target) | ast.comprehension(iter=iterable, target=target) if (
                iterable is use.node
            ):
                return not isinstance(target, ast.Name) or self._is_run(site, target.id)
            case ast.Attribute(attr="values" | "items"):
                return True
            case ast.Subscript():
                return isinstance(use.parent(2), ast.Await)
            case ast.Return():
                return self._returned(use) is None
        return self._is_argument(use, site) and self._runs(use)

    def _is_argument(self, use: Site, site: Site) -> bool:
        """Whether a call is given a dictionary that is written out, as one is that holds other values."""
        match use.parent():
            case ast.Call(args=given):
                return isinstance(site.node, ast.Dict) and use.node in given
        return False


def _is_set(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
