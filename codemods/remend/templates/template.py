"""What a rewrite template is, and what can be told of one without looking at any code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.templates.term import Hole, Kind, Term, inside, spelled

_WORDS = {"Name": "id", "Attribute": "attr", "alias": "name"}
_KNOWN = ("Attribute", "alias", "ImportFrom")
_ANYWHERE = (Kind.SHARED, Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Template:
    """Code that matches `left` becomes `right`, whose holes stand for what the same holes of `left` stand for.

    `accesses` are the ways in which the code around was seen to reach into it, as `access` tells them; None where any
    will do.
    """

    left: Term
    right: Term | Hole
    accesses: frozenset[str] | None = None

    def __str__(self) -> str:
        return f"`{spelled(self.left)}` to `{spelled(self.right)}`"

    @property
    def words(self) -> frozenset[str]:
        """The names and attributes of the left side; each of them stands in every file that it matches in."""
        return frozenset(word for word, _, _ in words_in(self.left))

    @property
    def added(self) -> frozenset[str]:
        """The names and attributes that the right side has and the left side has not."""
        old = {(kind, word) for word, kind, _ in words_in(self.left)}
        return frozenset(word for word, kind, _ in words_in(self.right) if (kind, word) not in old)

    @property
    def receivers(self) -> frozenset[Hole]:
        """The holes that the left side reaches into, where nothing but what it reaches for tells what it is about."""
        terms = [each for each in inside(self.left) if isinstance(each, Term)]
        if any(term.head.meaning is not None for term in terms):
            return frozenset()
        reached = (term.parts[0] for term in terms if term.head.type == "Attribute")
        return frozenset(part for part in reached if isinstance(part, Hole))

    @property
    def same_function(self) -> str:
        """What both sides call, where they call the same with other arguments; else empty."""
        left, right = self.left, self.right
        if not isinstance(right, Term) or left.head.type != "Call" or right.head.type != "Call":
            return ""
        return spelled(left.parts[0]) if left.parts[0] == right.parts[0] else ""

    @property
    def reversed(self) -> Template | None:
        """The template that takes the rewrite back; None where the right side says too little to be found."""
        return Template(self.right, self.left) if isinstance(self.right, Term) and is_specific(self.right) else None


def is_specific(pattern: Term) -> bool:
    """Whether a pattern names something that is known beyond a function, and what it calls is no hole."""
    terms = [each for each in inside(pattern) if isinstance(each, Term)]
    if any(term.head.type == "Call" and isinstance(term.parts[0], Hole) for term in terms):
        return False
    return any(
        term.head.type in _KNOWN or (term.head.meaning is not None and term.head.meaning.kind in _ANYWHERE)
        for term in terms
    )


def words_in(pattern: Term | Hole) -> Iterator[tuple[str, str, int]]:
    """The names and attributes of a pattern, each with the type of its node and the number of nodes around it."""
    waiting: list[tuple[Term | Hole, int]] = [(pattern, 0)]
    while waiting:
        term, depth = waiting.pop()
        if isinstance(term, Term):
            word = term.head.field(_WORDS.get(term.head.type, ""))
            if word is not None:
                yield word, term.head.type, depth
            waiting.extend((part, depth + is_node(term)) for part in term.parts)


def is_node(term: Term) -> bool:
    """Whether a term stands for a node of its own, and not for a row of them."""
    return hasattr(ast, term.head.type)
