"""What is called: the member that it is, or that there is none, or what it would be if a name were imported."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from remend.index.index import Definition
from remend.index.roles import is_test
from remend.inference.local import Closely
from remend.inference.values import AnyOf, ClassValue, FunctionValue, Instance, ModuleValue, Value
from remend.module import Module
from remend.review.rules.changed_call.existence import lacks
from remend.review.rules.changed_call.side import Side
from remend.review.rules.changed_call.sites import CallSite
from remend.scopes import BindingKind, Scope

_DEEPEST = 8
_LONGEST = 100


class Standing(enum.Enum):
    """What is known of a callee.

    FOUND: it is a function or class of the project. MISSING: what it is read from is known, and has no such member.
    OUTSIDE: it is of a library, or of Python. UNKNOWN: it cannot be told.
    """

    FOUND = "found"
    MISSING = "missing"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Callee:
    """What a call calls.

    `text` is what is written, a local name that is bound once replaced by what it is bound to. `undefined` is a name
    that it needs and nothing binds; everything else then tells what would be if it were imported from `made_by`, the
    one definition of it in the project that leads anywhere; `rivals` are those that do where there are several.
    """

    text: str
    standing: Standing
    value: Value | None = None
    receiver: Value | None = None
    undefined: str = ""
    made_by: Definition | None = None
    rivals: tuple[Definition, ...] = ()

    @property
    def name(self) -> str:
        """The last part of what is written."""
        return self.text.rpartition(".")[2]

    @property
    def is_project(self) -> bool:
        """Whether it is known what is called, or from what it is read, and that is the project's."""
        return self.standing in (Standing.FOUND, Standing.MISSING)


def resolve(side: Side, call: CallSite) -> Callee:
    """What a call calls."""
    text = written(call.closely, call.path)
    found = _resolved(side, call.closely, call.path, text)
    name = _undefined(side, call)
    if not name or found.standing is not Standing.UNKNOWN:
        return found
    ways = []
    for definition in _definitions(side, call.closely.module, name):
        closely = side.imagined(call.closely.module, name, definition)
        ways.append((definition, _resolved(side, closely, call.path, text)))
    telling = [way for way in ways if way[1].is_project]
    if len(telling) != 1:
        rivals = tuple(definition for definition, _ in telling or ways)
        return Callee(text, Standing.UNKNOWN, undefined=name, rivals=rivals)
    definition, would_be = telling[0]
    return Callee(text, would_be.standing, would_be.value, would_be.receiver, name, definition)


def _resolved(side: Side, closely: Closely, path: tuple[ast.AST, ...], text: str) -> Callee:
    call = path[-1]
    assert isinstance(call, ast.Call)
    value = closely.value((*path, call.func))
    if isinstance(value, AnyOf):
        return Callee(text, Standing.UNKNOWN)
    if isinstance(value, (FunctionValue, ClassValue)):
        return Callee(text, Standing.FOUND if side.has(value.path) else Standing.OUTSIDE, value)
    receiver = closely.value((*path, call.func, call.func.value)) if isinstance(call.func, ast.Attribute) else None
    if value is not None:
        return Callee(text, Standing.OUTSIDE, value, receiver)
    if _is_of_enum(side, closely, path):
        return Callee(text, Standing.UNKNOWN)
    if isinstance(call.func, ast.Attribute) and lacks(side, receiver, call.func.attr):
        return Callee(text, Standing.MISSING if is_own(side, receiver) else Standing.OUTSIDE, None, receiver)
    return Callee(text, Standing.UNKNOWN, None, receiver)


def is_own(side: Side, value: Value | None) -> bool:
    """Whether a module or class, or the class of an instance, is the project's."""
    match value:
        case ModuleValue(path=path) | ClassValue(path=path) | Instance(of=ClassValue(path=path)):
            return side.has(path)
    return False


def _is_of_enum(side: Side, closely: Closely, path: tuple[ast.AST, ...]) -> bool:
    """Whether a call is read from a member of an enumeration, which is not what it is assigned."""
    match path[-1]:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(value=owner) as member) as func):
            kind = closely.value((*path, func, member, owner))
            if isinstance(kind, ClassValue):
                bases = side.index.bases(kind.path, kind.fact)
                return any(base is None or base[1].name in {"Enum", "Flag"} for base in bases)
    return False


def _definitions(side: Side, module: Module, name: str) -> Iterator[Definition]:
    """The definitions of `name` that a file could import; product code takes nothing from tests."""
    for found in side.project.index.definers(name):
        is_near = found.path != module.path and (is_test(module.path) or not is_test(found.path))
        if is_near and side.project.index.modules.name(found.path):
            yield found


def _undefined(side: Side, call: CallSite) -> str:
    """The name that a callee starts with, or that a local name it starts with is made by, if nothing binds it."""
    if side.project.index.facts[call.closely.module.path].is_dynamic:
        return ""
    scope: Scope = call.closely.module.scope_at(call.path)
    node: ast.expr = call.node.func
    for _ in range(_DEEPEST):
        name = _first(node)
        if name is None:
            return ""
        if scope.is_unbound(name):
            return name
        bound = _single(scope, name)
        if bound is None:
            return ""
        node = bound
    return ""


def _first(node: ast.expr) -> str | None:
    """The name that an expression of attributes, calls, subscripts and awaits starts with."""
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
                node = inner
            case ast.Call(func=inner):
                node = inner
            case _:
                return None
    return node.id


def _single(scope: Scope, name: str) -> ast.expr | None:
    """What a name of a function is bound to, if it is bound once, by an assignment."""
    found = scope.lookup(name)
    if found is None or not found[0].is_function or len(found[1]) != 1:
        return None
    binding = found[1][0]
    return binding.value if binding.kind is BindingKind.ASSIGNMENT else None


def written(closely: Closely, path: tuple[ast.AST, ...]) -> str:
    """What a call calls, as source; a local name that only holds the result of a call replaced by that call."""
    call = path[-1]
    assert isinstance(call, ast.Call)
    text = ast.unparse(call.func)
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        made = _single(closely.module.scope_at(path), call.func.value.id)
        if isinstance(made, ast.Call):
            text = f"{_short(made)}.{call.func.attr}"
    if len(text) > _LONGEST and isinstance(call.func, ast.Attribute):
        return f"(...).{call.func.attr}"
    return text


def _short(call: ast.Call) -> str:
    return f"{ast.unparse(call.func)}({'...' if call.args or call.keywords else ''})"


def made_at(call: CallSite) -> ast.stmt | None:
    """The statement that makes what a call is read from, where a local name holds it that is bound once."""
    func = call.node.func
    if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name):
        return None
    scope = call.closely.module.scope_at(call.path)
    if _single(scope, func.value.id) is None:
        return None
    found = scope.lookup(func.value.id)
    assert found is not None
    statement = found[1][0].statement
    return statement if isinstance(statement, ast.stmt) else None
