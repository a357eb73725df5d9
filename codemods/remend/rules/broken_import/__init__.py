"""The rule `broken-import`: an import of the project's own code that cannot work."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from remend.cache import digest
from remend.model import Safety, Severity, Span, Violation
from remend.module import Module, Site
from remend.project import Project
from remend.rule import Change, Keeps, Mend, Mends, Options, Rule
from remend.rules.broken_import.found import Findings, Found
from remend.rules.broken_import.patches import UNSAFE_BECAUSE, find_strings
from remend.rules.broken_import.sites import ImportedName, imported_names
from remend.rules.broken_import.spell import mend_statement
from remend.rules.broken_import.target import Target, last_part
from remend.rules.broken_import.uses import told

if TYPE_CHECKING:
    from remend.rules.broken_import.investigate import Faults


class BrokenImportOptions(Options, frozen=True):
    """`generated` are patterns of modules that a generator writes, besides the usual ones such as `*_pb2`."""

    generated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """One name of an import statement that cannot work, with all such names of the same statement."""

    site: ImportedName
    found: Found
    whole: tuple[tuple[ImportedName, Found], ...]


@dataclass(frozen=True, slots=True)
class _Notes:
    """What was found in a file, and the mends of its statements: one for all names of a statement."""

    places: dict[Span, _Place]
    mends: dict[ast.stmt, Mend | str]
    strings: dict[Span, Site]


class BrokenImport(Rule):
    """An import of the project's own code that cannot work.

    The module was moved, renamed or deleted, or no longer has the name, and this file was forgotten. It raises
    ImportError: when the file is imported, or, for an import inside a function, when that runs one day.

    The mend imports from where the module or the name is now. That follows from evidence: a commit that moved or
    renamed it, the one module of the same name that has all that is asked for, the one definition that other files
    import too. It must allow what the file does with it, and close no import cycle. Where two answers are equally
    good, none is taken and both are told; what was deleted is reported with the commit that did it and the uses that
    fail with it.

    The uses of a name that is called otherwise now follow it. The old name stays, by `as`, where other files take it
    from this one, a string names it, or the new name means something else. A statement of several names is mended as a
    whole: if one of them is doubtful all wait for `--unsafe`, since the file would fail at the same line as before. A
    name that nothing takes the place of is left behind in a statement of its own.

    An import that expects to fail (`except ImportError`, `pytest.raises`) is left alone. The target of a patch,
    a string that names such a module, is told likewise; to mend it is unsafe.
    """

    id = "broken-import"
    summary = "an import of the project's own code that cannot work"
    subject = "import from where it is now"
    kind = "fix"
    safety = Safety.SAFE
    severity = Severity.CRITICAL
    options_type = BrokenImportOptions
    examples: ClassVar[tuple[Mends | Keeps, ...]] = (
        Mends(
            "from shop.cart import Cart\n\nprint(Cart())\n",
            "from shop.orders.cart import Cart\n\nprint(Cart())\n",
            title="the one module of the same name has what is asked for",
            beside=(
                ("shop/__init__.py", ""),
                ("shop/orders/__init__.py", ""),
                ("shop/orders/cart.py", "class Cart: ...\n"),
                ("shop/pay.py", "from shop.orders.cart import Cart\n"),
            ),
        ),
        Mends(
            "from shop.cart import Basket\n\nprint(Basket(items=[]))\n",
            "from shop.cart import Baskets\n\nprint(Baskets(items=[]))\n",
            title="a like name that takes what is asked, and its uses with it",
            unsafe=True,
            beside=(
                ("shop/__init__.py", ""),
                ("shop/cart.py", "class Baskets:\n    def __init__(self, items): ...\n"),
                ("shop/pay.py", "from shop.cart import Baskets\n"),
            ),
        ),
        Keeps("from shop.cart import Cart\n", because="no package of the project is called shop"),
        Keeps(
            "try:\n    from .speedups import parse\nexcept ImportError:\n    parse = None\n",
            because="the file knows what to do without the module",
        ),
        Keeps("from .speedups import parse\n", because="nothing is known of where it went", found=True),
        Keeps("from .schema_pb2 import Order\n", because="a generator writes the module"),
    )
    options: BrokenImportOptions

    def __init__(self, options: BrokenImportOptions) -> None:
        super().__init__(options)
        self._surveyed: Project | None = None
        self._faults: Faults | None = None
        self._broken = Findings({}, {})

    def __getstate__(self) -> dict[str, object]:
        """Without what only a survey needs."""
        return {**self.__dict__, "_faults": None}

    def titles_for(self, concept: str) -> tuple[str, ...]:
        """The subject with the module that went, and shorter ones."""
        old, _, new = concept.partition(" to ")
        short = f"follow {last_part(old)}"
        if not new:
            return f"import what was in {last_part(old)}", short, self.subject
        if old == new:
            return f"import the new names of {old}", f"import the new names of {last_part(old)}", self.subject
        is_same = last_part(old) == last_part(new)
        middle = f"follow the move of {last_part(old)}" if is_same else f"{short} to {last_part(new)}"
        return f"follow {old} to {new}", middle, short, self.subject

    @property
    def premises(self) -> object:
        """The options."""
        return self.options

    def survey(self, project: Project) -> None:
        """Find all imports that cannot work."""
        from remend.rules.broken_import.generated import USUAL  # noqa: PLC0415 (not where all is recalled)
        from remend.rules.broken_import.investigate import find_faults  # noqa: PLC0415 (likewise)

        self._surveyed, self._faults = project, find_faults(project, (*USUAL, *self.options.generated))
        self._broken = self._faults.unanswered()

    def weigh(self, project: Project) -> None:
        """Find out what became of their targets; ask the history too, where there is one."""
        from remend.rules.broken_import.investigate import investigate  # noqa: PLC0415 (not where all is recalled)

        if project is not self._surveyed:
            self.survey(project)
        assert self._faults is not None
        faults = self._faults.of(project.reach)
        if project.history is not None:
            self._broken = investigate(project, faults)
        else:
            about = digest(self.id, self.options, project.boundary_of)
            self._broken = project.recall(Findings, about, lambda: investigate(project, faults))

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (the index has read it)
        """Whether the survey found a broken import in the file, or a string that names what is not there."""
        return path in self._broken.imports or path in self._broken.strings

    def knows(self, path: str) -> object:
        """What the survey found in the file."""
        return self._broken.imports.get(path, []), self._broken.strings.get(path, {})

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every name of an import statement that cannot be had, and every string that names such a thing."""
        broken = {found.asked: found for found in self._broken.imports.get(module.path, ())}
        sites = [
            (site, broken[site.target])
            for site in imported_names(module.tree, module.path, module.surroundings.name)
            if site.target in broken
        ]
        by_statement: dict[ast.stmt, list[tuple[ImportedName, Found]]] = {}
        for site, found in sites:
            by_statement.setdefault(site.statement, []).append((site, found))
        places = [_Place(site, found, tuple(by_statement[site.statement])) for site, found in sites]
        strings = self._broken.strings.get(module.path, {})
        patched = {module.span(site.node): site for site in find_strings(module, frozenset(strings))} if strings else {}
        noted = _Notes({module.span(place.site.alias): place for place in places}, {}, patched)
        module.notes[self.id] = noted
        for span, place in noted.places.items():
            yield self._violation(place, module, span)
        for span, string in patched.items():
            yield self._string(string, module, span)

    def _string(self, site: Site, module: Module, span: Span) -> Violation:
        dotted = _text(site)
        answer = self._broken.strings[module.path][dotted]
        chosen = answer.chosen
        return Violation(
            rule=self.id,
            path=module.path,
            span=span,
            severity=Severity.MEDIUM,
            safety=Safety.SAFE if chosen is None else Safety.UNSAFE,
            message=_message(answer.missing),
            form=f"name {dotted}",
            code=module.source.line(span.line).strip(),
            symbol=module.symbol(site.path),
            unsafe_because="" if chosen is None else UNSAFE_BECAUSE,
            remedy="" if chosen is None else f"name {chosen}",
            evidence=() if chosen is None else chosen.evidence,
        )

    def _violation(self, place: _Place, module: Module, span: Span) -> Violation:
        answer = place.found.answer
        doubt = "; ".join(
            dict.fromkeys(found.answer.unsafe_because for _, found in place.whole if found.answer.unsafe_because)
        )
        return Violation(
            rule=self.id,
            path=module.path,
            span=span,
            severity=_severity(place.site),
            safety=Safety.UNSAFE if doubt else Safety.SAFE,
            message=_message(place.found.answer.missing),
            form=f"import {place.site.target}",
            code=module.source.line(span.line).strip(),
            symbol=module.symbol(place.site.path),
            unsafe_because=doubt if answer.chosen is not None else "",
            concept=place.whole[0][1].concept if answer.chosen is not None else "",
            remedy=f"import {answer.chosen}" if answer.chosen is not None else "",
            evidence=answer.chosen.evidence if answer.chosen is not None else _failing(place.site, module),
        )

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The statement with all its names that are known to be elsewhere; or why this one is not."""
        noted: _Notes = module.notes[self.id]
        if violation.span in noted.strings:
            answer = self._broken.strings[module.path][_text(noted.strings[violation.span])]
            if answer.chosen is None:
                return answer.reason
            from remend.rules.broken_import.codemods import Quoted  # noqa: PLC0415 (a scan needs no LibCST)

            return Mend(changes=(Change(target=violation.span, codemod=Quoted(str(answer.chosen))),))
        place = noted.places[violation.span]
        answer = place.found.answer
        if answer.chosen is None:
            return "; ".join(filter(None, [answer.reason, answer.lost, _listed(place.found)]))
        statement = place.site.statement
        if statement not in noted.mends:
            noted.mends[statement] = mend_statement(module, [(site, found.answer) for site, found in place.whole])
        return noted.mends[statement]


def _text(site: Site) -> str:
    assert isinstance(site.node, ast.Constant)
    return str(site.node.value)


def _message(missing: Target) -> str:
    if missing.name:
        return f"{missing.module} has no {missing.name}"
    return f"there is no module {missing.module}"


def _failing(site: ImportedName, module: Module) -> tuple[str, ...]:
    """What fails with an import that nothing takes the place of."""
    uses = told(module, site)
    return (uses,) if uses else ()


def _listed(found: Found) -> str:
    others = found.answer.others
    return (
        f"it could be {', '.join(map(str, others[:5]))}" + (f" or {len(others) - 5} more" if len(others) > 5 else "")
        if others
        else ""
    )


def _severity(site: ImportedName) -> Severity:
    if site.is_for_typing:
        return Severity.MEDIUM
    return Severity.HIGH if site.is_deferred else Severity.CRITICAL
