"""Spreads work over processes, where that pays.

What every piece of work needs is handed over once, when a worker starts; each piece then carries its own part alone.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

from remend.errors import RemendError
from remend.interrupts import without_interrupts

Progress = Callable[[int, int], None]
Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

AHEAD = 8
"""Batches that are handed over for each worker at a time, so that no more is held than keeps them all at work."""

_given: list[tuple[Callable[[Any, Any], Any], Any]] = []
"""In a worker process: the work and what all of it shares, as given when the worker started."""


def spread(
    work: Callable[[Item, Shared], Result],
    items: Iterable[Item],
    shared: Shared,
    *,
    total: int,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Result]:
    """`work(item, shared)` for each of `total` items, in their order, in `jobs` processes; None means one a core.

    `work` is a function of a module, since a worker may have to import it. Raises what `work` and `items` raise, and
    RemendError where a worker dies.
    """
    count = min(jobs or cores(), max(total, 1))
    results = _in_processes(work, items, shared, count, total) if count > 1 else (work(i, shared) for i in items)
    for done, result in enumerate(results, 1):
        if progress is not None:
            progress(done, total)
        yield result


def cores() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_processes(
    work: Callable[[Item, Shared], Result], items: Iterable[Item], shared: Shared, count: int, total: int
) -> Iterator[Result]:
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    left, chunk = iter(items), max(1, min(16, total // (count * 4)))
    executor = ProcessPoolExecutor(count, context, initializer=_prepare, initargs=(work, shared))
    running: deque[Future[list[Result]]] = deque()
    try:
        while True:
            with without_interrupts():  # a worker stopped while it holds a lock would leave the others waiting
                while len(running) < count * AHEAD and (batch := list(islice(left, chunk))):
                    running.append(executor.submit(_work, batch))
            if not running:
                return
            yield from running.popleft().result()
    except BrokenProcessPool as error:
        raise RemendError("a worker process died (out of memory?); run again with --jobs 1") from error
    finally:
        executor.shutdown(cancel_futures=True)


def _prepare(work: Callable[[Any, Any], Any], shared: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was forked stays shared: nothing looks for garbage in it
    _given.append((work, shared))


def _work(items: Sequence[object]) -> list[Any]:
    work, shared = _given[-1]
    return [work(item, shared) for item in items]
