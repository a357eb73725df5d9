"""What is gathered of files as it is asked for, and then kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import TypeVar

Value = TypeVar("Value")

_MOST = 500
"""How many files it is gathered for together at most, so that no more is held at a time than has to be."""


class Lazy(Mapping[str, Value]):
    """Something of files by path, each gathered once: alone where it is asked for, with others where they are fetched.

    `gather` gives it for some paths, or these with it one by one; `known` keeps it, a dict where nothing else is given.
    A pickled one has all, and gathers none.
    """

    def __init__(
        self,
        paths: Iterable[str],
        gather: Callable[[Sequence[str]], Mapping[str, Value] | Iterable[tuple[str, Value]]],
        known: MutableMapping[str, Value] | None = None,
    ) -> None:
        self._paths = dict.fromkeys(paths)
        self._gather = gather
        self._known: MutableMapping[str, Value] = {} if known is None else known

    def __getitem__(self, path: str) -> Value:
        try:
            return self._known[path]
        except KeyError:
            if path not in self._paths:
                raise
        self.fetch((path,))
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        """The paths, for which nothing is gathered."""
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def is_at_hand(self, path: str) -> bool:
        """Whether it is there already for a file."""
        return path in self._known

    def fetch(self, paths: Iterable[str]) -> None:
        """Gather it for several files together, which costs less than one by one."""
        unknown = sorted({path for path in paths if path in self._paths and path not in self._known})
        for at in range(0, len(unknown), _MOST):
            self._known.update(self._gather(unknown[at : at + _MOST]))

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
