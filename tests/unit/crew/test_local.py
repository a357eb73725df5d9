from __future__ import annotations

import errno
import faulthandler
import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from remend.crew import AS_NEEDED, HERE, Crew, Lost, local, share_out
from remend.crew.local import CONTEXT
from remend.errors import RemendError, UsageError

TWO = Crew(jobs=2)
KILLED = Lost("the process that worked on it died twice (SIGKILL: out of memory?)")
LATE = Lost("it took longer than 0.5 seconds (max-file-seconds)")


def carry_out(item: str, shared: str) -> str:
    """What `item` says, in a process that may be lost over it."""
    word, _, rest = item.partition(" ")
    if word == "sleep":
        time.sleep(float(rest))
    elif word == "exit":
        os._exit(int(rest))
    elif word == "kill":
        faulthandler.disable()
        os.kill(os.getpid(), int(rest))
    elif word == "once":
        mark = Path(rest)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif word == "refuse":
        raise UsageError(rest)
    return f"{shared}{item}"


def own_process(_item: str, _shared: None) -> int:
    return os.getpid()


def much(item: str, size: int) -> str:
    """A result that is far too large for a pipe to take at once."""
    if item == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return item * size


def outcomes(items: list[str], crew: Crew = TWO) -> list[str | Lost]:
    found = dict(share_out(carry_out, items, "did ", crew=crew, weigh=len, is_much=True))
    assert sorted(found) == list(range(len(items)))
    assert active_children() == []
    return [found[number] for number in range(len(items))]


def done(items: list[str]) -> list[str]:
    return [f"did {item}" for item in items]


PLAIN = [f"say {number}" for number in range(200)]


@pytest.mark.parametrize("crew", [HERE, TWO, Crew(jobs=3), Crew(jobs=1, max_file_seconds=60), AS_NEEDED])
@pytest.mark.parametrize("count", [0, 1, 2, 200])
def test_everything_is_done_once_whoever_does_it(crew: Crew, count: int) -> None:
    assert outcomes(PLAIN[:count], crew) == done(PLAIN[:count])


def test_little_is_done_here_and_much_elsewhere() -> None:
    def processes(crew: Crew, *, is_much: bool) -> set[int]:
        found = share_out(own_process, PLAIN, None, crew=crew, weigh=len, is_much=is_much)
        return {process for _, process in found if isinstance(process, int)}

    assert processes(AS_NEEDED, is_much=False) == {os.getpid()}
    assert processes(HERE, is_much=True) == {os.getpid()}
    assert os.getpid() not in processes(TWO, is_much=False)
    assert os.getpid() not in processes(Crew(max_file_seconds=60), is_much=False)  # what cannot be stopped has no limit


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("exit 0", "exit code 0"),
        ("exit 3", "exit code 3"),
        (f"kill {int(signal.SIGSEGV)}", "SIGSEGV"),
        (f"kill {int(signal.SIGKILL)}", "SIGKILL: out of memory?"),
        (f"kill {signal.SIGRTMIN + 1}" if hasattr(signal, "SIGRTMIN") else "exit 3", ""),
    ],
)
def test_what_kills_its_worker_twice_is_lost_and_nothing_else(item: str, why: str) -> None:
    found = outcomes([*PLAIN[:70], item, *PLAIN[70:]])

    lost = found.pop(70)
    assert isinstance(lost, Lost)
    assert lost.why.startswith("the process that worked on it died twice (")
    assert why in lost.why
    assert found == done(PLAIN)


def test_several_that_kill_their_workers_are_all_told() -> None:
    items = [PLAIN[number] if number % 9 else "kill 9" for number in range(60)]

    assert outcomes(items) == [KILLED if item == "kill 9" else f"did {item}" for item in items]


def test_what_killed_its_worker_once_is_tried_again(tmp_path: Path) -> None:
    items = [*PLAIN, f"once {tmp_path / 'mark'}"]

    assert outcomes(items) == done(items)


def test_a_worker_that_takes_too_long_is_stopped() -> None:
    began = time.monotonic()
    found = outcomes([*PLAIN[:5], "sleep 60", *PLAIN[5:], "sleep 60"], Crew(jobs=2, max_file_seconds=0.5))

    assert time.monotonic() - began < 20
    assert (found.pop(5), found.pop()) == (LATE, LATE)
    assert found == done(PLAIN)


def test_the_limit_is_for_one_item_and_not_for_what_is_handed_over_with_it() -> None:
    items = ["sleep 0.2"] * 6

    assert outcomes(items, Crew(jobs=1, max_file_seconds=0.9)) == done(items)


def test_what_is_raised_on_purpose_comes_out_and_ends_the_work() -> None:
    with pytest.raises(UsageError, match=r"^set the option$"):
        outcomes([*PLAIN, "refuse set the option", "sleep 60"])

    assert active_children() == []


def test_results_may_be_large_and_their_workers_die() -> None:
    items = [*"abcdefgh", "kill", *"ijklmnop"]
    found = dict(share_out(much, items, 3_000_000, crew=TWO, weigh=len, is_much=True))

    assert found.pop(8) == KILLED
    assert found == {number: item * 3_000_000 for number, item in enumerate(items) if number != 8}


def test_workers_that_are_killed_from_outside_lose_nothing() -> None:
    items = [f"sleep 0.0{number % 10}" for number in range(40)]
    found: dict[int, str | Lost] = {}
    for number, outcome in share_out(carry_out, items, "did ", crew=TWO, weigh=len, is_much=True):
        found[number] = outcome
        if len(found) in {5, 20}:
            os.kill(active_children()[0].pid or 0, signal.SIGKILL)

    assert [found[number] for number in range(40)] == done(items)


class Refusing:
    """Starts so many processes and no more."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.Pipe = local.CONTEXT.Pipe

    def Process(self, **arguments: Any) -> BaseProcess:  # noqa: N802
        if not self.left:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        self.left -= 1
        return CONTEXT.Process(**arguments)


def test_fewer_processes_than_asked_for_do_the_work_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "CONTEXT", Refusing(1))
    assert outcomes(PLAIN) == done(PLAIN)

    monkeypatch.setattr(local, "CONTEXT", Refusing(0))
    with pytest.raises(
        RemendError, match=r"^no process can be started \(Resource temporarily unavailable\): end others"
    ):
        outcomes(PLAIN)


def test_what_weighs_most_is_begun_first() -> None:
    items = ["a", "bbb", "cc", "dddd"]
    found = share_out(carry_out, items, "", crew=Crew(jobs=1, max_file_seconds=60), weigh=len, is_much=True)

    assert [number for number, _ in found] == [3, 1, 2, 0]


def test_results_may_be_left_half_way() -> None:
    found = share_out(carry_out, [*PLAIN, "sleep 60"], "did ", crew=TWO, weigh=len, is_much=True)
    next(found)
    del found

    assert active_children() == []


ABANDONED = """
import os, sys, time
from remend.crew import Crew, share_out

def work(item, shared):
    if item == "last":
        os.kill(shared, 9)
        time.sleep(0.2)
    return os.getpid()

items = [*"abcd", "last", "x", "y"]
for _, process in share_out(work, items, os.getpid(), crew=Crew(jobs=2), weigh=lambda _: 1, is_much=True):
    print(process, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_no_worker_outlives_the_one_that_it_works_for() -> None:
    run = subprocess.run([sys.executable, "-c", ABANDONED], capture_output=True, text=True, timeout=60, check=False)

    assert run.returncode == -signal.SIGKILL
    workers = {int(line) for line in run.stdout.split()}
    assert workers
    until = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []
