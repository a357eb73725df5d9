"""Whether it is certain that something has no member of a name: a wrong word here would be a false alarm."""

from __future__ import annotations

import ast
import builtins
import re

from remend.index.bound import own_member
from remend.inference.values import AnyOf, ClassValue, Instance, ModuleValue, Value
from remend.review.rules.changed_call.side import Side

_OF_ALL = frozenset({*dir(object), *dir(type), *dir(type(builtins))})
_KEEPING = frozenset(
    ["dataclass", "dataclasses.dataclass", "final", "typing.final", "runtime_checkable", "total_ordering"]
)
_ANSWERING = ("__getattr__", "__getattribute__", "__get__")
"""What a class defines that gives more than is written in it; a descriptor is not what an attribute of it gives."""


def lacks(side: Side, owner: Value | None, name: str) -> bool:
    """Whether `owner` certainly has no member `name`.

    Not certain are a class with a base, a metaclass or a decorator that cannot be read, one that answers for names of
    its own or has an heir that may have the member, and a name that anything in the project sets on another object.
    """
    if name in _OF_ALL:
        return False
    match owner:
        case AnyOf(values=values):
            return all(lacks(side, each, name) for each in values)
        case ModuleValue(path=path):
            return side.has(path) and not side.index.defines(path, name) and not _is_set_somewhere(side, name)
        case ClassValue():
            return _class_lacks(side, owner, name)
        case Instance(of=of):
            return _class_lacks(side, of, name)
    return False


def _class_lacks(side: Side, owner: ClassValue, name: str) -> bool:
    if not side.has(owner.path) or side.index.members(owner.path, owner.fact, name) or not is_closed(side, owner):
        return False
    return not heir_has(side, owner, name) and not _is_set_somewhere(side, name)


def is_closed(side: Side, owner: ClassValue) -> bool:
    """Whether all that a class of the project has is written in it and in the classes that it inherits from."""
    index = side.index
    if index.has_unknown_base(owner.path, owner.fact) or not _is_plain(side, owner):
        return False
    above = [ClassValue(base[0], base[1].line, base[1]) for base in index.bases(owner.path, owner.fact) if base]
    if any(side.has(base.path) and not _is_plain(side, base) for base in above):
        return False
    return not any(index.members(owner.path, owner.fact, answering) for answering in _ANSWERING)


def _is_plain(side: Side, owner: ClassValue) -> bool:
    """Whether all that a class has is written in it: no metaclass, and no decorator that may add to it."""
    node = side.class_node(owner)
    is_known = all(each.partition("(")[0] in _KEEPING for each in owner.fact.decorators)
    return is_known and node is not None and not node.keywords and not _is_open(node)


def _is_open(node: ast.ClassDef) -> bool:
    """Whether the body of a class binds names that cannot be read: by `locals()`, `vars()` or `setattr`."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return not names.isdisjoint({"locals", "vars", "setattr", "__dict__"}) or any(
        isinstance(each, ast.Attribute) and each.attr in {"__dict__", "__setattr__"} for each in ast.walk(node)
    )


def heir_has(side: Side, owner: ClassValue, name: str, *, own: bool = False) -> bool:
    """Whether a class that inherits from `owner`, by name, has a member or may have it; with `own` defines it anew."""
    waiting, seen = [owner], {(owner.path, owner.line)}
    while waiting:
        for heir in side.heirs(waiting.pop().fact.name):
            if (heir.path, heir.line) in seen:
                continue
            if own:
                has = own_member(heir.fact, name) is not None
            else:
                found = side.index.members(heir.path, heir.fact, name)
                has = bool(found) or side.index.has_unknown_base(heir.path, heir.fact)
            if has:
                return True
            seen.add((heir.path, heir.line))
            waiting.append(heir)
    return False


def _is_set_somewhere(side: Side, name: str) -> bool:
    """Whether some file sets an attribute of this name on what is not `self`, or names it in a `setattr`."""
    setting = re.compile(
        rf"(?<!\bself)\.{re.escape(name)}\s*(?::[^=\n]*)?=(?!=)|setattr\([^)]*['\"]{re.escape(name)}['\"]"
    )
    for path in side.mentioning(name):
        text = side.text(path)
        if setting.search(text):
            return True
    return False
