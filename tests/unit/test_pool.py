from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from remend import pool
from remend.errors import RemendError, UsageError
from remend.inspection import Bench, Inspection, Task
from remend.model import Violation
from remend.module import Module
from remend.pool import inspect_all
from remend.workers import Progress
from throwaway import Old

FILES = {f"{number:02}.py": f"x = {'old, ' * (number % 4)}{number}\n" for number in range(40)}


class Dies(Old):
    def detect(self, module: Module) -> Iterator[Violation]:
        if module.path == "07.py":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().detect(module)


class Refuses(Old):
    def detect(self, module: Module) -> Iterator[Violation]:
        raise UsageError(f"set the option for {module.path}")


class TellsItsProcess(Old):
    def detect(self, module: Module) -> Iterator[Violation]:
        raise ValueError(f"{os.getpid()} at {module.path}")


def run(rule: Old, jobs: int | None, **more: Progress) -> list[Inspection]:
    tasks = [Task(path=path, raw=text.encode(), rules=frozenset({"old"}), mends="old") for path, text in FILES.items()]
    return list(inspect_all(tasks, Bench(rules=(rule,), known=frozenset({"old"})), jobs=jobs, **more))


def processes(found: list[Inspection]) -> set[str]:
    return {diagnostic.message.split()[6] for inspection in found for diagnostic in inspection.diagnostics}


def test_results_come_in_the_order_of_the_tasks_however_many_processes_work() -> None:
    alone, two = run(Old(), 1), run(Old(), 2)

    assert alone == two
    assert [inspection.path for inspection in alone] == list(FILES)
    assert sum(inspection.rewrite is not None for inspection in alone) == 30


def test_one_job_works_in_this_process_and_more_do_not() -> None:
    here = str(os.getpid())

    assert processes(run(TellsItsProcess(), 1)) == {here}
    assert here not in processes(run(TellsItsProcess(), 2))


def test_little_work_is_not_worth_a_process() -> None:
    assert processes(run(TellsItsProcess(), None)) == {str(os.getpid())}


def test_much_work_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "WORTH_A_PROCESS", 100)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)

    assert str(os.getpid()) not in processes(run(TellsItsProcess(), None))


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_counts_up_to_the_number_of_tasks(jobs: int) -> None:
    told: list[tuple[int, int]] = []

    run(Old(), jobs, progress=lambda done, total: told.append((done, total)))

    assert told == [(done, 40) for done in range(1, 41)]


def test_no_tasks_are_no_work() -> None:
    assert list(inspect_all([], Bench(rules=(), known=frozenset()), jobs=2)) == []


def test_a_worker_that_dies_ends_the_run_in_a_sentence() -> None:
    with pytest.raises(RemendError, match=r"^a worker process died \(out of memory\?\); run again with --jobs 1$"):
        run(Dies(), 2)

    assert multiprocessing.active_children() == []


def test_what_a_rule_says_on_purpose_reaches_the_caller() -> None:
    with pytest.raises(UsageError, match=r"^set the option for 00\.py$"):
        run(Refuses(), 2)
