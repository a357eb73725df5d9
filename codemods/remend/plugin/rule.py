"""A plug-in as a rule: what it would change is found, and its changes are the mends.

A plug-in is a function from a file to a file, and nothing tells which of its changes need which others. So those of one
file are made all or not at all.
"""

from __future__ import annotations

import ast
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any, ClassVar

import msgspec

from remend.model import Diagnostic, Safety, Severity, Span, Violation
from remend.module import Module
from remend.plugin.client import plugin_of
from remend.plugin.declared import Declared
from remend.plugin.messages import Answer, Job
from remend.plugin.regions import Region, regions
from remend.project import Project
from remend.replace.examples import examples_of
from remend.rule import Change, Mend, Options, Rule, has_word


class Codemod(Rule):
    """One `[[tool.remend.codemod]]`; what it says of itself stands in a class of its own."""

    declared: ClassVar[Declared]
    sees_files_alone = True

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._plugin = plugin_of(self.declared.call, self.declared.place)
        self._sources: object = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.declared, self.__dict__)

    @property
    def titles(self) -> tuple[str, ...]:
        """The subject that was declared; else the plug-in's own name, and that of the rule."""
        own = (self.declared.table.subject, f"run {self.declared.label}", f"run {self.id}", "run a codemod")
        return tuple(title for title in own if title)

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (any file may hold the words)
        """Whether one of the words stands in the file; each file where none is declared."""
        return not self.triggers or has_word(raw, self.triggers)

    def survey(self, project: Project) -> None:  # noqa: ARG002 (a plug-in knows of the project what it finds itself)
        """Load the plug-in, since what is wrong with it is wrong for all files. Raises ConfigError."""
        self._sources = self._plugin.sources()

    @property
    def knowledge(self) -> object:
        """What was declared, and the code of the plug-in."""
        return msgspec.json.encode(self.declared.table).decode(), self._sources

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield each region that the plug-in would change; tell what it warns of, or that it failed."""
        job = Job(path=module.path, module=module.surroundings.name, text=module.source.text)
        answer = self._plugin.run(job)
        for warning in answer.warnings:
            module.diagnostics.append(_diagnostic(module, "note", f"{self.id}: {' '.join(warning.split())}"))
        if answer.failure:
            told = f"{self.id} ({self.declared.label}) failed on this file: {answer.failure}"
            module.diagnostics.append(_diagnostic(module, "plug-in-failed", told))
            return
        found = {module.source.span(each.start, each.end): each for each in regions(job.text, answer.text)}
        module.notes[self.id] = _Notes(job, answer, found)
        for span, symbol in zip(found, _symbols(module, found), strict=True):
            yield self._violation(module, span, symbol)

    def _violation(self, module: Module, span: Span, symbol: str) -> Violation:
        message = self.declared.table.message.strip()
        return Violation(
            rule=self.id,
            path=module.path,
            span=span,
            severity=self.severity,
            safety=self.safety,
            message=self.summary,
            form=self.declared.label,
            code=module.source.line(span.line).strip(),
            symbol=symbol,
            unsafe_because=(message.rstrip(".") or f"{self.declared.label} is not declared to be safe")
            if self.safety is Safety.UNSAFE
            else "",
        )

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """What the plug-in makes of a region; or why nothing is changed in the file."""
        if self.safety is Safety.REPORT_ONLY:
            return self.declared.table.message or "it is only to be reported"
        notes: _Notes = module.notes[self.id]
        if notes.objection is None:
            notes.objection = self._objection(notes, module.source.newline)
        if notes.objection:
            return notes.objection
        change = Change(target=violation.span, text=notes.found[violation.span].text.replace("\r\n", "\n"))
        count = len(notes.found)
        return Mend(changes=(change,), together=(self.id, count) if count > 1 else None)

    def _objection(self, notes: _Notes, newline: str) -> str:
        """What speaks against the result as a whole; empty where nothing does."""
        if any(each.text.replace("\r\n", "\n").replace("\n", newline) != each.text for each in notes.found.values()):
            return "its lines end in different newlines"
        again = self._plugin.run(msgspec.structs.replace(notes.job, text=notes.answer.text))
        if again.failure:
            return f"it fails on its own result: {again.failure}"
        if again.text != notes.answer.text:
            return "a second run would change its result again"
        lost = _comments(notes.job.text) - _comments(notes.answer.text)
        comment = next((each for each in lost if not each.startswith(self.drops_comments)), "")
        return f"the comment `{comment}` would be lost (drops-comments)" if comment else ""


class _Notes:
    """What the plug-in made of one file, and what speaks against it, None where that was not looked at yet."""

    def __init__(self, job: Job, answer: Answer, found: dict[Span, Region]) -> None:
        self.job = job
        self.answer = answer
        self.found = found
        self.objection: str | None = None


def plugin_rule(declared: Declared) -> type[Codemod]:
    """The rule that a declaration is."""
    table = declared.table
    told = table.message.strip() or f"{declared.label} writes it otherwise"
    first, _, rest = told.partition("\n")
    becomes = f"`{declared.call.target}` is run on each file, and what it changes is verified."
    about = {
        "__doc__": "\n\n".join(filter(None, (f"{first.rstrip('.')}.", rest.strip(), becomes))),
        "__module__": __name__,
        "declared": declared,
        "id": declared.id,
        "summary": first.rstrip("."),
        "subject": table.subject or f"run {declared.id}",
        "safety": Safety(table.safety),
        "severity": Severity[table.severity.upper()],
        "triggers": tuple(sorted(word.encode() for word in table.triggers)),
        "drops_comments": table.drops_comments,
        "examples": examples_of(table.examples, is_unsafe=table.safety == "unsafe"),
    }
    return type("".join(part.capitalize() for part in declared.id.split("-")), (Codemod,), about)


def _restored(declared: Declared, state: dict[str, Any]) -> Codemod:
    made = plugin_rule(declared)(Options())
    made.__dict__.update(state)
    return made


def _symbols(module: Module, spans: Iterable[Span]) -> Iterator[str]:
    """For each span the dotted name of the functions and classes around it."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    definitions = [node for node in ast.walk(module.tree) if isinstance(node, kinds)]
    definitions.sort(key=lambda node: node.lineno)
    for span in spans:
        around = (each.name for each in definitions if each.lineno < span.line <= (each.end_lineno or 0))
        yield ".".join(around)


def _diagnostic(module: Module, kind: str, message: str) -> Diagnostic:
    return Diagnostic(kind=kind, path=module.path, message=message, counts=kind != "note")


def _comments(text: str) -> Counter[str]:
    """The comments of a text; none where Python cannot take it apart, which verifying will tell."""
    try:
        tokens = list(tokenize.generate_tokens(StringIO(text, newline="").readline))
    except (tokenize.TokenError, SyntaxError):
        return Counter()
    return Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)
