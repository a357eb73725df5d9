"""The process of a plug-in: loads it once, and runs it on one text after another.

This is the one place where remend runs code of the project, and only what its configuration names. The plug-in works in
an empty folder of its own; it is given text and gives text. What it prints goes nowhere, what it asks is not answered.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import shutil
import signal
import sys
from collections.abc import Callable
from typing import IO

from remend.plugin.messages import Answer, Call, Job, Ready, read, written

Run = Callable[[Job], Answer]

GRACE = 2.0
"""Seconds after which the process ends by itself when whoever started it did not stop it in time."""


class PluginError(Exception):
    """A plug-in cannot be used: which key of its configuration is wrong, and why."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(problem)
        self.key = key
        self.problem = problem


def serve() -> None:
    """Answer what comes through the standard streams until they are closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b", buffering=0) as nothing:  # noqa: PTH123 (a device)
        for stream in (0, 1, 2):
            os.dup2(nothing.fileno(), stream)
    call = read(incoming.readline(), Call)
    try:
        with contextlib.suppress(BrokenPipeError):
            _serve(call, incoming, outgoing)
    finally:
        if call.desk:
            shutil.rmtree(call.desk, ignore_errors=True)


def _serve(call: Call, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    if call.desk:
        os.chdir(call.desk)
    run: Run | None = None
    try:
        run, ready = load(call)
    except PluginError as error:
        ready = Ready(key=error.key, problem=error.problem)
    outgoing.write(written(ready))
    outgoing.flush()
    while run is not None and (line := incoming.readline()):
        faulthandler.dump_traceback_later(call.seconds + GRACE, exit=True)
        answer = _answered(run, read(line, Job))
        faulthandler.cancel_dump_traceback_later()
        outgoing.write(written(answer))
        outgoing.flush()


def load(call: Call) -> tuple[Run, Ready]:
    """The plug-in, ready to run, and the files that it was loaded from. Raises PluginError."""
    if call.kind == "query":
        from remend.legacy.query import load_query as load_plugin  # noqa: PLC0415 (a codemod needs no Bowler)
    else:
        from remend.plugin.codemod import load_codemod as load_plugin  # noqa: PLC0415 (a query needs no LibCST)
    before = set(sys.modules)
    sys.path[:0] = call.folders
    run = load_plugin(call)
    files = {getattr(module, "__file__", None) for name, module in list(sys.modules.items()) if name not in before}
    if call.kind == "query":
        files.add(os.path.join(call.folders[0], call.target))  # noqa: PTH118 (as the names of modules are)
    return run, Ready(sources=tuple(sorted(_state(file) for file in files if file and os.path.isfile(file))))  # noqa: PTH113


def _state(file: str) -> tuple[str, int, int]:
    state = os.stat(file)  # noqa: PTH116
    return file, state.st_size, state.st_mtime_ns


def _answered(run: Run, job: Job) -> Answer:
    try:
        return run(job)
    except BaseException as error:  # noqa: BLE001 (whatever a plug-in raises costs the file, and is told)
        return Answer(failure=last_line(error))


def last_line(error: BaseException) -> str:
    """What Python says at the end of a traceback, on one line."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")
