"""What other files do with what they import, and with a package that they import as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from remend.index.bound import Fact
from remend.index.facts import Facts, Import
from remend.index.index import ImportSite
from remend.index.modules import Modules
from remend.rules.undefined_name.candidate import Question
from remend.rules.undefined_name.ground import Ground, distance
from remend.rules.undefined_name.others import Doings, used_in
from remend.rules.undefined_name.reads import may_be_submodules
from remend.rules.undefined_name.ways import Group, Way

_LOOKED_INTO = 12
_FEW = 3
_PLAIN_HABIT = 5
"""How many times more often `a.b` has to be read with a plain `import a` than with `import a.b`, to be left so."""


class Customs:
    """Knows what the files that import a name do with it; the nearest are asked."""

    def __init__(self, ground: Ground) -> None:
        self._index = ground.index
        self._read = ground.read
        self._used_in = lru_cache(maxsize=None)(self._find_uses)

    def used_by_others(self, question: Question, group: Group) -> Doings:
        """What the nearest files that import the name in this way do with it."""
        nearest = sorted({site.path for site in group.sites}, key=_nearness(question))
        return self._used_in(question.name, tuple(nearest[:_LOOKED_INTO]))

    def lacks(self, question: Question, group: Group) -> bool:
        """Whether something is read from the name that looks like a submodule, and that no other file reads.

        A word that is merely handed on is taken for one where few files import the name.
        """
        nested = {chain.partition(".")[0] for chain in question.uses.chains if "." in chain}
        if len({site.path for site in group.sites}) < _FEW:
            nested |= may_be_submodules(question)
        if not nested or group.found is not None or any(name or is_renamed for _, name, is_renamed in group.ways):
            return False
        if any(way[0].partition(".")[2].partition(".")[0] in nested for way in group.ways):
            return False
        return not nested <= self._read_by_others(question, group)

    def further_in(self, question: Question, group: Group) -> str:
        """What is read from a package here alone, and by others imported from one of its modules, not from itself."""
        for attribute in sorted(question.uses.attributes - self._read_by_others(question, group)):
            origins = {self._index.origin(site) for site in self._index.importers(attribute)}
            owners = {owner for owner, _, last in (each.rpartition(".") for each in origins) if last == attribute}
            if question.name not in owners and any(owner.startswith(f"{question.name}.") for owner in owners):
                return attribute
        return ""

    def needed(self, question: Question, group: Group) -> str:
        """The submodule of the project's own package that has to be imported for what is read from the package."""
        modules = self._index.modules
        package = self._index.facts.get(modules.find(question.name) or "")
        if package is None or package.has_getattr or len(question.uses.attributes) != 1:
            return ""
        found = {_deepest(f"{question.name}.{chain}", modules) for chain in question.uses.chains}
        has_habit = question.uses.attributes <= self._read_by_others(question, group)
        return "" if has_habit or len(found) != 1 or self._gives(question) else found.pop()

    def suffices(self, question: Question, group: Group, inner: Sequence[Way]) -> bool:
        """Whether files commonly read `a.b` with no more than `import a`."""
        wanted = {way[0].split(".")[1] for way in inner}
        having = {site.path for site in group.sites if (self._index.origin(site), "", False) in inner}
        others = self._plain_importers(question, group)
        looked = others[:_LOOKED_INTO]
        reading = sum(wanted <= self._used_in(question.name, (path,)).attributes for path in looked)
        ratio = 1 if question.uses.attributes - wanted or self._gives(question) else _PLAIN_HABIT
        return reading * len(others) > ratio * len(having) * len(looked)

    def _gives(self, question: Question) -> bool:
        """Whether the package that the name is binds what is read from it, or imports it in its own `__init__`."""
        path = self._index.modules.find(question.name) or ""
        facts = self._index.facts.get(path, Facts())
        every: list[Fact | Import] = [*facts.imports, *facts.names, *facts.classes, *facts.functions]
        bound = {fact.name for fact in every}
        run = {self._index.origin(ImportSite(path, fact)) for fact in facts.imports}
        bound |= {origin.split(".")[1] for origin in run if origin.startswith(f"{question.name}.")}
        return question.uses.attributes <= bound

    def _read_by_others(self, question: Question, group: Group) -> frozenset[str]:
        """What the nearest files read from the name that import no more than the name."""
        nearest = self._plain_importers(question, group)[:_LOOKED_INTO]
        return self._used_in(question.name, tuple(nearest)).attributes

    def _plain_importers(self, question: Question, group: Group) -> list[str]:
        """The files, the nearest first, that import no submodule of what the name is."""
        dotted = {site.path for site in group.sites if site.fact.is_module and "." in self._index.origin(site)}
        return sorted({site.path for site in group.sites} - dotted, key=_nearness(question))

    def _find_uses(self, name: str, paths: tuple[str, ...]) -> Doings:
        return used_in(name, map(self._read, paths))


def _deepest(dotted: str, modules: Modules) -> str:
    """The longest leading part of a dotted name that is a module."""
    while dotted and modules.find(dotted) is None:
        dotted = dotted.rpartition(".")[0]
    return dotted


def _nearness(question: Question) -> Callable[[str], tuple[int, str]]:
    return lambda path: (distance(question.path, path), path)
