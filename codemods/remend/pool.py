"""Inspects many files, in several processes where that pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remend.inspection import Bench, Inspection, Task, inspect
from remend.workers import Progress, spread

WORTH_A_PROCESS = 1_500_000
"""Bytes of Python below which starting workers costs more than it saves (measured on two cores)."""


def inspect_all(
    tasks: Sequence[Task], bench: Bench, *, jobs: int | None = None, progress: Progress | None = None
) -> Iterator[Inspection]:
    """The inspections of `tasks`, in their order. `jobs` is the number of processes; None decides by the work.

    Raises RemendError where a worker dies.
    """
    is_much = sum(len(task.raw) for task in tasks) > WORTH_A_PROCESS
    count = jobs or (None if is_much else 1)
    return spread(inspect, tasks, bench, total=len(tasks), jobs=count, progress=progress)
