"""The rule `undefined-name`: a name is used that nothing binds."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from remend.cache import digest
from remend.checkers.ruff import Lint, find_undefined_names, undefined_names_in
from remend.checkers.ruff_program import find_ruff
from remend.model import Safety, Severity, Violation
from remend.module import Module
from remend.project import Project
from remend.rule import Change, Keeps, Mend, Mends, Needs, Options, Rule
from remend.rules.undefined_name.candidate import Answer, Candidate
from remend.rules.undefined_name.places import Place, find_places
from remend.snapshot import blob_id

if TYPE_CHECKING:
    import libcst as cst

    from remend.rules.undefined_name.evidence import Told


class UndefinedNameOptions(Options, frozen=True):
    """`builtins` are names that count as defined everywhere."""

    builtins: tuple[str, ...] = ()


class UndefinedName(Rule):
    """A name is used that nothing binds.

    The line raises NameError when it runs, which may be long after the change that lost the import or renamed what it
    imports. No test has to fail for that: a branch that no test enters keeps the error for production.

    The mend imports what the name stands for, or uses the name that it has now. What that is follows from evidence: the
    file's own history, what the file imports or defines under a like name, how the rest of the project imports the
    name, the module that defines it, the standard library and declared distributions. Where two answers are equally
    good, none is taken and both are told.
    """

    id = "undefined-name"
    summary = "a name that nothing binds"
    subject = "import what is used"
    kind = "fix"
    safety = Safety.SAFE
    severity = Severity.HIGH
    late = True
    by_file = True
    options_type = UndefinedNameOptions
    examples: ClassVar[tuple[Mends | Keeps, ...]] = (
        Mends(
            "import sys\n\nprint(json.dumps(sys.argv))\n",
            "import json\nimport sys\n\nprint(json.dumps(sys.argv))\n",
            title="a module of the standard library that has what the file reads from it",
        ),
        Keeps("from shop import *\n\ncheckout()\n", because="the star import may bind it"),
        Keeps("value = 1\ndel value\nprint(value)\n", because="the file binds it, and deletes it", found=True),
        Keeps("checkout()\n", because="nothing tells what it is", found=True),
    )
    options: UndefinedNameOptions

    def __init__(self, options: UndefinedNameOptions) -> None:
        super().__init__(options)
        self._lints: dict[str, tuple[str, Lint]] = {}
        self._answers: dict[str, dict[str, Answer]] = {}

    @property
    def premises(self) -> object:
        """The options, and the ruff that is asked."""
        return self.options, find_ruff().version

    def survey(self, project: Project) -> None:
        """Ask ruff about all files in reach. Raises UsageError where ruff fails."""
        self._lints = {}
        self._look_at(project, project.reach)

    def _look_at(self, project: Project, paths: Sequence[str]) -> None:
        lints = find_undefined_names(project.snapshot, paths, project.cache, self.options.builtins)
        self._lints |= {path: (project.snapshot.blob(path), lint) for path, lint in lints.items()}

    def weigh(self, project: Project) -> None:
        """Ask the project about the names, after another look at the files that were rewritten since."""
        self._look_at(project, sorted(project.rewritten))
        reach = {*project.reach, *project.rewritten}
        asked = {path: lint for path, (_, lint) in self._lints.items() if lint.names and path in reach}
        self._answers = {}
        for path, name, answer in self._ask(project, asked) if asked else ():
            self._answers.setdefault(path, {})[name] = answer

    def _ask(self, project: Project, lints: Mapping[str, Lint]) -> list[Told]:
        """What the project says, recalled where it was asked before; history may say more when it is asked again."""
        from remend.rules.undefined_name.evidence import Told  # noqa: PLC0415 (nothing is asked where all is recalled)
        from remend.rules.undefined_name.investigate import investigate  # noqa: PLC0415 (likewise)

        if project.history is not None:
            return investigate(project, lints)
        return project.recall(list[Told], digest(self.id, self.options), lambda: investigate(project, lints))

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (ruff has looked at it already)
        """Whether ruff found an undefined name in the file, or something that keeps it from being compiled."""
        _, lint = self._lints.get(path, ("", Lint()))
        return bool(lint.names or lint.fault)

    def knows(self, path: str) -> object:
        """What the project said about the file's names."""
        return self._answers.get(path, {})

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every place at which ruff finds a name undefined."""
        answers = self._answers.get(module.path, {})
        places = find_places(module, self._lint(module).names)
        module.notes[self.id] = {place.span: place for place in places}
        for place in places:
            answer = answers.get(place.name, Answer())
            yield Violation(
                rule=self.id,
                path=module.path,
                span=place.span,
                severity=_severity(place, module),
                safety=Safety.UNSAFE if answer.unsafe_because else Safety.SAFE,
                message=f"{place.name} is not defined",
                form=place.name,
                code=module.source.line(place.span.line).strip(),
                symbol=module.symbol(place.site.path),
                unsafe_because=answer.unsafe_because,
                remedy=answer.chosen.wording if answer.chosen is not None else "",
                evidence=answer.chosen.evidence if answer.chosen is not None else (),
            )

    def _lint(self, module: Module) -> Lint:
        """What ruff says about this very text, which may have been mended since the survey."""
        raw = module.source.encode(module.source.text)
        blob, known = self._lints.get(module.path, ("", Lint()))
        return known if blob == blob_id(raw) else undefined_names_in(module.path, raw, self.options.builtins)

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The import, or the other name; or why neither is certain."""
        place: Place = module.notes[self.id][violation.span]
        answer = self._answers.get(module.path, {}).get(place.name, Answer(reason="it was not there before"))
        if answer.chosen is None:
            return answer.reason
        if answer.chosen.rename:
            return _rename(place, answer.chosen.rename)
        return _import(place, answer, answer.chosen)


def _severity(place: Place, module: Module) -> Severity:
    """A name that the module needs to be imported at all is worse than one that some function needs."""
    runs_later = any(scope.is_function for scope in module.scope_at(place.site.path).chain())
    if place.is_quoted:
        return Severity.LOW
    return Severity.HIGH if runs_later else Severity.CRITICAL


def _rename(place: Place, name: str) -> Mend | str:
    if place.is_quoted:
        return f"it stands in a string, where it may mean `{name}`"
    return Mend(changes=(Change(target=place.span, codemod=Renamed(name)),))


def _import(place: Place, answer: Answer, chosen: Candidate) -> Mend | str:
    functions = [n for n in place.site.path if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    if answer.inside and not functions:
        return "its import has to stand inside a function, and it is used outside of any"
    needs = Needs(
        module=chosen.module,
        name=chosen.name,
        alias=chosen.alias,
        root=answer.root,
        function=functions[0] if answer.inside else None,
        typing=answer.typing,
    )
    return Mend(needs=(needs,))


@dataclass(frozen=True, slots=True)
class Renamed:
    """The codemod that puts another name in place of a name."""

    name: str

    def __call__(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The other name, which may be dotted, with the parentheses of the node; None for anything but a name."""
        import libcst as cst  # noqa: PLC0415 (a scan needs no LibCST)

        if not isinstance(node, cst.Name):
            return None
        return cst.parse_expression(self.name).with_changes(lpar=node.lpar, rpar=node.rpar)
