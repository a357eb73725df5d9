"""What has to become async with a function: its callers, theirs, and the methods that it overrides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remend.inference.local import Closely
from remend.module import Site
from remend.rules.missing_await.find import surroundings
from remend.rules.missing_await.propagate.blockers import held, obstacle, promised
from remend.rules.missing_await.propagate.callers import Use
from remend.rules.missing_await.propagate.family import Place
from remend.rules.missing_await.propagate.functions import Target, definition_of, target_of
from remend.rules.missing_await.propagate.ground import Ground
from remend.rules.missing_await.propagate.handing import is_run, may_be_run
from remend.rules.missing_await.propagate.steps import Kind, Step, definitions, step_of

_MAIN = re.compile(r"__name__ == '__main__'|'__main__' == __name__")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What one function leads to: steps, and the functions that have to become async too; or why it cannot be.

    `doubt` says why it cannot be unless all functions of its name become async.
    """

    steps: tuple[Step, ...] = ()
    joining: tuple[Target, ...] = ()
    obstacle: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """All that has to become async with `start`, and the steps; `obstacle` says why it cannot be."""

    start: Target
    members: tuple[Target, ...] = ()
    steps: tuple[Step, ...] = ()
    obstacle: str = ""


class Closures:
    """Makes the closures of one project; what one function leads to is worked out once.

    `most` is how many functions may become async for one, `blocked` are those that must not, with the reason.
    """

    def __init__(self, ground: Ground, most: int, blocked: Mapping[Target, str]) -> None:
        self._ground = ground
        self._blocked = blocked
        self._most = most
        self._known: dict[Target, Expansion] = {}

    def of(self, start: Target, because: str) -> Closure:
        """The closure of a function in which a coroutine is forgotten; `because` says what it has to await."""
        led_by: dict[Target, Target | None] = {start: None}
        steps: dict[Step, None] = {}
        waiting = [(start, because)]
        while waiting:
            target, why = waiting.pop(0)
            expansion = self._expand(target)
            if expansion.obstacle:
                return Closure(start, obstacle=f"{expansion.obstacle}{_chain(target, led_by)}")
            marker = self._marker(target)
            steps[Step(target.path, target.symbol, Kind.DEFINITION, because=why, marker=marker)] = None
            steps.update(dict.fromkeys(expansion.steps))
            for joining in expansion.joining:
                if joining not in led_by:
                    led_by[joining] = target
                    waiting.append((joining, f"{target.name}(), which becomes async"))
            if len(led_by) > self._most:
                return Closure(start, obstacle=f"more than {self._most} functions would have to (max-propagation)")
        for target in led_by:
            doubt = self._known[target].doubt
            places = {(member.path, member.line) for member in led_by}
            if doubt and not self._ground.definers.get(target.name, frozenset()) <= places:
                return Closure(start, obstacle=f"{doubt}{_chain(target, led_by)}")
        return Closure(start, tuple(led_by), tuple(steps))

    def _expand(self, target: Target) -> Expansion:
        known = self._known.get(target)
        if known is None:
            try:
                known = self._worked_out(target)
            except RecursionError:
                known = Expansion(obstacle="the code around it is nested too deeply to be followed")
            self._known[target] = known
        return known

    def _marker(self, target: Target) -> str:
        found = definition_of(target, self._ground.files)
        is_test = found is not None and self._ground.trials.is_test(target)
        return self._ground.trials.answer(*found)[1] if is_test and found is not None else ""

    def _worked_out(self, target: Target) -> Expansion:
        ground = self._ground
        found = definition_of(target, ground.files)
        if found is None:
            return Expansion(obstacle="more than one function goes by its name there")
        closely, site = found
        if isinstance(site.node, ast.AsyncFunctionDef):
            return Expansion()
        why = self._by_itself(target, closely, site)
        family: frozenset[Place] = frozenset({(target.path, target.line)})
        if not why and target.is_method:
            family, why = ground.families.of(target, closely, site)
        if why:
            return Expansion(obstacle=why)
        joining = [self._at(place) for place in sorted(family) if place != (target.path, target.line)]
        steps: list[Step] = []
        doubt = ""
        for use in ground.callers.uses(target, family):
            step, caller, why = self._judged(use)
            if why:
                return Expansion(obstacle=why)
            steps += [step] if step is not None else []
            joining += [caller] if caller is not None else []
            doubt = doubt or use.doubt
        return Expansion(tuple(steps), tuple(dict.fromkeys(joining)), doubt=doubt)

    def _by_itself(self, target: Target, closely: Closely, site: Site) -> str:
        ground = self._ground
        if target in self._blocked:
            return self._blocked[target]
        if target.path not in ground.reach:
            return f"{target.path} is not among the files to mend"
        why = obstacle(target, closely, site) or promised(target, ground.project.index, ground.public)
        if not why and ground.trials.is_test(target):
            why = ground.trials.answer(closely, site)[0]
        if not why and re.search(rf"[\w.]+:{re.escape(target.symbol)}\b", ground.programs):
            why = "a program that is installed may start with it"
        return why

    def _at(self, place: Place) -> Target:
        """The method at a place."""
        closely = self._ground.files.closely(place[0])
        assert closely is not None
        found = (target_of(closely.module, site) for site in definitions(closely.module))
        return next(target for target in found if target.line == place[1])

    def _judged(self, use: Use) -> tuple[Step | None, Target | None, str]:
        """What a use asks for: a step, perhaps a function that becomes async for it; or why it cannot be met."""
        if use.call is None:
            return None, None, use.obstacle
        call = use.call
        closely = self._ground.files.closely(use.path)
        assert closely is not None
        if isinstance(call.parent(), ast.Await) or is_run(closely, call):
            return None, None, ""
        module, where = closely.module, f"{use.path}:{getattr(call.node, 'lineno', 0)}"
        if told := may_be_run(call):
            return None, None, f"whether {told} runs the coroutine that it would be handed at {where} cannot be told"
        if use.path not in self._ground.reach:
            return None, None, f"the call at {where} is not among the files to mend"
        around, why = surroundings(call)
        if around is None and _is_entry(call):
            return step_of(module, call, Kind.ENTRY, ""), None, ""
        if around is None or why:
            return None, None, f"its call at {where} cannot be awaited: {why}"
        step = step_of(module, call, Kind.CALL, "")
        if isinstance(around, ast.AsyncFunctionDef):
            return step, None, ""
        if why := held(call):
            return None, None, why
        definition = Site(around, call.path[: call.path.index(around) + 1])
        return step, target_of(module, definition), ""


def _is_entry(call: Site) -> bool:
    """Whether a call stands where a script starts."""
    tests = [node.test for node in call.path if isinstance(node, ast.If)]
    is_plain = not any(isinstance(n, (ast.Lambda, ast.ClassDef, ast.GeneratorExp)) for n in call.path)
    return is_plain and any(_MAIN.fullmatch(ast.unparse(test)) for test in tests)


def _chain(target: Target, led_by: dict[Target, Target | None]) -> str:
    """The functions that lead to one, from it back to the start."""
    names = list(_names(target, led_by))
    return "" if len(names) == 1 else f"; it would be {' for '.join(names)}"


def _names(target: Target | None, led_by: dict[Target, Target | None]) -> Iterator[str]:
    while target is not None:
        yield target.symbol
        target = led_by[target]
