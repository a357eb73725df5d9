"""Runs whole processes and says what they took.

Two commands are compared by running them in turn, A B A B, and taking the ratio of each pair: a machine that slows down
for a while slows both, and the ratio stays. What one run says by itself depends on the machine and on its mood.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SAMPLING = 0.02
"""Seconds between two looks at the memory of a running command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line, where it runs, what is added to its environment, and the exit codes that mean it did its work."""

    name: str
    line: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    succeeds_with: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished run: wall seconds, seconds of processor time, and bytes of its largest single process."""

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Runs of two commands in turn."""

    first: tuple[Run, ...]
    second: tuple[Run, ...]

    @property
    def ratios(self) -> list[float]:
        """Wall time of the first over that of the second, pair by pair."""
        return [first.wall / second.wall for first, second in zip(self.first, self.second, strict=True)]

    @property
    def cpu_ratio(self) -> float:
        """The median ratio of processor time."""
        return statistics.median(one.cpu / other.cpu for one, other in zip(self.first, self.second, strict=True))


def compare(first: Command, second: Command, *, runs: int, warm_up: bool = True) -> Pair:
    """Run both in turn `runs` times, after one round that is not counted; the one that goes first changes each time."""
    if warm_up:
        run(first)
        run(second)
    found: dict[str, list[Run]] = {first.name: [], second.name: []}
    for number in range(runs):
        for command in (first, second) if number % 2 == 0 else (second, first):
            found[command.name].append(run(command))
    return Pair(first=tuple(found[first.name]), second=tuple(found[second.name]))


def run(command: Command) -> Run:
    """Run a command to its end; its output is thrown away. Raises RuntimeError, with its last words, where it fails."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = _start(command, errors.fileno())
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.succeeds_with:
            errors.seek(0)
            words = errors.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{command.name} ended with {process.returncode}:\n{words}")
    return Run(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss * 1024)


def memory_of_all(command: Command) -> int | None:
    """Bytes that the command and all processes below it held together at most; None where there is no /proc.

    Pages that processes share are counted once (proportional set size). Looking costs time, so this run is not timed.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    process = _start(command, subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_held, _family(process.pid))))
        time.sleep(SAMPLING)
    return most


def _start(command: Command, errors: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **command.environment}
    return subprocess.Popen(
        command.line,
        cwd=command.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )


def _family(pid: int) -> Iterator[int]:
    yield pid
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = listing.read_text("ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
