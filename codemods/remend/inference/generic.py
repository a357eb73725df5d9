"""What type variables of a function stand for in one of its calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping

from remend.index.facts import Attribute, Parameter
from remend.index.index import Index
from remend.inference.values import ClassValue, FunctionValue, Instance, Value

Read = Callable[[ast.expr], "Value | None"]
"""Tells what an expression stands for."""

_VARIABLE = re.compile(r"(?P<type>(?:\w+\.)?[Tt]ype\[)?(?P<name>[A-Za-z_]\w*)\]?")


def solve(function: FunctionValue, call: ast.Call, read: Read, index: Index) -> Mapping[str, Value]:
    """By name, the type variables in what `function` returns that its parameters take, alone or as `type[T]`."""
    found: dict[str, Value] = {}
    for parameter, argument in _pairs(function, call):
        written = _VARIABLE.fullmatch(parameter.annotation)
        name = written["name"] if written else ""
        if not written or name in found or not re.search(rf"\b{name}\b", function.fact.returns):
            continue
        value = read(argument) if _is_variable(name, function.path, index) else None
        if value is not None and not written["type"]:
            found[name] = value
        elif isinstance(value, ClassValue):
            found[name] = Instance(value)
    return found


def _pairs(function: FunctionValue, call: ast.Call) -> list[tuple[Parameter, ast.expr]]:
    """The parameters that a call names or reaches before any star, each with its argument."""
    parameters = function.fact.parameters[1:] if function.receiver is not None else function.fact.parameters
    by_name = {parameter.name: parameter for parameter in parameters}
    plain = call.args
    stars = [at for at, argument in enumerate(plain) if isinstance(argument, ast.Starred)]
    named = [(by_name[each.arg], each.value) for each in call.keywords if each.arg in by_name]
    return [*zip(parameters, plain[: stars[0]] if stars else plain, strict=False), *named]


def _is_variable(name: str, path: str, index: Index) -> bool:
    """Whether a name is that of a type variable, or of a type parameter, which nothing in the module defines."""
    found = index.lookup(path, name)
    if found is None:
        return not index.named(path, name)
    return isinstance(found.fact, Attribute) and "TypeVar(" in found.fact.value
