"""Whether what takes the result of a call says by a type that it takes just what the call gives."""

from __future__ import annotations

import ast

from remend.index.facts import Parameter, ParameterKind
from remend.inference.names import OfFunction
from remend.inference.values import ClassValue, Coroutine, FunctionValue, Instance, Plain, Value
from remend.review.rules.changed_call.callee import Callee
from remend.review.rules.changed_call.side import Side
from remend.review.rules.changed_call.sites import CallSite


def taken(side: Side, callee: Callee, call: CallSite) -> str:
    """The parameter of the project that is declared as what the call gives, for a sentence; empty where none is."""
    given = _given(side, callee)
    found = _taking(call)
    if given is None or found is None:
        return ""
    around, position, name = found
    function = call.closely.value((*call.path[: call.path.index(around) + 1], around.func))
    if not isinstance(function, FunctionValue) or not side.has(function.path):
        return ""
    parameter = _parameter(function, position, name)
    if parameter is None or not parameter.annotation:
        return ""
    names = OfFunction(side.inference, function, {}).around
    if side.inference.annotations.instance(parameter.annotation, names) != given:
        return ""
    return f"The parameter `{parameter.name}` of `{function.fact.name}` ({function.path}:{function.line})"


def _given(side: Side, callee: Callee) -> Value | None:
    """What a call gives, where that is more than a container of something."""
    if isinstance(callee.value, ClassValue):
        return Instance(callee.value)
    made = side.inference.called(callee.value)
    value = made.result if isinstance(made, Coroutine) else made
    return value if isinstance(value, Instance) or (isinstance(value, Plain) and not value.arguments) else None


def _taking(call: CallSite) -> tuple[ast.Call, int, str] | None:
    """The call that takes the result as an argument, with the position or the name of that."""
    at = len(call.path) - 1
    if isinstance(call.path[at - 1], ast.Await):
        at -= 1
    child, parent = call.path[at], call.path[at - 1]
    if isinstance(parent, ast.keyword) and isinstance(call.path[at - 2], ast.Call):
        around = call.path[at - 2]
        assert isinstance(around, ast.Call)
        return around, -1, parent.arg or ""
    if isinstance(parent, ast.Call) and child in parent.args:
        position = parent.args.index(child)
        return parent, position, ""
    return None


def _parameter(function: FunctionValue, position: int, name: str) -> Parameter | None:
    parameters = function.fact.parameters[1:] if function.receiver is not None else function.fact.parameters
    if name:
        return next((each for each in parameters if each.name == name), None)
    plain = [each for each in parameters if each.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)]
    return plain[position] if position < len(plain) else None
