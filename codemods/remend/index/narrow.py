"""Which files a question is about, so that the facts of few are gathered, and facts of which some are others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

from remend.index.facts import Facts
from remend.index.words import Words
from remend.lazy import Lazy

Value = TypeVar("Value")

NOTHING: AbstractSet[str] = frozenset()


class Overlaid(Mapping[str, Value]):
    """Something by path of which some is other than in `base`."""

    def __init__(self, base: Mapping[str, Value], others: Mapping[str, Value]) -> None:
        self._base = base
        self._others = others

    def __getitem__(self, path: str) -> Value:
        known = self._others.get(path)
        return self._base[path] if known is None else known

    def __contains__(self, path: object) -> bool:
        return path in self._others or path in self._base

    def __iter__(self) -> Iterator[str]:
        yield from self._base
        yield from (path for path in self._others if path not in self._base)

    def __len__(self) -> int:
        return len(self._base) + sum(path not in self._base for path in self._others)


def overlaid(base: Mapping[str, Value], others: Mapping[str, Value]) -> Mapping[str, Value]:
    """What is in `base` with that of some files in its place; nothing is gathered for it."""
    return {**base, **others} if isinstance(base, dict) else Overlaid(base, others)


class Narrow:
    """Tells which files may have a name, and fetches their facts; files in `always` may have any.

    Attributes:
        words: tells it by the bytes of the files.
    """

    def __init__(self, facts: Lazy[Facts], words: Words, always: AbstractSet[str] = NOTHING) -> None:
        self._facts = facts
        self.words = words
        self._always = frozenset(always)

    def holding(self, *names: str) -> frozenset[str]:
        """The files that each of some names may stand in."""
        first, *others = (self.words.holding(name) for name in names)
        return first.intersection(*others) | self._always

    def binding(self, name: str) -> frozenset[str]:
        """The files that may bind a name at their level otherwise than by an import."""
        return self.words.binding(name) | self._always

    def deriving(self, name: str) -> frozenset[str]:
        """The files that may have a class at their level whose base goes by a name."""
        return self.words.deriving(name) | self._always

    def importing(self, name: str) -> frozenset[str]:
        """The files that an import statement may have a name in."""
        return self.words.importing(name) | self._always

    def imports(self, path: str, name: str) -> bool:
        """Whether an import statement of a file may have a name in it."""
        return path in self._always or self.words.imports(path, name)

    @property
    def odd(self) -> frozenset[str]:
        """The files that may have any name, since they can spell it otherwise."""
        return self.words.odd | self._always

    @property
    def relative(self) -> frozenset[str]:
        """The files that may have a relative import."""
        return self.words.relative | self._always

    def fetch(self, paths: Iterable[str]) -> None:
        """Gather the facts of several files together."""
        self._facts.fetch(path for path in paths if path not in self._always)

    def is_at_hand(self, path: str) -> bool:
        """Whether the facts of a file are there already."""
        return path in self._always or self._facts.is_at_hand(path)

    def after(self, changed: Iterable[str]) -> Narrow:
        """The same, once other files say something else."""
        return Narrow(self._facts, self.words, self._always.union(changed))
