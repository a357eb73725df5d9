"""What the accessor's methods take, as far as the project's own code tells.

A call that the accessor would answer with a TypeError, or with a coroutine, is no mend.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How one callable may be called, `self` aside.

    `required` positional arguments have to be given, at most `accepted` can be, None for any number. `named` are the
    parameters that can be passed by name, `demanded` those that have to be, `order` the positional ones.
    """

    required: int = 0
    accepted: int | None = 0
    named: frozenset[str] = frozenset()
    demanded: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    is_async: bool = False
    is_property: bool = False


def read_method(node: FunctionNode, *, bound: bool) -> Method:
    """How a function may be called; `bound` takes its first parameter away, as for a method of an object."""
    decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    own = 1 if bound and "staticmethod" not in decorators else 0
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args][own:]
    required = max(len(positional) - len(arguments.defaults), 0)
    keyword_only = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    by_name = [*arguments.args[max(own - len(arguments.posonlyargs), 0) :], *arguments.kwonlyargs]
    return Method(
        required=required,
        accepted=None if arguments.vararg is not None else len(positional),
        named=frozenset(argument.arg for argument in by_name),
        order=tuple(argument.arg for argument in positional),
        demanded=frozenset(argument.arg for argument, default in keyword_only if default is None),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_property="property" in decorators or "cached_property" in decorators,
    )


def misfit(method: Method, given: int, by_name: frozenset[str] = frozenset()) -> str:
    """Why a call with `given` positional arguments, and some more by name, cannot be made; empty where it can."""
    if method.is_async:
        return "is a coroutine function"
    if method.is_property:
        return "is a property"
    if missing := method.demanded - by_name:
        return f"asks for {', '.join(sorted(missing))} by name"
    if set(method.order[given : method.required]) - by_name:
        return f"asks for {method.required} arguments, not {given}"
    if method.accepted is not None and given > method.accepted:
        return f"takes {method.accepted} positional arguments, not {given}"
    return ""
