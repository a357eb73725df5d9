"""Whom a module offers its names: by which names something can be had, and whether others are meant to use it."""

from __future__ import annotations

from typing import NamedTuple

from remend.index.facts import Guard
from remend.index.index import ImportSite, Index
from remend.index.roles import is_source, is_test
from remend.review.ends import Ends
from remend.review.rules.removed_api.compare import Place, is_private


def is_api(ends: Ends, place: Place) -> bool:
    """Whether others may be expected to use a name: of a package, or of a module that somebody imported."""
    index = ends.base.index
    if place.is_private or not place.module or is_test(place.old) or not is_source(place.old):
        return False
    if is_private(place.module):
        return bool(offered_by(ends, place))
    folder = place.old.rpartition("/")[0]
    return f"{folder}/__init__.py" in index.facts or any(True for _ in index.importing(place.module))


def offered_by(ends: Ends, place: Place) -> str:
    """The module whose `__all__` had a name at the base, that of its own or one that passes it on; empty for none."""
    index = ends.base.index
    if place.is_listed:
        return place.module
    for name in names_of(index, place) if place.symbol else ():
        if not is_private(name.module) and name.name in (index.facts[name.path].exports or ()):
            return name.module
    return ""


class Name(NamedTuple):
    """A name of a module by which something can be had."""

    path: str
    module: str
    name: str


def names_of(index: Index, place: Place) -> list[Name]:
    """All names by which a thing at module level can be had at the base: its own, and where others import it."""
    found = [Name(place.old, place.module, place.symbol.partition(".")[0])]
    for each in found:
        for site in index.importing(each.module) if each.module else ():
            other = Name(site.path, index.modules.name(site.path), _passed_on(index, site, each))
            if other.name and other.module and other not in found:
                found.append(other)
    return found


def _passed_on(index: Index, site: ImportSite, name: Name) -> str:
    """The name that an import at module level binds something to; empty where it does not."""
    origin = index.origin(site)
    if site.fact.guard is Guard.FUNCTION or site.fact.is_module:
        return ""
    if site.fact.name == "*":
        return name.name if origin == name.module and not name.name.startswith("_") else ""
    return site.fact.name if origin == f"{name.module}.{name.name}" else ""
