"""Decides what undefined names stand for, by all the evidence there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from remend.index.graph import Imports
from remend.index.index import Definition
from remend.rules.undefined_name.candidate import Answer, Candidate, Question
from remend.rules.undefined_name.ground import Ground
from remend.rules.undefined_name.kin import Kin
from remend.rules.undefined_name.twins import twin

Source = Callable[[Question], Sequence[Candidate]]
"""Gives the candidates that one kind of evidence speaks for, each with its weight."""

Doubt = Callable[[Question, Candidate], str]
"""Says what makes the best candidate doubtful all the same; nothing where it can be relied on."""

ENOUGH = 0.6
"""The weight from which on a candidate is taken."""
AHEAD = 2.0
"""How many times the weight of the next one it has to have."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A source of evidence; `trust` is the weight of what it says where it gives none itself."""

    source: Source
    trust: float = 0.0

    def heard(self, question: Question) -> Sequence[Candidate]:
        """Its candidates, each with a weight; several without one are equally good and share the trust."""
        said = self.source(question)
        share = self.trust / max(sum(not each.against for each in said), 1)
        return [each if each.weight or each.against else replace(each, weight=share) for each in said]


def answer(
    question: Question, witnesses: Sequence[Witness], ground: Ground, graph: Imports, doubts: Doubt = lambda *_: ""
) -> Answer:
    """What one undefined name stands for; `witnesses` in the order in which their evidence counts."""
    merged = _merge(question, witnesses, ground)
    refused = [candidate for candidate in merged if candidate.against]
    likely = [candidate for candidate in merged if not candidate.against]
    if not likely:
        why = "; ".join(f"{shown(candidate)}: {candidate.against}" for candidate in refused[:3])
        return Answer(candidates=tuple(merged), reason=why or "nothing in the project tells what it is")
    first, *others = likely
    if others and first.weight < others[0].weight * AHEAD:
        return Answer(candidates=tuple(merged), reason=f"it could be {shown(first)} or {shown(others[0])}")
    if first.weight < ENOUGH:
        return Answer(candidates=tuple(merged), reason=f"too little speaks for {shown(first)}")
    doubt = doubts(question, first)
    if doubt:
        return Answer(candidates=tuple(merged), reason=doubt)
    if _is_at_home(question) and not first.rename:
        return Answer(candidates=tuple(merged), reason=f"{question.path} is named as if it defined it itself")
    return _place(question, _at_hand(question, first, ground), (*others, *refused), graph)


def _at_hand(question: Question, chosen: Candidate, ground: Ground) -> Candidate:
    """The same thing from the module that the file takes other names from, where there is one."""
    kin = Kin(ground.index)
    is_beside = chosen.module in kin.taken_from(question.path)
    if not chosen.name or chosen.rename or (is_beside and chosen.module != "typing"):
        return chosen
    module = twin(question, chosen, ground) or kin.at_hand(question.path, f"{chosen.module}.{chosen.name}")
    if not module:
        return chosen
    return replace(chosen, module=module, evidence=(*chosen.evidence, f"{module}, from which the file imports, has it"))


def _is_at_home(question: Question) -> bool:
    """Whether the file is called like the class, so that its definition is what got lost."""
    stem = question.path.rpartition("/")[2].removesuffix(".py")
    return question.name[:1].isupper() and "_" in stem and stem.replace("_", "") == question.name.lower()


def _place(question: Question, chosen: Candidate, others: tuple[Candidate, ...], graph: Imports) -> Answer:
    """The answer with the place where the import has to stand, and none where there is no such place."""
    if chosen.rename:
        return Answer(chosen=chosen, candidates=others)
    if question.uses.annotates and _GUARD.search(question.module.source.text):
        return Answer(chosen=chosen, candidates=others, typing=True)
    chain = graph.closes_cycle(question.path, ".".join(filter(None, (chosen.module, chosen.name))))
    if chain and not question.uses.deferred:
        why = f"{shown(chosen)} would close the import cycle {' -> '.join(chain)}"
        return Answer(candidates=(chosen, *others), reason=why)
    return Answer(chosen=chosen, candidates=others, inside=bool(chain))


def _merge(question: Question, witnesses: Iterable[Witness], ground: Ground) -> list[Candidate]:
    """All candidates, those that mean the same thing as one, the heaviest first.

    The surer an earlier source is, the less counts what a later one says besides. What one source refuses, no other can
    save.
    """
    found: dict[object, Candidate] = {}
    for witness in witnesses:
        before = {key: candidate.weight for key, candidate in found.items()}
        for candidate in witness.heard(question):
            key = _meaning(candidate, ground)
            left = 1 - max((weight for other, weight in before.items() if other != key), default=0.0)
            said = replace(candidate, weight=candidate.weight * left)
            found[key] = _add(found[key], said) if key in found else said
    return sorted(found.values(), key=lambda candidate: -candidate.weight)


def _add(one: Candidate, other: Candidate) -> Candidate:
    against = one.against or other.against
    weight = 0.0 if against else 1 - (1 - one.weight) * (1 - other.weight)
    is_inner = not (one.name or one.alias) and other.module.startswith(f"{one.module}.")
    module = other.module if is_inner else one.module
    evidence = (*one.evidence, *other.evidence)
    return replace(one, module=module, weight=weight, evidence=evidence, against=against)


def _meaning(candidate: Candidate, ground: Ground) -> object:
    """What two candidates have in common that stand for the same thing."""
    if candidate.rename:
        return "rename", candidate.rename
    found = _definition(candidate, ground)
    if found is None:
        return candidate.module if candidate.name or candidate.alias else candidate.module.partition(".")[0], (
            candidate.name,
            candidate.alias,
        )
    return found.path, found.fact and (found.fact.name, found.fact.line)


def _definition(candidate: Candidate, ground: Ground) -> Definition | None:
    if candidate.name:
        return ground.index.resolve(f"{candidate.module}.{candidate.name}")
    path = ground.index.modules.find(candidate.module if candidate.alias else candidate.module.partition(".")[0])
    return None if path is None else Definition(path)


def shown(candidate: Candidate) -> str:
    """A candidate as it would be written."""
    if candidate.rename:
        return f"`{candidate.rename}`"
    alias = f" as {candidate.alias}" if candidate.alias else ""
    if candidate.name:
        return f"`from {candidate.module} import {candidate.name}{alias}`"
    return f"`import {candidate.module}{alias}`"


_GUARD = re.compile(r"^if (?:\w+\.)?TYPE_CHECKING\b", re.MULTILINE)
