"""What fissix's grammar does with each token in each state, found out once for each pair and kept.

fissix's parser opens a node for every rule between a statement and a name, twenty deep, and closes them again one by
one when the next token comes, to throw away nearly all, since a node of one child is that child. Here such rules are
a chain in one step, and the ones that end without a second child never become nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Self

from fissix.pgen2.parse import ParseError

Level = tuple[int, int]
"""A rule and the state in which it waits, or is."""

Action = tuple[int, "Chain | None", "Chain | None"]
"""What a token does: the rule that it ends, 0 for none; where that goes on, None for the chain below; what it opens."""


class Chain(dict[int, Action]):
    """Rules that wait for the one child that the next one is, the last of which is being read; by label what comes."""

    __slots__ = ("_automaton", "_levels")

    def __init__(self, automaton: Automaton, levels: tuple[Level, ...]) -> None:
        super().__init__()
        self._automaton = automaton
        self._levels = levels

    def __missing__(self, label: int) -> Action:
        found = self[label] = self._action(label)
        return found

    def _action(self, label: int) -> Action:
        """Raises ParseError where the token cannot stand."""
        chain, last = self._automaton.chain, self._levels[-1][0]
        for depth in range(len(self._levels) - 1, -1, -1):
            rule, state = self._levels[depth]
            step = self._automaton.step(rule, state, label)
            if step is not None:
                after, opened = step
                ended = 0 if depth == len(self._levels) - 1 else last
                return ended, chain((*self._levels[:depth], (rule, after))), chain(opened) if opened else None
            if not self._automaton.may_end(rule, state):
                raise ParseError("bad input", label, None, self._levels)
        return last, None, None


class Automaton:
    """The tables of one grammar of fissix."""

    def __init__(self, grammar: Any) -> None:
        self.keywords: dict[str, int] = grammar.keywords
        self.labels: dict[int, int] = grammar.tokens
        self._grammar = grammar
        self._chains: dict[tuple[Level, ...], Chain] = {}
        self.root: int = grammar.start
        self.start = self.chain(((self.root, 0),))

    @classmethod
    @cache
    def of(cls, grammar: Any) -> Self:
        """The one of a grammar."""
        return cls(grammar)

    def chain(self, levels: tuple[Level, ...]) -> Chain:
        """The chain of some levels."""
        if levels not in self._chains:
            self._chains[levels] = Chain(self, levels)
        return self._chains[levels]

    def may_end(self, rule: int, state: int) -> bool:
        """Whether a rule may be at its end."""
        return (0, state) in self._grammar.dfas[rule][0][state]

    def step(self, rule: int, state: int, label: int) -> tuple[int, tuple[Level, ...]] | None:
        """The state of a rule after a token, and the rules that begin with it; None where it cannot go on so."""
        for arc, after in self._grammar.dfas[rule][0][state]:
            if arc == label:
                return after, ()
            inner = self._grammar.labels[arc][0]
            if inner in self._grammar.dfas and label in self._grammar.dfas[inner][1]:
                return after, tuple(self._opened(inner, label))
        return None

    def _opened(self, rule: int, label: int) -> Iterator[Level]:
        step = self.step(rule, 0, label)
        assert step is not None
        after, inner = step
        yield rule, after
        yield from inner
