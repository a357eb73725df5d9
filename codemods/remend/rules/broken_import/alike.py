"""Names of a module that one it has no more may have been renamed to, told from their letters alone."""

from __future__ import annotations

from collections.abc import Iterator

from remend.index.facts import Class, Function, Guard
from remend.index.index import Definition, Index
from remend.rules.undefined_name.likeness import allowed_slips, contains, moved_part, slips, style


def names_like(index: Index, path: str, name: str) -> Iterator[Definition]:
    """The functions and classes that the module at `path` defines under a name like `name`."""
    facts = index.facts[path]
    defined: list[Function | Class] = [*facts.functions, *facts.classes]
    for fact in defined:
        if fact.guard < Guard.TYPE_CHECKING and fact.name != name and _is_like(name, fact.name):
            yield Definition(path, fact)


def _is_like(name: str, other: str) -> bool:
    if style(name) != style(other):
        return False
    if name.strip("_") == other.strip("_") or contains(name, other) or contains(other, name):
        return True
    return moved_part(name, other) is not None or slips(name, other, allowed_slips(name)) is not None
