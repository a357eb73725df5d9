"""Works out, for all undefined names of a project at once, what each of them stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from remend.git.history import History
from remend.index.index import Definition, Index
from remend.model import Diagnostic
from remend.module import Module, Surroundings
from remend.project import Project
from remend.ruff import Lint
from remend.rules.undefined_name.candidate import Answer, Question, Uses
from remend.rules.undefined_name.definers import Definers
from remend.rules.undefined_name.families import Family, Undefined, find_families, restored
from remend.rules.undefined_name.fit import fits
from remend.rules.undefined_name.ground import Ground
from remend.rules.undefined_name.habits import Habits
from remend.rules.undefined_name.locals import find_elsewhere
from remend.rules.undefined_name.members import OwnMember
from remend.rules.undefined_name.outside import Outside
from remend.rules.undefined_name.past import Past
from remend.rules.undefined_name.seek import Witness, seek
from remend.rules.undefined_name.similar import MovedPart, SameThing, UnusedImport
from remend.rules.undefined_name.swallowed import SwallowedImport, find_swallowed
from remend.rules.undefined_name.typos import UNSAFE_BECAUSE, Misspelling
from remend.rules.undefined_name.uses import read_uses, unbound_sites

Names = Mapping[str, frozenset[str]]
Key = tuple[str, str]
Told = tuple[str, str, Answer]
"""Path, name, and what is known about it."""

_SAME, _ALIKE, _OUTSIDE = 0.95, 0.9, 0.75


def investigate(project: Project, lints: Mapping[str, Lint]) -> list[Told]:
    """What is known about each undefined name; `lints` are those of the files that have any."""
    wanted = {path: frozenset(each.name for each in lint.names) for path, lint in lints.items()}
    answers: dict[Key, Answer] = {}
    questions: list[Question] = []
    for path, names in wanted.items():
        module = Module.load(path, project.read(path), Surroundings(name=project.modules.name(path)))
        if not isinstance(module, Diagnostic):
            asked = [_question(module, name) for name in sorted(names)]
            questions += (each for each in asked if isinstance(each, Question))
            told = zip(sorted(names), asked, strict=True)
            answers |= {(path, name): each for name, each in told if isinstance(each, Answer)}
    families = _families(lints, project.index, project.history)
    answers |= {(q.path, q.name): _as_family(families[q.name], q) for q in questions if q.name in families}
    left = [question for question in questions if question.name not in families]
    outside = Outside.of(project)
    outside.learn({question.name for question in left})
    ground = Ground(
        fits_outside=outside.fits,
        index=project.index,
        read=project.read,
        boundary_of=project.boundary_of,
        distributions=project.distributions,
    )
    found = seek(left, (*_witnesses(ground, wanted, project.history), Witness(outside, _OUTSIDE)), ground)
    misspelt = Misspelling(project.index, partial(_allows, project.index))
    answers |= {(q.path, q.name): _explained(q, found[q.path, q.name], misspelt) for q in left}
    return [(path, name, _rooted(answer, project)) for (path, name), answer in answers.items()]


def _rooted(answer: Answer, project: Project) -> Answer:
    """The answer with the folder that its import starts from."""
    chosen = answer.chosen
    path = project.modules.resolve(chosen.module) if chosen is not None and not chosen.rename else None
    if path is None or chosen is None:
        return answer
    stem = path.removesuffix(".py").removesuffix("/__init__")
    for count in range(chosen.module.count(".") + 1):
        tail = chosen.module.rsplit(".", count)[0].replace(".", "/")
        if stem == tail or stem.endswith(f"/{tail}"):
            return msgspec.structs.replace(answer, root=stem.removesuffix(tail).rstrip("/"))
    return answer


def _question(module: Module, name: str) -> Question | Answer:
    """The question for a name, or the answer where something in the file binds it after all."""
    sites = unbound_sites(module, name)
    if sites:
        return Question(module, name, read_uses(module, name, sites))
    bindings = module.scope.bindings.get(name, [])
    lines = sorted({line for binding in bindings if (line := getattr(binding.statement, "lineno", 0))})
    where = f"line {lines[0]} binds it, but " if lines else "something in the file binds it, but "
    return Answer(reason=f"{where}not where it is used: it runs later, or the name is deleted in between")


def _families(lints: Mapping[str, Lint], index: Index, history: History | None) -> dict[str, Family]:
    """The family of each name that a botched replacement left behind."""
    undefined = [
        Undefined(path, name, sum(each.name == name for each in lint.names))
        for path, lint in lints.items()
        for name in sorted({each.name for each in lint.names})
    ]
    found = find_families(undefined, index)
    if found and history is not None:
        members = {name for family in found for name in family.originals}
        asked = {path: frozenset(each.name for each in lint.names) & members for path, lint in lints.items()}
        before = history.uses_replaced({path: names for path, names in asked.items() if names})
        found = find_families(undefined, index, before)
    return {name: family for family in found for name in family.originals}


def _as_family(family: Family, question: Question) -> Answer:
    chosen = restored(family, question)
    if chosen is None:
        return Answer(reason=family.reason)
    return Answer(chosen=chosen, unsafe_because="a replacement was meant here, if not like this")


def _witnesses(ground: Ground, wanted: Names, history: History | None) -> Sequence[Witness]:
    index = ground.index
    allows = partial(_allows, index)
    return (
        Witness(Past(history, wanted, index)),
        Witness(SwallowedImport(index, allows), _SAME),
        Witness(SameThing(index, allows), _SAME),
        Witness(OwnMember(index, allows), _SAME),
        Witness(MovedPart(index, allows), _ALIKE),
        Witness(UnusedImport(index, allows), _ALIKE),
        Witness(Habits(ground)),
        Witness(Definers(ground)),
    )


def _allows(index: Index, found: Definition, uses: Uses) -> bool | None:
    """Whether what is found allows the uses; None where that cannot be told."""
    fit = fits(index, found, uses)
    return False if fit.against else True if fit.confirmed else None


def _explained(question: Question, answer: Answer, misspelt: Misspelling) -> Answer:
    """An answer that knows of nothing, with what can still be said: a misspelling, or where else the name is bound."""
    if answer.chosen is not None or answer.candidates:
        return answer
    slips = misspelt(question)
    if slips:
        return msgspec.structs.replace(answer, chosen=slips[0], unsafe_because=UNSAFE_BECAUSE)
    reason = find_swallowed(question) or find_elsewhere(question)
    return msgspec.structs.replace(answer, reason=reason) if reason else answer
