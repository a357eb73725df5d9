"""Inspects many files, by whoever is to do it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from remend.crew import AS_NEEDED, Crew, Lost, share_out
from remend.inspection import Bench, Inspection, Task, inspect
from remend.model import Diagnostic

WORTH_A_PROCESS = 1_500_000
"""Bytes of Python below which starting workers costs more than it saves with most rules (measured on two cores)."""


def inspect_all(tasks: Sequence[Task], bench: Bench, crew: Crew = AS_NEEDED) -> Iterator[tuple[int, Inspection]]:
    """The numbers of `tasks`, each with its inspection, as they are done.

    What is lost is an inspection that says so. A rule that no task asks for is left out of what the workers are given,
    since it may hold the whole index.
    """
    if any(task.mends for task in tasks):
        import remend.verify  # noqa: F401, PLC0415 (once, before workers are forked that would each import it)
    asked = frozenset(rule for task in tasks for rule in task.rules)
    needed = dataclasses.replace(bench, rules=tuple(rule for rule in bench.rules if rule.id in asked))
    prices = {rule.id: rule.price for rule in needed.rules}
    work = sum(len(task.raw) * max((prices[rule] for rule in task.rules), default=1) for task in tasks)
    outcomes = share_out(
        inspect, tasks, needed, crew=crew, weigh=lambda task: len(task.raw), is_much=work > WORTH_A_PROCESS
    )
    for number, outcome in outcomes:
        yield number, _given_up(tasks[number].path, outcome) if isinstance(outcome, Lost) else outcome


def _given_up(path: str, lost: Lost) -> Inspection:
    message = f"{lost.why}; nothing more was done to it: leave it out with exclude, or the rule to blame with --ignore"
    return Inspection(path=path, diagnostics=(Diagnostic(kind="gave-up", path=path, message=message),))
