"""Whether a file takes over the new name of what it imports, or goes on with the old one by `as`.

It takes it over where the name is the file's own affair: nothing else reads the old name off the module, no string
names it, and the new name means nothing else where it comes to stand.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Sequence

from remend.model import Span
from remend.module import Module, Site
from remend.naming.uses import is_annotation
from remend.rule import Change
from remend.rules.broken_import.sites import ImportedName
from remend.rules.broken_import.uses import uses_of
from remend.scopes import Scope


def follow(module: Module, site: ImportedName, new: str) -> tuple[Change, ...]:
    """The changes that put `new` in place of the imported name wherever it is used; none where the old one stays."""
    from remend.rules.broken_import.codemods import Replaced, Reworded  # noqa: PLC0415 (a scan needs no LibCST)

    old = site.alias.name
    scope = module.scope_at(site.path)
    uses = uses_of(module, site)
    if not uses or site.alias.asname is not None or not _is_private(module, scope) or _is_named(module, old):
        return ()
    if any(module.is_adrift(_span(module, use)) for use in uses) or not _is_free(module, scope, uses, new):
        return ()
    quoted = [use for use in uses if isinstance(use.node, ast.Constant)]
    if not all(_is_plain(module, use) for use in quoted):
        return ()
    return tuple(
        Change(target=_span(module, use), codemod=Reworded(old, new) if use in quoted else Replaced(new))
        for use in uses
    )


def _is_private(module: Module, scope: Scope) -> bool:
    """Whether what is bound in a scope is for this file alone, as far as its place tells."""
    if isinstance(scope.node, ast.ClassDef):
        return False
    return scope.is_function or not module.is_package


def _is_named(module: Module, name: str) -> bool:
    """Whether something other than code reads a name: a string, a doctest, a type comment, a `global`."""
    for site in module.sites({name}):
        if isinstance(site.node, ast.Constant) and not is_annotation(site):
            text = str(site.node.value)
            if text.strip() == name or ">>>" in text:
                return True
    if re.search(rf"#\s*type:.*\b{re.escape(name)}\b", module.source.text):
        return True
    return _is_declared(module, name)


def _is_declared(module: Module, name: str) -> bool:
    """Whether a function declares a name `global` or `nonlocal`, and may bind it for others."""
    if not re.search(r"\b(?:global|nonlocal)\b", module.source.text):
        return False
    declaring = (node for node in ast.walk(module.tree) if isinstance(node, (ast.Global, ast.Nonlocal)))
    return any(name in node.names for node in declaring)


def _is_free(module: Module, scope: Scope, uses: Sequence[Site], name: str) -> bool:
    """Whether a name stands for nothing yet in the scope that is to bind it and in those that are to read it."""
    scopes = [scope, *(module.scope_at(use.path) for use in uses)]
    if any(each.lookup(name) is not None or _has_star(each) for each in scopes) or _is_declared(module, name):
        return False
    return not hasattr(builtins, name)


def _has_star(scope: Scope) -> bool:
    return any(each.has_star_import for each in scope.chain())


def _is_plain(module: Module, site: Site) -> bool:
    """Whether a string is written as it reads, in one pair of quotes."""
    assert isinstance(site.node, ast.Constant)
    start, end = module.extent(site.node)
    return module.source.text[start + 1 : end - 1] == site.node.value


def _span(module: Module, site: Site) -> Span:
    assert isinstance(site.node, ast.expr)
    return module.span(site.node)
