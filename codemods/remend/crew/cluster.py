"""The workers of a dask scheduler as a crew: the one place that knows of dask."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from remend.crew.afar import Parcel, Team, carry_out, foreign, learn
from remend.crew.model import Crew, Lost
from remend.errors import RemendError, UsageError

Item = TypeVar("Item")
Shared = TypeVar("Shared")
Result = TypeVar("Result")

CONNECT = 10.0
"""Seconds that the scheduler may take to answer, and a first worker to be there."""

PATIENCE = 60.0
"""Seconds without any worker after which the run ends."""


def on_cluster(
    work: Callable[[Item, Shared], Result],
    items: Sequence[Item],
    shared: Shared,
    batches: Sequence[Sequence[int]],
    crew: Crew,
) -> Iterator[tuple[int, Result | Lost]]:
    """The numbers of the items in `batches`, each with what came of it, as it comes.

    Raises UsageError where dask is not installed, the scheduler does not answer or its workers cannot do it, and
    RemendError where all are lost.
    """
    address = crew.scheduler or ""
    try:
        from distributed import Client  # noqa: PLC0415 (an extra, and slow to import)
        from distributed.scheduler import KilledWorker  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("--scheduler needs dask: install remend[distributed]") from error
    for name in ("distributed", "distributed.client"):  # what matters to the user comes back as results or errors
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"no dask scheduler answers at {address}: start one with `dask scheduler`") from error
    with client:
        _wait_for_workers(client, address)
        watch = _Watch(client, address)
        team = Team(
            executor=client.get_executor(pure=False),
            room=4 * len(client.nthreads()),
            tell=lambda parcel: _tell(client, parcel),
            look=watch.look,
            killed=(KilledWorker,),
            limit=crew.max_file_seconds,
        )
        yield from carry_out(work, items, shared, batches, team)


def _wait_for_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except TimeoutError as error:
        raise UsageError(
            f"the dask scheduler at {address} has no workers: start some with `dask worker {address}`"
        ) from error


def _tell(client: Any, parcel: Parcel) -> None:
    """Hand a parcel to all workers that are there. Raises UsageError where one of them cannot use it."""
    try:
        client.run(learn, parcel)
    except ImportError as error:
        raise foreign(error) from error
    except OSError:
        return  # one that went away meanwhile; who takes its place asks for the parcel


class _Watch:
    """Looks whether anybody is left to do the work."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._since: float | None = None

    def look(self) -> None:
        """Raise RemendError where there has been no worker, or no scheduler, for long."""
        if self._client.status == "running" and self._client.nthreads():
            self._since = None
            return
        self._since = self._since or time.monotonic()
        if time.monotonic() - self._since > PATIENCE:
            raise RemendError(f"all workers of {self._address} are gone: start workers and run again")
