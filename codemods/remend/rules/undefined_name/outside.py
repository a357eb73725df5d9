"""Evidence from outside the project: the standard library and the libraries that the project declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Self

from remend.index.declared import find_declared
from remend.index.installed import Installed, environments
from remend.index.standard import Standard
from remend.project import Project
from remend.rules.undefined_name.candidate import Candidate, Question, Uses
from remend.rules.undefined_name.fit import Fit
from remend.rules.undefined_name.library import FromStandard
from remend.rules.undefined_name.packages import FromPackages
from remend.rules.undefined_name.standard_fit import fits_standard


class Outside:
    """Asks all that a project can import without having it; what is found in several places is a tie."""

    def __init__(self, standard: Standard, from_standard: FromStandard, from_packages: FromPackages) -> None:
        self._standard = standard
        self._from_standard = from_standard
        self._from_packages = from_packages

    @classmethod
    def of(cls, project: Project) -> Self:
        """The libraries as a project sees them: of the oldest Python that it runs on, and those that it declares."""
        paths, read = project.snapshot.paths, project.snapshot.read
        standard = Standard(project.python, project.cache)

        @cache
        def habit(module: str) -> Mapping[str, int]:
            sites = (site.fact for site in project.index.importing(module) if not site.fact.is_module)
            taken = (fact.origin.rpartition(".") for fact in sites)
            return Counter(name for owner, _, name in taken if owner == module)

        def is_imported(package: str) -> bool:
            return next(iter(project.index.importing(package)), None) is not None

        installed = Installed(environments(project.snapshot.root), project.cache)
        packages = FromPackages(installed, find_declared(paths, read), is_imported)
        return cls(standard, FromStandard(standard, habit), packages)

    def learn(self, names: Iterable[str]) -> None:
        """Make ready for questions about many names, which is faster than to be asked one by one."""
        self._standard.learn(names)

    def fits(self, module: str, name: str, uses: Uses) -> Fit:
        """Whether something outside the project, a module where `name` is empty, allows the uses."""
        if not name and (uses.calls or uses.bases or uses.raised or uses.entered or uses.decorates):
            return Fit(against=f"{module} is a module")
        return fits_standard(self._standard, module, name, uses)

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """What the name can mean, all of it equally good: one candidate where that can be told."""
        return [*self._from_standard(question), *self._from_packages(question)]
