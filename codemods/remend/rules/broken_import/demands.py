"""What files ask of the things that they import in vain, held against what they might import instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from remend.index.facts import Class
from remend.index.index import Definition, Index
from remend.model import Diagnostic
from remend.module import Module, Surroundings
from remend.naming.fit import Fit, fits
from remend.naming.uses import Uses, read_uses
from remend.rules.broken_import.sites import imported_names
from remend.rules.broken_import.target import Target
from remend.rules.broken_import.uses import uses_of

_Uses = Mapping[Target, list[Uses]]


class Demands:
    """Reads how the imports of a file are used; each file once."""

    def __init__(self, index: Index, read: Callable[[str], bytes]) -> None:
        self._index = index
        self._read = read
        self._uses = cache(self._uses_in)

    def fit(self, path: str, asked: Target, found: Definition) -> Fit:
        """Whether what was found allows all that the file does with what it asks for."""
        each = [self._fit(found, uses) for uses in self._uses(path).get(asked, ())]
        against = next((fit for fit in each if fit.against), None)
        return against or Fit(confirmed=sum(fit.confirmed for fit in each))

    def tell_apart(self, path: str, asked: Target) -> bool:
        """Whether the file asks for more than most signatures allow: an attribute, a keyword, or two arguments."""
        return any(
            uses.attributes or any(call.keywords or call.positional > 1 for call in uses.calls)
            for uses in self._uses(path).get(asked, ())
        )

    def _fit(self, found: Definition, uses: Uses) -> Fit:
        field = self._missing_field(found, uses)
        return Fit(against=f"it has no field {field}") if field else fits(self._index, found, uses)

    def _missing_field(self, found: Definition, uses: Uses) -> str:
        """A keyword of a call that a class with annotated fields and no `__init__`, a model say, has no field for."""
        owner = found.fact
        if not isinstance(owner, Class) or not any(field.annotation for field in owner.attributes):
            return ""
        if self._index.member(found.path, owner, "__init__") is not None:
            return ""
        asked = sorted({keyword for call in uses.calls for keyword in call.keywords})
        return next((keyword for keyword in asked if self._index.member(found.path, owner, keyword) is None), "")

    def _uses_in(self, path: str) -> _Uses:
        name = self._index.modules.name(path)
        module = Module.load(path, self._read(path), Surroundings(name=name))
        found: dict[Target, list[Uses]] = {}
        if not isinstance(module, Diagnostic):
            for site in imported_names(module.tree, path, name):
                bound = site.alias.asname or site.alias.name
                found.setdefault(site.target, []).append(read_uses(module, bound, uses_of(module, site)))
        return found
