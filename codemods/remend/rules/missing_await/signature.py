"""What a callable does with a coroutine that it is handed, as far as its signature tells."""

from __future__ import annotations

import ast
import re

from remend.index.facts import Attribute, Guard
from remend.inference.infer import Inference
from remend.inference.names import OfModule
from remend.inference.plain import AWAITABLES
from remend.inference.values import ClassValue, FunctionValue, Instance, Outside, Plain, Value
from remend.rules.missing_await.reads import dotted_name, names_awaitable
from remend.rules.missing_await.sinks import holds_coroutines

_NO_FIELD = re.compile(r"\b(?:ClassVar|InitVar|KW_ONLY|field|Field|ib|attrib)\b")
_OPEN = re.compile(r"\b(?:Any|object)\b|\b(?:Collection|Iterable|List|Sequence|list|set|tuple)\b(?!\[)")
"""Annotations that leave open what it is, or what is in it."""

_NEVER_AWAITED = frozenset(["None", "str", "int", "float", "bool", "bytes", "list", "dict", "set", "tuple"])


def uses_it(callee: Value | None, call: ast.Call, argument: ast.AST, infer: Inference) -> tuple[bool, str]:
    """Whether `callee` uses `argument`, an argument of `call` or its keyword, as a plain value; any doubt."""
    if isinstance(callee, (ClassValue, Instance)):
        owner = Instance(callee) if isinstance(callee, ClassValue) else callee
        found = infer.member(owner, "__init__" if isinstance(callee, ClassValue) else "__call__")
        if found is None and isinstance(callee, ClassValue):
            return _field(callee, call, argument, infer)
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


def takes_plain(callee: Value | None, call: ast.Call, argument: ast.AST, infer: Inference) -> bool:
    """Whether the parameter that takes `argument` has an annotation in which nothing can be awaited."""
    if not isinstance(callee, FunctionValue):
        return False
    annotation, awaits = _parameter(callee, call, argument)
    is_open = _OPEN.search(annotation) or "TypeVar" in _behind(annotation, callee.path, infer)
    return bool(annotation) and not is_open and not awaits and uses_it(callee, call, argument, infer)[0]


def _behind(annotation: str, path: str, infer: Inference) -> str:
    """What the names in an annotation are other names for, as written: `Work = Callable[...] | Awaitable[...]`."""
    found = [infer.lookup(path, name) for name in set(re.findall(r"\w+", annotation))]
    return " ".join(each.fact.value for each in found if each is not None and isinstance(each.fact, Attribute))


def _field(owner: ClassValue, call: ast.Call, argument: ast.AST, infer: Inference) -> tuple[bool, str]:
    """A class without `__init__`, of its own or inherited: by the annotation of the field that takes the argument."""
    name = argument.arg if isinstance(argument, ast.keyword) else _positional_field(owner, call, argument)
    found = infer.index.member(owner.path, owner.fact, name) if name else None
    if found is None or not isinstance(found.fact, Attribute) or not found.fact.annotation:
        return True, f"nothing is known of what {owner.fact.name} does with it"
    annotation = found.fact.annotation
    return not names_awaitable(f"{annotation} {_behind(annotation, found.path, infer)}"), ""


def _positional_field(owner: ClassValue, call: ast.Call, argument: ast.AST) -> str | None:
    """The field that takes a positional argument, where the class has no fields but its own, each as it stands."""
    if owner.fact.bases or any(isinstance(each, ast.Starred) for each in call.args):
        return None
    fields = [each for each in owner.fact.attributes if each.annotation and each.guard is Guard.NONE]
    if any(_NO_FIELD.search(f"{each.annotation} {each.value}") for each in fields):
        return None
    at = next((at for at, each in enumerate(call.args) if each is argument), len(fields))
    return fields[at].name if at < len(fields) else None


def _parameter(callee: FunctionValue, call: ast.Call, argument: ast.AST) -> tuple[str, bool]:
    """The annotation of the parameter that takes `argument`, and whether the function awaits it, or says so."""
    fact = callee.fact
    parameters = fact.parameters[1:] if callee.receiver is not None else fact.parameters
    if isinstance(argument, ast.keyword):
        found = next((each for each in parameters if each.name == argument.arg), None)
    else:
        at = next((at for at, each in enumerate(call.args) if each is argument), len(parameters))
        found = parameters[at] if at < len(parameters) else None
    if found is None:
        return "", False
    return found.annotation, found.name in fact.awaits or holds_coroutines(found.name)


def cannot_be_awaited(value: Value | None, infer: Inference) -> bool:
    """Whether nothing can be awaited that is what `value` says."""
    match value:
        case Plain(name=name):
            return name in _NEVER_AWAITED
        case Instance(of=of):
            index = infer.index
            return not index.has_unknown_base(of.path, of.fact) and not index.members(of.path, of.fact, "__await__")
    return False
