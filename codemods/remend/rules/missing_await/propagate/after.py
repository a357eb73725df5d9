"""Looks at the state that the steps lead to: nothing in it may be forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from remend.edits import splice
from remend.model import Edit
from remend.module import Module, Site
from remend.rules.missing_await.find import Forgotten, find
from remend.rules.missing_await.propagate.closure import Closure
from remend.rules.missing_await.propagate.ground import Ground
from remend.rules.missing_await.propagate.steps import Kind, Step, recognise, step_of

_ROUNDS = 5


def settle(closure: Closure, ground: Ground) -> Closure:
    """The closure with what has to be awaited besides once its functions are async; or why it cannot be done."""
    steps = dict.fromkeys(closure.steps)
    for _ in range(_ROUNDS):
        try:
            added = list(_missing(closure, tuple(steps), ground))
        except RecursionError:
            return replace(closure, obstacle="the code around it is nested too deeply to be followed")
        refusal = next((each for each in added if isinstance(each, str)), "")
        if refusal:
            return replace(closure, obstacle=refusal)
        if not added:
            return replace(closure, steps=tuple(steps))
        steps.update(dict.fromkeys(each for each in added if isinstance(each, Step)))
    return replace(closure, obstacle="each await that is added asks for another one")


def _missing(closure: Closure, steps: Sequence[Step], ground: Ground) -> Iterator[Step | str]:
    """What is forgotten in the state after `steps`, as steps, or as the reason why it cannot be awaited."""
    modules = {path: _load(ground, path) for path in sorted({step.path for step in steps})}
    texts = {path: _taken(module, [s for s in steps if s.path == path]) for path, module in modules.items()}
    changed = {path: modules[path].source.encode(text) for path, text in texts.items()}
    known = ground.after(changed, frozenset(member.name for member in closure.members))
    symbols = {(member.path, member.symbol) for member in closure.members}
    places = {(member.path, member.line) for member in closure.members}
    for path, raw in changed.items():
        module = Module.load(path, raw)
        if not isinstance(module, Module):
            yield f"{path} could not be parsed afterwards"
            continue
        for forgotten in find(module, known):
            function = forgotten.coroutine.function
            is_new = function is not None and (function.path, function.line) in places
            if (path, module.symbol(forgotten.call.path)) in symbols or is_new:
                yield _told(module, forgotten)


def _load(ground: Ground, path: str) -> Module:
    closely = ground.files.closely(path)
    assert closely is not None
    return closely.module


def _told(module: Module, forgotten: Forgotten) -> Step | str:
    where = f"{module.path}:{module.span(forgotten.call.node).line}"
    if forgotten.obstacle or not isinstance(forgotten.around, ast.AsyncFunctionDef):
        return f"{forgotten.callee}() at {where} cannot be awaited: {forgotten.obstacle or 'nothing async is around'}"
    if forgotten.doubt:
        return f"whether {forgotten.callee}() has to be awaited is not certain: {forgotten.doubt} ({where})"
    return step_of(module, forgotten.call, Kind.CALL, "")


def _taken(module: Module, steps: Iterable[Step]) -> str:
    """The text with `steps` taken, as far as its meaning goes: lines stay what they are, parentheses are not saved."""
    edits = [edit for step, site in recognise(module, list(steps)) for edit in _edits(module, step, site)]
    return splice(module.source.text, edits)


def _edits(module: Module, step: Step, site: Site) -> Iterator[Edit]:
    if step.kind is Kind.DEFINITION:
        at = definition_start(module, site)
        yield Edit(at, at, "async ")
        return
    start, end = module.extent(site.node)
    yield Edit(start, start, "(await " if step.kind is Kind.CALL else "__import__('asyncio').run(")
    yield Edit(end, end, ")")


def definition_start(module: Module, site: Site) -> int:
    """Where the `def` of a function stands, its decorators left behind."""
    node = site.node
    assert isinstance(node, ast.FunctionDef)
    return module.source.offset(node.lineno, node.col_offset)
