"""The calls in the lines of a file that differ, and what takes the result of each."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.inference.local import Closely, FunctionNode
from remend.module import touches

UNUSED = "statement"
"""The place of a call whose result nothing takes."""
ENTERED = "with "
"""The place of one that is entered, and what that gives is not taken."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, eq=False)
class CallSite:
    """A call in lines that differ.

    `path` leads from the module to it, `hunk` counts the stretches of such lines, `changed` are those of this one.
    `place` tells what takes the result, step by step, the last one first in the code: `.name`, `argument 0 of f`, and
    in the end `x =`, `return` and the like.
    """

    closely: Closely
    path: tuple[ast.AST, ...]
    hunk: int
    place: tuple[str, ...]
    changed: range

    @property
    def node(self) -> ast.Call:
        """The call."""
        node = self.path[-1]
        assert isinstance(node, ast.Call)
        return node

    @property
    def function(self) -> FunctionNode | None:
        """The function that the call stands in."""
        return next((node for node in reversed(self.path) if isinstance(node, _FUNCTIONS)), None)

    @property
    def statement(self) -> ast.stmt:
        """The innermost statement around the call."""
        return next(node for node in reversed(self.path) if isinstance(node, ast.stmt))

    @property
    def symbol(self) -> str:
        """The dotted name of the functions and classes around the call."""
        return self.closely.module.symbol(self.path)

    @property
    def callee(self) -> str:
        """What is called, as it is written."""
        return ast.unparse(self.node.func)

    @property
    def is_awaited(self) -> bool:
        """Whether the call stands right behind `await`, or is entered by `async with` or `async for`."""
        around = self.path[-2]
        if isinstance(around, ast.withitem):
            return isinstance(self.path[-3], ast.AsyncWith)
        return isinstance(around, ast.Await)

    @property
    def is_used(self) -> bool:
        """Whether something takes the result."""
        return self.place not in ((UNUSED,), (ENTERED,))


def changed_calls(closely: Closely, hunks: Sequence[tuple[int, int]]) -> list[CallSite]:
    """The calls on some stretches of lines, counted from 1 and half open; one around another comes before it."""
    lines = [line for first, end in hunks for line in range(first, end)]
    found = []
    for path in _calls(closely.module.tree, lines) if lines else ():
        node = path[-1]
        assert isinstance(node, ast.Call)
        last = node.end_lineno or node.lineno
        hunk = next(at for at, (first, end) in enumerate(hunks) if first <= last and node.lineno < end and first < end)
        found.append(CallSite(closely, path, hunk, place_of(path), range(*hunks[hunk])))
    return found


def _calls(tree: ast.Module, lines: Sequence[int]) -> Iterator[tuple[ast.AST, ...]]:
    stack: list[tuple[ast.AST, ...]] = [(tree,)]
    while stack:
        path = stack.pop()
        if isinstance(path[-1], ast.Call):
            yield path
        inner = [child for child in ast.iter_child_nodes(path[-1]) if touches(child, lines)]
        stack += [(*path, child) for child in reversed(inner)]


def place_of(path: Sequence[ast.AST]) -> tuple[str, ...]:
    """What takes the value of the last node of `path`, step by step."""
    steps: list[str] = []
    for at in range(len(path) - 2, -1, -1):
        step, is_last = _step(path[at], path[at + 1], path[at - 1] if at else None)
        steps += [step] if step else []
        if is_last:
            break
    return tuple(steps)


def _step(parent: ast.AST, child: ast.AST, above: ast.AST | None) -> tuple[str, bool]:
    """What `parent` does with `child`, empty where that is nothing of note; and whether that is the end."""
    match parent:
        case ast.Await() | ast.Starred() | ast.BoolOp():
            return "", False
        case ast.IfExp(test=test) if test is not child:
            return "", False
        case ast.Attribute(attr=name):
            return f".{name}", False
        case ast.Call(func=func) if func is child:
            return "()", False
        case ast.Call() | ast.keyword():
            return _argument(parent, child, above), True
        case ast.Subscript(value=value, slice=index):
            return (
                f"[{ast.unparse(index)}]" if value is child else f"index of {ast.unparse(value)}"
            ), value is not child
        case ast.Dict(keys=keys, values=values):
            key = keys[_position(values, child)] if child in values else child
            return f"value of {ast.unparse(key) if isinstance(key, ast.expr) else '**'}", True
        case ast.stmt():
            return _taken_by(parent, child), True
        case ast.withitem(optional_vars=target):
            return f"{ENTERED}{ast.unparse(target) if target else ''}", True
        case ast.comprehension(target=target):
            return f"for {ast.unparse(target)}", True
        case ast.NamedExpr(target=target):
            return f"{target.id} =", True
    return f"{type(parent).__name__} {_field(parent, child)}", isinstance(parent, (ast.Lambda, ast.Yield))


def _argument(parent: ast.Call | ast.keyword, child: ast.AST, above: ast.AST | None) -> str:
    """Which argument of which callee `child` is."""
    if isinstance(parent, ast.Call):
        return f"argument {_position(parent.args, child)} of {ast.unparse(parent.func)}"
    around = ast.unparse(above.func) if isinstance(above, ast.Call) else ""
    return f"argument {parent.arg} of {around}"


def _taken_by(statement: ast.stmt, child: ast.AST) -> str:
    match statement:
        case ast.Assign(targets=targets) if child not in targets:
            return "".join(f"{ast.unparse(target)} =" for target in targets)
        case ast.AnnAssign(target=target) if child is not target:
            return f"{ast.unparse(target)} ="
        case ast.AugAssign(target=target):
            return f"{ast.unparse(target)} +="
        case ast.Expr():
            return UNUSED
        case ast.For(target=target) | ast.AsyncFor(target=target):
            return f"for {ast.unparse(target)}"
    return f"{type(statement).__name__.lower()} {_field(statement, child)}"


def _field(parent: ast.AST, child: ast.AST) -> str:
    """In which field of `parent` the child is; with its position where there are several."""
    for name, value in ast.iter_fields(parent):
        if value is child:
            return name
        if isinstance(value, list) and child in value:
            return f"{name} {_position(value, child)}"
    return ""


def _position(nodes: Sequence[ast.AST], child: ast.AST) -> int:
    return next(at for at, node in enumerate(nodes) if node is child)
