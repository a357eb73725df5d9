"""A progress bar for work that takes more than a moment, where somebody is there to see it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0


@contextmanager
def progress_bar(*, quiet: bool, patience: float = PATIENCE) -> Iterator[Callable[[int, int], None] | None]:
    """Give what is to be called with (done, total), or None where no bar is wanted.

    The bar comes up on stderr, when that is a terminal, after `patience` seconds, and is gone at the end.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(patience)
    try:
        yield bar.advance
    finally:
        bar.close()


class _Bar:
    def __init__(self, patience: float) -> None:
        self.due = time.monotonic() + patience
        self.shown: Progress | None = None

    def advance(self, done: int, total: int) -> None:
        if self.shown is None and time.monotonic() >= self.due:
            self.shown = _show(total)
        if self.shown is not None:
            self.shown.update(self.shown.task_ids[0], completed=done, total=total)

    def close(self) -> None:
        if self.shown is not None:
            self.shown.stop()


def _show(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    shown = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    )
    shown.add_task("", total=total)
    shown.start()
    return shown
