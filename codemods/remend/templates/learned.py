"""A rule made of a learned template: it completes what was begun, at the sites that it is told."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from remend.model import Safety, Severity, Violation
from remend.module import Module, Site
from remend.rule import Change, Keeps, Mend, Mends, Needs, Options, Rule
from remend.templates.imports import Imports, shared_names
from remend.templates.match import Match, find
from remend.templates.names import NOTHING_LOST, Names
from remend.templates.spell import pieces
from remend.templates.template import Template
from remend.templates.term import Kind, Meaning, Term, Tree, inside

SiteKey = tuple[str, str]
"""The function or class around a site, and its code, blanks aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A template with the sites where it is still to be applied.

    `sites` are by file, `count` is the number of sites that the template was learned from. `lost` is, by file, what
    names stood for that nothing binds any longer.
    """

    template: Template
    sites: Mapping[str, frozenset[SiteKey]]
    imports: Imports
    count: int
    lost: Mapping[str, Mapping[str, Meaning]] = field(default_factory=dict)

    @property
    def places(self) -> set[tuple[str, SiteKey]]:
        """The sites with their files."""
        return {(path, key) for path, keys in self.sites.items() for key in keys}


class LearnedRewrite(Rule):
    """Code in a form that was rewritten elsewhere.

    The template comes from edits that people made, not from knowledge of what either form does. So the mend is unsafe:
    it shows what the same edit would make of the sites that are left.
    """

    id = "incomplete-refactor"
    summary = "a rewrite that reached some sites and not the others"
    subject = "rewrite the sites that were left"
    safety = Safety.UNSAFE
    severity = Severity.MEDIUM
    examples: ClassVar[tuple[Mends | Keeps, ...]] = ()

    def __init__(self, completions: Sequence[Completion]) -> None:
        super().__init__(Options())
        self._completions = tuple(completions)

    def titles_for(self, concept: str) -> tuple[str, ...]:
        """The template itself, where it is short enough."""
        return f"rewrite {concept.replace('`', '')}", self.subject

    def concerns(self, path: str, raw: bytes) -> bool:  # noqa: ARG002 (the sites are known)
        """Whether one of the sites is in the file."""
        return any(path in completion.sites for completion in self._completions)

    @property
    def knowledge(self) -> object:
        """Nothing but the templates and their sites."""
        return repr([(str(each.template), sorted(each.places)) for each in self._completions])

    def detect(self, module: Module) -> Iterator[Violation]:
        """Yield the sites of the file at which a template still applies."""
        known: dict[tuple[int, int], tuple[Completion, Match, Names]] = {}
        for completion in self._completions:
            sites = completion.sites.get(module.path, frozenset())
            lost = completion.lost.get(module.path, NOTHING_LOST)
            names = Names(module, module.surroundings.name, module.path, lost)
            for match in find(completion.template, names) if sites else ():
                span = module.span(match.tree.node)
                if site_key(module, match.tree) in sites and (span.start, span.end) not in known:
                    known[span.start, span.end] = completion, match, names
                    yield self._violation(completion, module, match)
        module.notes[self.id] = known

    def _violation(self, completion: Completion, module: Module, match: Match) -> Violation:
        span = module.span(match.tree.node)
        return Violation(
            rule=self.id,
            path=module.path,
            span=span,
            severity=self.severity,
            safety=Safety.UNSAFE,
            message=f"left as it was by a rewrite of {completion.template}",
            form=str(completion.template),
            code=module.source.line(span.line).strip(),
            symbol=module.symbol(match.tree.path),
            unsafe_because=f"learned from {completion.count} sites; whether both forms do the same is not known",
            concept=str(completion.template),
        )

    def mend(self, violation: Violation, module: Module) -> Mend | str:
        """The new form at the site, with the imports that the rewritten files have for it."""
        completion, match, names = module.notes[self.id][violation.span.start, violation.span.end]
        made = pieces(completion.template, match.tree, match.bound, module)
        needs = _needs(completion, match, names)
        if isinstance(made, str) or isinstance(needs, str):
            return made if isinstance(made, str) else str(needs)
        changes = tuple(
            Change(target=module.span(piece.tree.node), text=piece.text, statement=piece.tree.term.is_statement)
            for piece in made
        )
        return Mend(changes=changes, needs=needs, frees=tuple(_freed(completion.template, made_in=match.tree)))


def site_key(module: Module, site: Tree | Site) -> SiteKey:
    """What a site is told by, wherever it stands in its function."""
    start, end = module.extent(site.node)
    return module.symbol(site.path), " ".join(module.source.text[start:end].split())


def _needs(completion: Completion, match: Match, names: Names) -> tuple[Needs, ...] | str:
    """The imports that a site lacks, or why it cannot have them."""
    needed = []
    path = match.tree.path
    for name, wanted in shared_names(completion.template).items():
        found = names.meaning(name, path)
        if found == wanted and not names.is_lost(name, path):
            continue
        if found != wanted and found.kind is not Kind.UNKNOWN:
            return f"`{name}` stands for something else here"
        needs = completion.imports.get(name)
        if needs is None:
            return f"how to import `{name}` cannot be told from the files that were rewritten"
        needed.append(needs)
    return tuple(needed)


def _freed(template: Template, *, made_in: Tree) -> Iterator[Site]:
    """The names of the left side that the right side uses no longer."""
    kept = {each.head.field("id") for each in inside(template.right) if isinstance(each, Term)}
    waiting: list[tuple[Tree, object]] = [(made_in, template.left)]
    while waiting:
        tree, pattern = waiting.pop()
        if isinstance(pattern, Term):
            if isinstance(tree.node, ast.Name) and tree.node.id not in kept:
                yield Site(tree.node, tree.path)
            waiting.extend(zip(tree.parts, pattern.parts, strict=True))
