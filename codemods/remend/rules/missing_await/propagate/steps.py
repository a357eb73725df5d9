"""What has to be done where so that functions can be async: data, and how it is recognised in a file.

A step is known by what is written, not by a line, and one that was taken is recognised no more.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from remend.module import Module, Site
from remend.rules.missing_await.statements import numbered, statements

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Kind(enum.StrEnum):
    """What a step does."""

    DEFINITION = "definition"
    CALL = "call"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One place.

    `symbol` is the dotted name of the function that becomes async, or around the call; `callee` is what is called, as
    written, and `nth` which of several such calls in that function. `because` says why, `marker` is the decorator that
    the function needs besides.
    """

    path: str
    symbol: str
    kind: Kind
    callee: str = ""
    nth: int = 0
    because: str = field(default="", compare=False)
    marker: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Propagation:
    """What a project's forgotten coroutines lead to.

    Attributes:
        steps: by path, each with the concept that it belongs to.
        sizes: how many steps each concept has.
        refused: by path and symbol of a function with a forgotten coroutine, why it cannot be async.
    """

    steps: Mapping[str, Mapping[Step, str]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[tuple[str, str], str] = field(default_factory=dict)


def recognise(module: Module, steps: Collection[Step]) -> Iterator[tuple[Step, Site]]:
    """The steps that are yet to be taken in a file, each with the definition or the call."""
    wanted = {(step.kind, step.symbol, step.callee, step.nth): step for step in steps}
    if any(step.kind is Kind.DEFINITION for step in steps):
        for site in definitions(module):
            step = wanted.get((Kind.DEFINITION, symbol_of(module, site), "", 0))
            if step is not None and isinstance(site.node, ast.FunctionDef):
                yield step, site
    callees = {step.callee for step in steps} - {""}
    for call, (symbol, callee, nth) in numbered(module, callees):
        step = wanted.get((Kind.CALL, symbol, callee, nth))
        if step is not None and not isinstance(call.parent(), ast.Await):
            yield step, call
        step = wanted.get((Kind.ENTRY, symbol, callee, nth))
        if step is not None and not is_run(call):
            yield step, call


def step_of(module: Module, call: Site, kind: Kind, because: str) -> Step:
    """The step that a call needs."""
    assert isinstance(call.node, ast.Call)
    callee = ast.unparse(call.node.func)
    symbol, _, nth = next(key for found, key in numbered(module, {callee}) if found.node is call.node)
    return Step(module.path, symbol, kind, callee, nth, because)


def definitions(module: Module) -> Iterator[Site]:
    """All functions of a file, wherever they stand."""
    return statements(module, _FUNCTIONS)


def symbol_of(module: Module, definition: Site) -> str:
    """The dotted name of a function, its own included."""
    assert isinstance(definition.node, _FUNCTIONS)
    return ".".join(filter(None, (module.symbol(definition.path), definition.node.name)))


def is_run(call: Site) -> bool:
    """Whether a call is what `asyncio.run` is given."""
    parent = call.parent()
    return isinstance(parent, ast.Call) and call.node in parent.args and ast.unparse(parent.func) == "asyncio.run"
