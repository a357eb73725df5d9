"""How the rest of the project imports a name: the more files agree, and the nearer they are, the more it counts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial

from remend.index.facts import Attribute, Guard
from remend.index.index import Definition, ImportSite
from remend.index.roles import is_test
from remend.naming.fit import Fit, fits, is_vague
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.customs import Customs
from remend.rules.undefined_name.ground import Ground, distance
from remend.rules.undefined_name.kin import Kin, are_modes, is_asynchronous
from remend.rules.undefined_name.others import differs, likeness, reads_other
from remend.rules.undefined_name.units import Units
from remend.rules.undefined_name.ways import Group, Way, Ways, way_of

_STEP = 4.0
"""How much less an import counts for each folder that lies between."""
_GUARDED = {Guard.TRY: 0.7, Guard.TYPE_CHECKING: 0.7, Guard.FUNCTION: 0.5}
_FROM_TESTS = 0.3
_NICKNAME = 0.25
"""How much less a name counts that some files give to a thing, if other things have it themselves."""
_ODD, _OUTDONE = 0.5, 0.8
_SPOKEN_OF, _COMMON = 3, 5
"""How many files have to import a name from a package that nothing else knows of, or from anywhere in it."""
_FROM_SAME_MODULE = 3.0
_ON_EVERYTHING = frozenset(dir(object))


class Habits:
    """Knows what an undefined name is where other files import it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._index = ground.index
        self._units = Units(ground)
        self._ways = Ways(self._index, ground.shared)
        self._kin = Kin(self._index)
        self._customs = Customs(ground)

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The ways in which other files import the name, the most likely first; those that do not fit weigh nothing."""
        fits_by_group = [(group, self._fit(question, group)) for group in self._groups(question).values()]
        is_here = any(self._has_all(question, *each) for each in fits_by_group)
        likely = []
        refused = []
        for group, fit in fits_by_group:
            against = fit.against or (self._read_by_none(question, group, fit) if is_here else "")
            if against:
                refused.append(self._candidate(question, group, against=against))
            else:
                likely.append((group, fit.confirmed > 0))
        scores = [group.weight for group, _ in likely]
        if len(likely) > 1:
            factors = [
                likeness(question.uses, self._customs.used_by_others(question, group)) * self._kinship(question, group)
                for group, _ in likely
            ]
            if not all(group.is_nickname(question.name) for group, _ in likely):
                nicknames = [_NICKNAME if self._is_far_nickname(question, group) else 1.0 for group, _ in likely]
                factors = [one * other for one, other in zip(factors, nicknames, strict=True)]
            scores = [score * factor for score, factor in zip(scores, factors, strict=True)]
        total = sum(scores)
        found = []
        for score, (group, is_confirmed) in zip(scores, likely, strict=True):
            doubt = 0.5 / (1 + len({site.path for site in group.sites})) / (2 if is_confirmed else 1)
            if not is_confirmed and is_vague(question.name, question.uses):
                doubt *= 2
            is_odd = not is_confirmed and (self._is_odd(question, group) or self._customs.lacks(question, group))
            is_odd = is_odd or self._is_unheard_of(group)
            outdone = _OUTDONE if self._is_outdone(question, group) else 0.0
            found.append(self._candidate(question, group, score / total * (1 - max(doubt, _ODD * is_odd, outdone))))
        return [*sorted(found, key=lambda candidate: -candidate.weight), *refused]

    def _fit(self, question: Question, group: Group) -> Fit:
        if group.found is not None:
            other = self._kin.called_otherwise(question.module, group.found)
            return Fit(against=f"the file calls it {other}") if other else fits(self._index, group.found, question.uses)
        module, name, is_renamed = max(group.ways, key=lambda way: (group.ways[way], way))
        if not name and not is_renamed:
            module = question.name
            further_in = self._customs.further_in(question, group)
            if further_in:
                return Fit(against=f"the project has {further_in} from further in")
        return self._ground.fits_outside(module, name, question.uses)

    def _has_all(self, question: Question, group: Group, fit: Fit) -> bool:
        """Whether it is of the project and has all that is read from the name."""
        return group.found is not None and 0 < len(question.uses.attributes) <= fit.confirmed

    def _read_by_none(self, question: Question, group: Group, fit: Fit) -> str:
        """What is read here alone, from something outside of the project that is not there to be read."""
        is_unknown = group.found is None and not fit.confirmed
        if is_unknown and reads_other(question.uses, self._customs.used_by_others(question, group)):
            return f"no other file reads {min(question.uses.attributes)} from it"
        return ""

    def _is_odd(self, question: Question, group: Group) -> bool:
        """Whether it is called here and never by others, or is a module that nothing is read from.

        Nor is one file's import from a private module of somebody else's enough to go by.
        """
        if question.uses.attributes <= _ON_EVERYTHING and not any(name for _, name, _ in group.ways):
            return True
        count, others = len({site.path for site in group.sites}), self._customs.used_by_others(question, group)
        if group.found is None:
            is_part = count < _SPOKEN_OF and all(name or is_renamed for _, name, is_renamed in group.ways)
            if differs(question.uses, others) or (is_part and reads_other(question.uses, others)):
                return True
            if count == 1:
                return all(_is_private(module) for module, _, _ in group.ways)
        return bool(count > 1 and question.uses.calls and (others.attributes or others.is_bare) and not others.calls)

    def _groups(self, question: Question) -> dict[object, Group]:
        groups: dict[object, Group] = {}
        for bundle in self._ways.of(question.name):
            for sites in bundle.apart(question.path):
                site, origin, found = sites[0], bundle.origin, bundle.found
                weight = self._weight(question, site)
                if found is None and weight and is_test(site.path) and not is_test(question.path):
                    weight *= _FROM_TESTS
                if weight and (found is None or self._may_import(question, site, found)):
                    way = way_of(site, self._offered(question, site, origin))
                    key = found or (way if way[1] or site.fact.is_renamed else origin.partition(".")[0])
                    groups.setdefault(_key(key), Group(found)).add(way, sites, weight * len(sites))
        return groups

    def _offered(self, question: Question, site: ImportSite, origin: str) -> str:
        """What an import asks for; what a package takes from inside of itself it offers to those outside."""
        package = self._index.modules.name(site.path)
        folder, _, file = site.path.rpartition("/")
        offers = file == "__init__.py" and origin.startswith(f"{package}.") and not site.fact.is_module
        return origin if not offers or question.path.startswith(f"{folder}/") else f"{package}.{site.fact.name}"

    def _may_import(self, question: Question, site: ImportSite, found: Definition) -> bool:
        if found.path == question.path or (is_test(site.path) and not is_test(question.path)):
            return False
        return self._ground.may_import(question.path, found.path) and self._units.reaches(question.path, found.path)

    def _weight(self, question: Question, site: ImportSite) -> float:
        if site.path == question.path:
            return 1.0 if site.fact.guard is Guard.FUNCTION else 0.0
        guarded = _GUARDED.get(site.fact.guard, 1.0)
        if site.fact.guard is Guard.TYPE_CHECKING and question.uses.annotates:
            guarded = 1.0
        return guarded * _STEP ** -distance(question.path, site.path)

    def _kinship(self, question: Question, group: Group) -> float:
        """How much the file itself has to do with the modules that the name would come from."""
        modules = self._kin.taken_from(question.path)
        if any(module in modules for module, name, _ in group.ways if name):
            return _FROM_SAME_MODULE
        return 1.0

    def _is_far_nickname(self, question: Question, group: Group) -> bool:
        """Whether a thing is called so by files that lie elsewhere; such names are customs of a folder.

        Not even there is `logging` readily something else.
        """
        is_near = any(distance(question.path, site.path) == 0 for site in group.sites)
        return group.is_nickname(question.name) and (not is_near or question.name in sys.stdlib_module_names)

    def _is_outdone(self, question: Question, group: Group) -> bool:
        """Whether the project has another thing of the name that may be meant, in a module closer to the file."""
        found, beside = group.found, f"{question.path.rpartition('/')[0]}/{question.name}.py"
        if found is None or found.fact is None:
            is_far = all(distance(question.path, site.path) for site in group.sites)
            return found is not None and found.path != beside and beside in self._index.facts and is_far
        if self._is_at_hand_otherwise(question, found) or self._is_any_of_many(question, group, found):
            return True
        others = [each for each in self._index.definers(question.name) if each != found and not is_test(each.path)]
        own = [each for each in others if not isinstance(each.fact, Attribute)]
        is_rare = len(others) > len(group.sites)
        if group.is_nickname(question.name) and (is_rare or any(self._fits_here(question, each) for each in own)):
            return True
        closeness = self._kin.closeness(question.path, found.path) or int(self._kinship(question, group) > 1)
        if (
            not closeness
            and self._is_custom(question, group, found)
            and any(map(partial(self._fits_here, question), own))
        ):
            return True
        better = (
            each
            for each in others
            if self._kin.closeness(question.path, each.path) > closeness
            or _is_of_its_mode(question, each, found)
            or self._is_of_its_folder(question, each, found)
        )
        return any(self._fits_here(question, each) for each in better)

    def _is_of_its_folder(self, question: Question, one: Definition, other: Definition) -> bool:
        """Whether of two things only the one lies beside the file, which takes from nowhere else."""
        is_beside = not distance(question.path, one.path) and distance(question.path, other.path) > 0
        return is_beside and self._kin.keeps_to_its_folder(question.path)

    def _is_at_hand_otherwise(self, question: Question, found: Definition) -> bool:
        """Whether the package that the file is in defines another thing of the name."""
        own = f"{question.path.rpartition('/')[0]}/__init__.py"
        defining = {each.path for each in self._index.definers(question.name)}
        return found.path != own and own in defining

    def _is_any_of_many(self, question: Question, group: Group, found: Definition) -> bool:
        """Whether few files call one thing so, of many that have the same name of their own: `app as other_app`."""
        if found.fact is None or not group.is_nickname(question.name):
            return False
        return len(self._index.definers(found.fact.name)) - 1 > len({site.path for site in group.sites})

    def _is_custom(self, question: Question, group: Group, found: Definition) -> bool:
        """Whether only files beside a definition, or below, import it, and the file is none of them."""
        folder = f"{found.path.rpartition('/')[0]}/"
        is_inside = question.path.startswith(folder)
        return not is_inside and all(site.path.startswith(folder) for site in group.sites)

    def _fits_here(self, question: Question, found: Definition) -> bool:
        return fits(self._index, found, question.uses).is_possible

    def _is_unheard_of(self, group: Group) -> bool:
        """Whether few files import from a package that is neither installed nor declared: there may be none."""
        if group.found is not None or len({site.path for site in group.sites}) >= _SPOKEN_OF:
            return False
        tops = {module.partition(".")[0] for module, _, _ in group.ways}
        counts = [len({site.path for site in self._index.importing(top)}) for top in tops]
        return max(counts) < _COMMON and not any(self._ground.is_known(top.lstrip("_")) for top in tops)

    def _candidate(self, question: Question, group: Group, weight: float = 0.0, against: str = "") -> Candidate:
        module, name, is_renamed = self._best_way(question, group)
        alias = question.name if question.name != (name or module) and (name or is_renamed) else ""
        paths = {site.path for site in group.sites}
        near = sum(distance(question.path, path) == 0 for path in paths)
        files = f"{len(paths)} file{'s' if len(paths) > 1 else ''}"
        where = f", {near} in the same folder" if near else ""
        evidence = f"{files} import{'s' if len(paths) == 1 else ''} it{where}"
        return Candidate(
            module=module,
            name=name,
            alias=alias,
            evidence=(evidence,),
            weight=weight,
            against=against,
        )

    def _best_way(self, question: Question, group: Group) -> Way:
        """The most common way; of `import a.b` and `import a` the one that brings what is read from `a`.

        Where all of that is read from one submodule, its own import says so best.
        """
        ways = {way: weight for way, weight in group.ways.items() if way[1] or way[2]}
        if ways:
            return max(ways, key=lambda way: (ways[way], not _is_private(way[0]), way))
        wanted = {part for chain in question.uses.chains for part in _prefixes(chain)}
        inner = [way for way in group.ways if way[0].partition(".")[2] in wanted]
        if inner and not self._customs.suffices(question, group, inner):
            chains = question.uses.chains
            depths = {way: way[0].count(".") if _brings_all(way, chains) else 0 for way in inner}
            return max(inner, key=lambda way: (depths[way], group.ways[way], way))
        return (self._customs.needed(question, group) or question.name), "", False


def _is_of_its_mode(question: Question, one: Definition, other: Definition) -> bool:
    """Whether of the same thing for synchronous and for asynchronous use it is the one that the file is for."""
    is_apt = is_asynchronous(question.path) == is_asynchronous(one.path)
    return is_apt and are_modes(one.path, other.path)


def _key(key: object) -> object:
    """What two imports have in common that bind the same thing."""
    if isinstance(key, Definition):
        return (key.path, key.fact.name, key.fact.line) if key.fact is not None else key.path
    return "outside", key


def _brings_all(way: Way, chains: Iterable[str]) -> bool:
    """Whether all that is read from a package is read from the submodule that `import package.submodule` names."""
    inside = way[0].partition(".")[2]
    return all(inside in _prefixes(chain.rpartition(".")[0]) for chain in chains)


def _prefixes(chain: str) -> Iterable[str]:
    parts = chain.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _is_private(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))
