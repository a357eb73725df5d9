"""Names of a module that one it has no more may have been renamed to, told from their letters alone."""

from __future__ import annotations

from collections.abc import Iterator

from remend.index.facts import Class, Function, Guard, Import
from remend.index.index import Definition, Index
from remend.naming.likeness import allowed_slips, contains, moved_part, slips, style, words

_LEAST_SHARED = 2


def names_like(index: Index, path: str, name: str) -> Iterator[tuple[str, Definition]]:
    """The functions and classes that the module at `path` has, its own or imported, under a name like `name`."""
    facts = index.facts[path]
    bound: list[Function | Class | Import] = [*facts.functions, *facts.classes, *facts.imports]
    for other in sorted({fact.name for fact in bound if fact.guard < Guard.TYPE_CHECKING} - {name}):
        found = index.lookup(path, other) if is_like(name, other) else None
        if found is not None and isinstance(found.fact, (Function, Class)):
            yield other, found


def is_like(name: str, other: str) -> bool:
    """Whether a name is written like another and differs by a slip, or by words that moved, came, went or changed."""
    if style(name) != style(other):
        return False
    return is_near(name, other) or contains(name, other) or contains(other, name) or _differs_by_a_word(name, other)


def is_near(name: str, other: str) -> bool:
    """Whether names differ by a slip, by a word that moved, or by one word more, two at least being the same."""
    if name.strip("_") == other.strip("_") or moved_part(name, other) is not None:
        return True
    few, many = sorted((words(name), words(other)), key=len)
    if len(few) >= _LEAST_SHARED and any(few == (*many[:at], *many[at + 1 :]) for at in range(len(many))):
        return True
    return slips(name, other, allowed_slips(name)) is not None


def _differs_by_a_word(name: str, other: str) -> bool:
    pairs = list(zip(words(name), words(other), strict=False))
    same = sum(one == two for one, two in pairs)
    return len(words(name)) == len(words(other)) == same + 1 and same >= _LEAST_SHARED
