"""How a file uses a name: read off its syntax tree, so that every candidate can be held against it.

A name inside a string counts where the string is an annotation; anywhere else a string is only text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from remend.module import Module, Site


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a name: how many arguments go by position, which go by keyword, and whether `*` or `**` add more."""

    positional: int
    keywords: frozenset[str]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """How a file uses a name, all places together; what it stands for has to allow all of that.

    `attributes` are read from it directly, `chains` are the same with what is read from them in turn (`path.join` of
    `os`), `calls` call it, `bases` tells that a class derives from it, `decorates` that it stands as a decorator,
    `raised` that it is raised or caught, `awaited` that what a call of it gives is awaited, `entered` that it stands in
    a `with`, `annotates` that all its places are annotations. `deferred` tells that all places stand inside functions,
    so that none is needed while the module is being imported.
    """

    attributes: frozenset[str] = frozenset()
    chains: frozenset[str] = frozenset()
    calls: tuple[Call, ...] = ()
    bases: bool = False
    decorates: bool = False
    raised: bool = False
    awaited: bool = False
    entered: bool = False
    annotates: bool = False
    deferred: bool = False

    @property
    def show_work(self) -> bool:
        """Whether the file does with the name what one does not do with just any value."""
        is_called = self.calls or self.decorates or self.raised
        return bool(is_called or self.attributes or self.bases or self.entered or self.annotates)


def unbound_sites(module: Module, name: str) -> tuple[Site, ...]:
    """The places where `name` is read, annotations in strings among them, and nothing in the file binds it."""
    found = []
    for site in module.sites({name}):
        is_read = _is_read(site.node, name) or (isinstance(site.node, ast.Constant) and is_annotation(site))
        if is_read and module.scope_at(site.path).is_unbound(name):
            found.append(site)
    return tuple(found)


def read_uses(module: Module, name: str, sites: Iterable[Site]) -> Uses:
    """What all of `sites`, at which `name` is read unbound, demand of the thing that it stands for."""
    chains: set[str] = set()
    calls: list[Call] = []
    roles: set[str] = set()
    count = annotations = deferred = 0
    for site in sites:
        count += 1
        annotations += is_annotation(site)
        deferred += any(scope.is_function for scope in module.scope_at(site.path).chain())
        if isinstance(site.node, ast.Constant):
            chains.update(_chains_in(str(site.node.value), name))
            continue
        chains.update(_chain(site))
        at = site
        if _is_called(at):
            at = site.up()
            calls.append(_call(at.node))
        roles.update(_roles(at, is_call=at is not site))
    return Uses(
        attributes=frozenset(chain.partition(".")[0] for chain in chains),
        chains=frozenset(chains),
        calls=tuple(calls),
        annotates=0 < count == annotations,
        deferred=0 < count == deferred,
        **dict.fromkeys(roles, True),
    )


def _is_read(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def is_annotation(site: Site) -> bool:
    """Whether a place is part of an annotation; what stands in `Literal[...]` is a value."""
    for above, below in zip(reversed(site.path[:-1]), reversed(site.path), strict=False):
        match above:
            case ast.Subscript(value=ast.Name(id="Literal") | ast.Attribute(attr="Literal"), slice=inner) if (
                below is inner
            ):
                return False
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                return below is annotation
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
                return below is returns
            case ast.Call() | ast.Lambda() | ast.stmt():
                return False
    return False


def _chain(site: Site) -> Iterator[str]:
    """The attributes that are read from a place, one from the other, as one dotted name."""
    parts: list[str] = []
    for above in reversed(site.path[:-1]):
        if not isinstance(above, ast.Attribute) or (not parts and not isinstance(above.ctx, ast.Load)):
            break
        parts.append(above.attr)
    if parts:
        yield ".".join(parts)


def _chains_in(text: str, name: str) -> Iterator[str]:
    """The attributes read from `name` inside an annotation that is a string."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return
    waiting: list[tuple[ast.AST, ...]] = [(tree,)]
    while waiting:
        path = waiting.pop()
        if _is_read(path[-1], name):
            yield from _chain(Site(path[-1], path))
        waiting += ((*path, child) for child in ast.iter_child_nodes(path[-1]))


def _is_called(site: Site) -> bool:
    above = site.parent()
    return isinstance(above, ast.Call) and above.func is site.node


def _call(node: ast.AST) -> Call:
    assert isinstance(node, ast.Call)
    is_open = any(isinstance(argument, ast.Starred) for argument in node.args)
    is_open = is_open or any(keyword.arg is None for keyword in node.keywords)
    positional = sum(not isinstance(argument, ast.Starred) for argument in node.args)
    return Call(positional, frozenset(keyword.arg for keyword in node.keywords if keyword.arg), is_open)


def _roles(site: Site, *, is_call: bool) -> Iterator[str]:
    """The fields of Uses that one place sets; for a call `site` is that of the call."""
    node, above = site.node, site.parent()
    match above:
        case ast.ClassDef(bases=bases) if not is_call and _among(node, bases):
            yield "bases"
        case ast.Subscript(value=value) if not is_call and value is node:
            owner = site.parent(2)
            if isinstance(owner, ast.ClassDef) and _among(above, owner.bases):
                yield "bases"
        case ast.Raise(exc=raised) if raised is node:
            yield "raised"
        case ast.ExceptHandler(type=caught) if caught is node:
            yield "raised"
        case ast.Tuple() if isinstance(handler := site.parent(2), ast.ExceptHandler) and handler.type is above:
            yield "raised"
        case ast.Await() if is_call:
            yield "awaited"
        case ast.withitem(context_expr=entered) if entered is node:
            yield "entered"
    if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and _among(node, above.decorator_list):
        yield "decorates"


def _among(node: ast.AST, nodes: Sequence[ast.AST]) -> bool:
    return any(node is each for each in nodes)
