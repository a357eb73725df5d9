"""The reverse mistake: an `await`, or an `async with`, on what cannot be awaited or entered so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.inference.decorators import Kind
from remend.inference.local import Closely
from remend.inference.values import FunctionValue, Instance
from remend.module import Module, Site
from remend.rules.missing_await.known import Known
from remend.rules.missing_await.reads import last_name
from remend.rules.missing_await.replaced import is_replaced
from remend.rules.missing_await.signature import cannot_be_awaited


@dataclass(frozen=True, slots=True, eq=False)
class Needless:
    """One `await` of a function that is not async: `awaited` is the whole expression, `function` what it calls."""

    awaited: Site
    function: FunctionValue

    @property
    def callee(self) -> str:
        """The callee as it is written, without arguments."""
        assert isinstance(self.awaited.node, ast.Await)
        call = self.awaited.node.value
        assert isinstance(call, ast.Call)
        return ast.unparse(call.func)


def find_needless(module: Module, known: Known) -> Iterator[Needless]:
    """All of a file, in source order."""
    words = known.needless_words(module.path)
    if not words:
        return
    closely = Closely(known.inference, module)
    for site in module.sites(words):
        call = site.up()
        is_call = isinstance(call.node, ast.Call) and call.node.func is site.node
        if not is_call or not isinstance(call.parent(), ast.Await) or is_replaced(module, site, known):
            continue
        callee = closely.value(site.path)
        if not isinstance(callee, FunctionValue) or not _is_plain(callee, closely) or known.is_habit(callee.fact.name):
            continue
        assert isinstance(site.node, ast.expr)
        if known.bears_out_plain(last_name(site.node)):
            yield Needless(call.up(), callee)


def _is_plain(function: FunctionValue, closely: Closely) -> bool:
    """Whether a function of the project is not async, and says that what it gives cannot be awaited."""
    infer = closely.inference
    fact = function.fact
    is_own = not function.path.startswith(("<", "/"))
    if fact.is_async or fact.is_generator or not fact.returns or not is_own or _is_shared(function):
        return False
    effect = infer.effect(function)
    if effect.kind is not Kind.SAME or effect.doubt or any("abstract" in each for each in fact.decorators):
        return False
    return cannot_be_awaited(infer.called(function), infer)


def _is_shared(function: FunctionValue) -> bool:
    """Whether a class for async code takes the method over from one that says what it gives to plain code."""
    receiver = function.receiver
    if not isinstance(receiver, Instance) or "async" not in receiver.of.fact.name.lower():
        return False
    return all(each.line != function.line for each in receiver.of.fact.methods)
