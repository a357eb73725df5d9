"""Shares work out to a crew, and hands back what comes of it as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from remend.crew.local import Shift
from remend.crew.model import Crew, Lost
from remend.crew.workers import cores

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

BATCH = 60_000
"""Weight of the items that are handed over together at most, so that small ones do not wait for each other's way."""

FAR = 120_000
"""The same for other machines, to which the way is longer."""

BATCHES = 8
"""Batches for each worker at least, so that none is still at work when the others have long been done."""


def share_out(
    work: Callable[[Item, Shared], Result],
    items: Sequence[Item],
    shared: Shared,
    *,
    crew: Crew,
    weigh: Callable[[Item], int],
    is_much: bool,
) -> Iterator[tuple[int, Result | Lost]]:
    """The numbers of `items`, each with `work(item, shared)`, in the order in which they are done.

    `work` is a function of a module, since a worker may have to import it. What weighs most is begun first. `is_much`
    tells whether other processes are worth it, where the crew does not; without them the items are done in their order,
    unless there is a time limit, since this process cannot be stopped. Raises RemendError where `work` does.
    """
    if crew.scheduler is not None and is_much:
        from remend.crew.cluster import on_cluster  # noqa: PLC0415 (this machine alone needs none of it)

        batches = _batches(items, weigh, FAR if crew.max_file_seconds is None else 0)
        yield from on_cluster(work, items, shared, batches, crew)
        return
    count = min(crew.jobs or (cores() if is_much else 1), len(items))
    if count <= 1 and (crew.max_file_seconds is None or not items):
        yield from ((number, work(item, shared)) for number, item in enumerate(items))
        return
    at_most = min(BATCH, sum(map(weigh, items)) // (count * BATCHES))
    yield from Shift(work, items, shared, crew.max_file_seconds).outcomes(_batches(items, weigh, at_most), count)


def _batches(items: Sequence[Item], weigh: Callable[[Item], int], at_most: int) -> list[list[int]]:
    """The numbers of `items`, what weighs most first, in batches of a weight of `at_most`, or of one item."""
    weights = [weigh(item) for item in items]
    batches: list[list[int]] = []
    room = 0
    for number in sorted(range(len(items)), key=lambda number: (-weights[number], number)):
        if not batches or weights[number] > room:
            batches.append([])
            room = at_most
        batches[-1].append(number)
        room -= weights[number]
    return batches
