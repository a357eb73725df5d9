"""How a file writes the name of a module: in full, or as seen from where it stands."""

from __future__ import annotations

import ast

from remend.index.modules import absolute
from remend.module import Module
from remend.rule import Needs


def spelled(module: Module, needs: Needs) -> str:
    """The import as a statement, the module relative where that is how the file imports its own package."""
    alias = f" as {needs.alias}" if needs.alias else ""
    if not needs.name:
        return f"import {needs.module}{alias}"
    return f"from {_origin(module, needs.module)} import {needs.name}{alias}"


def module_of(statement: ast.ImportFrom, module: Module) -> str:
    """The full name of the module that a statement imports from; empty where its dots lead nowhere."""
    origin = "." * statement.level + (statement.module or "")
    return absolute(origin, module.surroundings.name, is_package=module.is_package)


def shared_parts(one: str, other: str) -> int:
    """How many leading parts two dotted names have in common."""
    pairs = zip(one.split("."), other.split("."), strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(one.count("."), other.count(".")) + 1)


def _origin(module: Module, wanted: str) -> str:
    package = _package(module)
    level = _level(package, wanted)
    relative, in_full = [], []
    for statement in ast.walk(module.tree):
        if isinstance(statement, ast.ImportFrom) and statement.level:
            relative.append(statement.level)
        elif isinstance(statement, ast.ImportFrom):
            in_full.append(_level(package, statement.module or ""))
    if not level or level > max(relative, default=0) or relative.count(level) < in_full.count(level):
        return wanted
    if any(in_full) and level not in relative:
        return wanted
    shared = len(package) - level + 1
    return "." * level + ".".join(wanted.split(".")[shared:])


def _package(module: Module) -> list[str]:
    own = module.surroundings.name.split(".") if module.surroundings.name else []
    return own if module.is_package else own[:-1]


def _level(package: list[str], wanted: str) -> int:
    """How many dots lead from `package` to `wanted`; 0 where none do."""
    shared = shared_parts(".".join(package), wanted)
    return len(package) - shared + 1 if shared else 0
