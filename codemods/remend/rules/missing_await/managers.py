"""Which names may stand for what only `with`, or only `async with`, can enter: enough to leave most files unread."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from remend.index.calls import Calls
from remend.rules.missing_await.share import Owner, Share, all_of

STANDARD = frozenset(
    str.split(
        """
        Lock RLock Condition Semaphore BoundedSemaphore open fdopen suppress closing nullcontext ExitStack
        TemporaryDirectory NamedTemporaryFile TemporaryFile SpooledTemporaryFile ThreadPoolExecutor ProcessPoolExecutor
        ZipFile TarFile redirect_stdout redirect_stderr catch_warnings connect socket Popen urlopen
        """
    )
)
"""What the standard library has to be entered by a plain `with`."""

ROUNDS = 3
"""How far down classes are followed that inherit from one that can be entered (an assumption)."""


@dataclass(frozen=True, slots=True)
class Managers:
    """Names of what is entered, or looped over, in one way alone.

    `plain` are those of what goes without `async`, `classes` the project's classes among them, `asynchronous` those of
    what needs it.
    """

    plain: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    asynchronous: frozenset[str] = frozenset()

    def may_err(self, calls: Calls) -> bool:
        """Whether a file may enter something the wrong way."""
        if calls.coroutines and not self.asynchronous.isdisjoint(calls.entered):
            return True
        if not self.plain.isdisjoint(calls.entered_async):
            return True
        return bool(calls.entered_async) and any(name.removeprefix(".") in self.classes for name in calls.plain)


def managers(shares: Mapping[str, Share]) -> Managers:
    """The names of a project."""
    owners = [owner for share in shares.values() for owner in share.owners]
    own = _classes(owners, {each.name for each in owners if each.is_entered and not each.is_entered_async})
    plain = own | STANDARD | all_of(shares, "entered")
    asynchronous = _classes(owners, {each.name for each in owners if each.is_entered_async and not each.is_entered})
    asynchronous |= all_of(shares, "entered_async")
    return Managers(
        plain=frozenset(plain | _holding(shares, plain)),
        classes=frozenset(own),
        asynchronous=frozenset(asynchronous | _holding(shares, asynchronous)),
    )


def _classes(owners: Collection[Owner], first: Collection[str]) -> set[str]:
    """The classes of `first`, and what inherits from them."""
    found = set(first)
    for _ in range(ROUNDS):
        found |= {each.name for each in owners if not found.isdisjoint(each.bases)}
    return found


def _holding(shares: Mapping[str, Share], managers: Collection[str]) -> set[str]:
    """The attributes that seem to hold one of `managers`."""
    wanted = frozenset(managers)
    return {name for share in shares.values() for name, called in share.held if not wanted.isdisjoint(called)}
