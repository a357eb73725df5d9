"""Carries `async` from a forgotten coroutine in a function that is not async to all who call that function."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from remend.crew.workers import spread
from remend.inference.local import Closely
from remend.inference.values import Outside
from remend.module import Module, Site
from remend.project import Project
from remend.rules.missing_await.find import Forgotten, find
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.lore import Learned
from remend.rules.missing_await.propagate.after import settle
from remend.rules.missing_await.propagate.blockers import held
from remend.rules.missing_await.propagate.closure import Closure, Closures
from remend.rules.missing_await.propagate.functions import Target, target_of
from remend.rules.missing_await.propagate.ground import Ground
from remend.rules.missing_await.propagate.steps import Kind, Propagation, Step, step_of
from remend.rules.missing_await.stray import find_stray

__all__ = ["propagate"]

WORTH_PROCESSES = 100
"""Files below which starting workers costs more than it saves (an assumption from the time that one takes)."""

OFTEN = 10
"""How many times more often a library's methods are awaited than forgotten where that proves them async."""

_NAMED_ASYNC = re.compile(r"(?:^|[._])aio(?:[._]|$)|[Aa]sync")


@dataclass(frozen=True, slots=True)
class Start:
    """A function that is not async, and what it has to await, or awaits already; `step` is the `await` that it lacks.

    `habit` is the library's class whose methods are taken to be async because the project awaits them. `obstacle` says
    why nothing can be awaited there.
    """

    target: Target
    because: str
    step: Step | None = None
    habit: str = ""
    obstacle: str = ""


def propagate(
    project: Project, known: Known, suspects: Iterable[str], *, most: int, public: tuple[str, ...]
) -> Propagation:
    """What the coroutines lead to that are forgotten in functions that are not async, in any of the `suspects`."""
    telling = [(path, project.contents[path]) for path in suspects]
    jobs = None if len(telling) > WORTH_PROCESSES else 1
    found = spread(_starts, telling, known, total=len(telling), jobs=jobs)
    starts: dict[Target, list[Start]] = {}
    every = [start for each in found for start in each]
    for start in every:
        starts.setdefault(start.target, []).append(start)
    if not starts:
        return Propagation()
    ground = Ground(project, known, public)
    closures = Closures(ground, most, _blocked(every, known))
    made = [closures.of(target, each[0].because) for target, each in starts.items()]
    refused = {(each.start.path, each.start.symbol): each.obstacle for each in made if each.obstacle}
    wholes: dict[str, tuple[Step, ...]] = {}
    for joined in _joined([each for each in made if not each.obstacle], starts, most):
        settled = joined if joined.obstacle else settle(joined, ground)
        concept = f"{settled.start.symbol} becomes async ({settled.start.path})"
        if settled.obstacle:
            refused |= {(t.path, t.symbol): settled.obstacle for t in starts if t in settled.members}
        else:
            wholes[concept] = settled.steps
    return _propagation(wholes, refused)


def _blocked(starts: Sequence[Start], known: Known) -> dict[Target, str]:
    """The functions in which a coroutine cannot be awaited, or may be none after all.

    A habit is disproved where it is often not followed in functions that are not async, and so nothing can be awaited;
    not that of a class which says by its name, or its module's, that it is for async code.
    """
    awaited: Counter[str] = Counter()
    assert isinstance(known.lore, Learned)
    for (owner, _), (often, _) in known.lore.habits.items():
        awaited[owner] += often
    forgotten = Counter(start.habit for start in starts)
    blocked = {start.target: start.obstacle for start in starts if start.obstacle}
    for start in starts:
        is_named_so = _NAMED_ASYNC.search(start.habit) is not None
        if start.habit and not is_named_so and forgotten[start.habit] * OFTEN > awaited[start.habit]:
            why = f"{start.habit} is not awaited at {forgotten[start.habit]} places like this one"
            blocked[start.target] = f"that {start.because} gives a coroutine is not certain: {why}"
    return blocked


def _starts(item: tuple[str, bytes], known: Known) -> list[Start]:
    """The forgotten coroutines of one file that functions which are not async would have to await."""
    module = Module.load(*item)
    if not isinstance(module, Module):
        return []
    closely = Closely(known.inference, module)
    try:
        starts = [Start(target_of(module, each.definition), each.awaited) for each in find_stray(module)]
        for each in find(module, known):
            if isinstance(each.around, ast.FunctionDef) and not each.obstacle and not each.doubt:
                path = each.call.path
                target = target_of(module, Site(each.around, path[: path.index(each.around) + 1]))
                habit = "" if each.coroutine.function is not None else _habit(closely, each)
                step = step_of(module, each.call, Kind.CALL, "")
                starts.append(Start(target, f"{step.callee}()", step, habit, held(each.call)))
    except RecursionError:  # the inspection of the file says so
        return []
    return starts


def _habit(closely: Closely, forgotten: Forgotten) -> str:
    """The library's class that a method belongs to."""
    assert isinstance(forgotten.call.node, ast.Call)
    callee = closely.value((*forgotten.call.path, forgotten.call.node.func))
    return callee.dotted.rpartition(".")[0] if isinstance(callee, Outside) else ""


def _joined(closures: Sequence[Closure], starts: Mapping[Target, Sequence[Start]], most: int) -> list[Closure]:
    """Those that share a function made one, each with the awaits that it starts from."""
    groups: list[list[Closure]] = []
    for closure in closures:
        touching = [group for group in groups if any(set(each.members) & set(closure.members) for each in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([*(each for group in touching for each in group), closure])
    return [_one(sorted(group, key=lambda each: each.start), starts, most) for group in groups]


def _one(group: Sequence[Closure], starts: Mapping[Target, Sequence[Start]], most: int) -> Closure:
    members = tuple(dict.fromkeys(member for each in group for member in each.members))
    awaits = [start.step for member in members for start in starts.get(member, ()) if start.step is not None]
    steps = tuple(dict.fromkeys([*(step for each in group for step in each.steps), *awaits]))
    too_many = f"more than {most} functions would have to (max-propagation)" if len(members) > most else ""
    return Closure(group[0].start, members, steps, too_many)


def _propagation(wholes: Mapping[str, Iterable[Step]], refused: Mapping[tuple[str, str], str]) -> Propagation:
    by_path: dict[str, dict[Step, str]] = {}
    sizes: Counter[str] = Counter()
    for concept, steps in wholes.items():
        for step in steps:
            by_path.setdefault(step.path, {})[step] = concept
            sizes[concept] += 1
    return Propagation(by_path, sizes, refused)
