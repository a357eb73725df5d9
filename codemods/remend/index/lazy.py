"""What is gathered of files as it is asked for, and which files a question is about, so that it asks for few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from remend.index.facts import Facts
from remend.index.words import Words

Value = TypeVar("Value")
NOTHING: AbstractSet[str] = frozenset()


class Lazy(Mapping[str, Value]):
    """Something of files by path, each gathered once: alone where it is asked for, with others where they are fetched.

    `gather` gives it for some paths. A pickled one has all, and gathers none.
    """

    def __init__(self, paths: Iterable[str], gather: Callable[[Sequence[str]], Mapping[str, Value]]) -> None:
        self._paths = dict.fromkeys(paths)
        self._gather = gather
        self._known: dict[str, Value] = {}

    def __getitem__(self, path: str) -> Value:
        if path not in self._known:
            if path not in self._paths:
                raise KeyError(path)
            self.fetch((path,))
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        """The paths, for which nothing is gathered."""
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def fetch(self, paths: Iterable[str]) -> None:
        """Gather it for several files together, which costs less than one by one."""
        unknown = sorted({path for path in paths if path in self._paths and path not in self._known})
        if unknown:
            self._known.update(self._gather(unknown))

    def of(self, paths: Iterable[str]) -> dict[str, Value]:
        """It for several files, in the order of their paths; those without left out."""
        kept = sorted(path for path in paths if path in self._paths)
        self.fetch(kept)
        return {path: self._known[path] for path in kept}

    def __reduce__(self) -> tuple[Callable[[dict[str, Value]], Lazy[Value]], tuple[dict[str, Value]]]:
        return _gathered, (self.of(self._paths),)


def _gathered(values: dict[str, Value]) -> Lazy[Value]:
    lazy = Lazy(values, lambda paths: {path: values[path] for path in paths})
    lazy.fetch(values)
    return lazy


class Overlaid(Mapping[str, Facts]):
    """Facts by path of which some are others than in `base`."""

    def __init__(self, base: Mapping[str, Facts], others: Mapping[str, Facts]) -> None:
        self._base = base
        self._others = others

    def __getitem__(self, path: str) -> Facts:
        known = self._others.get(path)
        return self._base[path] if known is None else known

    def __contains__(self, path: object) -> bool:
        return path in self._others or path in self._base

    def __iter__(self) -> Iterator[str]:
        yield from self._base
        yield from (path for path in self._others if path not in self._base)

    def __len__(self) -> int:
        return len(self._base) + sum(path not in self._base for path in self._others)


def overlaid(base: Mapping[str, Facts], others: Mapping[str, Facts]) -> Mapping[str, Facts]:
    """The facts of `base` with those of some files in their place; nothing is gathered for it."""
    return {**base, **others} if isinstance(base, dict) else Overlaid(base, others)


class Narrow:
    """Tells which files may have a name, and fetches their facts; files in `always` may have any."""

    def __init__(self, facts: Lazy[Facts], words: Words, always: AbstractSet[str] = NOTHING) -> None:
        self._facts = facts
        self._words = words
        self._always = frozenset(always)

    def holding(self, *names: str) -> frozenset[str]:
        """The files that each of some names may stand in."""
        first, *others = (self._words.holding(name) for name in names)
        return first.intersection(*others) | self._always

    def binding(self, name: str) -> frozenset[str]:
        """The files that may bind a name otherwise than by an import."""
        return self._words.binding(name) | self._always

    def importing(self, name: str) -> frozenset[str]:
        """The files that an import statement may have a name in."""
        return self._words.importing(name) | self._always

    def imports(self, path: str, name: str) -> bool:
        """Whether an import statement of a file may have a name in it."""
        return path in self._always or self._words.imports(path, name)

    @property
    def odd(self) -> frozenset[str]:
        """The files that may have any name, since they can spell it otherwise."""
        return self._words.odd | self._always

    @property
    def relative(self) -> frozenset[str]:
        """The files that may have a relative import."""
        return self._words.relative | self._always

    def fetch(self, paths: Iterable[str]) -> None:
        """Gather the facts of several files together."""
        self._facts.fetch(path for path in paths if path not in self._always)

    def after(self, changed: Iterable[str]) -> Narrow:
        """The same, once other files say something else."""
        return Narrow(self._facts, self._words, self._always.union(changed))
