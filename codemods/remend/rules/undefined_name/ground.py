"""What the project says, as far as the sources of evidence need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from remend.boundaries import may_import
from remend.index.distributions import distribution_of
from remend.index.index import Index
from remend.naming.fit import Fit
from remend.naming.uses import Uses


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The project that the undefined names stand in.

    `boundary_of` tells the service whose files alone may import a path, `distributions` are the folders that declare
    a distribution, `read` gives the bytes of a file. `fits_outside` tells whether a module that is not the project's,
    or a name in it, allows the uses. `is_standard` tells that a name so used is commonly the standard library's,
    `offered_by` which of its modules have such a thing, and where that is defined,
    `is_known` that there is a package of that name outside the project, as far as that can be known,
    `has_outside` that it has a name, None where its code is not there to be looked into. `shared` are the dotted names
    that other distributions may have below packages of the project.
    """

    index: Index
    read: Callable[[str], bytes]
    boundary_of: Callable[[str], str] = lambda _: ""
    distributions: frozenset[str] = frozenset()
    fits_outside: Callable[[str, str, Uses], Fit] = lambda _module, _name, _uses: Fit()
    is_standard: Callable[[str, Uses], bool] = lambda _name, _uses: False
    offered_by: Callable[[str, Uses], Mapping[str, str]] = lambda _name, _uses: {}
    is_known: Callable[[str], bool] = lambda _: True
    has_outside: Callable[[str, str], bool | None] = lambda _package, _name: False
    shared: frozenset[str] = frozenset()

    def may_import(self, path: str, target: str) -> bool:
        """Whether product code stays free of tests and services stay apart if `path` imports from `target`."""
        return may_import(path, target, self.boundary_of)

    def home(self, path: str) -> str:
        """The folder of the distribution that `path` belongs to."""
        return distribution_of(path, self.distributions)


def distance(path: str, other: str) -> int:
    """How many folders one has to go up from `path` until `other` lies somewhere below."""
    return _climb(path.rpartition("/")[0], other.rpartition("/")[0])


@cache
def _climb(folder: str, other: str) -> int:
    here, there = folder.split("/") if folder else [], other.split("/") if other else []
    shared = 0
    for one, two in zip(here, there, strict=False):
        if one != two:
            break
        shared += 1
    return len(here) - shared
