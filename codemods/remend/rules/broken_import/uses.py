"""Where a file uses what one of its imports binds: the places that fail with it, or that have to follow it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.module import Module, Site
from remend.naming.uses import is_annotation
from remend.rules.broken_import.sites import ImportedName

_MOST_LINES = 5


def uses_of(module: Module, site: ImportedName) -> tuple[Site, ...]:
    """The places that read what the import binds, in source order; for `import a.b` those that read `a.b`.

    An annotation in a string counts. None are told of a star import, nor where the name is bound in another way too.
    """
    alias = site.alias
    if alias.name == "*":
        return ()
    dotted = alias.name if isinstance(site.statement, ast.Import) and alias.asname is None else ""
    name = alias.asname or alias.name.partition(".")[0]
    bound = module.scope_at(site.path).lookup(name)
    if bound is None or (not dotted and any(binding.statement is not site.statement for binding in bound[1])):
        return ()
    found = (use for use in module.sites({name}) if _reads(use, name))
    mine = (use for use in found if (seen := module.scope_at(use.path).lookup(name)) and seen[0] is bound[0])
    if not dotted:
        return tuple(mine)
    wholes = ((use, whole_of(use, dotted)) for use in mine)
    return tuple(whole for use, whole in wholes if isinstance(use.node, ast.Name) and whole is not None)


def whole_of(site: Site, dotted: str) -> Site | None:
    """The expression `a.b` that begins with the name `a` at `site`; None where it goes on in another way."""
    for part in dotted.split(".")[1:]:
        above = site.parent()
        if not isinstance(above, ast.Attribute) or above.attr != part:
            return None
        site = site.up()
    return site


def told(module: Module, site: ImportedName) -> str:
    """How many uses fail with an import, and in which lines; empty where none can be told."""
    places = [module.span(_placed(use)) for use in uses_of(module, site)]
    if not places:
        return ""
    lines = list(dict.fromkeys(place.line for place in places))
    shown = ", ".join(map(str, lines[:_MOST_LINES]))
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    where = f"in line{'s' if len(lines) > 1 else ''} {shown}{more}"
    name = site.alias.asname or site.alias.name
    if len(places) == 1:
        return f"one use of {name} fails with it, {where}"
    return f"{len(places)} uses of {name} fail with it, {where}"


def _reads(site: Site, name: str) -> bool:
    match site.node:
        case ast.Name(id=found, ctx=ast.Load()):
            return found == name
        case ast.Constant(value=str(text)) if is_annotation(site):
            return any(isinstance(node, ast.Name) and node.id == name for node in _nodes(text))
    return False


def _nodes(text: str) -> Iterator[ast.AST]:
    """The nodes of an annotation in a string; none where it is no expression."""
    try:
        yield from ast.walk(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError):
        return


def _placed(site: Site) -> ast.expr:
    assert isinstance(site.node, ast.expr)
    return site.node
