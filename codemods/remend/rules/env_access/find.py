"""Finds every place of a module that reaches the environment, through any alias, and settles what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.module import Module, Site
from remend.rules.env_access.classify import classify
from remend.rules.env_access.doubles import find_doubles
from remend.rules.env_access.forms import WORDS, Action, Alias, Base, Use
from remend.scopes import Scope


def find_uses(module: Module) -> list[Use]:
    """All uses of the environment in source order, those through a local alias included."""
    uses: list[Use] = []
    aliases: list[Alias] = []
    for base in _bases(module):
        use = classify(base, module)
        if use is None:
            continue
        uses.append(use)
        alias = _alias_of(use, module)
        if alias is not None:
            aliases.append(alias)
    for alias in aliases:
        _collect(alias, module)
        uses.extend(alias.uses)
        _settle(alias, next(use for use in uses if use.target is alias.statement), module)
    uses.extend(find_doubles(module))
    return sorted(uses, key=lambda use: module.extent(use.target.node))


def _bases(module: Module) -> Iterator[Base]:
    words = set(WORDS)
    for site in module.sites(WORDS):
        match site.node:
            case ast.alias(name=name, asname=str(other)) if name in WORDS and _is_from_os(site):
                words.add(other)
    for site in module.sites(words):
        if not isinstance(site.node, (ast.Name, ast.Attribute)):
            continue
        scope = module.scope_at(site.path)
        origin = scope.origin(site.node) or _through_star(site.node, scope)
        if origin is not None:
            # `subprocess.os.environ` is `os.environ` too: a module shows what it imports.
            module_name, _, name = origin.rpartition(".")
            if name in WORDS and module_name.rpartition(".")[2] == "os":
                yield Base(site=site, name=f"os.{name}", scope=scope)
        elif isinstance(site.node, ast.Attribute) and _is_lost_os(site.node, scope):
            yield Base(site=site, name=f"os.{site.node.attr}", scope=scope, missing=True)


def _through_star(node: ast.Name | ast.Attribute, scope: Scope) -> str | None:
    """What a bare `getenv` stands for where nothing but `from os import *` can bind it."""
    if not isinstance(node, ast.Name) or node.id not in WORDS or scope.lookup(node.id) is not None:
        return None
    stars = {binding.origin for around in scope.chain() for binding in around.bindings.get("*", ())}
    return f"os.{node.id}" if stars == {"os"} else None


def _is_lost_os(node: ast.Attribute, scope: Scope) -> bool:
    """Whether `os.environ` and its kin stand where nothing binds `os` any longer."""
    is_os = isinstance(node.value, ast.Name) and node.value.id == "os"
    return is_os and node.attr in WORDS and scope.is_unbound("os")


def _is_from_os(site: Site) -> bool:
    parent = site.parent()
    return isinstance(parent, ast.ImportFrom) and parent.module == "os" and not parent.level


def _alias_of(use: Use, module: Module) -> Alias | None:
    """The variable that `use` binds to the environment, where that is its only binding."""
    statement = use.target.node
    if use.action is not Action.ALIAS or not isinstance(statement, ast.Assign):
        return None
    target = statement.targets[0]
    assert isinstance(target, ast.Name)
    scope = module.scope_at(use.target.path)
    bindings = scope.bindings.get(target.id, [])
    if isinstance(scope.node, ast.ClassDef):
        use.refused = f"{target.id} is a class attribute, which any code may read as a mapping"
        return None
    if len(bindings) != 1:
        use.refused = f"{target.id} is bound more than once, so what it holds where it is used cannot be told"
        return None
    use.alias = Alias(name=target.id, scope=scope, statement=use.target, line=statement.lineno)
    return use.alias


def _collect(alias: Alias, module: Module) -> None:
    for site in module.sites({alias.name}):
        if not isinstance(site.node, ast.Name) or not isinstance(site.node.ctx, ast.Load):
            continue
        scope = module.scope_at(site.path)
        found = scope.lookup(alias.name)
        if found is None or found[0] is not alias.scope:
            continue
        use = classify(Base(site=site, name="os.environ", scope=scope, alias=alias), module)
        if use is not None:
            use.alias = alias
            alias.uses.append(use)


def _settle(alias: Alias, statement: Use, module: Module) -> None:
    """All uses of an alias are mended together, so the weakest of them decides for all."""
    every = [statement, *alias.uses]
    if not isinstance(alias.scope.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        statement.unsafe = f"{alias.name} is a module attribute that other modules may read as a mapping"
    refused = next((use for use in every if use.refused or (use.action is Action.ALIAS and use is not statement)), None)
    unsafe = next((use for use in every if use.unsafe), None)
    for use in every:
        if refused is not None and not use.refused:
            line = module.span(refused.target.node).line
            use.refused = f"{alias.name} stands for os.environ and line {line} cannot be mended: {refused.refused}"
        elif unsafe is not None and not use.unsafe:
            line = module.span(unsafe.target.node).line
            use.unsafe = f"{alias.name} stands for os.environ and on line {line} {unsafe.unsafe}"
