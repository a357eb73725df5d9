"""What a callable does with a coroutine that it is handed, as far as its signature tells."""

from __future__ import annotations

import ast
import re

from remend.index.facts import Attribute
from remend.inference.infer import Inference
from remend.inference.names import OfModule
from remend.inference.plain import AWAITABLES
from remend.inference.values import ClassValue, FunctionValue, Instance, Outside, Plain, Value
from remend.rules.missing_await.reads import dotted_name, names_awaitable

_NEVER_AWAITED = frozenset(["None", "str", "int", "float", "bool", "bytes", "list", "dict", "set", "tuple"])


def uses_it(callee: Value | None, call: ast.Call, argument: ast.AST, infer: Inference) -> tuple[bool, str]:
    """Whether `callee` uses `argument`, an argument of `call` or its keyword, as a plain value; any doubt."""
    if isinstance(callee, (ClassValue, Instance)):
        owner = Instance(callee) if isinstance(callee, ClassValue) else callee
        found = infer.member(owner, "__init__" if isinstance(callee, ClassValue) else "__call__")
        if found is None and isinstance(callee, ClassValue):
            return _field(callee, argument)
        callee = found
    if isinstance(callee, FunctionValue):
        annotation, awaits = _parameter(callee, call, argument)
        meant = f"{annotation} {_behind(annotation, callee.path, infer)}"
        if awaits or names_awaitable(meant):
            return False, ""
        value = infer.annotations.instance(annotation, OfModule(infer, callee.path)) if annotation else None
        return not (isinstance(value, Plain) and value.name in AWAITABLES), ""
    if isinstance(callee, Outside) and callee.dotted.startswith("builtins."):
        return True, ""
    return True, f"nothing is known of what {dotted_name(call.func) or 'the call'} does with it"


def _behind(annotation: str, path: str, infer: Inference) -> str:
    """What the names in an annotation are other names for, as written: `Work = Callable[...] | Awaitable[...]`."""
    found = [infer.lookup(path, name) for name in set(re.findall(r"\w+", annotation))]
    return " ".join(each.fact.value for each in found if each is not None and isinstance(each.fact, Attribute))


def _field(owner: ClassValue, argument: ast.AST) -> tuple[bool, str]:
    """A class without `__init__` of its own: by the annotation of the field that a keyword names."""
    name = argument.arg if isinstance(argument, ast.keyword) else None
    field = next((each for each in owner.fact.attributes if each.name == name and each.annotation), None)
    if field is None:
        return True, f"nothing is known of what {owner.fact.name} does with it"
    return not names_awaitable(field.annotation), ""


def _parameter(callee: FunctionValue, call: ast.Call, argument: ast.AST) -> tuple[str, bool]:
    """The annotation of the parameter that takes `argument`, and whether the function awaits it."""
    fact = callee.fact
    parameters = fact.parameters[1:] if callee.receiver is not None else fact.parameters
    if isinstance(argument, ast.keyword):
        found = next((each for each in parameters if each.name == argument.arg), None)
    else:
        at = next((at for at, each in enumerate(call.args) if each is argument), len(parameters))
        found = parameters[at] if at < len(parameters) else None
    return ("", False) if found is None else (found.annotation, found.name in fact.awaits)


def cannot_be_awaited(value: Value | None, infer: Inference) -> bool:
    """Whether nothing can be awaited that is what `value` says."""
    match value:
        case Plain(name=name):
            return name in _NEVER_AWAITED
        case Instance(of=of):
            index = infer.index
            return not index.has_unknown_base(of.path, of.fact) and not index.members(of.path, of.fact, "__await__")
    return False
