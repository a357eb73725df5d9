"""The same lore where few files are asked about: what a name is, is read off those few that its text tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from pathlib import Path

from remend.cache import code_state, digest
from remend.index.narrow import Narrow
from remend.index.words import may_import, spelling_state
from remend.inference.habits import habits
from remend.project import Project
from remend.rules.missing_await.entered import Entered
from remend.rules.missing_await.hints import Hint, Hints, find_hint, hint_state, may_have
from remend.rules.missing_await.lore import OFTEN, Entering, Habit, Learned, gather_shares, learn
from remend.rules.missing_await.share import Share, all_of
from remend.rules.missing_await.telling import PROTOCOL

_BATCH = 16
"""How many files are looked at together at most before it is asked whether that is enough (an assumption)."""


class Sought:
    """Knows of a name what `learn` would say of it.

    A pickled one is what that says.
    """

    is_exact = False

    def __init__(self, project: Project, narrow: Narrow, beyond: frozenset[str]) -> None:
        self._project = project
        self._narrow = narrow
        self._beyond = beyond
        self._state = digest(hint_state(), spelling_state(), code_state(Path(__file__)))
        self._hints = Hints(project.tell(dict[str, tuple[str, Hint]], find_hint, hint_state()))
        self.is_coroutine = cache(self._is_coroutine)
        self.is_distinct = cache(self._is_distinct)
        self.habit = cache(self._habit)
        self._is_function = cache(self._find_function)
        self._is_making = cache(self._makes)
        self._read: dict[str, Share] = {}
        self._entered = Entered(self._hints, narrow, project.contents, self._any)
        self._is_alias = cache(self._find_alias)

    @cached_property
    def _learned(self) -> Learned:
        return learn(self._project, self._beyond)

    @property
    def managers(self) -> Entering:
        """Found out of the names of what is entered."""
        return self._entered

    def may_be_coroutine(self, name: str) -> bool:
        """Whether any text may make it one."""
        last = name.removeprefix(".")
        if last in self._functions or last in self._odd_names or self._is_alias(last):
            return True
        return last != name and (last in PROTOCOL or self._hints.is_awaited(last))

    def is_plain(self, name: str) -> bool:
        """Whether there is a function of that name, and none of them is async."""
        return self._has_plain(name) and not self._is_dotted(name)

    def may_be_plain(self, name: str) -> bool:
        """Whether any text may define one."""
        return name in self._hints.plain or name in self._odd_names

    def definers_of_plain(self, name: str) -> Sequence[str] | None:
        """Read off the files that may have one."""
        shares = self._shares(self._hints.defining(name))
        return [path for path, share in sorted(shares) if name in share.plain_methods] or None

    def _is_coroutine(self, name: str) -> bool:
        last = name.removeprefix(".")
        if last == name:
            return self._is_name(last)
        return last in PROTOCOL or self._is_dotted(last) or self._is_awaited(last)

    def _is_distinct(self, method: str) -> bool:
        paths = self._hints.defining(method)
        return not self._any(paths, lambda share: method in share.plain_methods) and self._is_dotted(method)

    def _habit(self, owner: str, method: str) -> Habit | None:
        if self._count("awaiting", self._hints.awaiting(method), owner, method) is None:
            return None
        return self._count("holding", self._narrow.holding(owner.rpartition(".")[2]), owner, method)

    def _count(self, kind: str, among: AbstractSet[str], owner: str, method: str) -> Habit | None:
        """How often some files, which are those of one kind, await a method, and how often not; None for never."""
        top, *parts = owner.split(".")
        last = owner.rpartition(".")[2]
        name, called = last.encode(), f".{method}(".encode()

        def may_tell(raw: bytes) -> bool:
            return name in raw and called in raw and any(may_have(raw, part) for part in parts) and may_import(raw, top)

        question = f"{self._state} {kind} {owner} {method}"
        paths = self._project.searches.passing(question, may_tell, among).union(self._narrow.odd & among)
        told = {path: share.habits for path, share in sorted(self._shares(paths))}
        awaited, plain = habits(told, self._project.modules).get((owner, method), (0, 0))
        return (awaited, plain) if awaited else None

    def _is_awaited(self, method: str) -> bool:
        """Whether a method of one thing that is not there to be read is awaited often."""
        count: Counter[str] = Counter()
        for path, share in self._shares(self._hints.awaiting(method)):
            told = [each for each in share.habits if each.method == method]
            for (owner, _), (awaited, _) in habits({path: told}, self._project.modules).items():
                count[owner] += awaited
            if any(awaited >= OFTEN for awaited in count.values()):
                return True
        return False

    def _is_dotted(self, name: str) -> bool:
        if self._any(self._defining(name), lambda share: name in share.methods):
            return True
        return self._is_name(name) or self._is_made(name, are_methods=True)

    def _is_name(self, name: str) -> bool:
        if self._is_function(name):
            return True
        paths = self._hints.aliasing(name) if self._is_alias(name) else ()
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
            return any(map(self._is_making, {decorator for by in every for decorator in by}))

        return self._any(self._decorated & self._hints.defining(name), is_made)

    def _has_plain(self, name: str) -> bool:
        paths = self._hints.defining(name)
        return self._any(paths, lambda share: name in share.plain or name in share.plain_methods)

    def _defining(self, name: str) -> set[str]:
        """The files that may have a function of that name which is async, or says that it gives a coroutine."""
        hints = self._hints
        return hints.defining_async(name) | (hints.returning & hints.defining(name))

    def _makes(self, name: str) -> bool:
        """Whether a function of that name returns one that is async."""
        return self._any(self._hints.making(name), lambda share: name in share.making)

    @cached_property
    def _decorated(self) -> frozenset[str]:
        """The files in which a function may be made async by its decorator."""
        odd = all_of(self._odd_shares, "making")
        return self._hints.decorated_by(self._hints.makers | odd)

    @cached_property
    def _functions(self) -> frozenset[str]:
        """All names that functions which are async, or made so, may have."""
        more = self._hints.plain_in(self._hints.returning | self._decorated)
        return self._beyond.union(self._hints.asynchronous, more)

    @cached_property
    def _named(self) -> frozenset[str]:
        return self._functions | self._odd_names

    def _find_alias(self, name: str) -> bool:
        """Whether a name may be another one of such a function."""
        return self._hints.is_alias(name, self._named)

    @cached_property
    def _odd_names(self) -> frozenset[str]:
        """All names that functions may have in files that can spell them otherwise than they are known."""
        shares = self._odd_shares.values()
        parts = ("coroutines", "methods", "plain", "plain_methods")
        aliases = {alias for share in shares for alias, _ in share.aliases}
        return frozenset(aliases).union(*(getattr(share, part) for share in shares for part in parts))

    @cached_property
    def _odd_shares(self) -> Mapping[str, Share]:
        return dict(self._shares(()))

    def _any(self, paths: Iterable[str], tells: Callable[[Share], bool]) -> bool:
        return any(tells(share) for _, share in self._shares(paths))

    def _shares(self, paths: Iterable[str]) -> Iterator[tuple[str, Share]]:
        """The shares of some files and of those that may say anything: what is at hand first, then what is short."""
        own = self._own({*paths, *self._narrow.odd})
        yield from ((path, self._read[path]) for path in own if path in self._read)
        unread = sorted((path for path in own if path not in self._read), key=self._effort)
        at, count = 0, 1
        while at < len(unread):
            made = gather_shares(self._project, unread[at : at + count])
            self._read |= made
            yield from made.items()
            at, count = at + count, min(2 * count, _BATCH)

    def _effort(self, path: str) -> tuple[bool, int]:
        """What it takes to read a file."""
        return not self._narrow.is_at_hand(path), len(self._project.contents[path])

    def _own(self, paths: Iterable[str]) -> list[str]:
        return sorted(path for path in paths if path in self._project.index.facts)

    def __reduce__(self) -> tuple[Callable[[Learned], Learned], tuple[Learned]]:
        return _itself, (self._learned,)


def _itself(learned: Learned) -> Learned:
    return learned
