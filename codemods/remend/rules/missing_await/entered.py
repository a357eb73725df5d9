"""Which names stand for what only `with`, or only `async with`, can enter, found out of those alone that come up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property

from remend.index.calls import Calls
from remend.index.narrow import Narrow
from remend.rules.missing_await.hints import Hints, may_assign
from remend.rules.missing_await.managers import ROUNDS, STANDARD
from remend.rules.missing_await.share import Owner, Share

AnyOf = Callable[[Iterable[str], Callable[[Share], bool]], bool]
"""Whether the share of one of some files, or of one that may say anything, tells something."""

_MAKING = frozenset(["asynccontextmanager"])


class Entered:
    """Knows of a name what `Managers` of all files would say of it."""

    def __init__(self, hints: Hints, narrow: Narrow, contents: Mapping[str, bytes], any_of: AnyOf) -> None:
        self._plain, self._asynchronous = (
            _Way(hints, narrow, contents, any_of, is_async=is_async) for is_async in (False, True)
        )

    def may_err(self, calls: Calls) -> bool:
        """Whether a file may enter something the wrong way."""
        if calls.coroutines and any(map(self._asynchronous.enters, calls.entered)):
            return True
        if any(map(self._plain.enters, calls.entered_async)):
            return True
        called = {name.removeprefix(".") for name in calls.plain} if calls.entered_async else ()
        return any(map(self._plain.is_class, sorted(called)))


class _Way:
    """What can be entered in one way alone, by `async with` or by `with`."""

    def __init__(
        self, hints: Hints, narrow: Narrow, contents: Mapping[str, bytes], any_of: AnyOf, *, is_async: bool
    ) -> None:
        self._hints = hints
        self._narrow = narrow
        self._contents = contents
        self._any_of = any_of
        self._is_async = is_async
        self.enters = cache(self._enters)
        self.is_class = cache(self._is_of_class)
        self._is_manager = cache(self._is_made)

    def _enters(self, name: str) -> bool:
        """Whether a name is that of a manager, or of an attribute that seems to hold one."""
        if self._is_manager(name):
            return True

        def holds(share: Share) -> bool:
            called = {each for held, several in share.held if held == name for each in several}
            return any(map(self._is_manager, sorted(called)))

        holding = self._narrow.holding(name)
        return self._any_of((path for path in holding if may_assign(self._contents[path], name)), holds)

    def _is_made(self, name: str) -> bool:
        """Whether a name is that of a class, or of a function, that gives a manager."""
        if (name in STANDARD and not self._is_async) or self.is_class(name):
            return True
        defining = self._hints.defining(name)
        if not self._is_async:
            return self._any_of(defining, lambda share: name in share.entered)
        paths = self._hints.decorated_by(_MAKING) & (defining | self._hints.defining_async(name))
        return self._any_of(paths, lambda share: name in share.entered_async)

    def _is_of_class(self, name: str, rounds: int = ROUNDS) -> bool:
        """Whether a class of that name is entered in this way alone, or inherits from one that is."""

        def is_it(owner: Owner) -> bool:
            if owner.name != name:
                return False
            ways = owner.is_entered, owner.is_entered_async
            is_own = ways[self._is_async] and not ways[not self._is_async]
            return is_own or (rounds > 0 and any(self._is_of_class(base, rounds - 1) for base in owner.bases))

        may_be = name in self._hints.classes or name in self._odd_classes
        return may_be and self._any_of(self._hints.classing(name), lambda share: any(map(is_it, share.owners)))

    @cached_property
    def _odd_classes(self) -> frozenset[str]:
        """The classes of files that can spell names otherwise than they are known."""
        shares: list[Share] = []

        def keeps(share: Share) -> bool:
            shares.append(share)
            return False

        self._any_of((), keeps)
        return frozenset(owner.name for share in shares for owner in share.owners)
