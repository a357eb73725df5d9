"""All that speaks about undefined names, as data that any process can work with, file by file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import msgspec

from remend.collecting import without_collecting
from remend.index.graph import Imports
from remend.index.index import Definition, Index
from remend.index.modules import Modules
from remend.model import Diagnostic
from remend.module import Module, Surroundings
from remend.naming.fit import fits
from remend.naming.uses import Uses, read_uses, unbound_sites
from remend.rules.undefined_name.affixes import Affixes
from remend.rules.undefined_name.candidate import Answer, Candidate, Question
from remend.rules.undefined_name.counterpart import Counterpart
from remend.rules.undefined_name.definers import Definers
from remend.rules.undefined_name.doubts import Doubts
from remend.rules.undefined_name.families import Family, restored
from remend.rules.undefined_name.ground import Ground
from remend.rules.undefined_name.habits import Habits
from remend.rules.undefined_name.locals import find_elsewhere
from remend.rules.undefined_name.members import OwnMember
from remend.rules.undefined_name.nicknames import Nickname
from remend.rules.undefined_name.outside import Libraries, Outside
from remend.rules.undefined_name.past import Losses, Past
from remend.rules.undefined_name.seek import Witness, answer
from remend.rules.undefined_name.similar import MovedPart, SameThing, UnusedImport
from remend.rules.undefined_name.swallowed import SwallowedImport, find_swallowed
from remend.rules.undefined_name.typos import UNSAFE_BECAUSE, Misspelling

_SAME, _ALIKE, _OUTSIDE = 0.95, 0.9, 0.75

Told = tuple[str, str, Answer]
"""Path, name, and what is known about it."""
Asked = tuple[str, tuple[str, ...]]
"""Path, and the undefined names of that file."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What undefined names are weighed by.

    `contents` are the project's Python files, `losses` the imports that the files had once, `families` what a botched
    replacement left behind, by name. `decided` are the imports that are found already, by file: what the index knows
    of as well.
    """

    index: Index
    contents: Mapping[str, bytes]
    libraries: Libraries
    boundary_of: Callable[[str], str]
    distributions: frozenset[str] = frozenset()
    losses: Losses = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)
    decided: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)

    @cached_property
    def council(self) -> _Council:
        """All witnesses; made in the process that hears them, as they remember much of what they work out."""
        return _Council(self)


@without_collecting()
def weigh(asked: Asked, evidence: Evidence) -> list[Told]:
    """What is known about some undefined names of one file; nothing where the file cannot be parsed."""
    path, names = asked
    module = Module.load(path, evidence.contents[path], Surroundings(name=evidence.index.modules.name(path)))
    if isinstance(module, Diagnostic):
        return []
    beside = tuple(evidence.decided.get(path, ()))
    return [(path, name, _answer(module, name, beside, evidence)) for name in names]


def _answer(module: Module, name: str, beside: tuple[Candidate, ...], evidence: Evidence) -> Answer:
    sites = unbound_sites(module, name)
    if not sites:
        return Answer(reason=_bound_after_all(module, name))
    question = Question(module, name, read_uses(module, name, sites), beside)
    family = evidence.families.get(name)
    found = evidence.council.hear(question) if family is None else _as_family(family, question)
    return _rooted(found, evidence.index.modules)


def _bound_after_all(module: Module, name: str) -> str:
    """Why a name that something in the file binds is undefined all the same."""
    bindings = module.scope.bindings.get(name, [])
    lines = sorted({line for binding in bindings if (line := getattr(binding.statement, "lineno", 0))})
    where = f"line {lines[0]} binds it, but " if lines else "something in the file binds it, but "
    return f"{where}not where it is used: it runs later, or the name is deleted in between"


def _as_family(family: Family, question: Question) -> Answer:
    chosen = restored(family, question)
    if chosen is None:
        return Answer(reason=family.reason)
    return Answer(chosen=chosen, unsafe_because="a replacement was meant here, if not like this")


def _rooted(answer: Answer, modules: Modules) -> Answer:
    """The answer with the folder that its import starts from."""
    chosen = answer.chosen
    path = modules.resolve(chosen.module) if chosen is not None and not chosen.rename else None
    if path is None or chosen is None:
        return answer
    stem = path.removesuffix(".py").removesuffix("/__init__")
    for count in range(chosen.module.count(".") + 1):
        tail = chosen.module.rsplit(".", count)[0].replace(".", "/")
        if stem == tail or stem.endswith(f"/{tail}"):
            return msgspec.structs.replace(answer, root=stem.removesuffix(tail).rstrip("/"))
    return answer


class _Council:
    """The witnesses, in the order in which their evidence counts."""

    def __init__(self, evidence: Evidence) -> None:
        index = evidence.index
        outside = Outside(evidence.libraries, index)
        allows = partial(_allows, index)
        self._ground = Ground(
            fits_outside=outside.fits,
            is_standard=outside.offers,
            offered_by=outside.offered_by,
            is_known=outside.knows,
            has_outside=outside.has,
            shared=outside.shared,
            index=index,
            read=evidence.contents.__getitem__,
            boundary_of=evidence.boundary_of,
            distributions=evidence.distributions,
        )
        definers = Definers(self._ground)
        self._witnesses = (
            Witness(Past(evidence.losses, index)),
            Witness(SwallowedImport(index, allows), _SAME),
            Witness(SameThing(index, allows), _SAME),
            Witness(OwnMember(index, allows), _SAME),
            Witness(MovedPart(index, allows), _ALIKE),
            Witness(UnusedImport(index, allows), _ALIKE),
            Witness(Counterpart(self._ground), _ALIKE),
            Witness(Habits(self._ground)),
            Witness(definers),
            Witness(Affixes(self._ground, definers), _OUTSIDE),
            Witness(Nickname(self._ground, evidence.libraries.standard, definers), _OUTSIDE),
            Witness(outside, _OUTSIDE),
        )
        self._misspelt = Misspelling(index, allows)
        self._graph = Imports(index)
        self._doubts = Doubts(self._ground)

    def hear(self, question: Question) -> Answer:
        """What a name stands for; where nothing is known, a misspelling, or where else the name is bound."""
        found = answer(question, self._witnesses, self._ground, self._graph, self._doubts)
        if found.chosen is not None or found.candidates:
            return found
        slips = self._misspelt(question)
        if slips:
            return msgspec.structs.replace(found, chosen=slips[0], unsafe_because=UNSAFE_BECAUSE)
        reason = find_swallowed(question) or find_elsewhere(question)
        return msgspec.structs.replace(found, reason=reason) if reason else found


def _allows(index: Index, found: Definition, uses: Uses) -> bool | None:
    """Whether what is found allows the uses; None where that cannot be told."""
    fit = fits(index, found, uses)
    return False if fit.against else True if fit.confirmed else None
