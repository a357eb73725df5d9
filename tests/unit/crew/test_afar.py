from __future__ import annotations

import dataclasses
import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

import pytest

from remend.crew import HERE, Crew, Lost, afar, share_out
from remend.crew.afar import Team, attempt, carry_out, learn, pack
from remend.errors import RemendError, UsageError

T = TypeVar("T")
ITEMS = [f"item {number}" for number in range(60)]


def join(item: str, shared: list[str]) -> str:
    if item == "refuse":
        raise UsageError("set the option")
    return f"{shared[0]} {item}"


@pytest.fixture(params=[ThreadPoolExecutor, ProcessPoolExecutor] if os.name == "posix" else [ThreadPoolExecutor])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    more = {"mp_context": multiprocessing.get_context("fork")} if request.param is ProcessPoolExecutor else {}
    with request.param(2, **more) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_isknown() -> Iterator[None]:
    """Workers that are threads keep parcels in this process."""
    yield
    afar.known.clear()


def outcomes(team: Team, items: list[str], shared: str) -> list[str | Lost]:
    batches = [range(start, min(start + 6, len(items))) for start in range(0, len(items), 6)]
    found = dict(carry_out(join, items, [shared], batches, team))
    return [found[number] for number in range(len(items))]


def test_any_executor_does_the_same_as_this_process(executor: Executor) -> None:
    here = dict(share_out(join, ITEMS, ["did"], crew=HERE, weigh=len, is_much=True))

    for room in (1, 16):
        assert outcomes(Team(executor=executor, room=room), ITEMS, "did") == [here[number] for number in range(60)]
    assert outcomes(Team(executor=executor), ITEMS, "then") == [f"then {item}" for item in ITEMS]
    assert outcomes(Team(executor=executor), [], "did") == []


def test_what_is_shared_travels_once_and_not_with_each_piece() -> None:
    sent: list[int] = []

    class Counts(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., T], /, *args: Any, **more: Any) -> Future[T]:
            sent.append(len(pickle.dumps(args)))
            return super().submit(fn, *args, **more)

    with Counts(1) as executor:
        outcomes(Team(executor=executor, room=1), ITEMS, os.urandom(500_000).hex())

    assert [size > 500_000 for size in sent] == [False, True, *[False] * 9]


def test_a_worker_that_was_told_is_not_told_again() -> None:
    parcel = pack(join, ["did"])
    assert attempt(parcel.digest, ["it"], None, None) is None

    learn(parcel)

    assert attempt(parcel.digest, ["it"], None, None) == ["did it"]


def test_a_worker_keeps_a_few_parcels_and_asks_for_the_others() -> None:
    parcels = [pack(join, [word]) for word in ("one", "two", "three")]
    for parcel in parcels:
        learn(parcel)

    assert [attempt(parcel.digest, ["it"], None, None) for parcel in parcels] == [None, ["two it"], ["three it"]]


def test_a_worker_with_other_code_refuses() -> None:
    parcel = dataclasses.replace(pack(join, ["did"]), code="another")

    with pytest.raises(UsageError, match=r"^a worker has another remend or Python \(remend .*, Python 3\.\d+\)"):
        learn(parcel)


def test_what_is_raised_on_purpose_comes_out(executor: Executor) -> None:
    with pytest.raises(UsageError, match=r"^set the option$"):
        outcomes(Team(executor=executor), [*ITEMS, "refuse", *ITEMS], "did")


class Mortal(ThreadPoolExecutor):
    """Fails like an executor whose workers die of a piece one after another."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **more: Any) -> Future[T]:
        if "kill" not in args[1]:
            return super().submit(fn, *args, **more)
        future: Future[T] = Future()
        future.set_exception(BrokenProcessPool())
        return future


@pytest.mark.parametrize(
    ("limit", "why"), [(None, "(out of memory?)"), (9.0, "(over 9 seconds, max-file-seconds, or out of memory?)")]
)
def test_what_kills_the_workers_is_told_apart_from_what_was_handed_over_with_it(limit: float | None, why: str) -> None:
    with Mortal(2) as executor:
        team = Team(executor=executor, killed=(BrokenProcessPool,), limit=limit)
        found = outcomes(team, [*ITEMS[:20], "kill", *ITEMS[20:]], "did")

    assert found.pop(20) == Lost(f"the workers that worked on it died one after another {why}")
    assert found == [f"did {item}" for item in ITEMS]


class Gone(ThreadPoolExecutor):
    """Fails like an executor whose scheduler is lost."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **more: Any) -> Future[T]:
        if args[1][0] != ITEMS[30]:
            return super().submit(fn, *args, **more)
        future: Future[T] = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_an_executor_that_is_lost_ends_the_run_in_a_sentence() -> None:
    with Gone(1) as executor, pytest.raises(RemendError, match=r"^those who did the work are gone: start scheduler"):
        outcomes(Team(executor=executor), ITEMS, "did")


def test_without_dask_a_sentence_tells_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(UsageError, match=r"^--scheduler needs dask: install remend\[distributed\]$"):
        next(share_out(join, ITEMS, ["did"], crew=Crew(scheduler="tcp://127.0.0.1:1"), weigh=len, is_much=True))


def test_what_is_little_needs_no_scheduler() -> None:
    found = share_out(join, ITEMS, ["did"], crew=Crew(scheduler="tcp://127.0.0.1:1"), weigh=len, is_much=False)

    assert next(found) == (0, "did item 0")
