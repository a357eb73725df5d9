"""Which member a callee is: how it is called in a sentence, where it stands, and whether two are one."""

from __future__ import annotations

import ast

from remend.inference.values import ClassValue, FunctionValue, Instance, ModuleValue, Value
from remend.review.rules.changed_call.callee import Callee
from remend.review.rules.changed_call.side import Side


def label(callee: Callee) -> str:
    """The member by its class: `Store.load`; of what is not found as it is written."""
    match callee.value:
        case FunctionValue(fact=fact, owner=ClassValue(fact=owner)):
            return f"{owner.name}.{fact.name}"
        case FunctionValue(fact=fact) | ClassValue(fact=fact):
            return fact.name
    owner_name = name_of(callee.receiver)
    return f"{owner_name}.{callee.name}" if owner_name else callee.text


def name_of(value: Value | None) -> str:
    """The class of a value, or the module; empty for any other."""
    match value:
        case ClassValue(fact=fact) | Instance(of=ClassValue(fact=fact)):
            return fact.name
        case ModuleValue(path=path):
            return path
    return ""


def place(value: Value | None) -> str:
    """Where something is defined: `path:line`; empty where it has no such place."""
    match value:
        case FunctionValue(path=path, line=line) | ClassValue(path=path, line=line):
            return f"{path}:{line}"
        case Instance(of=of):
            return f"{of.path}:{of.line}"
        case ModuleValue(path=path):
            return path
    return ""


def told(callee: Callee) -> str:
    """The member with its place, for a sentence."""
    where = place(callee.value) or place(callee.receiver)
    return f"`{label(callee)}` ({where})" if where else f"`{label(callee)}`"


def is_same(base: Side, head: Side, old: Callee, new: Callee) -> bool:
    """Whether both ends call one member: where it was, moved to another file, or with the same body by a new name."""
    if not isinstance(old.value, (FunctionValue, ClassValue)) or type(old.value) is not type(new.value):
        return old.text == new.text and old.value is None and old.receiver == new.receiver and not new.undefined
    assert isinstance(new.value, (FunctionValue, ClassValue))
    before, after = _qualified(base, old.value), _qualified(head, new.value)
    if before == after and (old.value.path == new.value.path or not _is_there(head, old.value.path, before)):
        return True
    return (before == after and not _is_there(base, new.value.path, after)) or _have_one_body(base, head, old, new)


def is_renamed(base: Side, head: Side, old: Callee, new: Callee) -> bool:
    """Whether the old member is gone from its file and the new one came into that same file."""
    if not isinstance(old.value, (FunctionValue, ClassValue)) or not isinstance(new.value, (FunctionValue, ClassValue)):
        return False
    before = old.value.path, _qualified(base, old.value)
    return took_place(base, head, before, (new.value.path, _qualified(head, new.value)))


def took_place(base: Side, head: Side, old: tuple[str, str], new: tuple[str, str]) -> bool:
    """Whether of two definitions, each by path and name, one went and the other came into the same file."""
    source = head.came_from.get(new[0], new[0])
    return source == old[0] and not _is_there(head, new[0], old[1]) and not _is_there(base, source, new[1])


def _qualified(side: Side, value: FunctionValue | ClassValue) -> str:
    """The name within the file, of a method with the class that defines it."""
    name = value.fact.name
    for owner in side.index.facts[value.path].classes:
        if any(method.line == value.line and method.name == name for method in owner.methods):
            return f"{owner.name}.{name}"
    return name


def _is_there(side: Side, path: str, qualified: str) -> bool:
    """Whether a file still defines a function, class or method."""
    if not side.has(path):
        return False
    facts, (first, _, rest) = side.index.facts[path], qualified.partition(".")
    if rest:
        return any(each.name == first and any(m.name == rest for m in each.methods) for each in facts.classes)
    return any(each.name == first for each in facts.functions) or any(each.name == first for each in facts.classes)


def _have_one_body(base: Side, head: Side, old: Callee, new: Callee) -> bool:
    """Whether two functions, or classes, are written the same but for their names."""
    before, after = body(base, old.value), body(head, new.value)
    return before != "" and before == after


def body(side: Side, value: Value | None) -> str:
    """The statements of a function or class without its docstring, in a form that leaves the layout out."""
    if isinstance(value, ClassValue):
        node: ast.AST | None = side.class_node(value)
    else:
        found = side.function(value) if isinstance(value, FunctionValue) else None
        node = found[1][-1] if found else None
    if node is None:
        return ""
    statements = getattr(node, "body", [])
    is_told = statements and isinstance(statements[0], ast.Expr) and isinstance(statements[0].value, ast.Constant)
    return type(node).__name__ + "".join(map(ast.dump, statements[1:] if is_told else statements))
