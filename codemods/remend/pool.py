"""Spreads the work on files over processes, where that pays.

What a worker needs to know of the run is handed over once, when the worker starts; a task then carries its file and
nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from remend.errors import RemendError
from remend.inspection import Bench, Inspection, Task, inspect

Progress = Callable[[int, int], None]

WORTH_A_PROCESS = 1_500_000
"""Bytes of Python below which starting workers costs more than it saves (measured on two cores)."""

_benches: list[Bench] = []
"""In a worker process: the bench that it was given when it started."""


def inspect_all(
    tasks: Sequence[Task], bench: Bench, *, jobs: int | None = None, progress: Progress | None = None
) -> Iterator[Inspection]:
    """The inspections of `tasks`, in their order. `jobs` is the number of processes; None decides by the work."""
    count = jobs or (_cores() if sum(len(task.raw) for task in tasks) > WORTH_A_PROCESS else 1)
    results = _in_processes(tasks, bench, count) if count > 1 else (inspect(task, bench) for task in tasks)
    for done, inspection in enumerate(results, 1):
        if progress is not None:
            progress(done, len(tasks))
        yield inspection


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_processes(tasks: Sequence[Task], bench: Bench, count: int) -> Iterator[Inspection]:
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    chunk = max(1, min(16, len(tasks) // (count * 4)))
    try:
        with ProcessPoolExecutor(count, context, initializer=_prepare, initargs=(bench,)) as executor:
            yield from executor.map(_inspect, tasks, chunksize=chunk)
    except BrokenProcessPool as error:
        raise RemendError("a worker process died (out of memory?); run again with --jobs 1") from error


def _prepare(bench: Bench) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    _benches.append(bench)


def _inspect(task: Task) -> Inspection:
    return inspect(task, _benches[-1])
