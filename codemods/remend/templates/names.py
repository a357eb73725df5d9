"""What the names of a file stand for, told so that it can be compared with other files and other states."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from remend.index.modules import absolute
from remend.module import Module
from remend.scopes import Binding, BindingKind, Scope
from remend.templates.term import Kind, Meaning

_BUILTINS = frozenset(dir(builtins))
NOTHING_LOST: Mapping[str, Meaning] = MappingProxyType({})

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Names:
    """The names of one file.

    `name` is the dotted name of its module, `home` what tells its local names from those of other files. `lost` is what
    names stood for that nothing binds any longer.
    """

    def __init__(self, module: Module, name: str, home: str, lost: Mapping[str, Meaning] = NOTHING_LOST) -> None:
        self.module = module
        self._name = name
        self._home = home
        self._lost = lost

    def __call__(self, path: tuple[ast.AST, ...]) -> Meaning:
        """What the last node of `path`, a name, stands for."""
        node = path[-1]
        assert isinstance(node, ast.Name)
        return self.meaning(node.id, path)

    def meaning(self, name: str, path: tuple[ast.AST, ...]) -> Meaning:
        """What a name would stand for where the last node of `path` is."""
        found = self.module.scope_at(path).lookup(name)
        if found is None:
            return self._unbound(name)
        scope, bindings = found
        shared = self._shared(scope, bindings)
        return shared if shared is not None else self._local(name, scope, bindings, path)

    def is_lost(self, name: str, path: tuple[ast.AST, ...]) -> bool:
        """Whether nothing binds a name any longer, seen from the last node of `path`."""
        return name in self._lost and self.module.scope_at(path).lookup(name) is None

    def is_steady(self, name: str, path: tuple[ast.AST, ...]) -> bool:
        """Whether a name is bound only once, seen from the last node of `path`."""
        found = self.module.scope_at(path).lookup(name)
        return found is not None and len(found[1]) == 1

    def _unbound(self, name: str) -> Meaning:
        if name in _BUILTINS:
            return Meaning(Kind.SHARED, f"builtins.{name}")
        return self._lost.get(name) or Meaning(Kind.UNKNOWN, name)

    def at_top(self) -> Mapping[str, Meaning]:
        """What the names at the top of the file stand for."""
        scope = self.module.scope
        found = {name: self._shared(scope, bindings) for name, bindings in scope.bindings.items()}
        return {name: meaning for name, meaning in found.items() if meaning is not None}

    def _shared(self, scope: Scope, bindings: Sequence[Binding]) -> Meaning | None:
        """The meaning of a name that an import gives, or that stands at the top of the file."""
        at_top = isinstance(scope.node, ast.Module)
        is_package = self.module.is_package
        found = {
            absolute(each.origin, self._name, is_package=is_package) if each.origin else f"{self._name}.{each.name}"
            for each in bindings
            if each.origin or at_top
        }
        is_shared = at_top or all(each.origin for each in bindings)
        return Meaning(Kind.SHARED, " or ".join(sorted(found))) if is_shared else None

    def _local(self, name: str, scope: Scope, bindings: Sequence[Binding], path: tuple[ast.AST, ...]) -> Meaning:
        at = next(index for index, node in enumerate(path) if node is scope.node)
        around = [node.name for node in path[: at + 1] if isinstance(node, (*_FUNCTIONS, ast.ClassDef))]
        if isinstance(path[at - 1], ast.ClassDef) and _is_first_parameter(name, scope, bindings):
            return Meaning(Kind.SELF, "::".join((self._home, *around[:-1])))
        return Meaning(Kind.LOCAL, "::".join((self._home, *around, name)))


def _is_first_parameter(name: str, scope: Scope, bindings: Sequence[Binding]) -> bool:
    function = scope.node
    if not isinstance(function, _FUNCTIONS) or [each.kind for each in bindings] != [BindingKind.PARAMETER]:
        return False
    is_static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in function.decorator_list)
    parameters = (*function.args.posonlyargs, *function.args.args)
    return not is_static and bool(parameters) and parameters[0].arg == name
