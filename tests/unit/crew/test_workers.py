from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from operator import length_hint

import pytest

from remend.crew.workers import cores, spread
from remend.errors import RemendError


def times(item: int, factor: int) -> int:
    return item * factor


def own_process(_item: int, _shared: None) -> int:
    return os.getpid()


def halve(item: int, _shared: None) -> int:
    if item % 2:
        raise ValueError(f"{item} is odd")
    return item // 2


def die(_item: int, _shared: None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def ignores_interrupts(_item: int, _shared: None) -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.parametrize("jobs", [1, 2, 3, None])
@pytest.mark.parametrize("total", [0, 1, 2, 200])
def test_results_come_in_the_order_of_the_items_whatever_the_jobs(jobs: int | None, total: int) -> None:
    assert list(spread(times, iter(range(total)), 3, total=total, jobs=jobs)) == [3 * n for n in range(total)]


def test_one_job_works_here_and_more_jobs_elsewhere() -> None:
    assert set(spread(own_process, range(4), None, total=4, jobs=1)) == {os.getpid()}
    assert os.getpid() not in set(spread(own_process, range(4), None, total=4, jobs=2))


def test_more_jobs_take_few_items_before_results_are_asked_for() -> None:
    left = iter(range(1000))
    results = spread(times, left, 1, total=1000, jobs=2)
    assert next(results) == 0
    assert length_hint(left) > 700
    assert [0, *results] == list(range(1000))


def test_one_item_needs_no_other_process() -> None:
    assert list(spread(own_process, [0], None, total=1, jobs=8)) == [os.getpid()]


def test_one_job_takes_an_item_only_when_its_result_is_asked_for() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            taken.append(number)
            yield number

    results = spread(times, items(), 2, total=3, jobs=1)

    assert next(results) == 0
    assert taken == [0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_is_told_for_each_result(jobs: int) -> None:
    told: list[tuple[int, int]] = []

    list(spread(times, range(5), 1, total=5, jobs=jobs, progress=lambda done, total: told.append((done, total))))

    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_work_comes_out(jobs: int) -> None:
    results = spread(halve, [0, 2, 3, 4], None, total=4, jobs=jobs)

    with pytest.raises(ValueError, match="3 is odd"):
        list(results)


def test_a_worker_that_dies_is_told_with_what_to_do() -> None:
    with pytest.raises(RemendError, match=r"a worker process died .*--jobs 1"):
        list(spread(die, range(4), None, total=4, jobs=2))


def test_workers_leave_an_interrupt_to_their_parent() -> None:
    before = signal.getsignal(signal.SIGINT)

    assert set(spread(ignores_interrupts, range(4), None, total=4, jobs=2)) == {True}
    assert signal.getsignal(signal.SIGINT) is before


def test_results_may_be_left_half_way() -> None:
    results = spread(times, range(100), 1, total=100, jobs=2)

    assert next(results) == 0
    del results
    assert list(spread(times, range(3), 1, total=3, jobs=2)) == [0, 1, 2]


def test_there_is_a_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
