"""Measures what more workers save: file by file work of `fix`, in one process, in two, and by two workers of dask.

    python -m benchmarks.crews FOLDER [--select RULES] [--config FILE|KEY=VALUE] [--runs 3] [--files 30 100 300 1000]

All crews look at the same files for the first selected rule, in turn; the files are those in which it has something to
mend, as many as are asked for. Wall seconds count from the first task to the last result, starting the workers and
handing them the index included. The scheduler and its workers run on this machine for as long as the measurement.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from distributed import Client

from remend.crew import HERE, Crew, pool
from remend.crew.afar import pack
from remend.crew.pool import inspect_all
from remend.inspection import Bench, Inspection, Task, inspect
from remend.survey import Survey
from remend.workspace import Request, Workspace

SEED = 7


def main() -> None:
    given = _arguments()
    tasks, bench = _work(given)
    began = time.perf_counter()
    parcel = pack(inspect, bench)
    packing = time.perf_counter() - began
    size = sum(len(task.raw) for task in tasks)
    shared = f"{len(parcel.data) / 1e6:.1f} MB, packed in {packing:.2f} s"
    print(f"{len(tasks):,} files to mend, {size / 1e6:.1f} MB; what they share: {shared}\n")
    print(f"{'files':>6}{'crew':>14}{'s':>9}{'least':>9}{'against one':>13}{'own cpu':>9}{'others':>9}{'idle':>7}")
    pool.WORTH_A_PROCESS = 0
    with tempfile.TemporaryDirectory(prefix="crews-") as name, _cluster(Path(name)) as address:
        crews = {
            "this process": HERE,
            "one worker": Crew(jobs=1, max_file_seconds=3600),
            "two workers": Crew(jobs=2),
            "two of dask": Crew(scheduler=address),
        }
        for count in given.files:
            _compare(tasks[:count], bench, crews, given.runs)


def _arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.crews", description="Measure crews of workers.")
    options.add_argument("folder", type=Path, help="a git repository")
    options.add_argument("--select", required=True, help="the rules; the first one mends")
    options.add_argument("--config", action="append", default=[], help="as that of remend")
    options.add_argument("--runs", type=int, default=3, help="how often each crew has its turn")
    options.add_argument("--files", type=int, nargs="+", default=[30, 100, 300, 1000], help="how many files at a time")
    return options.parse_args()


def _work(given: argparse.Namespace) -> tuple[list[Task], Bench]:
    """The tasks of the first rule's turn, in an order that is no file system's, and what they share."""
    select = tuple(given.select.split(","))
    workspace = Workspace(Request(paths=(given.folder,), select=select, overrides=tuple(given.config), cache=False))
    seen: list[Task] = []

    def take(tasks: Sequence[Task], *_: object) -> Iterator[tuple[int, Inspection]]:
        seen.extend(tasks)
        return enumerate(Inspection(path=task.path) for task in tasks)

    with Survey(workspace, workspace.work_tree()) as survey:
        survey.introduce()
        (rule,) = (rule for rule in survey.rules if rule.id == select[0])
        survey.turn_to(rule, {})
        with patch("remend.survey.inspect_all", take):
            survey.inspect(None, mends=rule)
        found = [task for task in seen if inspect(task, survey.bench).rewrite is not None]
        random.Random(SEED).shuffle(found)
        return found, survey.bench


def _compare(tasks: Sequence[Task], bench: Bench, crews: dict[str, Crew], runs: int) -> None:
    walls: dict[str, list[float]] = {name: [] for name in crews}
    idle: dict[str, list[float]] = {name: [] for name in crews}
    cpu: dict[str, list[tuple[float, float]]] = {name: [] for name in crews}
    results = set()
    for _ in range(runs):
        for name, crew in crews.items():
            idle_before, total_before = _processors()
            cpu_before = _cpu()
            began = time.perf_counter()
            found = sorted(inspect_all(tasks, bench, crew), key=lambda each: each[0])
            walls[name].append(time.perf_counter() - began)
            own, theirs = (after - before for after, before in zip(_cpu(), cpu_before, strict=True))
            cpu[name].append((own, theirs))
            idle_after, total_after = _processors()
            idle[name].append((idle_after - idle_before) / max(1, total_after - total_before))
            results.add(repr(found))
    assert len(results) == 1, "the crews do not agree"
    for name, seconds in walls.items():
        ratios = [one / other for one, other in zip(walls["one worker"], seconds, strict=True)]
        figures = f"{statistics.median(seconds):>9.2f}{min(seconds):>9.2f}{statistics.median(ratios):>13.2f}"
        own, theirs = (statistics.median(each) for each in zip(*cpu[name], strict=True))
        row = f"{len(tasks):>6}{name:>14}{figures}{own:>9.2f}{theirs:>9.2f}{statistics.median(idle[name]):>7.0%}"
        print(row, flush=True)


def _cpu() -> tuple[float, float]:
    """Seconds of processor time of this process, and of those that it started and that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    own, theirs = (each.ru_utime + each.ru_stime for each in used)
    return own, theirs


def _processors() -> tuple[int, int]:
    """Ticks that all processors were idle, and all their ticks; (0, 0) where there is no /proc."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0, 0
    ticks = [int(each) for each in stat.read_text("ascii").splitlines()[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


@contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    """The address of a dask scheduler with two workers."""
    about = folder / "scheduler.json"
    processes: list[subprocess.Popen[bytes]] = []

    def run(kind: str, *arguments: str) -> None:
        line = (sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *arguments)
        processes.append(subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    try:
        run("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(about))
        while not (about.exists() and about.read_bytes().endswith(b"}")):
            time.sleep(0.1)
        for _ in range(2):
            run("worker", "--scheduler-file", str(about), "--nthreads", "1", "--local-directory", str(folder))
        address = json.loads(about.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2)
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
