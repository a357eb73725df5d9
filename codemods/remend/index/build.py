"""Builds the index of a snapshot: facts from the cache where the content is known, from the files where it is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from remend.cache import Cache, Shelf, code_state, digest
from remend.collecting import without_collecting
from remend.crew.workers import Progress, spread
from remend.index.extract import extract
from remend.index.facts import Facts
from remend.snapshot import Snapshot

WORTH_PROCESSES = 100
"""Files below which starting workers costs more than it saves (measured on two cores)."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Facts)


def gather_facts(
    snapshot: Snapshot,
    paths: Sequence[str],
    cache: Cache | None = None,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Facts]:
    """The facts of the files at `paths`; only content that the cache does not know is parsed.

    Two files of the same content, at one commit or at several, are parsed once. `jobs` is the number of processes; None
    decides by the work. Raises KeyError, UsageError or GitError as the snapshot does where a file cannot be read, and
    RemendError where a worker dies.
    """

    def make(unknown: list[str]) -> Iterator[Facts]:
        count = jobs or (1 if len(unknown) < WORTH_PROCESSES else None)
        contents = snapshot.read_many(unknown)
        encoded = spread(_extract, contents, None, total=len(unknown), jobs=count, progress=progress)
        return map(_DECODER.decode, encoded)

    return Shelf(cache, Facts, _state()).fill(snapshot.blobs(paths), make)


def _state() -> str:
    """What facts depend on besides the content: the code that reads them off, and its Python."""
    here = Path(__file__).parent
    return digest("facts", sys.version, code_state(here), code_state(here.parent / "source.py"))


def _extract(item: tuple[str, bytes], _: None) -> bytes:
    """One file's facts, encoded."""
    with without_collecting():
        return _ENCODER.encode(extract(*item))
