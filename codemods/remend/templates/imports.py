"""The imports that the right side of a template needs, as the files that were rewritten have them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from remend.index.modules import Modules, absolute
from remend.module import Module
from remend.rule import Needs
from remend.scopes import Binding
from remend.templates.edits import Edit
from remend.templates.names import Names
from remend.templates.template import Template
from remend.templates.term import Kind, Meaning, Term, inside

Imports = Mapping[str, Needs | None]
"""By name; None for one that is not imported, or not in the same way everywhere."""


def imports_of(
    template: Template, edits: Iterable[Edit], names_of: Callable[[str], Names], modules: Modules
) -> Imports:
    """How the files that edits were made in import what the right side names; `names_of` are those after the edits."""
    found: dict[str, set[Needs | None]] = {name: set() for name in shared_names(template)}
    for edit in edits:
        names = names_of(edit.path)
        scope = names.module.scope_at(edit.after.path)
        for name, ways in found.items():
            bound = scope.lookup(name)
            needs = [_needs(binding, names.module, modules, edit.path) for binding in bound[1]] if bound else [None]
            ways.update(needs)
    return {name: next(iter(ways)) if len(ways) == 1 else None for name, ways in found.items()}


def shared_names(template: Template) -> Mapping[str, Meaning]:
    """The names of the right side that have to be bound where it stands, with what they stand for."""
    heads = (each.head for each in inside(template.right) if isinstance(each, Term))
    named = {head.field("id"): head.meaning for head in heads if head.meaning is not None}
    return {
        name: meaning
        for name, meaning in named.items()
        if meaning.kind is Kind.SHARED and not meaning.identity.startswith("builtins.")
    }


def _needs(binding: Binding, module: Module, modules: Modules, path: str) -> Needs | None:
    """The import that a binding at the top of a file is; None for any other."""
    statement = binding.statement
    if binding.blocks or statement not in module.tree.body:
        return None
    own = modules.name(path)
    if isinstance(statement, ast.ImportFrom):
        written = "." * statement.level + (statement.module or "")
        source = absolute(written, own, is_package=module.is_package)
        alias = next(each for each in statement.names if (each.asname or each.name) == binding.name)
        return Needs(module=source, name=alias.name, alias=alias.asname or "", root=root_folder(source, modules))
    if isinstance(statement, ast.Import):
        alias = next(each for each in statement.names if (each.asname or each.name.partition(".")[0]) == binding.name)
        return Needs(module=alias.name, alias=alias.asname or "", root=root_folder(alias.name, modules))
    return None


def root_folder(name: str, modules: Modules) -> str | None:
    """The folder that a module is imported from; None where it is not the project's own."""
    path = modules.find(name)
    if path is None:
        return None
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return stem.removesuffix(name.replace(".", "/")).rstrip("/")
