"""The same lore where few files are asked about: what a name is, is read off those few that its text tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property

from remend.index.narrow import Narrow
from remend.inference.habits import habits
from remend.project import Project
from remend.rules.missing_await.hints import Hints, may_annotate
from remend.rules.missing_await.lore import OFTEN, Habit, Learned, gather_shares, learn
from remend.rules.missing_await.managers import Managers
from remend.rules.missing_await.share import Share, all_of
from remend.rules.missing_await.telling import PROTOCOL

_BATCH = 16
"""How many files are looked at before it is asked whether that is enough (an assumption)."""


class Sought:
    """Knows of a name what `learn` would say of it.

    A pickled one is what that says.
    """

    is_exact = False

    def __init__(self, project: Project, narrow: Narrow, beyond: frozenset[str]) -> None:
        self._project = project
        self._narrow = narrow
        self._beyond = beyond
        self._hints = Hints(project.contents)
        self.is_coroutine = cache(self._is_coroutine)
        self.is_distinct = cache(self._is_distinct)
        self.habit = cache(self._habit)
        self._is_function = cache(self._find_function)

    @cached_property
    def _learned(self) -> Learned:
        return learn(self._project, self._beyond)

    @property
    def managers(self) -> Managers:
        """Known only once all modules are."""
        return self._learned.managers

    def may_be_coroutine(self, name: str) -> bool:
        """Whether any text may make it one."""
        last = name.removeprefix(".")
        if last in self._functions or last in self._aliases or last in self._odd_names:
            return True
        return last != name and (last in PROTOCOL or last in self._hints.awaited)

    def is_plain(self, name: str) -> bool:
        """Whether there is a function of that name, and none of them is async."""
        return self._has_plain(name) and not self._is_dotted(name)

    def may_be_plain(self, name: str) -> bool:
        """Whether any text may define one."""
        return name in self._hints.plain or name in self._odd_names

    def definers_of_plain(self, name: str) -> Sequence[str] | None:
        """Read off the files that may have one."""
        shares = self._shares(self._hints.plain.get(name, ()))
        return [path for path, share in sorted(shares) if name in share.plain_methods] or None

    def _is_coroutine(self, name: str) -> bool:
        last = name.removeprefix(".")
        if last == name:
            return self._is_name(last)
        return last in PROTOCOL or self._is_dotted(last) or self._is_awaited(last)

    def _is_distinct(self, method: str) -> bool:
        paths = self._hints.plain.get(method, ())
        return self._is_dotted(method) and not self._any(paths, lambda share: method in share.plain_methods)

    def _habit(self, owner: str, method: str) -> Habit | None:
        top, last = owner.partition(".")[0], owner.rpartition(".")[2]
        contents, narrow, called = self._project.contents, self._narrow, f".{method}(".encode()
        calling = (p for p in narrow.holding(last) if called in contents[p] and b"await " in contents[p])
        annotating = (p for p in calling if p in narrow.odd or may_annotate(contents[p], last))
        paths = [path for path in annotating if path in narrow.relative or narrow.imports(path, top)]
        told = {path: share.habits for path, share in sorted(self._shares(paths))}
        return habits(told, self._project.modules).get((owner, method))

    def _is_awaited(self, method: str) -> bool:
        """Whether a method of one thing that is not there to be read is awaited often."""
        count: Counter[str] = Counter()
        for path, share in self._shares(self._hints.awaited.get(method, ())):
            told = [each for each in share.habits if each.method == method]
            for (owner, _), (awaited, _) in habits({path: told}, self._project.modules).items():
                count[owner] += awaited
            if any(awaited >= OFTEN for awaited in count.values()):
                return True
        return False

    def _is_dotted(self, name: str) -> bool:
        if self._is_name(name):
            return True
        return self._any(self._defining(name), lambda share: name in share.methods) or self._is_made(
            name, are_methods=True
        )

    def _is_name(self, name: str) -> bool:
        if self._is_function(name):
            return True
        paths = self._aliases.get(name, ())
        return self._any(
            paths, lambda share: any(alias == name and self._is_function(last) for alias, last in share.aliases)
        )

    def _find_function(self, name: str) -> bool:
        if name in self._beyond or self._any(self._defining(name), lambda share: name in share.coroutines):
            return True
        return self._is_made(name, are_methods=False)

    def _is_made(self, name: str, *, are_methods: bool) -> bool:
        def is_made(share: Share) -> bool:
            every = (by for each, by, is_method in share.decorated if each == name and is_method is are_methods)
            return any(not self._making.isdisjoint(by) for by in every)

        return self._any(self._decorated & self._hints.plain.get(name, set()), is_made)

    def _has_plain(self, name: str) -> bool:
        paths = self._hints.plain.get(name, ())
        return self._any(paths, lambda share: name in share.plain or name in share.plain_methods)

    def _defining(self, name: str) -> set[str]:
        """The files that may have a function of that name which is async, or says that it gives a coroutine."""
        hints = self._hints
        return hints.asynchronous.get(name, set()) | (hints.returning & hints.plain.get(name, set()))

    @cached_property
    def _making(self) -> set[str]:
        """The functions that return one that is async."""
        return all_of(gather_shares(self._project, self._own(self._hints.making | self._narrow.odd)), "making")

    @cached_property
    def _decorated(self) -> frozenset[str]:
        """The files in which a function may be made async by its decorator."""
        return frozenset[str]().union(*(self._hints.decorated.get(name, ()) for name in self._making))

    @cached_property
    def _functions(self) -> frozenset[str]:
        """All names that functions which are async, or made so, may have."""
        others = self._hints.returning | self._decorated
        more = (name for name, paths in self._hints.plain.items() if not others.isdisjoint(paths))
        return self._beyond.union(self._hints.asynchronous, more)

    @cached_property
    def _aliases(self) -> dict[str, set[str]]:
        return {name: set(paths) for name, paths in self._hints.aliases(self._functions | self._odd_names).items()}

    @cached_property
    def _odd_names(self) -> frozenset[str]:
        """All names that functions may have in files that can spell them otherwise than they are known."""
        shares = gather_shares(self._project, self._own(self._narrow.odd)).values()
        parts = ("coroutines", "methods", "plain", "plain_methods")
        aliases = {alias for share in shares for alias, _ in share.aliases}
        return frozenset(aliases).union(*(getattr(share, part) for share in shares for part in parts))

    def _any(self, paths: Iterable[str], tells: Callable[[Share], bool]) -> bool:
        return any(tells(share) for _, share in self._shares(paths))

    def _shares(self, paths: Iterable[str]) -> Iterator[tuple[str, Share]]:
        """The shares of some files and of those that may say anything, a few at a time."""
        own = self._own({*paths, *self._narrow.odd})
        for at in range(0, len(own), _BATCH):
            yield from gather_shares(self._project, own[at : at + _BATCH]).items()

    def _own(self, paths: Iterable[str]) -> list[str]:
        return sorted(path for path in paths if path in self._project.index.facts)

    def __reduce__(self) -> tuple[Callable[[Learned], Learned], tuple[Learned]]:
        return _itself, (self._learned,)


def _itself(learned: Learned) -> Learned:
    return learned
