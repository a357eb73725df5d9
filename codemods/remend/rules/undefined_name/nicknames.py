"""A name that an import gave to a thing: `Thing as BaseThing`, `findall as re_findall`, `__version__ as VERSION`.

Such a name is made of the thing's own and of the module that it comes from, and made because the file has the thing's
own name for something else. Both have to show, and everything has to fit: a word that merely looks so made may be
anything.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec

from remend.index.facts import Attribute, Function
from remend.index.index import Definition
from remend.index.standard import Standard
from remend.module import Module
from remend.naming.fit import fits
from remend.naming.likeness import abbreviates, speaks_of, splits, words
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.familiar import TAKEN_FROM
from remend.rules.undefined_name.ground import Ground
from remend.rules.undefined_name.standard_fit import fits_standard

Source = Callable[[Question], Sequence[Candidate]]

_INSTALLER = "setuptools"
_BASES = ("Base{}", "{}Base", "_{}", "Original{}", "{}_")


class Nickname:
    """Knows what an undefined name is where it is made of another name, for which `definers` are asked."""

    def __init__(self, ground: Ground, standard: Standard, definers: Source) -> None:
        self._ground = ground
        self._index = ground.index
        self._standard = standard
        self._definers = definers

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """All that the name can be short for, equally good; nothing where something is called so."""
        if self._index.definers(question.name):
            return ()
        made = [*self._as_base(question), *self._of_package(question), *self._made_private(question)]
        made = made or [*self._from_module(question)]
        found: dict[str, Candidate] = {}
        for each in made:
            found.setdefault(each.wording, each)
        return [msgspec.structs.replace(each, alias=question.name, weight=0.0) for each in found.values()]

    def _as_base(self, question: Question) -> Iterator[Candidate]:
        """The class of the same name that a class of this file extends: `class Cart(BaseCart)`."""
        for owner in _derived(question.module, question.name):
            if question.name in {form.format(owner) for form in _BASES}:
                for each in self._possible(question, owner):
                    said = f"line {_line(question.module, owner)} extends it by a class of its own name"
                    yield msgspec.structs.replace(each, evidence=(*each.evidence, said))

    def _of_package(self, question: Question) -> Iterator[Candidate]:
        """What a package tells of itself: `VERSION` for its `__version__`."""
        is_constant = question.name.isupper() and not question.uses.calls
        if is_constant and not self._may_be_strange(question, question.name):
            for name in (f"__{question.name.lower()}__", f"__{question.name}__"):
                yield from self._possible(question, name)

    def _made_private(self, question: Question) -> Iterator[Candidate]:
        """What goes by the name without the underscore before it."""
        bare = question.name.lstrip("_")
        if bare not in ("", question.name) and (len(words(bare)) > 1 or _has_other(question.module, bare)):
            yield from (each for each, _ in self._shown(question, bare))

    def _from_module(self, question: Question) -> Iterator[Candidate]:
        """What has one part of the name as its own, and the other part in the name of its module."""
        for bare, owner in splits(question.name):
            is_taken = _has_other(question.module, bare)
            for each, found in self._shown(question, bare) if is_taken else ():
                is_said = any(speaks_of(owner, part) for part in found.path.removesuffix(".py").split("/"))
                if is_said and self._is_near(question, bare, each):
                    yield each
            yield from self._of_standard(question, bare, owner, is_taken=is_taken)

    def _is_near(self, question: Question, bare: str, candidate: Candidate) -> bool:
        """Whether the file takes names from the module, or none from a package that may have such a thing too."""
        modules = {module for module, _ in question.taken()}
        return candidate.module in modules or not self._may_be_strange(question, bare)

    def _may_be_strange(self, question: Question, name: str) -> bool:
        """Whether the file takes names from a package, not the project's or Python's, that may have this one too."""
        own = sys.stdlib_module_names | self._index.modules.top_level | {"", _INSTALLER}
        tops = {module.partition(".")[0] for module, _ in question.taken()} - own
        return any(self._ground.has_outside(top, name) is not False for top in tops)

    def _shown(self, question: Question, bare: str) -> Iterator[tuple[Candidate, Definition]]:
        """What the project defines under the bare name and the uses show: no values, no functions that merely fit.

        Nor what the file has under that name already.
        """
        own = self._index.lookup(question.path, bare)
        for each in self._possible(question, bare):
            found = self._index.resolve(f"{each.module}.{each.name}" if each.name else each.module)
            if found is None or found == own or isinstance(found.fact, Attribute):
                continue
            if not isinstance(found.fact, Function) or fits(self._index, found, question.uses).confirmed:
                yield each, found

    def _of_standard(self, question: Question, bare: str, owner: str, *, is_taken: bool) -> Iterator[Candidate]:
        """What a common standard module offers; its name may be abbreviated where the bare name is taken."""
        uses, seen = question.uses, set[str]()
        for offer in sorted(self._standard.offers(bare), key=lambda each: each.module.count(".")):
            parts = offer.module.split(".")
            is_said = any(speaks_of(owner, part) or (is_taken and abbreviates(owner.lower(), part)) for part in parts)
            is_used = bool(uses.calls or uses.attributes) and offer.origin not in seen
            if offer.module not in TAKEN_FROM or not is_said or not is_used:
                continue
            if fits_standard(self._standard, offer.module, bare, uses).confirmed:
                seen.add(offer.origin)
                said = f"the standard library's {offer.module} offers {bare}"
                yield Candidate(module=offer.module, name=bare, evidence=(said,))

    def _possible(self, question: Question, name: str) -> Iterator[Candidate]:
        """What the project defines under another name and fits."""
        return (each for each in self._definers(replace(question, name=name)) if not each.against)


def _derived(module: Module, base: str) -> Iterator[str]:
    """The classes at the top of a file that derive from `base`."""
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef):
            yield from (node.name for each in node.bases if isinstance(each, ast.Name) and each.id == base)


def _line(module: Module, owner: str) -> int:
    return next(node.lineno for node in module.tree.body if isinstance(node, ast.ClassDef) and node.name == owner)


def _has_other(module: Module, name: str) -> bool:
    """Whether a file has the name for something else, is called so itself, or takes such a thing by another name."""
    if name in module.scope.bindings or hasattr(builtins, name) or module.path.endswith(f"/{name}.py"):
        return True
    if any(isinstance(site.node, ast.Name) for site in module.sites((name,))):
        return True
    first = (bindings[0] for bindings in module.scope.bindings.values())
    return any(each.origin.rpartition(".")[2] == name for each in first if each.origin)
