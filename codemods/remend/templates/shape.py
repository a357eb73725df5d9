"""The shape of an edit: what is left of it when what stays the same, and what may be anything, is taken out.

Edits of one shape are the candidates for one template. What an edit keeps is left open, for it is what the holes of the
template will stand for; what it reaches into or calls can be kept in the shape, so that calls of different functions
are not taken for one another.
"""

from __future__ import annotations

from remend.templates.term import Hole, Kind, Term, inside

Shape = tuple[object, object]

_REACHING = ("Attribute", "Call", "Subscript")


def shape_of(before: Term, after: Term, *, keeps_receivers: bool) -> Shape:
    """The shape of the edit that makes `after` of `before`."""
    kept = {part for part in inside(after) if _may_be_open(part)}
    common = {part for part in inside(before) if part in kept and part != before}
    abstraction = _Abstraction(common, keeps_receivers=keeps_receivers)
    return abstraction.of(before), abstraction.of(after)


def _may_be_open(part: Term | Hole) -> bool:
    return isinstance(part, Term) and (part.is_expression or part.is_open)


class _Abstraction:
    def __init__(self, common: set[Term | Hole], *, keeps_receivers: bool) -> None:
        self._common = common
        self._keeps_receivers = keeps_receivers
        self._numbers: dict[Term | Hole, int] = {}

    def of(self, term: Term | Hole, *, is_receiver: bool = False) -> object:
        if isinstance(term, Hole) or (is_receiver and self._keeps_receivers and term in self._common):
            return term
        if term in self._common:
            return self._numbers.setdefault(term, len(self._numbers))
        if term.head.type == "Constant":
            return "constant"
        if term.head.meaning is not None and term.head.meaning.kind is Kind.LOCAL:
            return "local"
        reaches = term.head.type in _REACHING
        return term.head, tuple(self.of(part, is_receiver=reaches and not at) for at, part in enumerate(term.parts))
