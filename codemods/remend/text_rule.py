"""What a rule is that reads files of another Python: it is given their text, since Python may be unable to parse it."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from tokenize import TokenInfo
from typing import Protocol

from remend.model import Edit, Violation
from remend.module import Module, Surroundings
from remend.rule import Mend, Rule
from remend.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStep:
    """What mends the violations of one concept: the edits that lead from the text of the step before to `text`."""

    concept: str
    text: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMend:
    """The steps that mend a file one after another, and what of it they mend."""

    steps: tuple[TextStep, ...]
    mended: tuple[Violation, ...]


class Reading(Protocol):
    """What a rule read in one file."""

    @property
    def violations(self) -> Sequence[Violation]:
        """All that was found."""
        ...

    @property
    def tokens(self) -> Sequence[TokenInfo]:
        """The tokens of the file, as Python's own tokenizer would call them."""
        ...

    def reason(self, violation: Violation) -> str:
        """Why a violation is never mended; empty where it may be."""
        ...

    def mend(self, chosen: Collection[Violation]) -> TextMend:
        """The mend of some of the violations; those of one place are mended together."""
        ...


class TextRule(Rule):
    """A rule that speaks about files which Python cannot parse, or which are not meant for this Python."""

    reads_text = True

    @abstractmethod
    def read(self, source: Source, surroundings: Surroundings, tree: ast.Module | None) -> Reading | None:
        """What stands in a file, parsed as `tree` where it can be; None where it is none of the rule's business."""

    def detect(self, module: Module) -> Iterator[Violation]:  # noqa: ARG002 (it is read)
        """Nothing: what there is to find is read in the text."""
        return iter(())

    def mend(self, violation: Violation, module: Module) -> Mend | str:  # noqa: ARG002 (never asked)
        """Nothing either."""
        return "it is mended with all of its file"
