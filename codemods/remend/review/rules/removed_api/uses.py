"""Where the head of a range still uses a name that went, or a function that is called otherwise."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from remend.index.facts import Class
from remend.index.index import Definition
from remend.inference.local import Closely
from remend.inference.references import Certainty
from remend.inference.values import AnyOf, ClassValue, FunctionValue, ModuleValue, Value
from remend.module import Site
from remend.naming.uses import is_annotation, unbound_sites
from remend.review.ends import Ends
from remend.review.rules.removed_api.expected import is_expected, is_patched
from remend.review.rules.removed_api.members import Members
from remend.review.rules.removed_api.offers import Name
from remend.review.rules.removed_api.spots import How, Use, held_at, how_at, is_read
from remend.rule import has_word
from remend.rules.broken_import.sites import imported_names


class Uses:
    """Looks for the uses of what modules define, in all files of the head."""

    def __init__(self, ends: Ends, members: Members) -> None:
        self._files = ends.files_after
        self._members = members
        self._ends = ends
        self._index = ends.head.index
        self._wide = self._files.inference.index
        self._imports: dict[str, dict[str, list[Use]]] = {}

    def imports(self, dotted: str) -> Iterator[Use]:
        """The import statements that ask for a module, or a name in one, and do not expect that to fail."""
        for path in sorted({site.path for site in self._index.importing(dotted)}):
            if path not in self._imports:
                self._imports[path] = self._imports_of(path)
            for target, uses in self._imports[path].items():
                if target == dotted or target.startswith(f"{dotted}."):
                    yield from uses

    def _imports_of(self, path: str) -> dict[str, list[Use]]:
        closely, found = self._files.closely(path), dict[str, list[Use]]()
        if closely is not None:
            module = self._index.modules.name(path)
            for each in imported_names(closely.module.tree, path, module):
                how = How.TYPED if each.is_for_typing else How.IMPORTED
                use = Use(closely, Site(each.alias, (*each.path, each.alias)), Certainty.SURE, how)
                found.setdefault(str(each.target), []).append(use)
        return found

    def of_name(self, path: str, module: str, name: str) -> Iterator[Use]:
        """The uses of a name that the module at `path` has no more: by import, by attribute, in the module itself."""
        yield from self.imports(f"{module}.{name}") if module else ()
        own = self._files.closely(path)
        if own is not None:
            for site in unbound_sites(own.module, name):
                if isinstance(site.node, ast.Name) and not is_annotation(site):
                    yield Use(own, site, Certainty.SURE, how_at(site))
            if name in (self._index.facts[path].exports or ()):
                yield from self._strings(own, name, How.LISTED, Certainty.SURE)
        for other in self._holding(path, module, name):
            closely = self._files.closely(other)
            for site in closely.module.sites((name,)) if closely is not None else ():
                if closely is None or not is_read(site, name) or is_expected(site, name):
                    continue
                if held_at(closely, site) == ModuleValue(path):
                    yield Use(closely, site, Certainty.SURE, how_at(site))
        yield from self.in_strings(f"{module}.{name}") if module else ()

    def _holding(self, path: str, module: str, name: str) -> list[str]:
        """The files that may read a name from the module itself, as they import it."""
        if not module:
            return []
        top, word = module.partition(".")[0], (name.encode(),)
        sites = [site for site in self._index.importing(module, name) if self._index.origin(site) == module]
        sites += [s for s in self._index.importing(top, name) if s.fact.is_module and not s.fact.is_renamed]
        paths = sorted({site.path for site in sites} - {path})
        contents = self._ends.head.contents
        return [other for other in paths if has_word(contents[other], word)]

    def in_strings(self, dotted: str) -> Iterator[Use]:
        """The strings that are a dotted name, as those that a patch is given."""
        for path in self._members.mentioning(dotted.rpartition(".")[2]):
            if has_word(self._ends.head.contents[path], (dotted.encode(),)):
                closely = self._files.closely(path)
                if closely is not None:
                    yield from self._strings(closely, dotted, How.NAMED, Certainty.BY_NAME)

    def _strings(self, closely: Closely, text: str, how: How, certainty: Certainty) -> Iterator[Use]:
        for site in closely.module.sites((text,)):
            if isinstance(site.node, ast.Constant) and site.node.value == text:
                yield Use(closely, site, Certainty.SURE if is_patched(site) else certainty, how)

    def of_function(self, names: Iterable[Name], function: Definition) -> Iterator[Use]:
        """Where a function of a module is used that is still there, by any of its names."""
        assert function.fact is not None
        places: dict[str, set[str]] = {}
        for path, module, name in names:
            asked = {path, function.path, *(site.path for site in self._index.importing(f"{module}.{name}"))}
            places.setdefault(name, set()).update(asked, self._holding("", module, name))
        for name, paths in places.items():
            yield from self._of_value(paths, name, lambda value: _is_at(value, function))

    def of_construction(self, owner: Definition, method: Definition) -> Iterator[Use]:
        """Where a class is called that makes its instances by a method, or one that inherits it."""
        assert isinstance(owner.fact, Class)

        def is_made(value: Value | None) -> bool:
            made = self._wide.member(value.path, value.fact, "__init__") if isinstance(value, ClassValue) else None
            return made is not None and made.fact is not None and _at(made) == _at(method)

        for path, fact in ((owner.path, owner.fact), *self._members.below(owner)):
            places = {path, *(site.path for site in self._index.importers(fact.name))}
            places |= {s.path for s in self._index.importing(f"{self._index.modules.name(path)}.{fact.name}")}
            places |= set(self._holding("", self._index.modules.name(path), fact.name))
            made = self._of_value(places, fact.name, is_made)
            yield from (replace(use, is_construction=True) for use in made if use.call is not None)

    def _of_value(self, paths: Iterable[str], name: str, is_meant: Callable[[Value | None], bool]) -> Iterator[Use]:
        """The places that read what is meant, under the name or another that an import gives it."""
        for path in sorted(paths):
            closely = self._files.closely(path)
            if closely is None:
                continue
            sites = closely.module.sites((name,))
            aliases = {s.node.asname for s in sites if isinstance(s.node, ast.alias) and s.node.asname} - {None}
            for site in (*sites, *(closely.module.sites(aliases) if aliases else ())):
                if isinstance(site.node, (ast.Name, ast.Attribute)) and isinstance(site.node.ctx, ast.Load):
                    value = closely.value(site.path)
                    if is_meant(value):
                        yield Use(closely, site, Certainty.SURE, how_at(site), value)
                    elif isinstance(value, AnyOf) and any(map(is_meant, value.values)):
                        yield Use(closely, site, Certainty.PERHAPS, how_at(site), value)


def _at(found: Definition) -> tuple[str, int]:
    assert found.fact is not None
    return found.path, found.fact.line


def _is_at(value: Value | None, function: Definition) -> bool:
    return isinstance(value, FunctionValue) and (value.path, value.line) == _at(function)
