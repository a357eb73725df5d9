"""Evidence from the libraries that a project declares for what an undefined name means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from remend.index.declared import Declaration
from remend.index.installed import Installed
from remend.naming.fit import fits
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.familiar import ALIASES, OF_FILES
from remend.rules.undefined_name.reads import may_be_submodules

_TELLING_NAME = re.compile(r"[A-Z]\w*[a-z]\w*|[a-z]\w*[_0-9]\w+|[A-Z]\w*_\w+")
_WORDS_IN_IT = re.compile(r"(?:[A-Z]+[a-z0-9]+){2,}[A-Z]?")
_SEVERAL_WORDS = re.compile(r"(?=.{9})[a-z]{2,}(?:_[a-z]{2,})+")
_SHORTEST = 3
_IN_THE_STANDARD_LIBRARY = ("typing_extensions",)


class FromPackages:
    """Asks the declared libraries, and those that the file imports from.

    `is_imported` tells whether the project imports a module anywhere, `is_own` whether a package is of the project,
    though it be installed too.
    """

    def __init__(
        self,
        installed: Installed,
        declared: Sequence[Declaration],
        is_imported: Callable[[str], bool],
        is_own: Callable[[str], bool],
    ) -> None:
        self._installed = installed
        self._is_imported = is_imported
        self._is_own = is_own
        self._declared: dict[str, list[Declaration]] = {}
        for declaration in declared:
            for package in installed.import_names(declaration.distribution):
                self._declared.setdefault(package, []).append(declaration)

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """What the name can mean, all of it equally good."""
        packages = dict(self._declared_for(question.path))
        file = question.path.rpartition("/")[2]
        library, names = OF_FILES.get(file, ("", frozenset()))
        if question.name in names and question.uses.calls:
            return [Candidate(module=library, name=question.name, evidence=(f"{file} is written for {library}",))]
        as_module = [*self._as_module(question, packages)]
        return as_module or [*self._beside(question)] or [*self._as_name(question, packages)]

    def _declared_for(self, path: str) -> Iterator[tuple[str, str]]:
        """The packages that a file can count on, each with where that is said."""
        for package, declarations in sorted(self._declared.items()):
            for each in declarations:
                if not each.folder or path.startswith(f"{each.folder}/"):
                    yield package, f"{package}, which {each.path} declares,"
                    break

    def _as_module(self, question: Question, packages: Mapping[str, str]) -> Iterator[Candidate]:
        """The library that goes by the name; short names only where the library is there."""
        name, uses = question.name, question.uses
        is_value = uses.calls or uses.bases or uses.raised or uses.decorates or uses.entered
        if is_value or not uses.attributes:
            return
        if name in packages:
            module = self._module(question)
            if module is not None:
                yield Candidate(module=module, evidence=(f"{packages[name]} goes by this name",))
        if name in ALIASES:
            module, inner = ALIASES[name]
            top = module.partition(".")[0]
            alias = "" if inner == name else name
            if top in packages:
                yield Candidate(
                    module=module, name=inner, alias=alias, evidence=(f"{packages[top]} is usually {name}",)
                )
            elif self._is_imported(top):
                said = f"{top}, which other files import, is usually {name}"
                yield Candidate(module=module, name=inner, alias=alias, evidence=(said,))

    def _module(self, question: Question) -> str | None:
        """The module that brings what is read from a package; None where that is not there or cannot be told."""
        package, uses = question.name, question.uses
        if not self._installed.has(package) and may_be_submodules(question):
            return None
        return self._installed.needed_submodule(package, uses.attributes)

    def _beside(self, question: Question) -> Iterator[Candidate]:
        """What installed modules offer that the file takes other names from; one thing may be had from several."""
        name, uses = question.name, question.uses
        if not uses.show_work or len(name) < _SHORTEST or name.startswith("_"):
            return
        ways: dict[object, str] = {}
        for module in sorted({module for module, _ in question.taken()}, key=lambda each: (each.count("."), each)):
            package = module.partition(".")[0]
            if package and not self._is_own(package) and self._installed.has(package):
                index, found = self._installed.look_in(module, name)
                if found is not None and fits(index, found, uses).is_possible:
                    ways.setdefault((found.path, found.fact), module)
        for module in ways.values():
            said = f"{module}, from which the file imports already, offers {name}"
            yield Candidate(module=module, name=name, evidence=(said,))

    def _as_name(self, question: Question, packages: Mapping[str, str]) -> Iterator[Candidate]:
        name, uses = question.name, question.uses
        if not _TELLING_NAME.fullmatch(name):
            return
        for package, said in packages.items():
            if self._installed.has(package) and package not in _IN_THE_STANDARD_LIBRARY:
                index, found = self._installed.look_up(package, name)
                ways: dict[object, str] = {}
                for module, definition in found:
                    if fits(index, definition, uses).is_possible:
                        ways.setdefault((definition.path, definition.fact), module)
                offered = [package] if package in ways.values() else list(ways.values())
                for module in offered:
                    is_telling = _WORDS_IN_IT.fullmatch(name) is not None
                    if not is_telling and (module == package or _SEVERAL_WORDS.fullmatch(name)):
                        is_telling = self._is_imported(module)
                    if not is_telling:
                        continue
                    yield Candidate(module=module, name=name, evidence=(f"{said} offers {name} in {module}",))
