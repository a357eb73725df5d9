"""Anti-unification: the least general pattern that several edits have in common (Plotkin 1970, over syntax trees).

Where the edits differ the pattern has a hole, and the same hole wherever they differ in the same way: so what stood
before an edit and stands after it is one hole on both sides.
"""

from __future__ import annotations

from remend.templates.term import Hole, Term

_CLOSED = ("JoinedStr", "FormattedValue")

Row = tuple[Term, ...]
"""What stands at one place of a pattern, for each edit."""


class Generalisation:
    """Patterns that several terms have in common; `rows` is what each of its holes stands for."""

    def __init__(self) -> None:
        self.rows: dict[Hole, Row] = {}
        self._holes: dict[Row, Hole] = {}

    def pattern(self, row: Row) -> Term | Hole | None:
        """The least general pattern of a row of terms; None where they have none, not even a hole."""
        first = row[0]
        if all(term == first for term in row):
            return first
        is_open = first.head.type not in _CLOSED
        if is_open and all(term.head == first.head and len(term.parts) == len(first.parts) for term in row):
            known = len(self.rows)
            parts = self._parts(row)
            if parts is not None:
                return Term(first.head, parts)
            self._forget(known)
        return self._hole(row)

    def _parts(self, row: Row) -> tuple[Term | Hole, ...] | None:
        parts: list[Term | Hole] = []
        for at in range(len(row[0].parts)):
            column = tuple(part for term in row if isinstance(part := term.parts[at], Term))
            pattern = self.pattern(column)
            if pattern is None:
                return None
            parts.append(pattern)
        return tuple(parts)

    def _hole(self, row: Row) -> Hole | None:
        if row not in self._holes:
            is_many = all(term.is_open and term.head == row[0].head for term in row)
            if not is_many and not all(term.is_expression for term in row):
                return None
            hole = Hole(str(len(self.rows)), many=is_many)
            self._holes[row] = hole
            self.rows[hole] = row
        return self._holes[row]

    def _forget(self, known: int) -> None:
        """Give up the holes after the first `known`."""
        for hole in list(self.rows)[known:]:
            del self._holes[self.rows.pop(hole)]
