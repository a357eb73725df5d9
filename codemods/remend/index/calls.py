"""Which names a file calls, and whether it awaits what that gives: enough to leave most files unread.

The names are searched for in the text, so comments and strings count too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from remend.cache import Cache, Shelf, code_state, digest
from remend.crew.workers import spread
from remend.index.build import WORTH_PROCESSES
from remend.index.narrow import Narrow
from remend.lazy import Lazy
from remend.snapshot import Snapshot

_DEFINED = re.compile(rb"def[ \t]+([A-Za-z0-9_]+)\(")
_COROUTINE = re.compile(rb"async[ \t]+def[ \t]+([A-Za-z0-9_]+)\(")
_AWAITED = re.compile(rb"\bawait[ \t]+([A-Za-z0-9_.]+(?:(?:\([^()\n]*\)|\[[^][\n]*\])+\.[A-Za-z0-9_.]+)*)\(")
_ENTERED = re.compile(rb"\b(?:(async)[ \t]+for[^\n]+?\bin|(async[ \t]+)?with)[ \t]+\(?[ \t]*([A-Za-z0-9_.]+)")
_AWAITS = re.compile(rb"await\b|async[ \t]+(?:with|for)\b")
_SPACED = bytes(c if (chr(c).isalnum() and c < 128) or c in b"_.(" else 32 for c in range(256))
_LONGEST = 100


class Calls(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The last names of what one file calls, with how often: without awaiting it on the spot, and awaiting it.

    A name that is read from something starts with a dot, as `.b` of `a.b()` does. `coroutines` are the names of the
    coroutine functions that it defines anywhere. `entered` are the last names, without a dot, of what a `with` starts
    with, `entered_async` those of an `async with` or `async for`. `awaits` says whether it seems to await anything.
    """

    plain: dict[str, int]
    awaited: dict[str, int]
    coroutines: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    entered_async: tuple[str, ...] = ()
    awaits: bool = False


def find_calls(raw: bytes) -> Calls:
    """The calls in the text of a file."""
    pieces = raw.translate(_SPACED).split(b"(")[:-1]
    called = Counter([_last(piece[-_LONGEST:].rsplit(b" ", 1)[-1]) for piece in pieces])
    awaited = [_last(name) for name in _AWAITED.findall(raw)]
    called.subtract(awaited + _DEFINED.findall(raw))
    entered = [(loop or block, _last(name).removeprefix(b".")) for loop, block, name in _ENTERED.findall(raw)]
    return Calls(
        plain=_named(called),
        awaited=_named(Counter(awaited)),
        coroutines=_sorted(_COROUTINE.findall(raw)),
        entered=_sorted([name for is_async, name in entered if not is_async]),
        entered_async=_sorted([name for is_async, name in entered if is_async]),
        awaits=_AWAITS.search(raw) is not None,
    )


def gather_calls(
    snapshot: Snapshot, paths: Sequence[str], cache: Cache | None = None, *, jobs: int | None = None
) -> Mapping[str, Calls]:
    """The calls of the files at `paths`; only content that the cache does not know is searched."""

    def make(unknown: list[str]) -> Iterator[Calls]:
        count = jobs or (1 if len(unknown) < WORTH_PROCESSES else None)
        return spread(_find, snapshot.read_many(unknown), None, total=len(unknown), jobs=count)

    state = digest("calls", code_state(Path(__file__)))
    return Shelf(cache, Calls, state).fill(snapshot.blobs(paths), make)


class LazyCalls(Lazy[Calls]):
    """The calls of files by path, found as they are asked for; those that call a name, without the others."""

    def __init__(
        self, paths: Sequence[str], gather: Callable[[Sequence[str]], Mapping[str, Calls]], narrow: Narrow
    ) -> None:
        super().__init__(paths, gather)
        self._narrow = narrow
        self._naming: dict[str, Mapping[str, Calls]] = {}

    def naming(self, name: str) -> Mapping[str, Calls]:
        """The calls of all files that may call something of a name."""
        if name not in self._naming:
            self._naming[name] = self.of(self._narrow.holding(name))
        return self._naming[name]


def naming(calls: Mapping[str, Calls], name: str) -> Mapping[str, Calls]:
    """Those of `calls` that may have a name, where that can be told without them; else all."""
    return calls.naming(name) if isinstance(calls, LazyCalls) else calls


def _find(item: tuple[str, bytes], _: None) -> Calls:
    return find_calls(item[1])


def _last(dotted: bytes) -> bytes:
    return dotted[at:] if (at := dotted.rfind(b".")) >= 0 else dotted


def _named(counts: Counter[bytes]) -> dict[str, int]:
    return {name.decode("ascii"): count for name, count in counts.items() if count > 0 and name not in (b"", b".")}


def _sorted(names: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(sorted(_named(Counter(names))))
