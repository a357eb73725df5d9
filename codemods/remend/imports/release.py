"""Imports that a rewrite leaves without a use.

An import goes only where it is certain that nothing needs it: no other use in the file, no `__all__`, no annotation in
a string, no other file that takes the name from here, no comment of its own, no `try` around it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from remend.imports.statement import drop_name
from remend.model import Edit
from remend.module import Module, Site
from remend.scopes import Binding, BindingKind, Scope

_TYPE_CALLS = frozenset({"cast", "ForwardRef", "NewType", "TypeVar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What to take away: statements that lose some of their names, and statements that go whole."""

    narrowed: tuple[Edit, ...] = ()
    statements: frozenset[ast.stmt] = frozenset()

    def removals(self, module: Module, filled: Container[int]) -> list[Edit]:
        """The edits that take whole statements away; no gap closes at the offsets `filled`, where new lines stand."""
        return [_without_line(module, statement, filled) for statement in self.statements]


def release(module: Module, freed: Iterable[Site]) -> Release:
    """The imports that become unused when the names at the `freed` sites are no longer used."""
    by_binding: dict[tuple[Scope, str], set[ast.AST]] = {}
    for site in freed:
        if isinstance(site.node, ast.Name):
            found = module.scope_at(site.path).lookup(site.node.id)
            if found is not None:
                by_binding.setdefault((found[0], site.node.id), set()).add(site.node)
    edits: list[Edit] = []
    statements: set[ast.stmt] = set()
    gone: dict[ast.stmt, list[str]] = {}
    for (scope, name), nodes in by_binding.items():
        if not _is_needed(module, scope, name, nodes):
            for binding in scope.bindings[name]:
                if _is_removable(module, scope, binding):
                    assert isinstance(binding.statement, ast.stmt)
                    gone.setdefault(binding.statement, []).append(name)
    for statement in _that_empty_a_block(module, gone):
        del gone[statement]
    for statement, names in gone.items():
        assert isinstance(statement, (ast.Import, ast.ImportFrom))
        if len(names) == len(statement.names):
            statements.add(statement)
        else:
            start, end = module.extent(statement)
            text = module.source.text[start:end]
            for name in names:
                text = drop_name(text, name)
            edits.append(Edit(start, end, text))
    return Release(narrowed=tuple(edits), statements=frozenset(statements))


def _that_empty_a_block(module: Module, gone: dict[ast.stmt, list[str]]) -> list[ast.stmt]:
    """Statements that cannot go whole, since nothing would be left of the block they stand in."""
    whole = {s for s, names in gone.items() if len(names) == len(getattr(s, "names", ()))}
    found: list[ast.stmt] = []
    for node in ast.walk(module.tree) if whole else ():
        if not isinstance(node, ast.Module):
            for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
                if isinstance(block, list) and block and whole.issuperset(block):
                    found += block
    return found


def _is_needed(module: Module, scope: Scope, name: str, freed: set[ast.AST]) -> bool:
    if isinstance(scope.node, ast.ClassDef):  # `self.os` reaches it as well
        return True
    if isinstance(scope.node, ast.Module) and name in module.surroundings.exported:
        return True
    if any(binding.kind is not BindingKind.IMPORT for binding in scope.bindings[name]):
        return True
    for site in module.sites({name}):
        match site.node:
            case ast.Name():
                if site.node not in freed:
                    found = module.scope_at(site.path).lookup(name)
                    if found is None or found[0] is scope:
                        return True
            case ast.Constant(value=str(text)):
                if text == name or ">>>" in text or _is_annotation(site):
                    return True
    return bool(re.search(rf"#\s*type:.*\b{re.escape(name)}\b", module.source.text))


def _is_annotation(site: Site) -> bool:
    for above, child in zip(reversed(site.path[:-1]), reversed(site.path), strict=False):
        match above:
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called in _TYPE_CALLS:
                return True
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation is child:
                return True
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns) if returns is child:
                return True
            case ast.stmt():
                return False
    return False


def _is_removable(module: Module, scope: Scope, binding: Binding) -> bool:
    """Whether what a binding imports can go from its statement."""
    statement = binding.statement
    if not isinstance(statement, (ast.Import, ast.ImportFrom)):
        return False
    if any(isinstance(block, (ast.Try, ast.TryStar, ast.Match)) for block in binding.blocks):
        return False
    if isinstance(scope.node, ast.Module) and any(a.name == a.asname == binding.name for a in statement.names):
        return False  # `as` with the very same name offers it to other files
    if any(alias.name.startswith(f"{binding.name}.") and not alias.asname for alias in statement.names):
        return False
    first, last = module.source.line(statement.lineno), module.source.line(statement.end_lineno or statement.lineno)
    start, end = module.extent(statement)
    span = module.source.span(start, end)
    text = module.source.text[start:end]
    alone = not first[: span.column - 1].strip() and not last[span.end_column - 1 :].strip()
    return alone and "#" not in text


def _without_line(module: Module, statement: ast.stmt, filled: Container[int]) -> Edit:
    """Take the statement's lines away, with one blank line where it stood between two and nothing takes its place."""
    source = module.source
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    start = source.line_starts[first - 1]
    end = source.line_starts[last] if last < len(source.line_starts) else len(source.text)
    is_open_above = first == 1 or not source.line(first - 1).strip()
    if (
        start not in filled
        and is_open_above
        and last < len(source.line_starts) - 1
        and not source.line(last + 1).strip()
    ):
        end = source.line_starts[last + 1]
    return Edit(start, end, "")
