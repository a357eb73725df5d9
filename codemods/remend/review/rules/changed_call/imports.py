"""An import that gives a name to another object than before: all that the file uses of it is a changed call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.index.facts import Import
from remend.index.index import ImportSite
from remend.inference.local import Closely
from remend.inference.values import ClassValue, FunctionValue, Instance, ModuleValue, Value
from remend.module import Module, Site
from remend.review.ends import Ends, FileChange
from remend.review.rules.changed_call.callee import Callee, Standing
from remend.review.rules.changed_call.existence import lacks
from remend.review.rules.changed_call.members import body, is_same
from remend.review.rules.changed_call.side import Side, Sides

_MOST_USES = 200


@dataclass(frozen=True, slots=True, eq=False)
class Switch:
    """A name that a file imports at both ends, for different objects.

    `old` and `new` are what it stood for and stands for, `old` None where that is not the project's; `origins` are the
    dotted names of both. `is_moved` tells that they are one object that was moved.
    """

    name: str
    statement: ast.Import | ast.ImportFrom
    went: ast.Import | ast.ImportFrom | None
    old: Value | None
    new: Value
    origins: tuple[str, str]
    is_moved: bool


@dataclass(frozen=True, slots=True, eq=False)
class Used:
    """A place that uses a member of a switched name; with an empty `member` it calls what the name itself stands for.

    `owner` is what the member is read from at the end of the range, `was` what it was read from before.
    """

    member: str
    way: tuple[ast.AST, ...]
    owner: Value
    was: Value | None

    @property
    def call(self) -> tuple[ast.AST, ...] | None:
        """The way to the call of the member; None where it is not called."""
        around = self.way[-2]
        return self.way[:-1] if isinstance(around, ast.Call) and around.func is self.way[-1] else None


def switches(ends: Ends, sides: Sides, change: FileChange) -> Iterator[Switch]:
    """The names of a file that an import gives to another object of the project than before."""
    before, after = _origins(sides.base, change.old), _origins(sides.head, change.new)
    for name, origin in after.items():
        was = before.get(name)
        if was is None or was == origin or name == "*":
            continue
        new = _value(sides.head, origin)
        if new is None or not _is_here(sides.head, new):
            continue
        old = _value(sides.base, was)
        old = old if old is not None and _is_here(sides.base, old) else None
        is_moved = old is not None and _is_one(sides, old, new)
        if is_moved and _is_unchanged(sides, old, new):
            continue
        statement = _statement(ends.module_after(change.new), name)
        if statement is not None:
            went = _statement(ends.module_before(change.old), name)
            yield Switch(name, statement, went, old, new, (was, origin), is_moved)


def _origins(side: Side, path: str) -> dict[str, str]:
    """By name, what the imports of a file ask for, of each name that has one origin."""
    facts = side.project.index.facts.get(path)
    found: dict[str, set[str]] = {}
    for fact in facts.imports if facts else ():
        found.setdefault(fact.name, set()).add(_origin(side, path, fact))
    return {name: next(iter(origins)) for name, origins in found.items() if len(origins) == 1}


def _origin(side: Side, path: str, fact: Import) -> str:
    if fact.is_module and not fact.is_renamed:
        return fact.name
    return side.index.origin(ImportSite(path, fact))


def _value(side: Side, origin: str) -> Value | None:
    found = side.index.resolve(origin) if origin else None
    return None if found is None else side.inference.definition(found)


def _is_here(side: Side, value: Value) -> bool:
    return isinstance(value, (ModuleValue, ClassValue, FunctionValue)) and side.has(value.path)


def _is_unchanged(sides: Sides, old: Value | None, new: Value) -> bool:
    """Whether one object at two places is the same in both."""
    if not isinstance(old, (ClassValue, FunctionValue)) or not isinstance(new, (ClassValue, FunctionValue)):
        return True
    return old.path == new.path or body(sides.base, old) == body(sides.head, new)


def _is_one(sides: Sides, old: Value, new: Value) -> bool:
    if isinstance(old, ModuleValue) and isinstance(new, ModuleValue):
        return sides.head.came_from.get(new.path, new.path) == old.path
    before, after = Callee("", Standing.FOUND, old), Callee("", Standing.FOUND, new)
    return is_same(sides.base, sides.head, before, after)


def _statement(module: Module | None, name: str) -> ast.Import | ast.ImportFrom | None:
    """The first import of a file that binds a name."""
    for node in ast.walk(module.tree) if module is not None else ():
        if isinstance(node, (ast.Import, ast.ImportFrom)) and name in map(_bound, node.names):
            return node
    return None


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def uses(closely: Closely, switch: Switch) -> list[Used]:
    """The places at which a file uses what a switched name stands for, its members, and those of its instances."""
    return list(_uses(closely, switch))[:_MOST_USES]


def _uses(closely: Closely, switch: Switch) -> Iterator[Used]:
    for site in closely.module.sites((switch.name,)):
        if isinstance(site.node, ast.Name) and closely.value(site.path) == switch.new:
            around = site.parent()
            if isinstance(around, ast.Attribute) and not isinstance(around.ctx, ast.Store):
                yield Used(around.attr, site.path[:-1], switch.new, switch.old)
            elif isinstance(around, ast.Call) and around.func is site.node and isinstance(switch.new, FunctionValue):
                yield Used("", site.path, switch.new, switch.old)
    if isinstance(switch.new, ClassValue):
        was = Instance(switch.old) if isinstance(switch.old, ClassValue) else None
        for site in _attributes(closely.module.tree):
            assert isinstance(site.node, ast.Attribute)
            if closely.value((*site.path, site.node.value)) == Instance(switch.new):
                yield Used(site.node.attr, site.path, Instance(switch.new), was)


def _attributes(tree: ast.Module) -> Iterator[Site]:
    """The attributes that a file reads from a name or from another attribute."""
    stack: list[tuple[ast.AST, ...]] = [(tree,)]
    while stack:
        path = stack.pop()
        node = path[-1]
        if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute, ast.Call)):
            yield Site(node, path)
        stack += [(*path, child) for child in reversed(list(ast.iter_child_nodes(node)))]


def is_gone(sides: Sides, used: Used) -> bool | None:
    """Whether the member is not there; None where it was not there before either."""
    if not lacks(sides.head, used.owner, used.member):
        return False
    return None if lacks(sides.base, used.was, used.member) else True
