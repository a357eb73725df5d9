"""Whether mended imports would make modules wait for each other while they are imported."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from remend.index.facts import Guard
from remend.index.graph import Imports
from remend.index.index import Index
from remend.rules.broken_import.answer import Answer
from remend.rules.broken_import.past import Past
from remend.rules.broken_import.target import Target, target_of

Answers = Mapping[str, Mapping[Target, Answer]]


def without_cycles(answers: Answers, index: Index, past: Past) -> Answers:
    """The answers, unsafe where one closes an import cycle that the import of what is gone did not belong to.

    The answers of other files count as given. A module that a commit moved took its own imports with it, so a cycle
    through these was there before.
    """
    wanted = {path: _at_import_time(path, each, index) for path, each in answers.items()}
    graph = Imports(index, {path: [str(answer.chosen) for answer in each.values()] for path, each in wanted.items()})
    return {
        path: {**each, **{asked: _doubted(path, answer, graph, past) for asked, answer in wanted[path].items()}}
        for path, each in answers.items()
    }


def _at_import_time(path: str, answers: Mapping[Target, Answer], index: Index) -> dict[Target, Answer]:
    """The answers that something is chosen in, to imports that run while the file is imported."""
    name = index.modules.name(path)
    facts = (fact for fact in index.facts[path].imports if fact.guard < Guard.TYPE_CHECKING)
    asked = {found.target for fact in facts if (found := target_of(fact, path, name)) is not None}
    return {target: answer for target, answer in answers.items() if target in asked and answer.chosen is not None}


def _doubted(path: str, answer: Answer, graph: Imports, past: Past) -> Answer:
    chain = graph.closes_cycle(path, str(answer.chosen))
    if not chain or chain[1] in {new for new, _ in past.moves(str(answer.missing))}:
        return answer
    doubt = f"it closes the import cycle {' -> '.join(chain)}"
    return msgspec.structs.replace(answer, unsafe_because="; ".join(filter(None, (answer.unsafe_because, doubt))))
