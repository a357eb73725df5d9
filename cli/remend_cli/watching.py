"""What a long run tells of its progress: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from remend.watch import UNWATCHED, Watch

if TYPE_CHECKING:
    from rich.progress import Progress

INTERVAL = 10.0
WARMING = 5.0


@contextmanager
def watching(*, quiet: bool, interval: float = INTERVAL) -> Iterator[Watch]:
    """Who is told what a run does: shown on stderr, a plain line every `interval` seconds where that is no terminal."""
    if quiet:
        yield UNWATCHED
    elif not sys.stderr.isatty():
        yield Lines(interval)
    else:
        bar = Bar()
        try:
            yield bar
        finally:
            bar.close()


class Pace:
    """How much is done, how fast, and how long the rest takes.

    Attributes:
        done: how many files were looked at.
        total: how many will be; 0 where that is not known.
        stage: what is done now.
        package: the folder of the last file.
    """

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.begun = self.started
        self.done = self.total = 0
        self.stage = self.package = ""

    @property
    def told(self) -> str:
        """All of it in one line."""
        rate = self.done / max(time.monotonic() - self.started, 0.001)
        parts = [self.stage]
        if self.done:
            parts.append(f"{self.done:,} of {max(self.total, self.done):,} looked at")
            parts.append(f"{rate:.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
        if left := self.left:
            parts.append(f"{left} left")
        return ", ".join([*parts, *([self.package] if self.package else [])])

    @property
    def left(self) -> str:
        """About how long the rest takes; empty where that cannot be told yet."""
        passed = time.monotonic() - self.started
        if not self.done or passed < WARMING or self.total <= self.done:
            return ""
        return _clock(passed / self.done * (self.total - self.done))


class Lines(Watch):
    """Plain lines, for a log."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._due = time.monotonic() + interval
        self._pace = Pace()

    def note(self, text: str) -> None:
        sys.stderr.write(f"remend: {text}\n")

    def expect(self, looks: int) -> None:
        self._pace.total = looks

    def begin(self, stage: str) -> None:
        self._pace.stage, self._pace.package = stage, ""
        self._tell()

    def look(self, path: str) -> None:
        self._pace.done += 1
        self._pace.package = _folder(path)
        self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now >= self._due:
            sys.stderr.write(f"remend: {self._pace.told}\n")
            sys.stderr.flush()
            self._due = now + self._interval


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
        self._pace.stage, self._pace.package = stage, ""
        self._show()

    def look(self, path: str) -> None:
        self._pace.done += 1
        self._pace.package = _folder(path)
        self._show()

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def _show(self) -> None:
        pace = self._pace
        self._bar.update(self._task, completed=min(pace.done, pace.total or pace.done), description=pace.told)


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or "."


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
