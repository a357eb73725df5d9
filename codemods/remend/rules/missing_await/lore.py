"""What is known of the names of a project's functions: which are those of coroutine functions, and which of no such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from remend.cache import Shelf
from remend.index.calls import Calls
from remend.inference.habits import habits
from remend.project import Project
from remend.rules.missing_await.managers import Managers, managers
from remend.rules.missing_await.share import Share, all_of, share_of, share_state
from remend.rules.missing_await.telling import PROTOCOL

OFTEN = 5
"""How often a project has to await a method of an unknown library before that counts as proof (an assumption)."""

Habit = tuple[int, int]
"""How often the methods of something are awaited, and how often they are not."""


class Entering(Protocol):
    """What `with` alone, or `async with` alone, can enter."""

    def may_err(self, calls: Calls) -> bool:
        """Whether a file may enter something the wrong way."""


class Lore(Protocol):
    """Of one project.

    A name that is called has a dot before it where it is read from something. Where `is_exact` is false, what `may_be`
    is to be asked about again once that matters.
    """

    @property
    def is_exact(self) -> bool:
        """Whether what may be so is so."""

    @property
    def managers(self) -> Entering:
        """What `with` alone, or `async with` alone, can enter."""

    def is_coroutine(self, name: str) -> bool:
        """Whether a name that is called is that of a coroutine function, of the project or of others."""

    def may_be_coroutine(self, name: str) -> bool:
        """The same, or perhaps not."""

    def is_plain(self, name: str) -> bool:
        """Whether functions of the project have a name, and none of them is async."""

    def may_be_plain(self, name: str) -> bool:
        """The same, or perhaps not."""

    def is_distinct(self, method: str) -> bool:
        """Whether no class of the project has a name but async ones."""

    def habit(self, owner: str, method: str) -> Habit | None:
        """How often the project awaits a method of what is not there to be read, and how often not; None for never."""

    def definers_of_plain(self, name: str) -> Sequence[str] | None:
        """The files that have a method of that name which is not async; None for none."""


@dataclass(frozen=True, eq=False)
class Learned:
    """What all modules together say."""

    names: frozenset[str]
    habits: Mapping[tuple[str, str], Habit]
    plain: frozenset[str]
    distinct: frozenset[str]
    definers: Mapping[str, Sequence[str]]
    managers: Managers = field(default_factory=Managers)
    is_exact: bool = True

    def is_coroutine(self, name: str) -> bool:
        """As `names` say, which have a dot where a name is that of a method."""
        return name in self.names

    may_be_coroutine = is_coroutine

    def is_plain(self, name: str) -> bool:
        """As `plain` says."""
        return name in self.plain

    may_be_plain = is_plain

    def is_distinct(self, method: str) -> bool:
        """As `distinct` says."""
        return method in self.distinct

    def habit(self, owner: str, method: str) -> Habit | None:
        """As `habits` say."""
        return self.habits.get((owner, method))

    def definers_of_plain(self, name: str) -> Sequence[str] | None:
        """As `definers` say."""
        return self.definers.get(name)


def learn(project: Project, beyond: frozenset[str]) -> Learned:
    """What there is to know; `beyond` are the names of coroutine functions of libraries."""
    shares = gather_shares(project, (path for path in project.snapshot.paths if path.endswith(".py")))
    counted = habits({path: share.habits for path, share in shares.items() if share.habits}, project.modules)
    found = {each: (awaited, plain) for each, (awaited, plain) in counted.items() if awaited}
    making = all_of(shares, "making")
    names = all_of(shares, "coroutines") | _made(shares, making, are_methods=False) | beyond
    names |= {alias for share in shares.values() for alias, last in share.aliases if last in names}
    dotted = names | all_of(shares, "methods") | _made(shares, making, are_methods=True)
    methods = all_of(shares, "plain_methods")
    distinct = frozenset(dotted - methods)
    plain = (all_of(shares, "plain") | methods) - dotted
    dotted |= {method for (_, method), (awaited, _) in found.items() if awaited >= OFTEN}
    definers: dict[str, list[str]] = {}
    for path, share in shares.items():
        for name in share.plain_methods:
            definers.setdefault(name, []).append(path)
    return Learned(
        names=frozenset(names | {f".{name}" for name in dotted | PROTOCOL}),
        habits=found,
        plain=frozenset(plain),
        distinct=distinct,
        definers=definers,
        managers=managers(shares),
    )


def gather_shares(project: Project, paths: Iterable[str]) -> dict[str, Share]:
    """The shares of some modules; only those that the cache does not know are worked out."""

    def make(unknown: list[str]) -> list[Share]:
        shares = {path: share_of(facts) for path, facts in project.index.each(unknown)}
        return [shares[path] for path in unknown]

    return Shelf(project.cache, Share, share_state()).fill(project.snapshot.blobs(paths), make)


def _made(shares: Mapping[str, Share], making: AbstractSet[str], *, are_methods: bool) -> set[str]:
    """The functions that a decorator which makes async functions may make async."""
    decorated = (each for share in shares.values() for each in share.decorated)
    return {name for name, by, is_method in decorated if is_method is are_methods and not making.isdisjoint(by)}
