"""Work through any `concurrent.futures.Executor`, wherever its workers are.

A piece of work travels with all that it is about. What all pieces share is pickled once and known by its digest: a
worker that does not have it says so, and is sent it with the piece once more; those that come later learn it the same
way. No file system has to be shared.
"""

from __future__ import annotations

import faulthandler
import functools
import pickle
import sys
import threading
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import remend
from remend.crew.model import Lost
from remend.errors import RemendError, UsageError

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

KEPT = 2
"""How many things that work shares a worker keeps; each is as large as the index of a code base."""

DIED = "died"

LOOK = 5.0
"""Seconds after which the workers are looked at, though nothing has come."""

known: OrderedDict[str, tuple[Callable[[Any, Any], Any], Any]] = OrderedDict()
"""In a worker: the work and what all of it shares, by the digest of its parcel."""

_turn = threading.Lock()
"""One piece at a time: threads would not speed it up, and a time limit ends a process."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What all work shares and the work itself, packed, and the code that can unpack it."""

    digest: str
    code: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """An executor and what is to be known about its workers.

    `room` is how many batches are handed over at a time. `tell` hands a parcel to the workers that are there, where
    that is cheaper than with the work. `look` is called when nothing has come for a while, and raises where nothing
    will. `killed` are the exceptions that mean that several workers died over work, or over
    what they had besides. With `limit`, a worker that
    is over a piece for so many seconds ends itself.
    """

    executor: Executor
    room: int = 16
    tell: Callable[[Parcel], None] = lambda _: None
    look: Callable[[], None] = lambda: None
    killed: tuple[type[Exception], ...] = ()
    limit: float | None = None


def pack(work: Callable[[Item, Shared], Result], shared: Shared) -> Parcel:
    """A parcel of a function of a module and of what it needs besides its items."""
    data = zlib.compress(pickle.dumps((work, shared), protocol=pickle.HIGHEST_PROTOCOL), 1)
    return Parcel(blake2b(data, digest_size=16).hexdigest(), code_digest(), data)


def learn(parcel: Parcel) -> None:
    """In a worker: unpack a parcel and keep it. Raises UsageError where the worker has other code."""
    if code_digest() != parcel.code:
        raise UsageError(
            f"a worker has another remend or Python ({_version()}) than this machine: install the same on both"
        )
    with _turn:
        while len(known) >= KEPT:
            known.popitem(last=False)
        known[parcel.digest] = pickle.loads(zlib.decompress(parcel.data))  # noqa: S301 (it comes from who sends work)


def attempt(digest: str, items: Sequence[Any], parcel: Parcel | None, limit: float | None) -> list[Any] | None:
    """In a worker: the results of `items`; None where it does not have the parcel."""
    if parcel is not None:
        learn(parcel)
    with _turn:
        if digest not in known:
            return None
        work, shared = known[digest]
        return [_timed(work, item, shared, limit) for item in items]


def _timed(work: Callable[[Any, Any], Any], item: object, shared: object, limit: float | None) -> Any:
    if limit is None:
        return work(item, shared)
    faulthandler.dump_traceback_later(limit, exit=True)
    try:
        return work(item, shared)
    finally:
        faulthandler.cancel_dump_traceback_later()


def carry_out(
    work: Callable[[Item, Shared], Result],
    items: Sequence[Item],
    shared: Shared,
    batches: Sequence[Sequence[int]],
    team: Team,
) -> Iterator[tuple[int, Result | Lost]]:
    """The numbers of the items in `batches`, each with what came of it, as it comes. Raises RemendError."""
    parcel = pack(work, shared)
    team.tell(parcel)
    waiting = deque((tuple(batch), False) for batch in batches)
    suspects: deque[int] = deque()
    alone: set[int] = set()
    running: dict[Future[list[Any] | None], tuple[int, ...]] = {}
    try:
        while waiting or running or suspects:
            if not waiting and not running:
                alone.add(suspects[0])
                waiting.append(((suspects.popleft(),), False))
            while waiting and len(running) < team.room:
                batch, is_new_there = waiting.popleft()
                pieces = [items[number] for number in batch]
                sent = parcel if is_new_there else None
                running[team.executor.submit(attempt, parcel.digest, pieces, sent, team.limit)] = batch
            done, _ = wait(running, timeout=LOOK, return_when=FIRST_COMPLETED)
            if not done:
                team.look()
            for future in done:
                batch = running.pop(future)
                results = _results(future, batch, alone, team)
                if results == DIED:
                    suspects.extend(batch)
                elif results is None:
                    waiting.appendleft((batch, True))
                else:
                    yield from zip(batch, results, strict=True)
    finally:
        for future in running:
            future.cancel()


def _results(
    future: Future[list[Any] | None], batch: tuple[int, ...], alone: Container[int], team: Team
) -> list[Any] | str | None:
    """What came of a batch; None where the worker lacked the parcel, DIED where one of the batch may be to blame.

    Who dies takes along what was handed over with it, so only what was done alone is to blame for sure.
    """
    try:
        return future.result()
    except ImportError as error:
        raise foreign(error) from error
    except CancelledError as error:
        raise RemendError("those who did the work are gone: start scheduler and workers, and run again") from error
    except team.killed:
        if batch[0] not in alone:
            return DIED
    over = f"over {team.limit:g} seconds, max-file-seconds, or " if team.limit is not None else ""
    return [Lost(f"the workers that worked on it died one after another ({over}out of memory?)")]


def foreign(error: ImportError) -> UsageError:
    """What to do about a worker that lacks a module."""
    return UsageError(f"a worker cannot import {error.name}: install there what is installed here")


@functools.cache
def code_digest() -> str:
    """What the code of remend and its Python are, so that two machines can tell whether they would do the same."""
    folder = Path(remend.__file__).parent
    state = blake2b(_version().encode(), digest_size=16)
    for path in sorted(folder.rglob("*.py")):
        state.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return state.hexdigest()


def _version() -> str:
    return "remend {}, Python {}.{}".format(remend.__version__, *sys.version_info[:2])
