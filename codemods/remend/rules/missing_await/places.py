"""Where the value of a call goes.

A coroutine that is not awaited on the spot may still be awaited later: by a task, by whoever it is returned or handed
to. It is held to be forgotten unless it has such a place to go.
"""

from __future__ import annotations

import ast

from remend.module import Site
from remend.rules.missing_await.agreeing import assigns_awaited, yields_awaited
from remend.rules.missing_await.containers import Containers
from remend.rules.missing_await.place import Place, Use
from remend.rules.missing_await.promises import enters_result, says_plain, says_result
from remend.rules.missing_await.reads import (
    asks_for_awaitable,
    compares_with_none,
    dotted_name,
    is_awaitable,
    is_awaited,
    is_of_coroutines,
    is_unpacked,
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
    called_later,
    holds_coroutines,
    is_sink,
)
from remend.rules.missing_await.variables import FUNCTIONS

_KEEPING = frozenset(["staticmethod", "classmethod", "override"])
_DEEPEST = 6


class Places(Containers):
    """Judges the places of one file. `sinks` are names of callables that run what they are given."""

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
            case ast.List() | ast.Set() | ast.Tuple() | ast.Dict() if not is_unpacked(site):
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
            case ast.keyword(arg=str()):
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
        return Place(Use.YIELDED) if yields_awaited(site) else None

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
        if len(targets) > 1:
            places = [self._assigned(site, [target], depth) for target in targets]
            return None if None in places else max(places, key=lambda place: place.doubt if place else "")
        match targets[0]:
            case ast.Name(id=name):
                return self._named(site, name, depth)
            case ast.Attribute(attr=name):
                return None if _is_called_awaitable(site) else self._kept(name)
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

    def _argument(self, site: Site, depth: int) -> Place | None:
        """Where it goes as an argument; `site` is the argument, or the keyword that it is the value of."""
        call = site.parent()
        assert isinstance(call, ast.Call)
        name = last_name(call.func)
        keyword = site.node.arg if isinstance(site.node, ast.keyword) else None
        later = called_later(call, site.node)
        if later is not None and not is_sink(dotted_name(later.func), self._sinks):
            return self._handed_later(site, later)
        if is_sink(dotted_name(call.func), self._sinks) or holds_coroutines(keyword or "") or keyword in OF_DOUBLES:
            return None
        if name in INSPECTING:
            return Place(Use.HANDED_ON) if name == "isinstance" and not asks_for_awaitable(call) else None
        if name in USING or name in LISTING or asserts(name):
            return Place(Use.HANDED_ON)
        if name in CONTAINING and isinstance(call.func, ast.Attribute):
            place = self._added(site, call.func.value, depth)
            return Place(Use.USED) if place is not None and name == "extend" else place
        return self._handed(site, call)

    def _handed_later(self, site: Site, call: ast.Call) -> Place | None:
        """Where it goes as an argument of a function that is called later, if it is known what that does with it."""
        place = self._handed(site, call)
        return None if place is None or place.doubt else place

    def _handed(self, site: Site, call: ast.Call) -> Place | None:
        """Where it goes as an argument of a function whose name tells nothing."""
        callee = self._closely.value((*site.path[:-1], call.func))
        is_used, doubt = uses_it(callee, call, site.node, self._closely.inference)
        is_meant = bool(doubt) and _is_called_awaitable(site)
        if isinstance(site.node, ast.keyword) and site.node.arg and not is_sink(site.node.arg, self._sinks):
            doubt = ""  # whoever is told by name what it is for takes no coroutine for it
        return Place(Use.HANDED_ON, doubt) if is_used and not is_meant else None


def _is_called_awaitable(site: Site) -> bool:
    """Whether what is called says by its name that it gives what is yet to be awaited."""
    return isinstance(site.node, ast.Call) and holds_coroutines(last_name(site.node.func))
