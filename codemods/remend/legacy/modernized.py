"""What crosses the seam: plain data that any process can be handed."""

from __future__ import annotations

from dataclasses import dataclass

from remend.model import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file stands: the modules beside it in its package, and the names that the project's own modules have.

    `meant` are those beside it that its imports name as only Python 2 finds them, and that nothing else is called.
    """

    siblings: frozenset[str] = frozenset()
    meant: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Warned:
    """What a fixer saw and did not mend: the line in the text that it was given, and what is the matter."""

    line: int
    concept: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one concept changed: `edits` lead from the text of the step before to `text`.

    `sites` are the places, as offsets in the very first text.
    """

    concept: str
    text: str
    edits: tuple[Edit, ...]
    sites: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Modernized:
    """A text after all steps, and what could not be done."""

    text: str
    steps: tuple[Step, ...] = ()
    warnings: tuple[Warned, ...] = ()
