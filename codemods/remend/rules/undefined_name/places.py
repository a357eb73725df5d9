"""The places in a parsed file that ruff's positions mean."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from remend.checkers.ruff import UndefinedName
from remend.model import Span
from remend.module import Module, Site


@dataclass(frozen=True, slots=True)
class Place:
    """An undefined name in the text, and the node that it is, or that holds it where it stands in a string."""

    name: str
    span: Span
    site: Site

    @property
    def is_quoted(self) -> bool:
        """Whether the name stands in an annotation that is a string."""
        return not isinstance(self.site.node, ast.Name)


def find_places(module: Module, names: Sequence[UndefinedName]) -> list[Place]:
    """Where `names`, which ruff found in this very text, stand in the tree; one that has no node there is left out."""
    found = []
    for name in names:
        source = module.source
        starts = source.line_starts
        start = starts[name.line - 1] + name.column - 1
        end = starts[name.end_line - 1] + name.end_column - 1
        span = source.span(start, end)
        holders = [
            site for site in module.sites({name.name}) if _can_hold(site.node) and _covers(module, site.node, span)
        ]
        if holders:
            found.append(Place(name.name, span, holders[-1]))
    return found


def _can_hold(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Constant))


def _covers(module: Module, node: ast.AST, span: Span) -> bool:
    start, end = module.extent(node)
    return start <= span.start and span.end <= end
