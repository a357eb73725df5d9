"""Works out for all files at once which imports cannot work, and what takes their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from remend.index.roles import is_test
from remend.project import Project
from remend.rules.broken_import.find import Finder
from remend.rules.broken_import.generated import Generated, replaced_modules
from remend.rules.broken_import.past import Past
from remend.rules.broken_import.places import USUAL_ROOTS, Places
from remend.rules.broken_import.successor import Answer, Successors
from remend.rules.broken_import.target import Target


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One import that cannot work: what it asks for, what is known about it, and what one commit is to mend with it."""

    asked: Target
    answer: Answer
    concept: str = ""


def investigate(project: Project, generated: Sequence[str]) -> dict[str, list[Found]]:
    """The broken imports of the files in reach, by path."""

    def is_link(path: str) -> bool:
        return (project.snapshot.root / path).is_symlink()

    finder = Finder(
        project.index,
        Places(project.snapshot.paths, _roots(project)),
        Generated(project.snapshot.paths, project.snapshot.read, generated, is_link).may_exist,
        replaced_modules(project.contents),
    )
    reach = frozenset(project.reach)
    broken = {path: targets for path, targets in finder.broken().items() if path in reach}
    if not broken:
        return {}

    def may_import(path: str, target: str) -> bool:
        boundary = project.boundary_of(target)
        return (is_test(path) or not is_test(target)) and boundary in ("", project.boundary_of(path))

    successors = Successors(project.index, finder, _past(project, finder, broken), may_import)
    answers = {path: successors.answers(path, targets) for path, targets in broken.items()}
    concepts = _concepts(answers)
    return {
        path: [
            Found(asked=asked, answer=answer, concept=concepts.get(asked.module, "")) for asked, answer in each.items()
        ]
        for path, each in answers.items()
    }


def _past(project: Project, finder: Finder, broken: Mapping[str, Mapping[Target, Target]]) -> Past:
    if project.history is None:
        return Past(None, (), {})
    files: dict[str, dict[str, None]] = {}
    for path, targets in broken.items():
        for asked in targets:
            for dotted in (asked.module, str(asked)):
                files.setdefault(dotted, {}).update(dict.fromkeys(finder.files(dotted, path)))
    asked_for = {asked for targets in broken.values() for asked in targets}
    return Past(project.history, asked_for, {dotted: tuple(paths) for dotted, paths in files.items()})


def _concepts(answers: Mapping[str, Mapping[Target, Answer]]) -> dict[str, str]:
    """For each module that is imported in vain, what the commit does that mends its imports, in all files."""
    went: dict[str, set[str]] = {}
    for each in answers.values():
        for asked, answer in each.items():
            if answer.chosen is not None:
                went.setdefault(asked.module, set()).add(answer.chosen.module)
    return {old: f"{old} to {next(iter(new))}" if len(new) == 1 else old for old, new in went.items()}


def _roots(project: Project) -> Iterator[str]:
    """The folders that modules are imported from, wherever the importing file lies."""
    yield from (root.rstrip("/") for root in project.modules.roots)
    for folder in ("", *sorted(project.distributions)):
        yield folder
        yield from (f"{folder}/{root}".lstrip("/") for root in USUAL_ROOTS)
