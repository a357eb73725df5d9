"""Where the project itself defines a name, and from where it is best imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from remend.imports.reach import is_script
from remend.index.bound import Fact
from remend.index.facts import Attribute, Function, Guard
from remend.index.index import Definition
from remend.index.roles import is_source, is_test
from remend.naming.fit import Fit, fits, is_plain
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.ground import Ground, distance
from remend.rules.undefined_name.kin import Kin, is_asynchronous
from remend.rules.undefined_name.units import Units

_STEP = 3.0
_FROM_SAME_MODULE = 3.0
"""How much more a definition counts in a module that the file takes other names from, twice over in what it tests."""
_FOR_ANOTHER_MODE = 0.3
"""How much one counts in a module that is asynchronous, as the file is not, or the other way round."""
_LONG = 12
_CERTAIN, _LIKELY, _FAINT = 0.85, 0.7, 0.4


class Definers:
    """Knows what an undefined name is where one module of the project defines it, or is called so."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index
        self._units = Units(ground)
        self._kin = Kin(ground.index)

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The definitions that may be imported, the most likely first; those that do not fit weigh nothing."""
        possible = []
        refused = []
        for found in self._found(question):
            other = self._kin.called_otherwise(question.module, found)
            fit = Fit(against=f"the file calls it {other}") if other else fits(self._index, found, question.uses)
            if fit.against:
                refused.append(self._candidate(question, found, against=fit.against))
            else:
                possible.append((found, fit, self._nearness(question.path, found.path)))
        total = sum(near for _, _, near in possible)
        is_only = len(self._index.definers(question.name)) == 1
        likely = []
        for found, fit, near in possible:
            is_close = self._is_taken_from(question.path, found.path) or (is_only and self._serves_tests(found.path))
            certainty = _certainty(question, found, fit, is_only=is_only, is_close=is_close)
            if is_test(found.path) and distance(question.path, found.path) and not self._is_imported(found.path):
                certainty = _FAINT
            if self._ground.is_standard(question.name, question.uses) and not self._is_taken(question.name, found):
                certainty = min(certainty, _FAINT)
            weight = _LIKELY if self._is_entry(question, found) else near / total * certainty
            likely.append(self._candidate(question, found, weight))
        return [*sorted(likely, key=lambda candidate: -candidate.weight), *refused]

    def _nearness(self, path: str, other: str) -> float:
        near = _FROM_SAME_MODULE ** self._kin.closeness(path, other) * _STEP ** -distance(path, other)
        return near if is_asynchronous(path) == is_asynchronous(other) else near * _FOR_ANOTHER_MODE

    def _is_taken_from(self, path: str, other: str) -> bool:
        """Whether a file imports names from the module at `other`."""
        return not self._kin.taken_from(path).isdisjoint(self._index.modules.names(other))

    def _serves_tests(self, path: str) -> bool:
        """Whether a module of the tests holds no cases of its own but is there for those of several folders."""
        sites = self._index.importing(self._index.modules.name(path)) if is_source(path) else ()
        return len({site.path.rpartition("/")[0] for site in sites}) > 1

    def _is_entry(self, question: Question, found: Definition) -> bool:
        """Whether a package's `__main__` calls what one module beside it defines, and none further in."""
        folder, _, file = question.path.rpartition("/")
        if file != "__main__.py" or not question.uses.calls or found.path.rpartition("/")[0] != folder:
            return False
        below = (each for each in self._index.definers(question.name) if each.path.startswith(f"{folder}/"))
        return all(each == found for each in below)

    def _found(self, question: Question) -> Iterator[Definition]:
        for found in self._index.definers(question.name):
            assert found.fact is not None
            if found.fact.guard is Guard.FUNCTION or _is_fixture(found.fact):
                continue
            if self._may_be_meant(question, found):
                yield found
        if question.uses.attributes:
            for path in self._modules_called.get(question.name, ()):
                if self._may_be_meant(question, Definition(path)) or self._is_script_beside(question, path):
                    yield Definition(path)

    def _is_script_beside(self, question: Question, path: str) -> bool:
        """Whether a module lies beside the file in a folder of scripts, and has all that is read from it."""
        folder = question.path.rpartition("/")[0]
        is_beside = path.rpartition("/")[0] == folder and f"{folder}/__init__.py" not in self._index.facts
        return is_beside and all(self._index.defines(path, each) for each in question.uses.attributes)

    def _is_script(self, question: Question, other: str) -> bool:
        """Whether a file imports what lies beside it as a script does, or has to: `from models import Cart`."""
        folder, facts = question.path.rpartition("/")[0], self._index.facts
        if other.rpartition("/")[0] != folder or other.endswith("__init__.py"):
            return False
        tops = {name.partition(".")[0] for name in self._index.modules.names(other)}
        if is_script(question.module) and folder and not any(any(self._index.importing(top)) for top in tops):
            return True
        beside = (top for top in self._kin.taken_from(question.path) if f"{folder}/{top}.py" in facts)
        return any(self._index.modules.find(top) is None and not self._ground.is_known(top) for top in beside)

    def _may_be_meant(self, question: Question, found: Definition) -> bool:
        path = found.path
        if path == question.path or not self._ground.may_import(question.path, path):
            return False
        name = self._index.modules.name(path)
        if not name or not self._is_importable(path):
            return False
        return self._units.reaches(question.path, path)

    def _is_importable(self, path: str) -> bool:
        """Whether a file is part of a package, or imported by anyone; else it may be a script."""
        folder = path.rpartition("/")[0]
        if is_source(path) and f"{folder}/__init__.py" in self._index.facts:
            return True
        return self._is_imported(path)

    def _is_imported(self, path: str) -> bool:
        """Whether another file imports a module, or from it."""
        return any(site.path != path for site in self._index.importing(self._index.modules.name(path)))

    def _is_taken(self, name: str, found: Definition) -> bool:
        """Whether any file imports a definition under its name."""
        return any(self._index.resolve(self._index.origin(site)) == found for site in self._index.importers(name))

    @cached_property
    def _modules_called(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._index.facts:
            name = self._index.modules.name(path)
            if name:
                found.setdefault(name.rpartition(".")[2], []).append(path)
        return found

    def _candidate(self, question: Question, found: Definition, weight: float = 0.0, against: str = "") -> Candidate:
        if found.fact is None:
            module, _, name = self._units.name(question.path, found.path).rpartition(".")
            if not module or self._is_script_beside(question, found.path):
                module, name = name, ""
            evidence = f"{found.path} is the module of this name"
        else:
            # what cannot be meant is named by its place; how it would be imported takes time to find out
            module = self._units.name(question.path, found.path) if against else self._spelling(question, found)
            name = question.name
            evidence = f"{found.path} defines it in line {found.fact.line}"
        return Candidate(module=module, name=name, evidence=(evidence,), weight=weight, against=against)

    def _spelling(self, question: Question, found: Definition) -> str:
        """The module to import from: a package that gives the name away is preferred from outside of it."""
        if self._is_script(question, found.path):
            return found.path.rpartition("/")[2].removesuffix(".py")
        own = self._units.name(question.path, found.path)
        packages = [name for name in _above(own) if self._gives_away(name, question.name, found)]
        if not packages:
            return own
        folder = (self._index.modules.find(packages[-1]) or "").removesuffix("__init__.py")
        is_inside = question.path.startswith(folder)
        customs = {module: self._custom(question, module, folder, is_inside=is_inside) for module in (own, *packages)}
        best = max(customs.values())
        options = [module for module in (own, *packages) if customs[module] == best]
        return options[0] if is_inside else options[-1]

    def _gives_away(self, package: str, name: str, found: Definition) -> bool:
        path = self._index.modules.find(package)
        return path is not None and path != found.path and self._index.lookup(path, name) == found

    def _custom(self, question: Question, module: str, folder: str, *, is_inside: bool) -> float:
        """How much files around import names straight from `module`, those on the same side of `folder`."""
        total = 0.0
        for site in self._index.importing(module):
            taken = self._index.origin(site)
            straight = taken.rpartition(".")[0] == module and self._index.modules.find(taken) is None
            if straight and site.path.startswith(folder) == is_inside and not site.path.endswith("/__init__.py"):
                total += _STEP ** -distance(question.path, site.path)
        return total


def _above(module: str) -> Iterator[str]:
    """The packages around a module, innermost first."""
    while module := module.rpartition(".")[0]:
        yield module


def _is_fixture(fact: Fact) -> bool:
    """Whether tests get a definition as an argument, and never import it."""
    return isinstance(fact, Function) and any(each.partition("(")[0].endswith("fixture") for each in fact.decorators)


def _is_of_package(found: Definition) -> bool:
    """Whether a definition tells something of its package, as `__version__` does."""
    name = found.fact.name if found.fact is not None else ""
    return found.path.endswith("__init__.py") and name.startswith("__") and name.endswith("__")


def _is_telling(name: str) -> bool:
    """Whether a name is so long, and of several words, that hardly two things go by it."""
    return len(name) >= _LONG and len(name.strip("_").split("_")) > 1


def _certainty(question: Question, found: Definition, fit: Fit, *, is_only: bool, is_close: bool) -> float:
    """How likely an import of the one definition is meant, going by what is defined and how it is used."""
    name, far = question.name, distance(question.path, found.path)
    if isinstance(found.fact, Attribute) and _is_of_package(found):
        return _LIKELY
    if isinstance(found.fact, Attribute) and not (is_only and _is_telling(name)):
        if not name.strip("_")[:1].isupper() or "TypeVar(" in found.fact.value:
            return _FAINT
    elif is_plain(name) and found.fact is not None and not fit.confirmed:
        return _FAINT
    if is_test(found.path) and far > 1 and not is_close:
        return _FAINT
    if name.startswith("_") and far and not fit.confirmed and not is_test(question.path):
        return _FAINT
    return _CERTAIN if fit.confirmed else _LIKELY
