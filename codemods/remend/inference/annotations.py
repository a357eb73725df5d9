"""What the types that are written in code stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from remend.index.facts import Attribute
from remend.inference.names import OfModule
from remend.inference.parameters import variables_in
from remend.inference.plain import SPECIAL, plain_name
from remend.inference.values import (
    NOTHING,
    AnyOf,
    ClassValue,
    Instance,
    ModuleValue,
    Outside,
    Plain,
    Value,
    any_of,
)
from remend.inference.written import parsed

if TYPE_CHECKING:
    from remend.index.facts import Function
    from remend.index.index import Definition
    from remend.inference.infer import Inference
    from remend.inference.names import Names, OfFunction

_TYPE_VARIABLES = frozenset(["TypeVar", "ParamSpec", "TypeVarTuple"])


class Annotations:
    """Reads types."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference

    def instance(self, text: str, names: Names) -> Value | None:
        """What a value of the type `text` is; None where that is not known, or may be anything."""
        node = parsed(text)
        return None if node is None else self.read(node, names)

    def returned(self, function: Function, names: OfFunction) -> Value | None:
        """What a function gives by its return annotation; its first parameter where the two have one type."""
        first = function.parameters[0].annotation if function.parameters else ""
        if names.receiver is not None and first and first == function.returns:
            return names.receiver
        found = self.instance(function.returns, names.around)
        if found is None and function.returns.strip("'\"") == "Self":
            return Instance(names.receiver) if isinstance(names.receiver, ClassValue) else names.receiver
        return found

    def read(self, node: ast.expr, names: Names) -> Value | None:
        """What a value of the type `node` is."""
        match node:
            case ast.Constant(value=None):
                return NOTHING
            case ast.Constant(value=str(text)):
                return self.instance(text, names)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return any_of([self.read(left, names), self.read(right, names)])
            case ast.Subscript(value=kind, slice=inner):
                return self._generic(kind, list(inner.elts) if isinstance(inner, ast.Tuple) else [inner], names)
            case ast.Name() | ast.Attribute():
                return self._generic(node, [], names)
        return None

    def _generic(self, kind: ast.expr, arguments: list[ast.expr], names: Names) -> Value | None:
        name = plain_name(self._dotted(kind, names.path))
        if name in SPECIAL:
            return self._special(name, arguments, names)
        if name in {"type", "object"}:
            return class_of(self.read(arguments[0], names) if arguments else None)
        if name:
            return Plain(name, tuple(self.read(each, names) for each in arguments if not _is_ellipsis(each)))
        bound = names.types.get(name_of(kind)) or self._bound(kind, names) or self._alias(kind, arguments, names)
        return bound or self._of(self._inference.expression(kind, names), arguments, names)

    def _alias(self, kind: ast.expr, arguments: list[ast.expr], names: Names) -> Value | None:
        """What a name stands for that a module gives to a type: `Rows = list[Row]`, `Key: TypeAlias = int | str`."""
        found = self._definition(kind, names)
        if found is None or not isinstance(found.fact, Attribute) or "TypeVar(" in found.fact.value:
            return None
        is_alias = not found.fact.annotation or found.fact.annotation.endswith("TypeAlias")
        node = parsed(found.fact.value) if is_alias and found.fact.value else None
        if not isinstance(node, (ast.Subscript, ast.BinOp)):
            return None
        variables = variables_in(node, found.path, self._inference) if arguments else []
        given = zip(variables, [self.read(each, names) for each in arguments], strict=False)
        types = {name: value for name, value in given if value is not None}
        with self._inference.once(("alias", found.path, found.fact.name, *types)) as is_new:
            return self.read(node, OfModule(self._inference, found.path, types)) if is_new else None

    def _definition(self, kind: ast.expr, names: Names) -> Definition | None:
        """What the index finds for the name of a type."""
        match kind:
            case ast.Name(id=name):
                return self._inference.lookup(names.path, name)
            case ast.Attribute(value=owner, attr=name):
                module = self._inference.expression(owner, names)
                return self._inference.lookup(module.path, name) if isinstance(module, ModuleValue) else None
        return None

    def _bound(self, kind: ast.expr, names: Names) -> Value | None:
        """What a type variable is bound to."""
        found = self._inference.lookup(names.path, kind.id) if isinstance(kind, ast.Name) else None
        if found is None or not isinstance(found.fact, Attribute) or "TypeVar(" not in found.fact.value:
            return None
        made = ast.parse(found.fact.value, mode="eval").body
        keywords = made.keywords if isinstance(made, ast.Call) else []
        bound = next((each.value for each in keywords if each.arg == "bound"), None)
        return None if bound is None else self.read(bound, self._inference.of_module(found.path))

    def _of(self, value: Value | None, arguments: list[ast.expr], names: Names) -> Value | None:
        match value:
            case ClassValue(fact=fact) if fact.name in _TYPE_VARIABLES:
                return None
            case ClassValue():
                return Instance(value, tuple(self.read(each, names) for each in arguments))
            case Outside(dotted=dotted, is_instance=False) if dotted.rpartition(".")[2] not in _TYPE_VARIABLES:
                return Outside(dotted, is_instance=True)
        return None

    def _special(self, name: str, arguments: list[ast.expr], names: Names) -> Value | None:
        if name == "Self":
            return names.value("self")
        if name == "Union":
            return any_of([self.read(each, names) for each in arguments])
        if name in {"Optional", "Annotated", "ClassVar", "Final", "Required"} and arguments:
            return self.read(arguments[0], names)
        return None

    def _dotted(self, kind: ast.expr, path: str) -> str:
        """The dotted name of a type by imports; of one that is not imported its own where Python has it."""
        text = _written(kind)
        if not text:
            return ""
        index = self._inference.index
        return index.named(path, text) or ("" if index.lookup(path, text.partition(".")[0]) else text)


def class_of(value: Value | None) -> Value | None:
    """The class of an instance, or each of several."""
    match value:
        case Instance(of=of):
            return of
        case AnyOf(values=values):
            return any_of([class_of(each) for each in values])
    return None


def name_of(kind: ast.expr) -> str:
    """A name, empty for any other expression."""
    return kind.id if isinstance(kind, ast.Name) else ""


def _written(kind: ast.expr) -> str:
    match kind:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{owner}.{name}" if (owner := _written(value)) else ""
    return ""


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...
