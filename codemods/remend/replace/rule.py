"""A declared replacement as a rule: found, mended, checked and committed like what any other rule finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import msgspec

from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.model import Safety, Severity, Span, Violation
from remend.module import Module
from remend.project import Project
from remend.replace.conditions import KINDS, is_instance, place_of
from remend.replace.declared import Declared
from remend.replace.draft import Found, draft
from remend.replace.follow import Import, follow_statement, imports_to_follow
from remend.replace.reach import Reach
from remend.replace.resolve import Home, Resolver
from remend.replace.seek import changed_words, seek
from remend.rule import Mend, Options, Rule, has_word
from remend.templates.term import Hole, Tree


class Replacement(Rule):
    """One `[[tool.remend.replace]]`; what it says of itself stands in a class of its own."""

    declared: ClassVar[Declared]

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._project: Project | None = None
        self._home: Home | None = None
        self._inference: Inference | None = None
        self._reached: Reach | None = None
        self._state = ""

    def __reduce__(self) -> tuple[Any, ...]:
        if self._project is not None:
            self._homes()
            self._reach()
        return _restored, (self.declared, self.__dict__)

    @property
    def titles(self) -> tuple[str, ...]:
        """The subject that was declared; else both sides, the old one alone, and the name."""
        made = self.declared
        to = f"replace {made.old} by {made.new}" if made.new else ""
        words = changed_words(made.forms[0]) if made.forms else None
        short = "replace {} by {}".format(*words) if words is not None else ""
        shortest = (f"use {words[1]}" if words is not None else "", f"apply {self.id}", "apply a replacement")
        own = (made.table.subject, to, short, f"replace {made.old}", *shortest)
        return tuple(title for title in own if title)

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (any file may hold the words)
        """Whether all words of one of the patterns stand in the file, or all of what imports ask for."""
        return any(all(has_word(raw, (word.encode(),)) for word in words) for words in _words(self.declared))

    @property
    def premises(self) -> object:
        """What was declared."""
        return _data(self.declared)

    @property
    def knowledge(self) -> object:
        """What was declared, and the whole project, which names are followed through."""
        return _data(self.declared), self._state

    def survey(self, project: Project) -> None:
        """Take note of the project, of which nothing is asked before a file has to be looked at."""
        self._project, self._state = project, project.state
        self._home = self._inference = self._reached = None

    def prepare(self) -> None:
        """Learn what the project's names lead to, if any file holds the words."""
        project = self._project
        if project is not None and any(self.concerns(path, project.read(path)) for path in project.reach):
            self._homes()

    def _homes(self) -> Home:
        if self._home is None:
            self._home = Home(self._project.index if self._project is not None else None)
            if self.declared.types and self._project is not None:
                self._inference = Inference(self._project.wide)
        return self._home

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield every place that a pattern matches, and every import that a move concerns."""
        resolver = Resolver(module, self._homes())
        imports = {each.span: each for each in imports_to_follow(self.declared.move, module)}
        followed = frozenset(each.alias for each in imports.values())
        found: dict[tuple[int, int], Found] = {}
        closely = Closely(self._inference, module) if self._inference is not None else None

        def allows(hole: Hole, tree: Tree) -> bool:
            return self._allows(hole, tree, closely)

        for form in self.declared.forms:
            for match in seek(form, resolver, allows):
                span = module.span(match.tree.node)
                is_own = not resolver.is_imported_by(match.tree.path, followed)
                if is_own and self._is_in_place(module, match.tree):
                    found.setdefault((span.start, span.end), Found(form, match, span))
        module.notes[self.id] = _Notes(resolver, found, imports)
        for each in found.values():
            yield self._violation(module, each.span, each.form.text, module.symbol(each.match.tree.path))
        for span, site in imports.items():
            yield self._violation(module, span, f"import {site.asked}", module.symbol(site.path))

    def _allows(self, hole: Hole, tree: Tree, closely: Closely | None) -> bool:
        kind, type_ = self.declared.kinds.get(hole.name), self.declared.types.get(hole.name)
        if hole.many:
            return kind is None or all(KINDS[kind](part.node) for part in tree.parts)
        if type_ is not None:
            return closely is not None and is_instance(tree.path, closely, type_)
        return kind is None or KINDS[kind](tree.node)

    def _is_in_place(self, module: Module, tree: Tree) -> bool:
        return not self.declared.inside or place_of(module, tree.path) == self.declared.inside

    def _violation(self, module: Module, span: Span, form: str, symbol: str) -> Violation:
        return Violation(
            rule=self.id,
            path=module.path,
            span=span,
            severity=self.severity,
            safety=self.safety,
            message=self.summary,
            form=form,
            code=module.source.line(span.line).strip(),
            symbol=symbol,
            unsafe_because=_doubt(self.declared) if self.safety is Safety.UNSAFE else "",
        )

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """What the declaration makes of a place; or why it cannot be made there."""
        notes: _Notes = module.notes[self.id]
        if self.safety is Safety.REPORT_ONLY:
            return self.declared.table.message or "it is only to be reported"
        if violation.span in notes.imports:
            return follow_statement(module, notes.imports[violation.span], list(notes.imports.values()), notes.mends)
        if notes.drafts is None:
            notes.drafts = draft(list(notes.found.values()), notes.resolver, self._reach())
        return notes.drafts[violation.span.start, violation.span.end]

    def _reach(self) -> Reach:
        if self._reached is None:
            assert self._project is not None
            self._reached = Reach(self.declared.imports, self._project.modules, self._project.wide.modules)
        return self._reached


class _Notes:
    """What was found in one file, and the mends that were worked out for it."""

    def __init__(
        self, resolver: Resolver, found: Mapping[tuple[int, int], Found], imports: Mapping[Span, Import]
    ) -> None:
        self.resolver = resolver
        self.found = found
        self.imports = imports
        self.drafts: Mapping[tuple[int, int], Mend | str] | None = None
        self.mends: dict[object, Mend | str] = {}


def replacement(declared: Declared) -> type[Replacement]:
    """The rule that a declaration is."""
    table = declared.table
    told = table.message or (f"{declared.old} is to be {declared.new}" if declared.new else f"{declared.old} is found")
    first, _, rest = told.strip().partition("\n")
    becomes = f"`{declared.old}` becomes `{declared.new}`." if declared.new else f"`{declared.old}` is reported."
    about = {
        "__doc__": "\n\n".join(filter(None, (f"{first.rstrip('.')}.", rest.strip(), becomes))),
        "__module__": __name__,
        "declared": declared,
        "id": table.name,
        "summary": first.rstrip("."),
        "subject": table.subject or f"apply {table.name}",
        "safety": Safety(table.safety),
        "severity": Severity[table.severity.upper()],
        "triggers": tuple(sorted({word.encode() for words in _words(declared) for word in words})),
        "examples": declared.examples,
    }
    return type("".join(part.capitalize() for part in table.name.split("-")), (Replacement,), about)


def _restored(declared: Declared, state: dict[str, Any]) -> Replacement:
    made = replacement(declared)(Options())
    made.__dict__.update(state)
    return made


def _doubt(declared: Declared) -> str:
    return declared.table.message.strip().rstrip(".") or "it is declared to be unsafe"


def _words(declared: Declared) -> list[frozenset[str]]:
    forms = [form.words for form in declared.forms]
    return [*forms, *([declared.move.words] if declared.move is not None and declared.move.words else [])]


def _data(declared: Declared) -> str:
    return msgspec.json.encode(declared.table).decode()
