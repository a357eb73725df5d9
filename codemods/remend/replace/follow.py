"""Import statements that ask for what has moved, rewritten as those are that cannot work any longer."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.model import Span
from remend.module import Module
from remend.replace.move import Move
from remend.rule import Mend
from remend.rules.broken_import.answer import Answer, Candidate
from remend.rules.broken_import.sites import ImportedName, imported_names
from remend.rules.broken_import.spell import mend_statement


@dataclass(frozen=True, slots=True)
class Import:
    """A name of an import statement that has to follow a move, and where it leads to."""

    site: ImportedName
    span: Span
    to: Candidate

    @property
    def alias(self) -> ast.alias:
        """The name in the statement."""
        return self.site.alias

    @property
    def asked(self) -> str:
        """What is imported."""
        return str(self.site.target)

    @property
    def path(self) -> tuple[ast.AST, ...]:
        """The nodes down to it."""
        return self.site.path


def imports_to_follow(move: Move | None, module: Module) -> Iterator[Import]:
    """The imports of a file that ask for what has moved."""
    if move is None or not move.module[0] or not all(word in module.source.text for word in move.words):
        return
    for site in imported_names(module.tree, module.path, module.surroundings.name):
        followed = move.follow(site.target.module, site.target.name)
        if followed is not None and site.alias.name != "*":
            yield Import(site, module.span(site.alias), Candidate(module=followed[0], name=followed[1]))


def follow_statement(
    module: Module, site: Import, others: Sequence[Import], known: dict[object, Mend | str]
) -> Mend | str:
    """The mend of the statement that an import stands in, one for all of its names."""
    statement = site.site.statement
    if statement not in known:
        whole = [each for each in others if each.site.statement is statement]
        names = [(each.site, Answer(missing=each.site.target, chosen=each.to)) for each in whole]
        known[statement] = mend_statement(module, names)
    return known[statement]
