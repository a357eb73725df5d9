"""Measures remend on a checkout, or on a generated code base, and prints a table of ratios.

python -m benchmarks [--checkout FOLDER --accessor MODULE:NAME] [--runs N] [--sample N] [--whole]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import Tree
from benchmarks.generate import ACCESSOR, generate
from benchmarks.processes import Command, compare, memory_of_all
from benchmarks.trees import change, clone, commit, sample, size

CHANGED = 10
"""Files that the reviewed commit changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Two commands to compare, what their ratio should be, and how often to run them."""

    first: Command
    second: Command
    runs: int
    goal: str = ""
    warm_up: bool = True


def main() -> None:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        checkout, accessor = given.checkout, given.accessor
        if checkout is None:
            checkout, accessor = folder / "generated", ACCESSOR
            generate(checkout, files=given.files, seed=given.seed)
            commit(checkout)
        whole = Tree(change(clone(checkout.resolve(), folder / "whole"), files=CHANGED), accessor)
        part = Tree(sample(whole.folder, folder / "sample", files=given.sample, accessor=accessor), accessor)
        print(f"{_described('code base', whole)}; {_described('sample', part)}")
        _show_ratios(_measurements(whole, part, folder, given))
        _show_memory([whole.scan(), whole.fix("--dry-run")])
        _show_counts([whole.counts("scan"), whole.counts("fix", "--dry-run")])


def _arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure remend, as ratios.")
    options.add_argument("--checkout", type=Path, help="a git repository; a generated code base if not given")
    options.add_argument("--accessor", help="its accessor, MODULE:NAME")
    options.add_argument("--runs", type=int, default=5, help="how often each pair runs after the warm-up")
    options.add_argument("--sample", type=int, default=300, help="files for the comparison with LibCST's runner")
    options.add_argument("--whole", action="store_true", help="also run LibCST's runner, once, over all files")
    options.add_argument("--files", type=int, default=1000, help="modules of the generated code base")
    options.add_argument("--seed", type=int, default=0, help="of the generated code base and of the sample")
    given = options.parse_args()
    if (given.checkout is None) != (given.accessor is None):
        options.error("--checkout and --accessor go together")
    return given


def _measurements(whole: Tree, part: Tree, folder: Path, given: argparse.Namespace) -> Iterator[Measurement]:
    runs = given.runs
    yield Measurement(
        first=whole.scan("--jobs", "1"), second=whole.search_and_parse(jobs=1), runs=runs, goal="at most 3"
    )
    yield Measurement(first=whole.scan(), second=whole.search_and_parse(jobs=1), runs=runs, goal="at most 3")
    yield Measurement(first=whole.scan(), second=whole.search_and_parse(jobs=2), runs=runs)
    yield Measurement(first=whole.index(jobs=2), second=whole.parse(jobs=2), runs=runs, goal="at most 1.3")
    yield Measurement(first=whole.index(jobs=2, cache=folder / "cache"), second=whole.parse(jobs=2), runs=runs)
    yield Measurement(first=whole.names("--no-cache"), second=whole.parse(jobs=2), runs=runs)
    yield Measurement(first=whole.names(), second=whole.parse(jobs=2), runs=runs)
    yield Measurement(first=whole.review("--no-cache"), second=whole.parse(jobs=2), runs=runs)
    yield Measurement(first=whole.review(), second=whole.parse(jobs=2), runs=runs)
    yield Measurement(first=whole.fix("--branch", "benchmark"), second=whole.fix("--dry-run"), runs=runs)
    sampled = part.libcst_runner(folder / "sample-settings", "sample")
    yield Measurement(first=sampled, second=part.fix("--dry-run"), runs=max(1, runs // 2), warm_up=False)
    if given.whole:
        everything = whole.libcst_runner(folder / "whole-settings", "all files")
        yield Measurement(first=everything, second=whole.fix("--dry-run"), runs=1, goal="at least 30", warm_up=False)


def _show_ratios(measurements: Iterable[Measurement]) -> None:
    """Print a line for each measurement as soon as it is taken."""
    print("files in the page cache, remend's own cache off; seconds are medians, ratios are taken pair by pair\n")
    print(_row("what", "against", "s", "s", "ratio", "min", "max", "cpu", "MB", "goal"))
    for measurement in measurements:
        pair = compare(measurement.first, measurement.second, runs=measurement.runs, warm_up=measurement.warm_up)
        ratios = pair.ratios
        seconds = (statistics.median(run.wall for run in runs) for runs in (pair.first, pair.second))
        figures = (*seconds, statistics.median(ratios), min(ratios), max(ratios), pair.cpu_ratio)
        peak = _megabytes(max(run.peak for run in pair.first))
        names = (measurement.first.name, measurement.second.name)
        print(_row(*names, *(f"{figure:.2f}" for figure in figures), peak, measurement.goal), flush=True)


def _show_memory(commands: Iterable[Command]) -> None:
    for command in commands:
        print(f"\n{command.name}: {_megabytes(memory_of_all(command))} MB in all its processes together", flush=True)


def _show_counts(commands: Iterable[Command]) -> None:
    for command in commands:
        print(f"\n{command.name}, one process", flush=True)
        subprocess.run(command.line, cwd=command.folder, env={**os.environ, **command.environment}, check=True)


def _row(what: str, against: str, *figures: str) -> str:
    return f"{what:<36}{against:<32}" + "".join(f"{figure:>8}" for figure in figures[:-1]) + f"  {figures[-1]}"


def _megabytes(amount: int | None) -> str:
    return "unknown" if amount is None else f"{amount / 1_000_000:.0f}"


def _described(what: str, tree: Tree) -> str:
    files, lines = size(tree.folder)
    return f"{what}: {files:,} Python files, {lines:,} lines"


if __name__ == "__main__":
    main()
