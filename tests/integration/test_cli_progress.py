"""The progress bar comes up for long work on a terminal, and leaves nothing behind."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from remend_cli.progress import progress_bar

PROGRAM = """
import sys, time
from remend_cli.progress import progress_bar
with progress_bar(quiet={quiet}, patience={patience}) as progress:
    for done in range(4):
        if progress is not None:
            progress(done, 3)
        time.sleep(0.05)
print("done")
"""


def on_terminal(folder: Path, *, quiet: bool, patience: float) -> tuple[str, str]:
    """What the program writes to stdout, and to a terminal as its stderr."""
    ours, theirs = pty.openpty()
    program = PROGRAM.format(quiet=quiet, patience=patience)
    try:
        run = subprocess.run(
            [sys.executable, "-c", program],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm"},
            check=True,
        )
        os.set_blocking(ours, False)
        try:
            written = os.read(ours, 100_000)
        except BlockingIOError:
            written = b""
    finally:
        os.close(theirs)
        os.close(ours)
    return run.stdout.decode(), written.decode()


def test_long_work_on_a_terminal_shows_a_bar_that_goes(tmp_path: Path) -> None:
    stdout, stderr = on_terminal(tmp_path, quiet=False, patience=0.0)
    assert stdout == "done\n"
    assert "3/3" in stderr
    erase_line = "\x1b[2K"
    assert stderr.rstrip().endswith(erase_line)


@pytest.mark.parametrize(("quiet", "patience"), [(False, 60.0), (True, 0.0)])
def test_short_or_quiet_work_shows_none(tmp_path: Path, *, quiet: bool, patience: float) -> None:
    assert on_terminal(tmp_path, quiet=quiet, patience=patience) == ("done\n", "")


def test_without_a_terminal_there_is_nothing_to_call() -> None:
    with progress_bar(quiet=False) as progress:
        assert progress is None
