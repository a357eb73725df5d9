"""Works out, for all undefined names of a project at once, what each of them stands for.

What other files import is evidence, and each mend is one more import. So the names that are left are asked about again,
as if what is decided were mended, until nothing more is decided: mending a mended project again would find nothing.
What is sure is decided first, for it tells about what is not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from remend.checkers.ruff import Lint
from remend.crew.workers import spread
from remend.git.history import History
from remend.index.extended import with_imports
from remend.index.facts import Guard, Import
from remend.index.graph import Imports
from remend.index.index import Index
from remend.project import Project
from remend.rules.undefined_name.candidate import Answer, Candidate
from remend.rules.undefined_name.evidence import Asked, Evidence, Told, weigh
from remend.rules.undefined_name.families import Family, Undefined, find_families
from remend.rules.undefined_name.outside import Libraries
from remend.rules.undefined_name.seek import shown

_MOST_ROUNDS = 10
_WORTH_PROCESSES = 40
"""Files below which starting workers costs more than it saves (measured on two cores)."""

_Key = tuple[str, str]


def investigate(project: Project, lints: Mapping[str, Lint]) -> list[Told]:
    """What is known about each undefined name; `lints` are those of the files that have any."""
    asked = {path: tuple(sorted({each.name for each in lint.names})) for path, lint in lints.items()}
    evidence = _gather(project, lints, asked)
    answers: dict[_Key, Answer] = {}
    settled: set[_Key] = set()
    for _ in range(_MOST_ROUNDS):
        answers |= {(path, name): answer for path, name, answer in _weigh(asked, evidence, project.jobs)}
        new = [(*key, answer) for key, answer in answers.items() if key not in settled and _is_import(answer)]
        told = [each for each in new if not _has_rivals(each[2])] or new
        if not told:
            break
        settled |= {(path, name) for path, name, _ in told}
        evidence = _with(evidence, told)
        asked = _affected({key: answers[key] for key in answers.keys() - settled}, told)
    answers |= _closing_cycles([(*key, answers[key]) for key in sorted(settled)], project.index)
    return [(path, name, answer) for (path, name), answer in answers.items()]


def _gather(project: Project, lints: Mapping[str, Lint], asked: Mapping[str, Sequence[str]]) -> Evidence:
    libraries = Libraries.of(project)
    families = _families(lints, project.index, project.history)
    libraries.learn({name for names in asked.values() for name in names} - families.keys())
    wanted = {path: frozenset(names) for path, names in asked.items()}
    return Evidence(
        index=project.index,
        contents=project.contents,
        libraries=libraries,
        boundary_of=project.boundary_of,
        distributions=project.distributions,
        losses=project.history.lost_imports(wanted) if project.history is not None else {},
        families=families,
    )


def _weigh(asked: Mapping[str, tuple[str, ...]], evidence: Evidence, jobs: int | None) -> list[Told]:
    count = jobs or (1 if len(asked) < _WORTH_PROCESSES else None)
    items: list[Asked] = [(path, names) for path, names in asked.items() if names]
    told = spread(weigh, items, evidence, total=len(items), jobs=count)
    return [each for answers in told for each in answers]


def _has_rivals(answer: Answer) -> bool:
    """Whether something else may be meant, even if less likely: then what is sure is to be known first."""
    return any(not candidate.against for candidate in answer.candidates)


def _is_import(answer: Answer) -> bool:
    return answer.chosen is not None and not answer.chosen.rename and not answer.unsafe_because


def _closing_cycles(told: Sequence[Told], index: Index) -> dict[_Key, Answer]:
    """What to say instead of those answers whose imports, though each may be made alone, close a cycle with others.

    Which of the others is to blame depends on what is imported first, so each is held against all of them.
    """
    running = [(path, name, answer) for path, name, answer in told if not (answer.inside or answer.typing)]
    also: dict[str, list[str]] = {}
    for path, _, answer in running:
        also.setdefault(path, []).append(_dotted(answer))
    if len(also) < 2:
        return {}
    graph = Imports(index, also)
    refused = {}
    for path, name, answer in running:
        chain = graph.closes_cycle(path, _dotted(answer))
        if chain and answer.chosen is not None:
            cycle = " -> ".join(chain)
            reason = f"{shown(answer.chosen)} would close the import cycle {cycle}, with what is to be imported there"
            refused[path, name] = Answer(candidates=(answer.chosen, *answer.candidates), reason=reason)
    return refused


def _dotted(answer: Answer) -> str:
    assert answer.chosen is not None
    return ".".join(filter(None, (answer.chosen.module, answer.chosen.name)))


def _with(evidence: Evidence, told: Iterable[Told]) -> Evidence:
    """The evidence as it is once what was told is imported."""
    decided = {path: list(candidates) for path, candidates in evidence.decided.items()}
    added: dict[str, list[Import]] = {}
    for path, name, answer in told:
        assert answer.chosen is not None
        decided.setdefault(path, []).append(answer.chosen)
        added.setdefault(path, []).append(_as_fact(name, answer, answer.chosen))
    return dataclasses.replace(evidence, index=with_imports(evidence.index, added), decided=decided)


def _as_fact(name: str, answer: Answer, chosen: Candidate) -> Import:
    guard = Guard.FUNCTION if answer.inside else Guard.TYPE_CHECKING if answer.typing else Guard.NONE
    return Import(name, _dotted(answer), 1, not chosen.name, guard, bool(chosen.alias))


def _affected(answers: Mapping[_Key, Answer], told: Iterable[Told]) -> dict[str, tuple[str, ...]]:
    """Of the names that are left those that what was told may say more about: by the name, or by the file."""
    paths, names = {path for path, _, _ in told}, {name for _, name, _ in told}
    found: dict[str, tuple[str, ...]] = {}
    for (path, name), answer in sorted(answers.items(), key=lambda each: each[0]):
        is_left = answer.chosen is None or _is_import(answer)
        if is_left and (path in paths or name in names):
            found[path] = (*found.get(path, ()), name)
    return found


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
