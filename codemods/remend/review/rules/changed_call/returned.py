"""Reads from the body and the annotation of a function what shape its results have."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from remend.inference.local import Closely, FunctionNode
from remend.inference.values import NOTHING as NO_VALUE
from remend.inference.values import ClassValue, Coroutine, FunctionValue, Instance, Plain, Value
from remend.review.rules.changed_call.existence import heir_has, is_closed
from remend.review.rules.changed_call.shapes import NOTHING, Arity, Keys, Shape, Typed
from remend.review.rules.changed_call.side import Side

_DEEPEST = 4
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_MAPPINGS = frozenset(["dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"])


def returned(side: Side, value: Value | None, depth: int = 0) -> Shape | None:
    """The shape of what a call of `value` gives, awaited where it has to be; None where it cannot be told."""
    if isinstance(value, ClassValue):
        return shape_of_value(side, Instance(value))
    if not isinstance(value, FunctionValue) or depth > _DEEPEST:
        return None
    made = result_of(side.inference.called(value))
    told = shape_of_value(side, made) if value.fact.returns or not isinstance(made, Plain) else None
    is_vague = told is None or (isinstance(told, Typed) and told.name.partition("[")[0] in {*_MAPPINGS, "tuple"})
    if value.fact.is_generator or not is_vague:
        return told
    return _Body(side, value, depth).shape() or told


def result_of(made: Value | None) -> Value | None:
    """What a call gives in the end: of a coroutine what that gives."""
    return made.result if isinstance(made, Coroutine) else made


def shape_of_value(side: Side, value: Value | None) -> Shape | None:
    """The shape of a value by its type."""
    match value:
        case Instance(of=of):
            return _of_class(side, of)
        case Plain(name="None"):
            return NOTHING
        case Plain(name="tuple", arguments=arguments) if arguments:
            return Arity(len(arguments))
        case Plain(name=name):
            return Typed(name)
    return None


def _of_class(side: Side, of: ClassValue) -> Shape | None:
    """The members of a class of the project; of others only the name."""
    if not side.has(of.path):
        return Typed(of.fact.name)
    classes = [of.fact, *(base[1] for base in side.index.bases(of.path, of.fact) if base and side.has(base[0]))]
    is_open = not is_closed(side, of)
    if any(base.rpartition(".")[2] == "TypedDict" for each in classes for base in each.bases):
        return Keys({a.name: _plain(a.annotation) for each in reversed(classes) for a in each.attributes})
    members: dict[str, str] = {}
    for each in reversed(classes):
        members.update({a.name: _plain(a.annotation) for a in each.attributes if not a.name.startswith("_")})
        members.update({m.name: "" for m in each.methods if not m.name.startswith("_")})
    ancestry = frozenset(each.name for each in classes)
    return Keys(members, is_open=is_open, is_object=True, kind=of.fact.name, path=of.path, ancestry=ancestry)


def _plain(annotation: str) -> str:
    """An annotation that is a plain name; a more involved one may be written in several ways."""
    return annotation if annotation in {"str", "int", "float", "bool", "bytes"} else ""


class _Body:
    """The body of a function of the project."""

    def __init__(self, side: Side, function: FunctionValue, depth: int) -> None:
        self._side = side
        self._depth = depth
        found = side.function(function)
        self._closely: Closely | None = found[0] if found else None
        self._way: tuple[ast.AST, ...] = found[1] if found else ()
        owner = function.owner if isinstance(function.receiver, Instance) else None
        self._is_overridden = owner is not None and heir_has(side, owner, function.fact.name, own=True)

    def shape(self) -> Shape | None:
        """The shape of what it returns; None where that differs from one place to another, or cannot be told."""
        if not self._way or self._is_overridden:
            return None
        node = self._way[-1]
        assert isinstance(node, FunctionNode)
        given = [each.value for each in self._ways if isinstance(each, ast.Return)]
        if not given:
            return NOTHING if _does_something(node) else None
        told = [self._shape(value, node) for value in given if value is not None and not _is_none(value)]
        return _joined(told) if told else NOTHING

    def _shape(self, value: ast.expr, node: FunctionNode) -> Shape | None:
        match value:
            case ast.Dict():
                return self._of_dict(value, node)
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
                return self._of_dict(_as_dict(keywords), node)
            case ast.Name(id=name):
                return self._of_name(name, node) or shape_of_value(self._side, self._value(value))
            case ast.Tuple(elts=parts) if not any(isinstance(part, ast.Starred) for part in parts):
                return Arity(len(parts))
            case ast.Await(value=inner):
                return self._shape(inner, node)
            case ast.Call(func=func):
                called = self._value(func)
                if isinstance(called, (FunctionValue, ClassValue)):
                    return returned(self._side, called, self._depth + 1)
        found = self._value(value)
        return shape_of_value(self._side, result_of(found))

    def _of_dict(self, node: ast.Dict, function: FunctionNode) -> Keys:
        names: dict[str, str] = {}
        is_open = False
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                names[key.value] = self._type(value)
                continue
            inner = self._shape(value, function) if key is None else None
            if isinstance(inner, Keys) and not inner.is_object:
                names.update(inner.names)
                is_open |= inner.is_open
            else:
                is_open = True
        return Keys(names, is_open=is_open)

    def _of_name(self, name: str, function: FunctionNode) -> Keys | None:
        """A dict that is built up under a name: all that is put into it, wherever that happens."""
        names: dict[str, str] = {}
        is_open, is_dict = False, False
        for node in self._ways:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=target)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
                ) if target == name:
                    made = self._shape(value, function) if not isinstance(value, ast.Name) else None
                    if not isinstance(made, Keys) or made.is_object:
                        return None
                    is_dict = True
                    names.update(made.names)
                    is_open |= made.is_open
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=target), slice=index)], value=value) if (
                    target == name
                ):
                    is_open |= not self._put(names, index, value)
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=target), attr="setdefault"), args=[index, value]
                ) if target == name:
                    is_open |= not self._put(names, index, value)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=target), attr="update")) if target == name:
                    more = self._updated(node, function)
                    names.update(more.names)
                    is_open |= more.is_open
                case ast.Call(args=arguments) if any(_is_name(each, name) for each in arguments):
                    is_open |= not _only_reads(node)
        return Keys(names, is_open=is_open) if is_dict else None

    def _put(self, names: dict[str, str], index: ast.expr, value: ast.expr) -> bool:
        """Add a key; whether it is one that is written out."""
        if not isinstance(index, ast.Constant) or not isinstance(index.value, str):
            return False
        names[index.value] = self._type(value)
        return True

    def _updated(self, call: ast.Call, function: FunctionNode) -> Keys:
        parts = [self._shape(each, function) for each in call.args]
        parts.append(self._of_dict(_as_dict(call.keywords), function))
        known = [part for part in parts if isinstance(part, Keys) and not part.is_object]
        names = {name: kind for part in known for name, kind in part.names.items()}
        return Keys(names, is_open=len(known) < len(parts) or any(part.is_open for part in known))

    def _type(self, value: ast.expr) -> str:
        if isinstance(value, ast.Compare) or (isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)):
            return "bool"
        if isinstance(value, ast.DictComp):
            return "dict"
        found = self._value(value)
        return found.name if isinstance(found, Plain) and found != NO_VALUE else ""

    def _value(self, node: ast.expr) -> Value | None:
        if self._closely is None or node not in self._ways:
            return None
        return self._closely.value(self._ways[node])

    @cached_property
    def _ways(self) -> dict[ast.AST, tuple[ast.AST, ...]]:
        """The way to each node of the function."""
        return {way[-1]: way for way in own_ways(self._way)}


def _joined(shapes: Sequence[Shape | None]) -> Shape | None:
    """What several returns have in common as one: the keys of all dicts together, one type, or nothing known."""
    first = shapes[0]
    if all(shape == first for shape in shapes):
        return first
    dicts = [shape for shape in shapes if isinstance(shape, Keys) and not shape.is_object]
    if len(dicts) == len(shapes):
        names: dict[str, str] = {}
        for each in dicts:
            for name, kind in each.names.items():
                names[name] = kind if names.get(name, kind) == kind else ""
        return Keys(names, is_open=any(each.is_open for each in dicts))
    return None


def own_ways(function: tuple[ast.AST, ...]) -> Iterator[tuple[ast.AST, ...]]:
    """The ways to the nodes of a function in order, without those of the functions and classes in it."""
    stack = [(*function, statement) for statement in reversed(getattr(function[-1], "body", []))]
    while stack:
        way = stack.pop()
        yield way
        if not isinstance(way[-1], _INNER):
            stack += [(*way, child) for child in reversed(list(ast.iter_child_nodes(way[-1])))]


def _as_dict(keywords: Sequence[ast.keyword]) -> ast.Dict:
    keys = [ast.Constant(each.arg) if each.arg is not None else None for each in keywords]
    return ast.Dict(list(keys), [each.value for each in keywords])


def _does_something(node: FunctionNode) -> bool:
    """Whether a body without a `return` is there to be run, not one for heirs to fill in."""
    body = [each for each in node.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    is_abstract = any(
        "abstract" in ast.unparse(each) or "overload" in ast.unparse(each) for each in node.decorator_list
    )
    is_raising = any(isinstance(each, ast.Raise) for each in body)
    return not is_abstract and not is_raising and any(not isinstance(each, ast.Pass) for each in body)


def _only_reads(call: ast.AST) -> bool:
    """Whether a call does not change what it is given: one of Python's own, or of a logger."""
    match call:
        case ast.Call(func=ast.Name(id=name)):
            return name in {
                "len",
                "print",
                "str",
                "repr",
                "sorted",
                "list",
                "dict",
                "sum",
                "bool",
                "isinstance",
                "type",
            }
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in {"debug", "info", "warning", "error", "exception", "dumps", "append", "format", "get"}
    return False


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
