"""What a long run tells of its progress: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from remend.watch import UNWATCHED, Watch

if TYPE_CHECKING:
    from rich.progress import Progress

INTERVAL = 10.0
WARMING = 3.0
ENOUGH = 10


@contextmanager
def watching(*, quiet: bool, interval: float = INTERVAL) -> Iterator[Watch]:
    """Who is told what a run does: shown on stderr, a plain line every `interval` seconds where that is no terminal."""
    if quiet:
        yield UNWATCHED
        return
    watch = Bar() if sys.stderr.isatty() else Lines(interval)
    try:
        yield watch
    finally:
        watch.close()


class Pace:
    """How much is done, how fast, and how long the rest takes.

    Attributes:
        done: how many times a file was looked at.
        total: how many times one will be; 0 where that is not known.
        stage: what is done now.
        package: the folder of the last file.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first = 0.0
        self.done = self.total = 0
        self.stage = self.package = ""

    def begin(self, stage: str) -> None:
        """Another stage begins."""
        self.stage, self.package = stage, ""

    def look(self, path: str) -> None:
        """A file was looked at."""
        if not self.done:
            self._first = self._now()
        self.done += 1
        self.package = path.rpartition("/")[0] or "."

    @property
    def told(self) -> str:
        """All of it in one line."""
        parts = [self.stage]
        if self.done:
            parts.append(f"{self.done:,} of {max(self.total, self.done):,} files")
        if rate := self._rate:
            parts.append(f"{rate:.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
            if self.total > self.done:
                parts.append(f"{_clock((self.total - self.done) / rate)} left")
        return ", ".join([*parts, *([f"in {self.package}"] if self.package else [])])

    @property
    def _rate(self) -> float:
        """Files a second since the first; 0 as long as that says little."""
        passed = self._now() - self._first
        return self.done / passed if self.done >= ENOUGH and passed >= WARMING else 0.0


class Lines(Watch):
    """Plain lines for a log, also while a stage is silent."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._pace = Pace()
        self._ended = threading.Event()
        self._clock = threading.Thread(target=self._tell, daemon=True)
        self._clock.start()

    def note(self, text: str) -> None:
        sys.stderr.write(f"remend: {text}\n")

    def expect(self, looks: int) -> None:
        self._pace.total = looks

    def begin(self, stage: str) -> None:
        self._pace.begin(stage)

    def look(self, path: str) -> None:
        self._pace.look(path)

    def close(self) -> None:
        """Say no more."""
        self._ended.set()
        self._clock.join()

    def _tell(self) -> None:
        while not self._ended.wait(self._interval):
            if told := self._pace.told:
                sys.stderr.write(f"remend: {told}\n")
                sys.stderr.flush()


class Bar(Watch):
    """A bar that stays in one place and goes at the end."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._pace = Pace()
        self._bar: Progress = Progress(
            BarColumn(24),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)
        self._bar.start()

    def note(self, text: str) -> None:
        self._bar.console.print(f"remend: {text}", markup=False, highlight=False)

    def expect(self, looks: int) -> None:
        self._pace.total = looks
        self._bar.update(self._task, total=looks or None)

    def begin(self, stage: str) -> None:
        self._pace.begin(stage)
        self._show()

    def look(self, path: str) -> None:
        self._pace.look(path)
        self._show()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def _show(self) -> None:
        pace = self._pace
        self._bar.update(self._task, completed=min(pace.done, pace.total or pace.done), description=pace.told)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
