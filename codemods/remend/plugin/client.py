"""The process of a plug-in from outside: started when first needed, stopped when it takes too long, started again."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import msgspec

import remend
from remend.errors import ConfigError
from remend.plugin.messages import Answer, Call, Job, Ready, T, read, written
from remend.plugin.setbacks import Setbacks

START_SECONDS = 60.0
"""How long a plug-in may take to be imported."""

_REMEMBERED = 16
_START = "import sys; sys.path.append({!r}); from remend.plugin.host import serve; serve()"

_plugins: dict[bytes, Plugin] = {}


def plugin_of(call: Call, place: str) -> Plugin:
    """The plug-in that a call names, one for all who ask for it; `place` is where its configuration stands."""
    key = written(call)
    if key not in _plugins:
        _plugins[key] = Plugin(call, place)
    return _plugins[key]


@atexit.register
def stop_all() -> None:
    """End the processes of all plug-ins; one that is needed again is started again."""
    for plugin in _plugins.values():
        plugin.stop()


class Plugin:
    """One plug-in, which runs in a process of its own."""

    def __init__(self, call: Call, place: str) -> None:
        self._call = call
        self._place = place
        self._process: subprocess.Popen[bytes] | None = None
        self._desk = ""
        self._owner = 0
        self._sources: tuple[tuple[str, int, int], ...] = ()
        self._answers: OrderedDict[Job, Answer] = OrderedDict()
        self._setbacks = Setbacks()

    def __reduce__(self) -> tuple[Callable[[Call, str], Plugin], tuple[Call, str]]:
        return plugin_of, (self._call, self._place)

    def sources(self) -> tuple[tuple[str, int, int], ...]:
        """The files that the plug-in was loaded from, with size and time of each; it is loaded anew if one has changed.

        Raises:
            ConfigError: it cannot be loaded, or takes no such arguments.
        """
        if any(_state(file) != (size, time) for file, size, time in self._sources):
            self.stop()
            self._answers.clear()
        self._setbacks.begin()
        self._started()
        return self._sources

    def run(self, job: Job) -> Answer:
        """What the plug-in makes of a file; whatever goes wrong is told in the answer."""
        answer = self._answers.pop(job, None) or self._run(job)
        self._answers[job] = answer
        if len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)
        return answer

    def _run(self, job: Job) -> Answer:
        if told := self._setbacks.told(job):
            return Answer(failure=told)
        try:
            process = self._started()
        except ConfigError as error:
            return Answer(failure=str(error))
        answer, is_late = _asked(process, job, Answer, self._call.seconds)
        if answer is not None:
            return answer
        self._end()
        what = f"its process ended with the exit code {process.returncode}"
        if is_late:
            what = f"it was stopped after {self._call.seconds:g} seconds (max-seconds)"
        self._setbacks.note(job, what)
        return Answer(failure=what)

    def stop(self) -> None:
        """End the process, and forget what stopped it before."""
        self._end()
        self._setbacks.forget()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            _end(process, self._desk)

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, which is another one in each process of remend. Raises ConfigError."""
        if self._process is not None and self._owner == os.getpid():
            return self._process
        home = str(Path(remend.__file__).parents[1])
        process = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-c", _START.format(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        desk = tempfile.mkdtemp(prefix="remend-codemod-")
        ready, is_late = _asked(process, msgspec.structs.replace(self._call, desk=desk), Ready, START_SECONDS)
        if ready is None or ready.problem:
            _end(process, desk)
            key = self._call.kind if ready is None else ready.key
            ended = (
                f"it was not loaded after {START_SECONDS:g} seconds" if is_late else "its process ended as it loaded"
            )
            raise ConfigError(f"{self._place}.{key}: {ended if ready is None else ready.problem}")
        self._process, self._owner, self._desk, self._sources = process, os.getpid(), desk, ready.sources
        return process


def _state(file: str) -> tuple[int, int] | None:
    try:
        state = Path(file).stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def _asked(
    process: subprocess.Popen[bytes], message: Call | Job, kind: type[T], seconds: float
) -> tuple[T | None, bool]:
    """The answer to a message, None where the process did not live to give one; and whether that took too long."""
    assert process.stdin is not None and process.stdout is not None
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        process.stdin.write(written(message))
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        line = b""
    is_late = not timer.is_alive()
    timer.cancel()
    return (read(line, kind) if line.endswith(b"\n") else None), is_late


def _end(process: subprocess.Popen[bytes], desk: str) -> None:
    """Stop a process, and remove its pipes and its folder."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()
    process.wait()
    shutil.rmtree(desk, ignore_errors=True)
