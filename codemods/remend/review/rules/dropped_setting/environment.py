"""What in one file is the environment, or asks for a setting in another way: the accessor, and what wraps either."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

from remend.inference.local import Closely
from remend.inference.references import Files
from remend.inference.values import ClassValue, FunctionValue, Instance, Outside, Value
from remend.module import Module, Site
from remend.rules.env_access.find import find_uses

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_GETTERS = frozenset({"get", "pop", "setdefault", "__getitem__"})
_LIBRARIES = ("decouple.config", "environ.Env", "environs.Env", "starlette.config.Config")
_READ = frozenset({"os.environ", "os.environb", "os.getenv", "os.getenvb"})
_DEEPEST = 4


class Environment:
    """Tells of expressions whether they ask for a setting.

    `own` are the files of the project; `accessor` is its own, as `package.module:name`, empty where none is configured.
    """

    def __init__(self, files: Files, own: Container[str], accessor: str) -> None:
        self._files = files
        self.own = own
        self._dotted = accessor.replace(":", ".")
        self._accessors = tuple(self._objects(accessor))
        self._nodes: dict[str, tuple[Module, frozenset[int]]] = {}
        self._wrappers: dict[tuple[str, int], bool] = {}

    def _objects(self, accessor: str) -> Iterator[Value]:
        infer = self._files.inference
        found = infer.index.resolve(accessor.replace(":", ".")) if accessor else None
        value = infer.definition(found) if found is not None else None
        for each in (value, infer.called(value)):
            if isinstance(each, Instance):
                yield each

    def is_environment(self, module: Module, node: ast.expr) -> bool:
        """Whether an expression is `os.environ`, a variable that holds it, or `os.getenv`."""
        known = self._nodes.get(module.path)
        if known is None or known[0] is not module:
            nodes = frozenset(id(use.base.site.node) for use in find_uses(module) if use.base.name in _READ)
            known = self._nodes[module.path] = (module, nodes)
        return id(node) in known[1]

    def asks(self, closely: Closely, call: ast.Call, path: tuple[ast.AST, ...], depth: int = 0) -> bool | None:
        """Whether a call asks for the setting that its first argument names; None where that cannot be told."""
        function = call.func
        if self.is_environment(closely.module, function):
            return True
        if isinstance(function, ast.Attribute) and self.is_environment(closely.module, function.value):
            return function.attr in _GETTERS
        origin = closely.module.scope_at(path).origin(function)
        if origin is not None and origin.startswith(_LIBRARIES):
            return True
        if isinstance(function, ast.Attribute) and self._is_accessor(closely, (*path, function, function.value)):
            return function.attr.startswith(("get", "exists", "has", "require", "read"))
        value = closely.value((*path, function))
        if isinstance(value, FunctionValue):
            return self._wraps(value, depth)
        return False if isinstance(value, ClassValue) else None

    def _is_accessor(self, closely: Closely, path: tuple[ast.AST, ...]) -> bool:
        node = path[-1]
        assert isinstance(node, ast.expr)
        if not self._dotted and not self._accessors:
            return _is_library(closely.value(path))
        value = closely.value(path)
        if value is not None and value in self._accessors:
            return True
        made = node.func if isinstance(node, ast.Call) else node
        origin = closely.module.scope_at(path).origin(made)
        return origin == self._dotted or _is_library(value)

    def _wraps(self, function: FunctionValue, depth: int) -> bool:
        """Whether a function of the project hands its first parameter on as the name of a setting."""
        key = (function.path, function.line)
        if key not in self._wrappers:
            self._wrappers[key] = False
            is_in_reach = function.path in self.own and depth < _DEEPEST
            closely = self._files.closely(function.path) if is_in_reach else None
            sites = _uses(closely, function) if closely is not None else ()
            self._wrappers[key] = closely is not None and any(self._hands_on(closely, site, depth) for site in sites)
        return self._wrappers[key]

    def _hands_on(self, closely: Closely, site: Site, depth: int) -> bool:
        parent = site.parent()
        match parent:
            case ast.Subscript(value=value, slice=key, ctx=ast.Load()) if key is site.node:
                return self.is_environment(closely.module, value)
            case ast.Call(args=[first, *_]) if first is site.node:
                return self.asks(closely, parent, site.up().path, depth + 1) is True
        return False


def _uses(closely: Closely, function: FunctionValue) -> Iterator[Site]:
    """Where the first parameter of a function stands in it, `self` aside."""
    fact = function.fact
    is_static = any("staticmethod" in decorator for decorator in fact.decorators)
    own = fact.parameters[1 if function.owner is not None and not is_static else 0 :]
    if own:
        for site in closely.module.sites((own[0].name,)):
            around = [node for node in site.path if isinstance(node, _FUNCTIONS)]
            if isinstance(site.node, ast.Name) and any(node.lineno == function.line for node in around):
                yield site


def _is_library(value: Value | None) -> bool:
    return isinstance(value, Outside) and value.is_instance and value.dotted.startswith(_LIBRARIES)
