"""What a migration tells while it goes on."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from remend.watch import UNWATCHED, Watch
from remend_cli.watching import Pace, watching


class Clock:
    """A time that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_line_tells_stage_files_rate_time_left_and_package() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.total = 7_260
    pace.begin("env-access")
    assert pace.told == "env-access"
    for number in range(60):
        pace.look(f"shop/cart/{number}.py")
    assert pace.told == "env-access, 60 of 7,260 files, in shop/cart"
    clock.now += 30
    assert pace.told == "env-access, 60 of 7,260 files, 2.0/s, 1:00:00 left, in shop/cart"
    clock.now -= 27
    assert pace.told == "env-access, 60 of 7,260 files, 20/s, 6:00 left, in shop/cart"
    pace.begin("planning the commits")
    assert pace.told == "planning the commits, 60 of 7,260 files, 20/s, 6:00 left"


def test_more_looks_than_were_expected_are_no_contradiction() -> None:
    pace = Pace(Clock())
    pace.look("a.py")
    pace.look("b.py")
    assert pace.told == ", 2 of 2 files, in ."


def test_without_a_terminal_a_line_comes_every_so_often_also_while_nothing_happens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with watching(quiet=False, interval=0.02) as watch:
        watch.note("going on")
        watch.begin("env-access")
        watch.look("shop/a.py")
        time.sleep(0.3)
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "remend: going on"
    assert len(told) > 2
    assert told[-1] == "remend: env-access, 1 of 1 files, in shop"


def test_a_short_run_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(quiet=False) as watch:
        _tell_all(watch)
    assert capsys.readouterr().err == "remend: a note\n"


def test_who_wants_quiet_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(quiet=True) as watch:
        assert watch is UNWATCHED
        _tell_all(watch)
    assert capsys.readouterr().err == ""


def _tell_all(watch: Watch) -> None:
    watch.note("a note")
    watch.expect(3)
    watch.begin("a stage")
    watch.look("shop/a.py")


PROGRAM = """
from remend_cli.watching import watching
with watching(quiet=False) as watch:
    watch.note("a note [1]")
    watch.expect(3)
    watch.begin("env-access")
    watch.look("shop/a.py")
    watch.look("shop/b.py")
"""


def test_on_a_terminal_there_is_a_bar_that_goes(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
        subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, stderr=theirs, env=environment, check=True)
        os.set_blocking(ours, False)
        written = os.read(ours, 100_000).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert "remend: a note [1]" in written
    assert "env-access, 2 of 3 files, in shop" in written
    assert written.rstrip().endswith("\x1b[2K")
