"""Facts by path, kept as they are encoded, which takes an eighth of their room: few are asked about at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache

import msgspec

from remend.index.facts import Facts
from remend.lazy import Lazy
from remend.store import Filed, Store

AT_HAND = 1_000
"""How many facts are at hand at a time; where there are no more of them, none is encoded."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Facts)


class Encoded(MutableMapping[str, Facts]):
    """Facts that are decoded when they are asked for, each path set once."""

    def __init__(self, store: Store) -> None:
        self._filed = Filed(store)
        self._decoded = lru_cache(AT_HAND)(self._decode)

    def __getitem__(self, path: str) -> Facts:
        return self._decoded(path)

    def __setitem__(self, path: str, facts: Facts) -> None:
        self._filed[path] = _ENCODER.encode(facts)

    def __delitem__(self, path: str) -> None:
        del self._filed[path]
        self._decoded.cache_clear()

    def __contains__(self, path: object) -> bool:
        return path in self._filed

    def __iter__(self) -> Iterator[str]:
        return iter(self._filed)

    def __len__(self) -> int:
        return len(self._filed)

    def _decode(self, path: str) -> Facts:
        return _DECODER.decode(self._filed[path])


def kept(
    paths: Sequence[str], gather: Callable[[Sequence[str]], Mapping[str, Facts]], store: Store
) -> Mapping[str, Facts]:
    """What `gather` gives for some paths, in their order: as it is where it is little, else encoded and put away."""
    if len(paths) <= AT_HAND:
        made = gather(paths)
        return {path: made[path] for path in paths}
    facts = Lazy(paths, gather, Encoded(store))
    facts.fetch(paths)
    return facts
