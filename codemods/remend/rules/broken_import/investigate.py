"""Works out for all files at once which imports cannot work, and what takes their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import msgspec

from remend.boundaries import may_import
from remend.index.declared import find_declared, shared_names
from remend.index.imports import taken_names
from remend.index.index import Index
from remend.project import Project
from remend.rules.broken_import.answer import Answer
from remend.rules.broken_import.cycles import Answers, without_cycles
from remend.rules.broken_import.demands import Demands
from remend.rules.broken_import.find import Finder
from remend.rules.broken_import.found import Findings, Found
from remend.rules.broken_import.generated import Generated, replaced_modules
from remend.rules.broken_import.past import Past
from remend.rules.broken_import.patches import dotted_strings
from remend.rules.broken_import.places import USUAL_ROOTS, Places
from remend.rules.broken_import.successor import Successors
from remend.rules.broken_import.target import Target, last_part


@dataclass(frozen=True, slots=True)
class Faults:
    """What cannot be imported, by path: by imports, each with what of it is missing, and by strings that name it."""

    finder: Finder
    imports: Mapping[str, Mapping[Target, Target]]
    strings: Mapping[str, Mapping[str, Target]]

    def of(self, paths: Iterable[str]) -> Faults:
        """Those of some files alone."""
        kept = frozenset(paths)
        imports = {path: each for path, each in self.imports.items() if path in kept}
        return Faults(self.finder, imports, {path: each for path, each in self.strings.items() if path in kept})

    def unanswered(self) -> Findings:
        """The faults, of which nothing more is known yet."""
        return Findings(
            {
                path: [Found(asked=asked, answer=Answer(missing=missing)) for asked, missing in each.items()]
                for path, each in self.imports.items()
            },
            {
                path: {dotted: Answer(missing=missing) for dotted, missing in each.items()}
                for path, each in self.strings.items()
            },
        )


def find_faults(project: Project, generated: Sequence[str]) -> Faults:
    """Find what the files in reach cannot import."""

    def is_link(path: str) -> bool:
        return (project.snapshot.root / path).is_symlink()

    @cache
    def shared() -> frozenset[str]:
        declared = find_declared(project.snapshot.paths, project.snapshot.read)
        return shared_names(each.distribution for each in declared)

    finder = Finder(
        project.index,
        Places(project.snapshot.paths, _roots(project)),
        Generated(project.snapshot.paths, project.snapshot.read, generated, is_link).may_exist,
        replaced_modules(project.contents),
        lambda dotted: dotted in shared(),
    )
    return Faults(finder, finder.broken(project.reach), _lacking(project, finder))


def investigate(project: Project, faults: Faults) -> Findings:
    """Find out what became of what cannot be imported."""
    finder, broken, lacking = faults.finder, faults.imports, faults.strings
    if not broken and not lacking:
        return Findings({}, {})
    allowed = partial(may_import, service_of=project.boundary_of)
    past = _past(project, finder, broken)
    successors = Successors(project.index, finder, past, Demands(project.index, project.read), allowed)
    found = {path: successors.answers(path, targets) for path, targets in broken.items()}
    answers = _with_kept_names(without_cycles(found, project.index, past), project)
    concepts = _concepts(answers)
    return Findings(
        {
            path: [
                Found(asked=asked, answer=answer, concept=concepts.get(asked.module, ""))
                for asked, answer in each.items()
            ]
            for path, each in answers.items()
        },
        {
            path: {
                dotted: _renamed(path, dotted, missing, successors, project.index) for dotted, missing in each.items()
            }
            for path, each in lacking.items()
        },
    )


def _lacking(project: Project, finder: Finder) -> dict[str, dict[str, Target]]:
    """By path the dotted strings that name what is not there, each with what of it is missing."""
    found: dict[str, dict[str, Target]] = {}
    for path in project.reach:
        for dotted in sorted(dotted_strings(project.read(path))) if path in project.index.facts else ():
            missing = finder.lacks(path, dotted)
            if missing is not None:
                found.setdefault(path, {})[dotted] = missing
    return found


def _renamed(path: str, dotted: str, missing: Target, successors: Successors, index: Index) -> Answer:
    """What a string should say: the name below a module of the same file name elsewhere, where all of that is there.

    A patch names where something is looked up, so another module that has the name is no answer.
    """
    parts = dotted.split(".")
    for count in range(len(parts) - 1, missing.module.count(".") + 1, -1):
        asked = Target(".".join(parts[:count]), parts[count])
        answer = successors.answers(path, {asked: Target(asked.module)})[asked]
        if answer.chosen is not None and last_part(answer.chosen.module) == last_part(asked.module):
            new = ".".join((str(answer.chosen), *parts[count + 1 :]))
            if index.resolve(new) is not None:
                module, _, name = new.rpartition(".")
                return msgspec.structs.replace(
                    answer, chosen=msgspec.structs.replace(answer.chosen, module=module, name=name), missing=missing
                )
    return Answer(missing=missing, reason=f"nothing tells where {missing} went")


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


def _with_kept_names(answers: Answers, project: Project) -> Answers:
    """The answers with those marked whose old name others take from the file, or whose new name comes twice."""
    renamed = {
        (path, asked)
        for path, each in answers.items()
        for asked, answer in each.items()
        if asked.name not in ("", "*") and answer.chosen is not None and answer.chosen.name != asked.name
    }
    taken = taken_names(project.contents, sorted({asked.name for _, asked in renamed})) if renamed else {}
    marked = {path: dict(each) for path, each in answers.items()}
    for path, asked in renamed:
        answer = answers[path][asked]
        rivals = [other for other in answers[path].values() if _names(other) == _names(answer)]
        if len(rivals) > 1 or asked.name in taken.get(path, ()):
            marked[path][asked] = msgspec.structs.replace(answer, keeps_name=True)
    return marked


def _names(answer: Answer) -> str:
    return answer.chosen.name if answer.chosen is not None else ""


def _concepts(answers: Answers) -> dict[str, str]:
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
