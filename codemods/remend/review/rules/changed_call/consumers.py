"""Follows the result of a call to whoever reads a part of it: in the function, and in those that call the function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.inference.local import Closely, FunctionNode
from remend.inference.references import Certainty, Reference, callers
from remend.module import Site
from remend.review.rules.changed_call.side import Side

_DEEPEST = 3
_MOST_FILES = 60
_MOST_STEPS = 40
_WHOLE = frozenset(["items", "keys", "values", "copy", "update", "pop", "popitem", "setdefault", "clear"])


@dataclass(frozen=True, slots=True)
class Read:
    """A place that reads a part of a result: `name` is a key, or a member where `is_member` says so.

    `is_sure` tells whether it certainly is this result, `has_default` whether the reader is content without the part.
    """

    path: str
    line: int
    name: str
    is_member: bool = False
    is_sure: bool = True
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Escape:
    """Where a result goes that cannot be followed, or is followed no further: `what` is a clause such as `is returned`.

    `function` is the function that returns it, `inside` the keys under which it is in what that returns.
    """

    path: str
    line: int
    what: str
    function: FunctionNode | None = None
    inside: tuple[str, ...] = ()


Use = Read | Escape
_LOOKS = (ast.Expr, ast.If, ast.While, ast.Assert, ast.UnaryOp, ast.Compare, ast.Delete)
"""What takes nothing out of a value but whether it is there."""
_LOOKING = frozenset(["bool", "callable", "id", "isinstance", "len", "print", "repr", "type"])

_Way = tuple[ast.AST, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    """A result on its way: the expression that holds it, and under which keys it is in there."""

    closely: Closely
    way: _Way
    inside: tuple[str, ...] = ()
    is_sure: bool = True


class Consumers:
    """Who reads what a call gives."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._steps = 0

    def uses(self, closely: Closely, way: _Way, *, far: bool) -> list[Use]:
        """All that becomes of the result of a call, as far as it is known; with `far` also in callers."""
        self._steps = 0
        return list(dict.fromkeys(self._follow(_Value(closely, way), 0 if far else _DEEPEST)))

    def _follow(self, value: _Value, depth: int) -> Iterator[Use]:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            yield self._escape(value, "goes further than is followed")
            return
        parent, node = value.way[-2], value.way[-1]
        match parent:
            case ast.Await() | ast.BoolOp() | ast.IfExp():
                yield from self._follow(self._up(value), depth)
            case ast.Subscript(value=owner, slice=index) if owner is node:
                yield from self._item(value, index, self._up(value), depth)
            case ast.Attribute(attr=name):
                yield from self._attribute(value, name, depth)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                for way in _uses_of(value, name):
                    yield from self._follow(_Value(value.closely, way, value.inside, value.is_sure), depth)
            case ast.Dict():
                yield from self._in_dict(value, parent, depth)
            case ast.Return():
                yield from self._returned(value, depth)
            case ast.Call(func=ast.Name(id=name)) if name in _LOOKING:
                return
            case ast.Call() | ast.keyword():
                call = parent if isinstance(parent, ast.Call) else value.way[-3]
                assert isinstance(call, (ast.Call, ast.ClassDef))
                given = call.func if isinstance(call, ast.Call) else ast.Name(call.name)
                yield self._escape(value, f"is handed to `{ast.unparse(given)}`")
            case _:
                if not isinstance(parent, _LOOKS):
                    yield self._escape(value, "is used as a whole")

    def _in_dict(self, value: _Value, around: ast.Dict, depth: int) -> Iterator[Use]:
        key = next((key for key, each in zip(around.keys, around.values, strict=True) if each is value.way[-1]), None)
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield from self._follow(self._up(value, (key.value, *value.inside)), depth)
        else:
            yield self._escape(value, "is put into a dict")

    def _item(
        self, value: _Value, index: ast.expr, up: _Value, depth: int, *, has_default: bool = False
    ) -> Iterator[Use]:
        if not isinstance(index, ast.Constant) or not isinstance(index.value, (str, int)):
            yield self._escape(value, "is read by a key that is not written out")
        elif value.inside:
            if value.inside[0] == index.value:
                yield from self._follow(_Value(up.closely, up.way, value.inside[1:], value.is_sure), depth)
        else:
            line = getattr(index, "lineno", 0)
            path = value.closely.module.path
            yield Read(path, line, str(index.value), is_sure=value.is_sure, has_default=has_default)

    def _attribute(self, value: _Value, name: str, depth: int) -> Iterator[Use]:
        around = value.way[-3]
        if name == "get" and isinstance(around, ast.Call) and around.func is value.way[-2] and around.args:
            up = _Value(value.closely, value.way[:-2], value.inside, value.is_sure)
            yield from self._item(value, around.args[0], up, depth, has_default=True)
        elif name in _WHOLE:
            yield self._escape(value, "is read as a whole")
        elif not value.inside:
            line = getattr(value.way[-2], "end_lineno", 0)
            yield Read(value.closely.module.path, line, name, is_member=True, is_sure=value.is_sure)

    def _returned(self, value: _Value, depth: int) -> Iterator[Use]:
        at = next((at for at in range(len(value.way) - 1, -1, -1) if isinstance(value.way[at], FunctionNode)), None)
        if at is None:
            return
        function = value.way[at]
        assert isinstance(function, FunctionNode)
        yield Escape(
            value.closely.module.path, _line(value), f"is returned by `{function.name}`", function, value.inside
        )
        is_named_by_many = len(self._side.files.mentioning(function.name)) > _MOST_FILES
        if depth >= _DEEPEST or is_named_by_many:
            return
        scope = value.closely.module.scope_at(value.way[: at + 1])
        for each in callers(self._side.files, value.closely.function_of(function, scope)):
            yield from self._called(each, value, depth)

    def _called(self, found: Reference, value: _Value, depth: int) -> Iterator[Use]:
        site = found.call
        if site is not None:
            is_sure = value.is_sure and found.certainty is Certainty.SURE
            yield from self._follow(_Value(found.closely, site.path, value.inside, is_sure), depth + 1)

    @staticmethod
    def _up(value: _Value, inside: tuple[str, ...] | None = None) -> _Value:
        return _Value(value.closely, value.way[:-1], value.inside if inside is None else inside, value.is_sure)

    @staticmethod
    def _escape(value: _Value, what: str) -> Escape:
        return Escape(value.closely.module.path, _line(value), what, None, value.inside)


def _line(value: _Value) -> int:
    return next((node.lineno for node in reversed(value.way) if isinstance(node, (ast.expr, ast.stmt))), 0)


def _uses_of(value: _Value, name: str) -> Iterator[_Way]:
    """The places of a function that read a name after it was bound by the statement that `value` is in."""
    closely, way = value.closely, value.way
    at = next((at for at in range(len(way) - 1, -1, -1) if isinstance(way[at], FunctionNode)), 0)
    bound = Site(way[-1], way)
    stack: list[_Way] = [way[: at + 1]]
    while stack:
        path = stack.pop()
        node = path[-1]
        is_read = isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        if is_read and closely.may_see(Site(node, path), bound):
            yield path
        is_other = len(path) > at + 1 and isinstance(node, (FunctionNode, ast.ClassDef))
        if not is_other:
            stack += [(*path, child) for child in reversed(list(ast.iter_child_nodes(node)))]
