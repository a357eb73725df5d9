"""Processes of this machine that may die or hang: each that does is replaced, and costs the item it worked on.

Pools of the standard library, and loky, break as a whole when one worker dies. Pebble tells whose item it was, yet all
its workers share one pipe and its locks: one that is killed while it sends leaves the others waiting for ever, as 5.2.3
was seen to do. So here each worker has a pipe of its own, and there are neither locks nor threads.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from remend.crew.model import Lost
from remend.errors import RemendError
from remend.interrupts import without_interrupts

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

LOOK = 1.0
"""Seconds after which the workers are looked at, though none has said anything."""

FORKS = "fork" in multiprocessing.get_all_start_methods()
CONTEXT = multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
"""A forked worker has what all work shares without reading it."""

FAREWELL = 5.0
"""Seconds that a worker without work may take to leave."""


@dataclass(eq=False)
class _Worker:
    """A process, the way to it, and the numbers of the items that it has: it works on the first, `since` then."""

    process: BaseProcess
    pipe: Connection
    batch: deque[int] = field(default_factory=deque)
    since: float = 0.0


class Shift(Generic[Item, Shared, Result]):
    """Work that local processes do on `items`; `limit` is how many seconds one of these may take, None for any time."""

    def __init__(
        self, work: Callable[[Item, Shared], Result], items: Sequence[Item], shared: Shared, limit: float | None
    ) -> None:
        self._work = work
        self._items = items
        self._shared = shared
        self._limit = limit
        self._waiting: deque[Sequence[int]] = deque()
        self._workers: list[_Worker] = []
        self._tried: set[int] = set()

    def outcomes(self, batches: Sequence[Sequence[int]], count: int) -> Iterator[tuple[int, Result | Lost]]:
        """The numbers of the items in `batches`, each with what came of it, as it comes, by `count` processes."""
        self._waiting.extend(batches)
        try:
            while self._waiting or any(worker.batch for worker in self._workers):
                self._hand_out(count)
                yield from self._heard()
        finally:
            with without_interrupts():
                self._dismiss()

    def _hand_out(self, count: int) -> None:
        idle = [worker for worker in self._workers if not worker.batch]
        for _ in range(min(count - len(self._workers), len(self._waiting) - len(idle))):
            try:
                idle.append(self._hired())
            except OSError as error:
                if not self._workers:
                    raise RemendError(
                        f"no process can be started ({error.strerror}): end others and try again"
                    ) from error
                break  # those that there are do the work
        for worker in idle[: len(self._waiting)]:
            worker.batch = deque(self._waiting.popleft())
            worker.since = time.monotonic()
            with suppress(OSError):  # of one that died meanwhile nothing is heard
                worker.pipe.send([(number, self._items[number]) for number in worker.batch])

    def _hired(self) -> _Worker:
        ours, theirs = CONTEXT.Pipe()
        others = [ours, *(worker.pipe for worker in self._workers)]
        process = CONTEXT.Process(target=_serve, args=(theirs, others, self._work, self._shared), daemon=True)
        with without_interrupts():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _heard(self) -> list[tuple[int, Result | Lost]]:
        """What the workers that have something to tell tell next, and what has become of those that do not."""
        busy = [worker for worker in self._workers if worker.batch]
        telling = wait([worker.pipe for worker in busy], timeout=self._patience(busy))
        found: list[tuple[int, Result | Lost]] = []
        for worker in busy:
            if worker.pipe in telling:
                found += self._answer(worker)
            elif not worker.process.is_alive() and not worker.pipe.poll():
                found += self._bury(worker)
            elif self._limit is not None and time.monotonic() - worker.since > self._limit:
                found += self._stop(worker, self._limit)
        return found

    def _patience(self, busy: Sequence[_Worker]) -> float:
        if self._limit is None:
            return LOOK
        first = min(worker.since for worker in busy) + self._limit
        return min(LOOK, max(0.0, first - time.monotonic()))

    def _answer(self, worker: _Worker) -> list[tuple[int, Result | Lost]]:
        try:
            result, error = worker.pipe.recv()
        except (EOFError, OSError):
            return self._bury(worker)
        if error is not None:
            raise error
        worker.since = time.monotonic()
        return [(worker.batch.popleft(), result)]

    def _bury(self, worker: _Worker) -> list[tuple[int, Result | Lost]]:
        """Part with a worker that died; its item is tried once more when all the others have been begun."""
        code = self._part_with(worker)
        number = worker.batch.popleft()
        self._return(worker)
        if number in self._tried:
            return [(number, Lost(f"the process that worked on it died twice ({_cause(code)})"))]
        self._tried.add(number)
        self._waiting.append((number,))
        return []

    def _stop(self, worker: _Worker, limit: float) -> list[tuple[int, Result | Lost]]:
        self._part_with(worker)
        number = worker.batch.popleft()
        self._return(worker)
        return [(number, Lost(f"it took longer than {limit:g} seconds (max-file-seconds)"))]

    def _return(self, worker: _Worker) -> None:
        """Let others do what a worker has not begun."""
        if worker.batch:
            self._waiting.appendleft(tuple(worker.batch))

    def _part_with(self, worker: _Worker) -> int | None:
        """End a worker, which may have ended by itself, and tell how it ended."""
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        return worker.process.exitcode

    def _dismiss(self) -> None:
        for worker in self._workers:
            with suppress(OSError):
                worker.pipe.send(None) if not worker.batch else worker.process.kill()
        for worker in list(self._workers):
            worker.process.join(FAREWELL)
            self._part_with(worker)


def _serve(
    pipe: Connection,
    others: Sequence[Connection],
    work: Callable[[Any, Any], Any],
    shared: object,
) -> None:
    """Work on batch after batch, until there is none, or nobody who would take the result.

    `others` are ends of pipes that this process inherited, and that have to be closed for their workers to see that the
    run has ended. What is raised on purpose is told; anything else ends the process, as its last words say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was forked stays shared: nothing looks for garbage in it
    for other in others:
        other.close()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while (batch := pipe.recv()) is not None:
            for _, item in batch:
                pipe.send(_attempt(work, item, shared))


def _attempt(work: Callable[[Any, Any], Any], item: object, shared: object) -> tuple[Any, RemendError | None]:
    try:
        return work(item, shared), None
    except RemendError as error:
        return None, error


def _cause(code: int | None) -> str:
    """How a process ended, in words."""
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"{name}: out of memory?" if name == "SIGKILL" else name
