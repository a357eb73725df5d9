"""A dask scheduler and its workers, as processes of their own on this machine.

Importable as `cluster` from every test: `from cluster import Cluster, start`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0
"""Seconds after which something that a test waits for will not come any more."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The address of the scheduler, and the processes of its workers."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def start(folder: Path, environment: Mapping[str, str], *, workers: int, nannies: bool = False) -> Iterator[Cluster]:
    """A scheduler with workers of one thread; a nanny replaces a worker that dies."""
    about = folder / "scheduler.json"
    processes: list[subprocess.Popen[bytes]] = []

    def run(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        line = (sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *arguments)
        log = (folder / f"{kind}{len(processes)}.log").open("wb")
        with log:
            made = subprocess.Popen(line, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log)
        processes.append(made)
        return made

    try:
        run("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(about))
        wait_until(lambda: about.exists() and about.read_bytes().endswith(b"}"))
        address = json.loads(about.read_text())["address"]
        options = ("--nthreads", "1", "--nanny" if nannies else "--no-nanny", "--local-directory", str(folder))
        yield Cluster(address, tuple(run("worker", address, *options) for _ in range(workers)))
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again; AssertionError where it does not come to be."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.05)
