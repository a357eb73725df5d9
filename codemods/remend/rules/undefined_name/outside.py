"""Evidence from outside the project: the standard library and the libraries that the project declares."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Self

from remend.index.declared import Declaration, find_declared, shared_names
from remend.index.index import Index
from remend.index.installed import Installed, environments
from remend.index.standard import Standard
from remend.naming.fit import Fit
from remend.naming.uses import Uses
from remend.project import Project
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.familiar import TAKEN_FROM
from remend.rules.undefined_name.library import FromStandard
from remend.rules.undefined_name.packages import FromPackages
from remend.rules.undefined_name.standard_fit import fits_standard


@dataclass(frozen=True, slots=True)
class Libraries:
    """What a project can import without having it: the standard library, and what it declares and is installed."""

    standard: Standard
    installed: Installed
    declared: tuple[Declaration, ...]

    @classmethod
    def of(cls, project: Project) -> Self:
        """The libraries as a project sees them: of the oldest Python that it runs on, and those that it declares."""
        paths, read = project.snapshot.paths, project.snapshot.read
        return cls(
            Standard(project.python, project.cache),
            Installed(environments(project.snapshot.root), project.cache),
            find_declared(paths, read),
        )

    def learn(self, names: Iterable[str]) -> None:
        """Make ready for questions about many names, which is faster than to be asked one by one."""
        self.standard.learn(names)


class Outside:
    """Asks the libraries; what is found in several places is a tie. `index` tells what the project takes from them."""

    def __init__(self, libraries: Libraries, index: Index) -> None:
        @cache
        def habit(module: str) -> Mapping[str, int]:
            sites = (site.fact for site in index.importing(module) if not site.fact.is_module)
            taken = (fact.origin.rpartition(".") for fact in sites)
            return Counter(name for owner, _, name in taken if owner == module)

        def is_imported(package: str) -> bool:
            return next(iter(index.importing(package)), None) is not None

        self._standard = libraries.standard
        self._installed = libraries.installed
        distributions = {each.distribution for each in libraries.declared}
        self.shared = shared_names(distributions)
        self._declared = {name for each in distributions for name in libraries.installed.import_names(each)}
        self._from_standard = FromStandard(libraries.standard, habit, is_imported)
        self._from_packages = FromPackages(libraries.installed, libraries.declared, is_imported, index.has_module)

    def fits(self, module: str, name: str, uses: Uses) -> Fit:
        """Whether something outside the project, a module where `name` is empty, allows the uses."""
        if not name and (uses.calls or uses.bases or uses.raised or uses.entered or uses.decorates):
            return Fit(against=f"{module} is a module")
        return fits_standard(self._standard, module, name, uses)

    def offers(self, name: str, uses: Uses) -> bool:
        """Whether a standard module that names are commonly taken from has or is the name, and that allows the uses."""
        listed = {offer.module for offer in self._standard.offers(name)}
        having = (each for each in TAKEN_FROM if each in listed or self._standard.may_bind(each, name))
        modules = (each for each in self._standard.modules_called(name) if each in TAKEN_FROM and uses.attributes)
        ways = chain(((each, name) for each in having), ((each, "") for each in modules))
        return any(self.fits(*way, uses).is_possible for way in ways)

    def offered_by(self, name: str, uses: Uses) -> Mapping[str, str]:
        """The standard modules that offer a name which allows the uses, each with where the thing is defined."""
        offers = self._standard.offers(name)
        return {each.module: each.origin for each in offers if self.fits(each.module, name, uses).is_possible}

    def knows(self, package: str) -> bool:
        """Whether a top-level package is there or declared; true of all where the project declares nothing."""
        if package in sys.stdlib_module_names or self._installed.has(package) or not self._declared:
            return True
        return package in self._declared

    def has(self, package: str, name: str) -> bool | None:
        """Whether a package that is not of the standard library offers a name; None where it cannot be looked up."""
        return bool(self._installed.look_up(package, name)[1]) if self._installed.has(package) else None

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """What the name can mean, all of it equally good: one candidate where that can be told."""
        return [*self._from_standard(question), *self._from_packages(question)]
