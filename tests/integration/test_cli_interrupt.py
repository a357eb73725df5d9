"""Ctrl-C: exit code 130, one word on stderr, and nothing half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repository import MakeRepo, git
from scenarios import BOOKSHOP, BOOKSHOP_MENDED, files_of

WORKER = "orders/worker.py"
MANY = 1200
INTERRUPTED = {130, -signal.SIGINT}  # Python ends itself by the signal if that met an import; a shell calls both 130
READY = b" remend.pipeline\n"
COPIES = {f"orders/worker{number}.py": BOOKSHOP[WORKER] for number in range(MANY)}


def interrupted(repo: Path, arguments: list[str], delay: float) -> tuple[int, bytes]:
    """Exit code and stderr of a `remend` that gets a Ctrl-C `delay` seconds after it has got to work."""
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "remend_cli", *arguments],
        cwd=repo,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as run:
        assert run.stderr is not None
        while not (line := run.stderr.readline()).endswith(READY):
            assert line, "it ended before it began"
        time.sleep(delay)
        os.killpg(run.pid, signal.SIGINT)
        told = [line for line in run.stderr if not line.startswith(b"import time:")]
    return run.returncode, b"".join(told)


@pytest.mark.skipif(os.name != "posix", reason="a process group is interrupted in another way elsewhere")
@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 0.4, 1.2])
@pytest.mark.parametrize("arguments", [["fix"], ["fix", "--in-place"], ["fix", "--jobs", "1"]])
def test_an_interrupted_run_leaves_nothing_half_written(
    make_repo: MakeRepo, arguments: list[str], delay: float
) -> None:
    repo = make_repo({**BOOKSHOP, **COPIES})
    names = set(files_of(repo))
    code, told = interrupted(repo, arguments, delay)
    if code not in INTERRUPTED:
        pytest.skip(f"this machine was done before the interrupt came, with exit code {code}")
    assert told == b"remend: interrupted\n"
    after = files_of(repo)
    assert set(after) == names
    assert {after[path] for path in COPIES} <= {BOOKSHOP[WORKER], BOOKSHOP_MENDED[WORKER]}
    assert git(repo, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert list((repo / ".git").glob("**/*.lock")) == []
