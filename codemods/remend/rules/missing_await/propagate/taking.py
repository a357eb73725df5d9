"""One step in the file that it is to be taken in: what is said of it, and how it is done."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from remend.model import Span
from remend.module import Module, Site
from remend.rule import Change, Mend, Needs
from remend.rules.missing_await.changes import await_call, run_call
from remend.rules.missing_await.find import Forgotten
from remend.rules.missing_await.propagate.after import definition_start
from remend.rules.missing_await.propagate.steps import Kind, Step

_DEF = len("def")


@dataclass(frozen=True, slots=True, eq=False)
class Taking:
    """A step, where it is to be taken, and the concept that it belongs to.

    `forgotten` is the coroutine that is forgotten there already, before anything has become async.
    """

    step: Step
    site: Site
    concept: str
    forgotten: Forgotten | None = None


def span_of(module: Module, step: Step, site: Site) -> Span:
    """The call, or the `def`."""
    return definition_span(module, site) if step.kind is Kind.DEFINITION else module.span(site.node)


def definition_span(module: Module, definition: Site) -> Span:
    """The `def` of a function."""
    start = definition_start(module, definition)
    return module.source.span(start, start + _DEF)


def message_of(taking: Taking) -> str:
    """What has to be done there."""
    step = taking.step
    name = step.symbol.rpartition(".")[2]
    match step.kind:
        case Kind.DEFINITION:
            return f"{name} has to be async: it awaits {step.because}"
        case Kind.ENTRY:
            return f"{step.callee}() has to be run by asyncio: it becomes async"
        case Kind.CALL:
            return f"{step.callee}() has to be awaited: it becomes async"


def form_of(taking: Taking) -> str:
    """A short name of what stands there."""
    step = taking.step
    return f"def {step.symbol.rpartition('.')[2]}" if step.kind is Kind.DEFINITION else f"{step.callee}()"


def mend_step(taking: Taking, module: Module) -> Mend:
    """How the step is taken."""
    step, span = taking.step, span_of(module, taking.step, taking.site)
    match step.kind:
        case Kind.CALL:
            return Mend(changes=(await_call(taking.site, span),))
        case Kind.ENTRY:
            return Mend(changes=(run_call(span),), needs=(Needs(module="asyncio"),))
        case Kind.DEFINITION:
            node = taking.site.node
            assert isinstance(node, ast.FunctionDef)
            line = module.source.line(node.lineno)
            indent = line[: len(line) - len(line.lstrip())]
            marker = f"{step.marker}\n{indent}" if step.marker else ""
            return Mend(changes=(Change(target=span, text=f"{marker}async def"),))
