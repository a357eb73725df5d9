"""Facts that are gathered as they are asked for, and which files a question is about, so that it asks for few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from remend.index.facts import Facts
from remend.index.words import Words

NOTHING: AbstractSet[str] = frozenset()


class LazyFacts(Mapping[str, Facts]):
    """Facts by path, each gathered once: alone where it is asked for, with others where they are fetched together.

    `gather` gives those of some paths. A pickled one has all facts, and gathers none.
    """

    def __init__(self, paths: Iterable[str], gather: Callable[[Sequence[str]], Mapping[str, Facts]]) -> None:
        self._paths = dict.fromkeys(paths)
        self._gather = gather
        self._known: dict[str, Facts] = {}

    def __getitem__(self, path: str) -> Facts:
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
        """Gather those of several files together, which costs less than one by one."""
        unknown = sorted({path for path in paths if path in self._paths and path not in self._known})
        if unknown:
            self._known.update(self._gather(unknown))

    def __reduce__(self) -> tuple[Callable[[dict[str, Facts]], LazyFacts], tuple[dict[str, Facts]]]:
        self.fetch(self._paths)
        return _gathered, ({path: self._known[path] for path in self._paths},)


def _gathered(facts: dict[str, Facts]) -> LazyFacts:
    lazy = LazyFacts(facts, lambda paths: {path: facts[path] for path in paths})
    lazy.fetch(facts)
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

    def __init__(self, facts: LazyFacts, words: Words, always: AbstractSet[str] = NOTHING) -> None:
        self._facts = facts
        self._words = words
        self._always = frozenset(always)

    def holding(self, *names: str) -> frozenset[str]:
        """The files that each of some names may stand in."""
        first, *others = (self._words.holding(name) for name in names)
        return first.intersection(*others) | self._always

    def importing(self, name: str) -> frozenset[str]:
        """The files that an import statement may have a name in."""
        return self._words.importing(name) | self._always

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
