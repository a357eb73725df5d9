"""Where the value of a call goes.

A coroutine that is not awaited on the spot may still be awaited later: by a task, by whoever it is returned or handed
to. It is held to be forgotten unless it has such a place to go.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.inference.local import Closely
from remend.module import Module, Site
from remend.rules.missing_await.agreeing import assigns_awaited, yields_awaited
from remend.rules.missing_await.items import works_with_items
from remend.rules.missing_await.place import UNREAD, Place, Use
from remend.rules.missing_await.promises import enters_result, says_plain, says_result
from remend.rules.missing_await.reads import (
    asks_for_awaitable,
    compares_with_none,
    dotted_name,
    is_awaitable,
    is_awaited,
    is_of_coroutines,
    last_name,
    works_with,
)
from remend.rules.missing_await.signature import uses_it
from remend.rules.missing_await.sinks import (
    CONTAINING,
    INSPECTING,
    LISTING,
    OF_COROUTINES,
    OF_DOUBLES,
    USING,
    asserts,
    holds_coroutines,
    is_sink,
)

_CONTAINERS = (ast.List, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.Dict, ast.DictComp, ast.Tuple)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_READING = (ast.For, ast.comprehension, ast.Attribute, ast.Subscript, ast.Return, ast.Compare, ast.If, ast.UnaryOp)
_KEEPING = frozenset(["staticmethod", "classmethod", "override"])
_DEEPEST = 6


class Places:
    """Judges the places of one file. `sinks` are names of callables that run what they are given."""

    def __init__(self, closely: Closely, sinks: frozenset[str]) -> None:
        self._closely = closely
        self._sinks = sinks

    @property
    def _module(self) -> Module:
        return self._closely.module

    def of(self, site: Site, depth: int = 0) -> Place | None:
        """The place of the expression at `site`, None where a coroutine may have a place to go there."""
        parent = site.parent()
        match parent:
            case ast.Expr():
                return Place(Use.DROPPED)
            case ast.Return():
                return self._returned(site, is_whole=True)
            case ast.Assign(targets=targets):
                return self._assigned(site, targets, depth)
            case ast.AnnAssign(target=target, annotation=annotation):
                if is_awaitable(annotation):
                    return None
                is_meant = self._says_plain(annotation, site) or says_result(annotation, site, self._closely)
                is_result = is_meant and self._is_never_run(site, target)
                return Place(Use.ASSIGNED) if is_result else self._assigned(site, [target], depth)
            case ast.NamedExpr(target=target):
                return self._assigned(site, [target], depth) and self.of(site.up(), depth)
            case ast.Yield():
                return self._yielded(site)
            case ast.Await() | ast.YieldFrom() | ast.Lambda() | ast.arguments() | ast.Delete():
                return None
            case ast.withitem() | ast.AsyncFor() | ast.comprehension(is_async=1):
                return self._entered(site)
            case ast.List() | ast.Set() | ast.Tuple() | ast.Dict():
                return self._contained(site.up(), depth)
        return self._in_expression(site, parent, depth)

    def _in_expression(self, site: Site, parent: ast.AST, depth: int) -> Place | None:
        """The place of what is a part of the expression `parent`."""
        node = site.node
        match parent:
            case ast.Attribute(attr=name):
                return None if name in OF_COROUTINES else Place(Use.USED)
            case ast.IfExp(test=test) if node is not test:
                return self.of(site.up(), depth)
            case ast.BoolOp(values=[*_, last]) if node is last:
                return self.of(site.up(), depth)
            case ast.keyword():
                return self._argument(site.up(), depth)
            case ast.Call(func=called) if node is not called:
                return self._argument(site, depth)
            case ast.DictComp(key=key, value=value) if node in (key, value):
                return self._contained(site.up(), depth)
            case ast.ListComp(elt=elt) | ast.SetComp(elt=elt) | ast.GeneratorExp(elt=elt) if node is elt:
                return self._contained(site.up(), depth)
            case ast.Starred() if depth and isinstance(site.parent(2), ast.Call):
                return self._argument(site.up(), depth)
        return Place(Use.USED)

    def _entered(self, site: Site) -> Place:
        """An `async with` or `async for` over a coroutine, which may be meant of what it gives, or of another function.

        A method that only declares what others implement may stand for an asynchronous generator.
        """
        is_certain = enters_result(site, self._closely)
        return Place(Use.USED, "" if is_certain else "nothing is known of how what it gives can be used there")

    def _returned(self, site: Site, *, is_whole: bool = False) -> Place | None:
        """Where it goes as what a function returns, or as a part of that."""
        function = next((node for node in reversed(site.path) if isinstance(node, (*FUNCTIONS, ast.Lambda))), None)
        if not isinstance(function, ast.AsyncFunctionDef):
            return Place(Use.RETURNED) if is_whole and self._promises_result(site, function) else None
        if function.returns is None or not is_awaitable(function.returns):
            return Place(Use.RETURNED)
        around = Site(function, site.path[: site.path.index(function) + 1])
        return Place(Use.RETURNED) if is_whole and self._says_plain(function.returns, around) else None

    def _yielded(self, site: Site) -> Place | None:
        """Where it goes as what a generator yields: whoever takes it may await it, unless an annotation says no."""
        function = next((node for node in reversed(site.path) if isinstance(node, (*FUNCTIONS, ast.Lambda))), None)
        if not isinstance(function, ast.AsyncFunctionDef):
            return None
        match function.returns:
            case ast.Subscript(slice=ast.Tuple(elts=[given, *_]) | given):
                return None if is_awaitable(given) else Place(Use.YIELDED)
        return Place(Use.YIELDED, "" if yields_awaited(site) else "whoever takes it may await it")

    def _promises_result(self, site: Site, function: ast.FunctionDef | ast.Lambda | None) -> bool:
        """Whether a function that is not async says that it returns something which cannot be awaited."""
        if not isinstance(function, ast.FunctionDef) or function.returns is None:
            return False
        if not _KEEPING.issuperset(map(ast.unparse, function.decorator_list)):
            return False
        return self._says_plain(function.returns, Site(function, site.path[: site.path.index(function) + 1]))

    def _is_never_run(self, site: Site, target: ast.expr) -> bool:
        """Whether nothing in the function awaits the variable that `target` is, or hands it to what does."""
        if not isinstance(target, ast.Name) or holds_coroutines(target.id):
            return False
        return not self._is_run(site, target.id)

    def _says_plain(self, annotation: ast.expr, site: Site) -> bool:
        """Whether an annotation at `site` is that of a value which cannot be awaited."""
        return says_plain(annotation, site, self._closely)

    def _assigned(self, site: Site, targets: list[ast.expr], depth: int) -> Place | None:
        if len(targets) != 1:
            return None
        match targets[0]:
            case ast.Name(id=name):
                return self._named(site, name, depth)
            case ast.Attribute(attr=name):
                return self._kept(name)
            case ast.Subscript():
                return self._indexed(site, targets[0], depth)
        return Place(Use.USED)

    def _named(self, site: Site, name: str, depth: int) -> Place | None:
        """Where the variable goes that it is assigned to."""
        if depth > _DEEPEST:
            return None
        if name in self._module.scope_at(site.path).outer_names:
            return self._shared(site, name)
        every = list(self._uses(site, name))
        if assigns_awaited(site, name, every):
            return Place(Use.ASSIGNED)
        uses = [use for use in every if self._closely.may_see(use, site)]
        telling = [use for use in uses if not compares_with_none(use) and not is_of_coroutines(use)]
        if any(map(is_awaited, uses)):
            return None
        if any(map(works_with, uses)):
            return Place(Use.ASSIGNED)
        if holds_coroutines(name) or any(map(self._runs, uses)):
            return None
        judged = [self.of(use, depth + 1) for use in telling]
        if any(place is None for place in judged) or (not judged and any(map(is_of_coroutines, uses))):
            return None
        return Place(Use.ASSIGNED, next((place.doubt for place in judged if place and place.doubt), ""))

    def _shared(self, site: Site, name: str) -> Place | None:
        """Where a variable of another function goes, or of the module: nowhere but where it must be a result."""
        around = next((node for node in site.path if isinstance(node, FUNCTIONS)), site.path[0])
        named = [use for use in self._module.sites((name,)) if around in use.path and isinstance(use.node, ast.Name)]
        uses = [use for use in named if isinstance(use.node, ast.Name) and isinstance(use.node.ctx, ast.Load)]
        if holds_coroutines(name) or any(is_awaited(use) or self._runs(use) for use in uses):
            return None
        return Place(Use.ASSIGNED) if any(map(works_with, uses)) else None

    def _runs(self, use: Site) -> bool:
        """Whether a read hands what it reads to what is expected to run it."""
        match use.parent():
            case ast.Call(func=called) if called is not use.node:
                return is_sink(dotted_name(called), self._sinks)
        return False

    def _uses(self, site: Site, name: str) -> Iterator[Site]:
        """The reads of `name` in the function around `site`."""
        function = next((node for node in reversed(site.path[:-1]) if isinstance(node, FUNCTIONS)), site.path[0])
        for use in self._module.sites((name,)):
            if function in use.path and isinstance(use.node, ast.Name) and isinstance(use.node.ctx, ast.Load):
                yield use

    def _reads(self, attribute: str) -> list[Site]:
        """The reads of an attribute of that name in the file."""
        found = [use for use in self._module.sites((attribute,)) if isinstance(use.node, ast.Attribute)]
        return [use for use in found if isinstance(use.node, ast.Attribute) and isinstance(use.node.ctx, ast.Load)]

    def _kept(self, name: str) -> Place | None:
        """Whether an attribute that it is assigned to is read somewhere in the file as what may be awaited."""
        if name in OF_DOUBLES or holds_coroutines(name):
            return None
        uses = self._reads(name)
        if any(map(is_awaited, uses)):
            return None
        if not any(map(works_with, uses)):
            for use in uses:
                if self._runs(use):
                    return None
                if isinstance(use.parent(), (ast.Starred, ast.List, ast.Tuple, ast.Yield, ast.YieldFrom)):
                    return None
        return Place(Use.KEPT)

    def _indexed(self, site: Site, target: ast.Subscript, depth: int) -> Place | None:
        """Where the container goes of which it is made an item."""
        match target.value:
            case ast.Name(id=name):
                return self._in_variable(site, name, depth)
            case ast.Attribute(attr=name):
                return self._kept(name)
        return Place(Use.KEPT)

    def _argument(self, site: Site, depth: int) -> Place | None:
        """Where it goes as an argument; `site` is the argument, or the keyword that it is the value of."""
        call = site.parent()
        assert isinstance(call, ast.Call)
        name = last_name(call.func)
        keyword = site.node.arg if isinstance(site.node, ast.keyword) else None
        if is_sink(dotted_name(call.func), self._sinks) or holds_coroutines(keyword or "") or keyword in OF_DOUBLES:
            return None
        if name in INSPECTING:
            return Place(Use.HANDED_ON) if name == "isinstance" and not asks_for_awaitable(call) else None
        if name in USING or name in LISTING or asserts(name):
            return Place(Use.HANDED_ON)
        if name in CONTAINING and isinstance(call.func, ast.Attribute):
            return self._added(site, call.func.value, depth)
        return self._handed(site, call)

    def _handed(self, site: Site, call: ast.Call) -> Place | None:
        """Where it goes as an argument of a function whose name tells nothing."""
        callee = self._closely.value((*site.path[:-1], call.func))
        is_used, doubt = uses_it(callee, call, site.node, self._closely.inference)
        is_meant = bool(doubt) and isinstance(site.node, ast.Call) and holds_coroutines(last_name(site.node.func))
        return Place(Use.HANDED_ON, doubt) if is_used and not is_meant else None

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
            case ast.Call(func=called) if called is not site.node:
                return self._container_argument(site, parent, depth)
            case ast.keyword() | ast.Starred():
                up = site.up()
                call = up.parent()
                return self._container_argument(up, call, depth) if isinstance(call, ast.Call) else None
            case ast.comprehension() | ast.For() | ast.AsyncFor():
                return None
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
        if name in USING or asserts(name) or isinstance(site.node, ast.Dict):
            return Place(Use.HANDED_ON)
        if isinstance(site.path[site.path.index(call) - 1], ast.Await):  # as the project's own `gather` is
            return None
        return Place(Use.KEPT, f"nothing is known of what {dotted_name(call.func) or 'the call'} does with it")

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

    def _is_run(self, site: Site, name: str) -> bool:
        return any(is_awaited(use) or self._runs(use) for use in self._uses(site, name))
