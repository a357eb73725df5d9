"""Whether a new import would take a name from something else, or something else would take it from the import."""

from __future__ import annotations

import ast
from collections.abc import Container

from remend.index.modules import absolute
from remend.module import Module
from remend.rule import Needs
from remend.scopes import Binding, BindingKind


def clash(module: Module, needs: Needs, leaving: Container[ast.AST], dropped: Container[tuple[int, str]]) -> str | None:
    """Why `needs` cannot bind its name where it is asked for; None where it can.

    `leaving` are statements that go; `dropped` are the names that others lose, with the start of the statement.
    """
    function = needs.function
    if function is not None:
        inner = module.scope_at((*_path_to(module, function), function.body[0]))
        for binding in inner.bindings.get(needs.bound, ()):
            if not _is_same(module, binding, needs):
                return f"{needs.bound} already stands for something else in {function.name}"
        around = inner.parent.lookup(needs.bound) if inner.parent is not None else None
        others = [b for b in around[1] if not _is_same(module, b, needs)] if around is not None else []
        if others and any(isinstance(node, ast.Name) and node.id == needs.bound for node in ast.walk(function)):
            return f"{needs.bound} already stands for something else in {function.name}"
        return None
    for binding in module.scope.bindings.get(needs.bound, ()):
        if binding.statement in leaving or _is_same(module, binding, needs):
            continue
        assert isinstance(binding.statement, (ast.stmt, ast.expr))
        if (module.extent(binding.statement)[0], needs.bound) not in dropped:
            return f"{needs.bound} already stands for something else (line {binding.statement.lineno})"
    return None


def binds(statement: ast.stmt, module: Module, needs: Needs) -> bool:
    """Whether an import statement is, or holds, the very import that is needed."""
    if isinstance(statement, ast.Import) and not needs.name:
        return any((a.name, a.asname or "") == (needs.module, needs.alias) for a in statement.names)
    if isinstance(statement, ast.ImportFrom) and needs.name:
        origin = absolute(
            "." * statement.level + (statement.module or ""), module.surroundings.name, is_package=module.is_package
        )
        return origin == needs.module and any(
            (a.name, a.asname or a.name) == (needs.name, needs.bound) for a in statement.names
        )
    return False


def _is_same(module: Module, binding: Binding, needs: Needs) -> bool:
    if binding.kind is not BindingKind.IMPORT and not binding.origin:
        return False
    origin = absolute(binding.origin, module.surroundings.name, is_package=module.is_package)
    if needs.name:
        return origin == f"{needs.module}.{needs.name}"
    return origin == (needs.module if needs.alias else needs.bound)


def _path_to(module: Module, wanted: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes from the module down to `wanted`."""
    waiting: list[tuple[ast.AST, ...]] = [(module.tree,)]
    while waiting:
        path = waiting.pop()
        if path[-1] is wanted:
            return path
        waiting.extend((*path, child) for child in ast.iter_child_nodes(path[-1]))
    raise ValueError("the function is not of this module")
