"""What type variables stand for in a method: by the type of what it is called on, and by the bases of its class."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from remend.index.facts import Attribute
from remend.inference.names import OfModule
from remend.inference.values import ClassValue, FunctionValue, Instance, Value
from remend.inference.written import parsed

if TYPE_CHECKING:
    from remend.inference.infer import Inference

_WORD = re.compile(r"[A-Za-z_]\w*")
_OF_RECEIVER = re.compile(r"(?P<type>(?:\w+\.)?[Tt]ype\[)?(?P<name>[A-Za-z_]\w*)\]?")
_DECLARING = frozenset(["Generic", "Protocol"])
_DEEPEST = 8

Types = Mapping[str, Value]


def types_of(function: FunctionValue, infer: Inference) -> Types:
    """By name, the type variables in what a method returns."""
    receiver, written = function.receiver, function.fact.returns
    if not written or not isinstance(receiver, (Instance, ClassValue)):
        return {}
    names = {name for name in _WORD.findall(written) if is_variable(name, function.path, infer)}
    if not names:
        return {}
    return {**_by_class(receiver, function, infer), **_by_receiver(receiver, function, names)}


def types_at(value: Instance | ClassValue, path: str, line: int, written: str, infer: Inference) -> Types:
    """By name, the type variables in the annotation of an attribute that a class of the file at `path` has."""
    if not isinstance(value, Instance) or not any(is_variable(name, path, infer) for name in _WORD.findall(written)):
        return {}
    return _as_seen(value.of, value.arguments, (path, line), infer, 0) or {}


def variables_in(node: ast.expr, path: str, infer: Inference) -> list[str]:
    """The type variables of a type in the order in which they are first named."""
    names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    found = [name for name in names if is_variable(name, path, infer)]
    return sorted(set(found), key=lambda name: ast.unparse(node).find(name)) if found else []


def is_variable(name: str, path: str, infer: Inference) -> bool:
    """Whether a name of the module at `path` is that of a type variable."""
    found = infer.lookup(path, name)
    return found is not None and isinstance(found.fact, Attribute) and "TypeVar(" in found.fact.value


def _by_receiver(receiver: Instance | ClassValue, function: FunctionValue, names: set[str]) -> Types:
    """What the annotation of `self` or `cls` tells."""
    first = function.fact.parameters[0].annotation if function.fact.parameters else ""
    written = _OF_RECEIVER.fullmatch(first.strip("'\""))
    if written is None or written["name"] not in names:
        return {}
    if not written["type"]:
        return {written["name"]: receiver}
    of = receiver.of if isinstance(receiver, Instance) else receiver
    return {written["name"]: Instance(of)}


def _by_class(receiver: Instance | ClassValue, function: FunctionValue, infer: Inference) -> Types:
    """What the arguments of the receiver's type tell, or those of the bases that its class names."""
    of = receiver.of if isinstance(receiver, Instance) else receiver
    given = receiver.arguments if isinstance(receiver, Instance) else ()
    return _as_seen(of, given, (function.path, function.line), infer, 0) or {}


def _as_seen(
    of: ClassValue, given: Sequence[Value | None], wanted: tuple[str, int], infer: Inference, depth: int
) -> Types | None:
    """What the variables of the class stand for that defines what is `wanted` by path and line; None if none does."""
    types = {name: value for name, value in zip(_variables(of, infer), given, strict=False) if value is not None}
    lines = [*(each.line for each in of.fact.methods), *(each.line for each in of.fact.attributes)]
    if of.path == wanted[0] and wanted[1] in lines:
        return types
    if depth > _DEEPEST:
        return None
    for base, arguments in _bases(of):
        found = infer.expression(base, infer.of_module(of.path))
        if isinstance(found, ClassValue):
            inside = OfModule(infer, of.path, types)
            inner = [infer.annotations.read(each, inside) for each in arguments]
            seen = _as_seen(found, inner, wanted, infer, depth + 1)
            if seen is not None:
                return seen
    return None


def _variables(of: ClassValue, infer: Inference) -> list[str]:
    """The type variables of a class in order: those of its `Generic` or `Protocol`, else of all its bases."""
    bases = [(base, arguments) for base, arguments in _bases(of) if arguments]
    declaring = [arguments for base, arguments in bases if ast.unparse(base).rpartition(".")[2] in _DECLARING]
    written = declaring or [arguments for _, arguments in bases]
    found = [name for arguments in written for each in arguments for name in variables_in(each, of.path, infer)]
    return list(dict.fromkeys(found))


def _bases(of: ClassValue) -> Iterator[tuple[ast.expr, list[ast.expr]]]:
    """The bases of a class, each with the arguments that it is given."""
    for written in of.fact.bases:
        node = parsed(written)
        match node:
            case ast.Subscript(value=base, slice=ast.Tuple(elts=arguments)):
                yield base, arguments
            case ast.Subscript(value=base, slice=argument):
                yield base, [argument]
            case ast.expr():
                yield node, []
