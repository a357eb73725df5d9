"""The order that a file keeps its imports in, read off the imports themselves.

Sorters differ in what comes first (`import` or `from`, near or far relatives), in how names compare and in what they
part by a blank line. What a file shows is followed; where it shows nothing, the most common style is taken.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from remend.module import Module

Import = ast.Import | ast.ImportFrom
Key = tuple[Any, ...]

_DIGITS = re.compile(r"(\d+)")
_ENOUGH = 6

STANDARD, THIRD_PARTY, FIRST_PARTY, RELATIVE = range(4)


def names_of(statement: Import) -> list[str]:
    """The modules that a statement imports, or the one that it imports from, as it writes them."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    return ["." * statement.level + (statement.module or "")]


def section_of(statement: Import, module: Module) -> int:
    """What a statement imports: a standard module, another's, the project's own, or a relative one."""
    top = names_of(statement)[0].partition(".")[0]
    if not top:
        return RELATIVE
    if top in sys.stdlib_module_names:
        return STANDARD
    return FIRST_PARTY if top in module.surroundings.first_party else THIRD_PARTY


def imports_any(statement: Import, tops: frozenset[str]) -> bool:
    """Whether a statement imports from one of the top-level packages `tops`; "" stands for a relative import."""
    return any(name.partition(".")[0] in tops for name in names_of(statement))


def groups_of(imports: Sequence[Import], module: Module) -> list[list[Import]]:
    """The imports parted where a blank line or other code stands between two of them."""
    groups = [list(imports[:1])] if imports else []
    for one, other in pairwise(imports):
        if _stand_together(one, other, module):
            groups[-1].append(other)
        else:
            groups.append([other])
    return groups


def _stand_together(one: Import, other: Import, module: Module) -> bool:
    return all(line.startswith("#") for line in _lines_between(one, other, module))


def _lines_between(one: Import, other: Import, module: Module) -> list[str]:
    lines = range((one.end_lineno or one.lineno) + 1, other.lineno)
    return [module.source.line(number).strip() for number in lines]


def has_sections(groups: Iterable[Sequence[Import]], module: Module) -> bool:
    """Whether standard modules are kept apart from all others, as far as one can tell."""
    return all(len({section_of(s, module) == STANDARD for s in group}) == 1 for group in groups)


def parts_kinds(groups: Sequence[Sequence[Import]], module: Module) -> bool:
    """Whether a blank line stands between the `import` and the `from` lines of a section."""
    if any(len({type(s) for s in group}) > 1 for group in groups):
        return False
    return any(
        section_of(one[-1], module) == section_of(other[0], module)
        and type(one[-1]) is not type(other[0])
        and not any(line and not line.startswith("#") for line in _lines_between(one[-1], other[0], module))
        for one, other in pairwise(groups)
    )


@dataclass(frozen=True, slots=True)
class Style:
    """One way to sort statements: what `kinds` come first, what relatives, and how names compare."""

    kinds: str
    closest_first: bool
    fold: Callable[[str], Key]

    def key(self, statement: Import) -> Key:
        """Statements of one section stand in the order of their keys."""
        name = names_of(statement)[0]
        plain = name.lstrip(".")
        level = len(name) - len(plain)
        is_from = isinstance(statement, ast.ImportFrom)
        kind = {"imports first": is_from, "froms first": not is_from, "mixed": False}[self.kinds]
        first = min(by_type(alias.name) for alias in statement.names)
        distance = level if self.closest_first else -level
        return kind, distance, *self.fold(plain), natural(plain), is_from, first


def natural(text: str) -> Key:
    """Numbers in a name compare as numbers: `a2` stands before `a10`."""
    return tuple((int(part), "") if at % 2 else (0, part) for at, part in enumerate(_DIGITS.split(text)))


def by_letters(name: str) -> Key:
    """Capitals and small letters are the same."""
    return (natural(name.lower()), natural(name))


def by_length(name: str) -> Key:
    """Short names first."""
    return (len(name), natural(name.lower()))


def by_type(name: str) -> Key:
    """CONSTANTS before Classes before variables."""
    rank = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return (rank, *by_letters(name))


STYLES = tuple(
    Style(kinds, closest_first, fold)
    for fold, closest_first, kinds in product(
        (by_letters, lambda name: (natural(name),), by_length),
        (False, True),
        ("imports first", "mixed", "froms first"),
    )
)


def style_of(groups: Sequence[Sequence[Import]], group: Sequence[Import]) -> Style | None:
    """The style that all `groups` keep, else the one that `group` does; None where it keeps none."""
    found = next((style for style in _styles(groups) if all(_keeps(each, style.key) for each in groups)), None)
    return found or next((style for style in _styles([group]) if _keeps(group, style.key)), None)


def _styles(groups: Iterable[Sequence[Import]]) -> tuple[Style, ...]:
    """The styles to think of; a few imports may have their order of length by chance."""
    is_enough = sum(map(len, groups)) >= _ENOUGH
    return STYLES if is_enough else tuple(style for style in STYLES if style.fold is not by_length)


def _keeps(statements: Sequence[Import], key: Callable[[Import], Key]) -> bool:
    return _is_sorted([key(statement) for statement in statements])


def _is_sorted(keys: Sequence[Key]) -> bool:
    return list(keys) == sorted(keys)


NAME_ORDERS: tuple[Callable[[str], Key], ...] = (by_type, by_letters, lambda name: (name,))


def name_order(statements: Iterable[Import], groups: Sequence[Sequence[Import]]) -> Callable[[str], Key] | None:
    """How the names within the `from` imports of a file are ordered; None where no order can be seen."""
    lists = list(_name_lists(statements))
    if lists:
        return next((key for key in NAME_ORDERS if all(_is_sorted([key(n) for n in names]) for names in lists)), None)
    return by_type if is_sorted_as_usual(groups) else None


def is_sorted_as_usual(groups: Iterable[Sequence[Import]]) -> bool:
    """Whether nothing contradicts that a sorter with its usual settings keeps the imports."""
    return all(_keeps(group, STYLES[0].key) for group in groups)


def _name_lists(statements: Iterable[Import]) -> Iterator[list[str]]:
    for statement in statements:
        if isinstance(statement, ast.ImportFrom) and len(statement.names) > 1:
            yield [alias.name for alias in statement.names]
