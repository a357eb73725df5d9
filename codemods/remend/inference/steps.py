"""What single steps of an expression give: an item, what is awaited, an instance of what cannot be read."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from remend.index.facts import Attribute
from remend.index.index import Index
from remend.index.modules import Modules
from remend.inference.names import OfFunction
from remend.inference.parameters import types_of
from remend.inference.plain import item
from remend.inference.values import ClassValue, FunctionValue, Instance, Outside, Plain, Value

if TYPE_CHECKING:
    from remend.inference.infer import Inference

_IMPORTING = frozenset(["import_module", "importorskip"])


def subscript(value: Value | None, index: ast.expr) -> Value | None:
    """What `value[index]` stands for."""
    if isinstance(value, ClassValue):
        return value
    match index:
        case ast.Slice():
            return value if isinstance(value, Plain) and value.name != "tuple" else None
        case ast.Constant(value=int(position)):
            return item(value, position)
    return item(value, None)


def made_outside(dotted: str) -> Value | None:
    """What a call of what is not to be read gives, where its name says that it is a class."""
    last = dotted.rpartition(".")[2]
    return Outside(dotted, is_instance=True) if last[:1].isupper() else None


def is_pythons(function: Value | None, modules: Modules) -> bool:
    """Whether a function or class is one of `asyncio` or the builtins."""
    if not isinstance(function, (FunctionValue, ClassValue)):
        return False
    return modules.name(function.path).partition(".")[0] in {"asyncio", "builtins"}


def awaited_instance(value: Instance, infer: Inference) -> Value | None:
    """What awaiting an instance gives whose class says what the generator of its `__await__` returns."""
    method = infer.member(value, "__await__")
    if not isinstance(method, FunctionValue) or not method.fact.returns:
        return None
    match infer.annotations.returned(method.fact, OfFunction(infer, method, types_of(method, infer))):
        case Plain(name="Generator", arguments=[_, _, returned]):
            return returned
    return None


def names_import(called: ast.expr) -> bool:
    """Whether a function imports the module that it is told the name of."""
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _IMPORTING
    return False


def declared(of: ClassValue, name: str, index: Index) -> tuple[str, Attribute] | None:
    """What a base says of an attribute that a class only assigns, and the file in which it does."""
    for path, ancestor in filter(None, index.bases(of.path, of.fact)):
        for each in ancestor.attributes:
            if each.name == name and each.annotation:
                return path, each
    return None


def beside(path: str, dotted: str, index: Index) -> str:
    """The index's name for what a script imports as `dotted` from its own folder; empty where nothing lies there."""
    folder, (top, _, rest) = path.rpartition("/")[0], dotted.partition(".")
    place = f"{folder}/{top}.py" if folder else f"{top}.py"
    if place not in index.facts or place == path:
        return ""
    return ".".join(filter(None, (index.modules.name(place), rest)))
