"""Finds what is entered, or looped over, the wrong way: `async with` where `with` is needed, and the reverse."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from remend.inference.local import Closely
from remend.inference.values import ClassValue, FunctionValue, Instance, ManagerValue, Plain, Value
from remend.module import Module, Site
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.replaced import is_replaced
from remend.rules.missing_await.statements import statements

ENTERING = (ast.With, ast.AsyncWith, ast.AsyncFor)
_FAILING = re.compile(r"\b(?:raises|assertRaises|assertRaisesRegex|RaisesGroup|suppress)\(")
_LISTED = frozenset(["list", "dict", "set", "tuple", "str", "bytes", "Iterator"])
_PLAIN_DECORATORS = frozenset(["dataclass", "final", "runtime_checkable", "define", "frozen", "attrs"])
_SHARED = "the other managers of this statement are entered the other way"

Entering = ast.With | ast.AsyncWith | ast.AsyncFor


@dataclass(frozen=True, slots=True, eq=False)
class Mistaken:
    """A `with` or `for` at `site` that has an `async` too many, or one too few.

    `entered` is what is entered, as written, and `because` why that cannot work. `obstacle` says why it cannot be
    mended, `doubt` why it may be meant; both may be empty.
    """

    site: Site
    entered: str
    because: str
    obstacle: str = ""
    doubt: str = ""

    @property
    def keyword(self) -> str:
        """The statement's keywords as they should be."""
        return {ast.With: "async with", ast.AsyncWith: "with", ast.AsyncFor: "for"}[type(self.site.node)]

    @property
    def written(self) -> str:
        """The statement's keywords as they are."""
        return {ast.With: "with", ast.AsyncWith: "async with", ast.AsyncFor: "async for"}[type(self.site.node)]


def find_mistaken(module: Module, known: Known) -> Iterator[Mistaken]:
    """All of a file."""
    if not known.may_enter_wrongly(module.path):
        return
    closely = Closely(known.inference, module)
    for site in statements(module, ENTERING):
        node = site.node
        if isinstance(node, ast.With) and not _is_in_async(site):
            continue
        if any(isinstance(each, (ast.With, ast.AsyncWith)) and _FAILING.search(_head(each)) for each in site.path[:-1]):
            continue
        found = _mistaken(module, site, closely, known)
        if found is not None and known.bears_out_entering(module.path):
            yield found


def _is_in_async(site: Site) -> bool:
    around = next((n for n in reversed(site.path[:-1]) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))), None)
    return isinstance(around, ast.AsyncFunctionDef)


def _head(node: ast.With | ast.AsyncWith) -> str:
    return ", ".join(ast.unparse(item.context_expr) for item in node.items)


def _mistaken(module: Module, site: Site, closely: Closely, known: Known) -> Mistaken | None:
    node = site.node
    if isinstance(node, ast.AsyncFor):
        because = "" if _is_doubled(module, site, node.iter, known) else _listed(site, node.iter, closely)
        return Mistaken(site, _written(node.iter), because, doubt=_MAY_BE_ASYNC) if because else None
    assert isinstance(node, (ast.With, ast.AsyncWith))
    is_async = isinstance(node, ast.AsyncWith)
    reasons = [_cannot(module, site, item.context_expr, closely, known, is_async=is_async) for item in node.items]
    at = next((at for at, because in enumerate(reasons) if because), None)
    if at is None:
        return None
    first = node.items[at].context_expr
    obstacle = "" if all(reasons) else _SHARED
    is_certain = not is_async and all(isinstance(item.context_expr, ast.Call) for item in node.items)
    return Mistaken(site, _written(first), reasons[at], obstacle, "" if is_certain else _MAY_BE_ASYNC)


_MAY_BE_ASYNC = "the class may be meant to be entered so, or a subclass can be"


def _written(node: ast.expr) -> str:
    return f"{ast.unparse(node.func)}()" if isinstance(node, ast.Call) else ast.unparse(node)


def _cannot(module: Module, site: Site, node: ast.expr, closely: Closely, known: Known, *, is_async: bool) -> str:
    """Why `node` cannot be entered by `async with`, or by `with`; empty where it can, or nothing is certain."""
    path = (*site.path, node)
    value = closely.value(path)
    if _is_doubled(module, site, node, known):
        return ""
    if isinstance(value, ManagerValue):
        callee = closely.value((*path, node.func)) if isinstance(node, ast.Call) else None
        return _made(callee, closely, is_async=is_async)
    return _of_class(value, closely, is_async=is_async)


def _is_doubled(module: Module, site: Site, node: ast.expr, known: Known) -> bool:
    """Whether a test puts something else in the place of what is entered."""
    if not isinstance(node, ast.Call):
        return False
    return is_replaced(module, Site(node.func, (*site.path, node, node.func)), known)


def _made(callee: Value | None, closely: Closely, *, is_async: bool) -> str:
    """The same of what a decorated function gives."""
    if not isinstance(callee, FunctionValue) or len(callee.fact.decorators) != 1:
        return ""
    fact = callee.fact
    decorator = closely.inference.index.named(callee.path, fact.decorators[0])
    wanted = "contextlib.contextmanager" if is_async else "contextlib.asynccontextmanager"
    if decorator != wanted or fact.is_async is is_async or not fact.is_generator:
        return ""
    return f"{fact.name} is made by {wanted}, {callee.path}:{callee.line}"


def _of_class(value: Value | None, closely: Closely, *, is_async: bool) -> str:
    """The same of an instance of a class all of which can be seen."""
    if not isinstance(value, Instance) or not _is_seen(value.of, closely):
        return ""
    missing, present = ("__aenter__", "__enter__") if is_async else ("__enter__", "__aenter__")
    of, index = value.of, closely.inference.index
    if index.members(of.path, of.fact, missing) or not index.members(of.path, of.fact, present):
        return ""
    return f"{of.fact.name} has {present} and no {missing}, {of.path}:{of.line}"


def _is_seen(of: ClassValue, closely: Closely) -> bool:
    """Whether nothing of a class is hidden: no base is unknown, no decorator and no metaclass may add to it."""
    index = closely.inference.index
    if index.has_unknown_base(of.path, of.fact):
        return False
    classes = [of.fact, *(each[1] for each in index.bases(of.path, of.fact) if each is not None)]
    written = [decorator.partition("(")[0].rpartition(".")[2] for each in classes for decorator in each.decorators]
    return _PLAIN_DECORATORS.issuperset(written)


def _listed(site: Site, node: ast.expr, closely: Closely) -> str:
    """Why no `async for` can loop over `node`; empty where it can, or nothing is certain."""
    value = closely.value((*site.path, node))
    if isinstance(value, Plain) and value.name in _LISTED:
        callee = closely.value((*site.path, node, node.func)) if isinstance(node, ast.Call) else None
        if value.name == "Iterator" and not (isinstance(callee, FunctionValue) and callee.fact.is_generator):
            return ""
        return "it is a generator that is not async" if value.name == "Iterator" else f"it is a {value.name}"
    if not isinstance(value, Instance) or not _is_seen(value.of, closely):
        return ""
    of, index = value.of, closely.inference.index
    if index.members(of.path, of.fact, "__aiter__") or not index.members(of.path, of.fact, "__iter__"):
        return ""
    return f"{of.fact.name} has __iter__ and no __aiter__, {of.path}:{of.line}"
