"""What the forms of a function tell together: of a decorator, what it makes of functions; of others, what they give."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from remend.index.index import Definition
from remend.index.wide import overloads
from remend.inference.names import Names, OfFunction
from remend.inference.values import ClassValue, FunctionValue, Instance, Plain, Value, any_of
from remend.inference.written import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remend.index.facts import Function
    from remend.inference.infer import Inference


def made_of(function: FunctionValue, infer: Inference) -> Value | None:
    """What the outermost decorator makes of a function at the level of its module, or of a class."""
    if function.made is not None or not function.fact.decorators:
        return function.made
    decorator = parsed(function.fact.decorators[0])
    return None if decorator is None else made_by(decorator, infer.of_module(function.path), infer)


def made_by(decorator: ast.expr, names: Names, infer: Inference) -> Value | None:
    """What a decorator, as it is written where `names` are seen, makes of any function; None where it does not say."""
    is_called = isinstance(decorator, ast.Call)
    callee = infer.expression(decorator.func if isinstance(decorator, ast.Call) else decorator, names)
    match callee:
        case ClassValue() if not is_called:
            return Instance(callee)
        case ClassValue():
            callee = infer.member(Instance(callee), "__call__")
            is_called = False
    if not isinstance(callee, FunctionValue):
        return None
    made = set(_told(callee, infer, is_called=is_called))
    only = made.pop() if len(made) == 1 else None
    return only if isinstance(only, Instance) else None


def maker(of: ClassValue, infer: Inference) -> Function | None:
    """A class whose instances are decorators, as a function that returns such a decorator."""
    call = infer.member(Instance(of), "__call__")
    if not isinstance(call, FunctionValue):
        return None
    decorator = structs.replace(call.fact, parameters=call.fact.parameters[1:])
    return structs.replace(call.fact, returns="", result="", parameters=(), inner=(decorator,))


def overloaded(function: FunctionValue, types: Mapping[str, Value], infer: Inference) -> Value | None:
    """What a function gives by the forms that `@overload` says of it; None where it has none, or one does not tell."""
    _, *forms = overloads(infer.index, Definition(function.path, function.fact)) or (function.fact,)
    return any_of([_returned(function, form, types, infer) for form in forms])


def returned_inside(function: FunctionValue) -> Value | None:
    """The function that one returns which it defines itself; None where it is decorated, or one of several."""
    match function.fact.inner:
        case [inner] if not inner.decorators:
            return FunctionValue(function.path, inner.line, inner)
    return None


def _told(decorator: FunctionValue, infer: Inference, *, is_called: bool) -> Iterator[Value | None]:
    """What the forms of a decorator give for a function; of one that is called first, what it then gives."""
    for form in overloads(infer.index, Definition(decorator.path, decorator.fact)):
        told = _returned(decorator, form, {}, infer)
        is_factory = isinstance(told, Plain) and told.name == "Callable"
        if is_factory and is_called and isinstance(told, Plain) and told.arguments:
            yield told.arguments[-1]
        elif told is not None and not is_factory and not is_called:
            yield told


def _returned(function: FunctionValue, form: Function, types: Mapping[str, Value], infer: Inference) -> Value | None:
    inside = OfFunction(infer, replace(function, line=form.line, fact=form), types)
    return infer.annotations.returned(form, inside) if form.returns else None
