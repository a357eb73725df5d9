from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from remend.crew import AS_NEEDED, HERE, Crew, pool
from remend.crew.pool import inspect_all
from remend.errors import UsageError
from remend.inspection import Bench, Inspection, Task
from remend.model import Violation
from remend.module import Module
from throwaway import Old

FILES = {f"{number:02}.py": f"x = {'old, ' * (number % 4)}{number}\n" for number in range(40)}


TWO = Crew(jobs=2)


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


class WorksLong(TellsItsProcess):
    price = 100


def run(rule: Old, crew: Crew) -> list[Inspection]:
    tasks = [Task(path=path, raw=text.encode(), rules=frozenset({"old"}), mends="old") for path, text in FILES.items()]
    found = list(inspect_all(tasks, Bench(rules=(rule,), known=frozenset({"old"})), crew))
    assert sorted(number for number, _ in found) == list(range(len(tasks)))
    return [inspection for _, inspection in sorted(found, key=lambda each: each[0])]


def processes(found: list[Inspection]) -> set[str]:
    return {diagnostic.message.split()[6] for inspection in found for diagnostic in inspection.diagnostics}


def test_results_are_the_same_however_many_processes_work() -> None:
    alone, two = run(Old(), HERE), run(Old(), TWO)

    assert alone == two
    assert [inspection.path for inspection in alone] == list(FILES)
    assert sum(inspection.rewrite is not None for inspection in alone) == 30


def test_one_job_works_in_this_process_and_more_do_not() -> None:
    here = str(os.getpid())

    assert processes(run(TellsItsProcess(), HERE)) == {here}
    assert here not in processes(run(TellsItsProcess(), TWO))


def test_little_work_is_not_worth_a_process() -> None:
    assert processes(run(TellsItsProcess(), AS_NEEDED)) == {str(os.getpid())}


def test_much_work_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "WORTH_A_PROCESS", 100)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)

    assert str(os.getpid()) not in processes(run(TellsItsProcess(), AS_NEEDED))


def test_work_of_a_rule_that_works_long_on_each_byte_is_much_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "WORTH_A_PROCESS", 10_000)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)

    assert processes(run(TellsItsProcess(), AS_NEEDED)) == {str(os.getpid())}
    assert str(os.getpid()) not in processes(run(WorksLong(), AS_NEEDED))


def test_no_tasks_are_no_work() -> None:
    assert list(inspect_all([], Bench(rules=(), known=frozenset()), TWO)) == []


def test_a_file_that_kills_its_workers_costs_itself_alone() -> None:
    found = {inspection.path: inspection for inspection in run(Dies(), TWO)}
    whole = {inspection.path: inspection for inspection in run(Old(), HERE)}

    lost = found.pop("07.py")
    assert found == {path: inspection for path, inspection in whole.items() if path != "07.py"}
    assert (lost.findings, lost.rewrite, lost.gave_up) == ((), None, True)
    (diagnostic,) = lost.diagnostics
    assert diagnostic.message == (
        "the process that worked on it died twice (SIGKILL: out of memory?); nothing more was done to it: "
        "leave it out with exclude, or the rule to blame with --ignore"
    )
    assert multiprocessing.active_children() == []


def test_what_a_rule_says_on_purpose_reaches_the_caller() -> None:
    with pytest.raises(UsageError, match=r"^set the option for \d\d\.py$"):
        run(Refuses(), TWO)


def test_workers_are_given_the_rules_that_are_asked_for_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Bench] = []

    def notes(*arguments: Any, **_: object) -> Iterator[tuple[int, Inspection]]:
        given.append(arguments[2])
        return iter(())

    class Other(Old):
        id = "other"

    monkeypatch.setattr(pool, "share_out", notes)
    task = Task(path="a.py", raw=b"old", rules=frozenset({"old"}))
    rules = Old(), Other()
    list(inspect_all([task], Bench(rules=rules, known=frozenset({"old", "other"}))))

    assert given == [Bench(rules=rules[:1], known=frozenset({"old", "other"}))]
