"""Runs one command of the user's to its end, its time limit or ours.

It has no stdin and writes into a file, so that neither a question nor much output can make it wait for ever. It leads a
process group of its own, which ends with it: a server that it started must not see the next commit.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path

MOST_OUTPUT = 1_000_000_000
"""Bytes of output after which a command is ended: it would fill the disk."""

LATE = "it took too long"

LOOK_EVERY = 0.5
"""Seconds between two looks at what runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: with an exit code, or None where it was ended for the reason `because`."""

    code: int | None
    seconds: float
    because: str = ""


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Let whoever asks us to end (`kill`, a CI that gives up) interrupt as Ctrl-C does, so that all is put away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Commands:
    """Runs commands in several threads, and can end all of them at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_stopped = False

    def run(self, command: str, folder: Path, output: Path, *, environment: Mapping[str, str], timeout: float) -> Ended:
        """Run `command` as the shell reads it, in `folder`. Raises CancelledError where all were ended."""
        began = time.monotonic()
        with output.open("wb") as file:
            process = self._start(command, folder, file.fileno(), environment)
            try:
                because = _wait(process, output, began + timeout)
            finally:
                _end(process)
                with self._lock:
                    self._running.discard(process)
        if self._is_stopped:
            raise CancelledError
        code = None if because else process.returncode
        return Ended(code=code, seconds=time.monotonic() - began, because=because)

    def stop(self) -> None:
        """End all that run, and let none start any more."""
        with self._lock:
            self._is_stopped = True
            running = tuple(self._running)
        for process in running:
            _kill(process)

    def _start(
        self, command: str, folder: Path, output: int, environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_stopped:
                raise CancelledError
            process = subprocess.Popen(  # noqa: S602 (the user wrote the command for a shell)
                command,
                shell=True,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running.add(process)
        return process


def _wait(process: subprocess.Popen[bytes], output: Path, deadline: float) -> str:
    """Wait for the end of a command; why it has to be ended, or an empty string."""
    while True:
        left = deadline - time.monotonic()
        try:
            process.wait(max(min(left, LOOK_EVERY), 0.0))
        except subprocess.TimeoutExpired:
            if left <= LOOK_EVERY:
                return LATE
            if output.stat().st_size > MOST_OUTPUT:
                return f"it wrote more than {MOST_OUTPUT:,} bytes"
        else:
            return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    _kill(process)
    process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started in its process group, of which some may outlive it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
