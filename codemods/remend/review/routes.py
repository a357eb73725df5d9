"""The web routes that a file declares, so that a review can name the request that reaches a change.

Read from decorators as FastAPI, Starlette, Flask and their kin have them, and from the URL tables of Django and
Starlette. A prefix counts where it stands in the file: on the router, or where an application includes a router.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from remend.index.facts import Attribute
from remend.module import Module
from remend.project import Project

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
_INCLUDING = (b"include_router", b"register_blueprint")
_TABLES = ("path", "re_path", "Route", "WebSocketRoute")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Route:
    """An HTTP method and path, and the lines of the function that answers."""

    method: str
    path: str
    line: int
    end_line: int


class Routes:
    """The routes of the files of a project, each file looked at when it is asked about."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def __call__(self, path: str) -> tuple[Route, ...]:
        """The routes of one file; none where it does not parse."""
        module = self._load(path) if path in self._project.contents else None
        if module is None or not find_routes(module):
            return ()
        return find_routes(module, {name: prefix for (file, name), prefix in self._prefixes.items() if file == path})

    @cached_property
    def _prefixes(self) -> Mapping[tuple[str, str], str]:
        """By file and name the prefixes under which other files include a router."""
        found = {}
        index = self._project.index
        for path, raw in self._project.contents.items():
            module = self._load(path) if any(word in raw for word in _INCLUDING) else None
            for written, prefix in _included(module.tree) if module is not None else ():
                router = index.resolve(index.named(path, written)) if prefix else None
                if router is not None and isinstance(router.fact, Attribute):
                    found[router.path, router.fact.name] = prefix
        return found

    def _load(self, path: str) -> Module | None:
        module = Module.load(path, self._project.read(path))
        return module if isinstance(module, Module) else None


def find_routes(module: Module, prefixes: Mapping[str, str] | None = None) -> tuple[Route, ...]:
    """The routes of a file, in its order; `prefixes` are those under which others include its routers, by name."""
    every = list(ast.walk(module.tree))
    functions = [node for node in every if isinstance(node, _Function)]
    by_name = {function.name: function for function in functions}
    own = dict(_router_prefixes(every))
    outer = prefixes or {}
    whole = {name: outer.get(name, "") + own.get(name, "") for name in own.keys() | outer.keys()}
    found = [route for function in functions for route in _decorated(function, whole)]
    found += [route for call in every for route in _listed(call, by_name)]
    return tuple(sorted(found, key=lambda route: (route.line, route.path, route.method)))


def _included(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The routers that a file includes as it writes them, each with its prefix."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="include_router" | "register_blueprint"), args=[router, *_]):
                yield ast.unparse(router), _prefix(node)


def _router_prefixes(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Names that are bound to a router or blueprint, with its prefix."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if _prefix(call):
                yield name, _prefix(call)


def _decorated(function: _Function, prefixes: Mapping[str, str]) -> Iterator[Route]:
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(value=owner, attr=attribute)) if _path_of(decorator) is not None:
                path = prefixes.get(ast.unparse(owner), "") + str(_path_of(decorator))
                for method in _methods(decorator, attribute):
                    yield Route(method, _joined(path), function.lineno, function.end_lineno or function.lineno)


def _methods(call: ast.Call, attribute: str) -> Sequence[str]:
    if attribute in _METHODS:
        return (attribute.upper(),)
    if attribute not in ("route", "api_route"):
        return ()
    listed = next((keyword.value for keyword in call.keywords if keyword.arg == "methods"), None)
    if isinstance(listed, (ast.List, ast.Tuple, ast.Set)):
        constants = [each.value for each in listed.elts if isinstance(each, ast.Constant)]
        return [value.upper() for value in constants if isinstance(value, str)]
    return ("GET",)


def _listed(node: ast.AST, functions: Mapping[str, _Function]) -> Iterator[Route]:
    """The entry of a URL table whose function stands in the same file."""
    match node:
        case ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=str(path)), handler, *_]) if kind in _TABLES:
            function = functions.get(ast.unparse(handler))
            if function is not None and kind != "WebSocketRoute":
                end = function.end_lineno or function.lineno
                yield from (Route(m, _joined(path), function.lineno, end) for m in _methods(node, "route"))


def _path_of(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg in ("path", "rule")), None)
    match first:
        case ast.Constant(value=str(path)) if path[:1] in ("", "/"):
            return path
    return None


def _prefix(call: ast.Call) -> str:
    return _keyword(call, "prefix") or _keyword(call, "url_prefix")


def _keyword(call: ast.Call, name: str) -> str:
    value = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _joined(path: str) -> str:
    return "/" + path.lstrip("/")
