"""A migration that is killed again and again, and makes the same commits in the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from commandline import command, remend
from many_files import ACCESSOR
from repository import MakeRepo, git

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="a group of processes is killed in another way elsewhere"),
]

KILLS = 6
CONFIG = """
[tool.remend.env-access]
accessor = "shared.environment:get_env"

[[tool.remend.replace]]
name = "aware-now"
match = "datetime.datetime.utcnow()"
replace = "datetime.datetime.now(datetime.timezone.utc)"

[[tool.remend.replace]]
name = "all-sorted"
match = "list(sorted($A))"
replace = "sorted($A)"
"""
FILE = """import datetime
import os


def first_{n}(items):
    return list(sorted(items)), os.environ.get("NAME_{n}"), os.environ["KEY_{n}"]


def then_{n}():
    return datetime.datetime.utcnow(), list(sorted(first_{n}([]))), missing_{n}
"""


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    files = {f"service_{n % 5}/part_{n % 3}/module_{n}.py": FILE.format(n=n) for n in range(30)}
    return make_repo({"pyproject.toml": CONFIG, "shared/environment.py": ACCESSOR, **files})


def killed(repo: Path, seconds: float, *arguments: str) -> int:
    """The exit code of a run that is killed, with all that it started, after some time if it takes as long."""
    with subprocess.Popen(
        command("migrate", "--quiet", *arguments),
        cwd=repo,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        try:
            return run.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            return run.wait()


def series(repo: Path, branch: str) -> str:
    return git(repo, "log", "--format=%T%n%B", f"main..{branch}")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_any_moment_it_goes_on_and_makes_the_same_commits(repo: Path, jobs: str) -> None:
    seed = time.time_ns()
    print(f"the moments come from random.Random({seed})")  # noqa: T201 - pytest shows it where the test fails
    moments = random.Random(seed)  # noqa: S311 - nothing secret
    arguments = "--unsafe", "--jobs", jobs, "--branch"
    assert remend("migrate", *arguments, "remend/whole", cwd=repo).returncode == 1
    whole = series(repo, "remend/whole")
    started = time.monotonic()
    assert remend("migrate", *arguments, "remend/whole", cwd=repo).returncode == 1
    longest = time.monotonic() - started

    codes = []
    for number in range(KILLS):
        resumed = ["--resume"] if number else []
        codes.append(killed(repo, moments.uniform(0, longest), *arguments, "remend/broken", *resumed))
        is_written = git(repo, "branch", "--list", "remend/broken") != ""
        assert not is_written or series(repo, "remend/broken") == whole
    told = remend("migrate", *arguments, "remend/broken", "--resume", cwd=repo)

    assert -signal.SIGKILL in codes
    assert set(codes) <= {-signal.SIGKILL, 1}
    assert told.returncode == 1
    assert series(repo, "remend/broken") == whole
    assert git(repo, "fsck", "--strict", "--no-dangling") == ""
    assert not (repo / ".remend_cache" / "migrate.journal").exists()


def at_work(repo: Path, signal_: signal.Signals) -> tuple[int, str]:
    """Exit code and stderr of a run that gets a signal, with all that it started, once it has found something out."""
    journal = repo / ".remend_cache" / "migrate.journal"
    with subprocess.Popen(
        command("migrate", "--quiet"), cwd=repo, start_new_session=True, stderr=subprocess.PIPE, text=True
    ) as run:
        while not journal.exists() or journal.stat().st_size < 6_000:
            assert run.poll() is None
            time.sleep(0.01)
        os.killpg(run.pid, signal_)
        _, told = run.communicate()
    return run.returncode, told


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGINT])
def test_what_was_done_before_is_not_done_again(repo: Path, signal_: signal.Signals) -> None:
    code, said = at_work(repo, signal_)

    told = remend("migrate", "--resume", cwd=repo)

    assert told.returncode == 1
    assert "remend: going on with " in told.stderr
    if signal_ is signal.SIGINT:
        assert code == 130
        kept = "remend: what was found out so far is kept: the same call with --resume goes on\n"
        assert said == f"{kept}remend: interrupted\n"
