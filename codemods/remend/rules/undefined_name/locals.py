"""Where a file binds a name that is undefined at another place of it: in a function or a class, out of reach there.

That is no mend, since nobody can tell whether the value should be made anew, handed over or shared. But it is what a
reader wants to know first, and it keeps a name that was never meant to be imported from looking like a lost import.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.module import Module
from remend.rules.undefined_name.candidate import Question
from remend.scopes import Binding, BindingKind

_Holder = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class _Bound:
    """One function or class that binds the name: in which way, what it is called, and the line."""

    how: str
    owner: str
    line: int


def find_elsewhere(question: Question) -> str:
    """Where in the file the name is bound out of reach, as half a sentence; empty where it is bound nowhere."""
    found = [*_bound(question.module, question.name), *_assigned(question)]
    if not found:
        return ""
    first = found[0]
    more = len({bound.owner for bound in found} - {first.owner})
    others = f" and bound in {more} other{'s' * (more > 1)}" if more else ""
    where = f"{first.how} `{first.owner}` (line {first.line}){others}"
    return f"`{question.name}` is {where}; nothing binds it where it is used"


def _bound(module: Module, name: str) -> Iterator[_Bound]:
    for path in _holders(module.tree):
        owner = path[-1]
        assert isinstance(owner, _Holder)
        for binding in module.scope_at((*path, owner.body[0])).bindings.get(name, ())[:1]:
            yield _Bound(_how(owner, binding), owner.name, getattr(binding.statement, "lineno", owner.lineno))


def _holders(tree: ast.Module) -> Iterator[tuple[ast.AST, ...]]:
    """The way to each function and class, in source order."""
    waiting: list[tuple[ast.AST, ...]] = [(tree,)]
    while waiting:
        path = waiting.pop()
        if isinstance(path[-1], _Holder):
            yield path
        below = (child for child in ast.iter_child_nodes(path[-1]) if not isinstance(child, ast.expr))
        waiting += reversed([(*path, child) for child in below])


def _how(owner: _Holder, binding: Binding) -> str:
    is_method = isinstance(binding.statement, (ast.FunctionDef, ast.AsyncFunctionDef))
    if is_method and any("fixture" in ast.unparse(each) for each in getattr(binding.statement, "decorator_list", ())):
        return "a fixture, to be taken as a parameter, of"
    if isinstance(owner, ast.ClassDef):
        return "a method of the class" if is_method else "a name of the class"
    match binding.kind:
        case BindingKind.PARAMETER:
            return "a parameter of"
        case BindingKind.IMPORT:
            return "imported inside"
        case BindingKind.DEFINITION:
            return "defined inside"
    return "a local of"


def _assigned(question: Question) -> Iterator[_Bound]:
    """The functions that set an attribute of this name on `self`."""
    for site in question.module.sites({question.name}):
        match site.node:
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store(), lineno=line):
                yield _Bound("an attribute of `self`, set in", question.module.symbol(site.path), line)
