"""A method of the class around that is called without `self.`, as when functions were moved into a class."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from remend.index.facts import Class, Function
from remend.index.index import Definition, Index
from remend.module import Module, Site
from remend.naming.uses import Uses
from remend.rules.undefined_name.candidate import Candidate, Question
from remend.rules.undefined_name.similar import Fits

_UNBOUND = ("staticmethod", "classmethod")


@dataclass(frozen=True, slots=True)
class _Reach:
    """The class around a place, and the parameter by which its method reaches it there."""

    owner: ast.ClassDef
    handle: str


class OwnMember:
    """A plain method of the classes around all places of the undefined name, where each call fits it."""

    def __init__(self, index: Index, fits: Fits) -> None:
        self._index = index
        self._fits = fits

    def __call__(self, question: Question) -> Sequence[Candidate]:
        """The name with `self.` before it; the evidence names the method."""
        reaches = [
            _reach(question.module, site)
            for site in question.module.sites({question.name})
            if isinstance(site.node, ast.Name)
        ]
        known = {reach for reach in reaches if reach is not None}
        if not reaches or None in reaches or len({reach.handle for reach in known}) != 1:
            return ()
        found = [self._method(question, reach.owner) for reach in known]
        if any(method is None for method in found):
            return ()
        lines = sorted({method.line for method in found if method is not None})
        owner, handle = min(known, key=lambda reach: reach.owner.lineno).owner.name, next(iter(known)).handle
        text = f"line {lines[0]} defines it as a method of `{owner}`, and all uses are in that class"
        return (Candidate(rename=f"{handle}.{question.name}", evidence=(text,)),)

    def _method(self, question: Question, owner: ast.ClassDef) -> Function | None:
        """The plain method of a class of this file that takes the calls of the undefined name."""
        found = self._index.lookup(question.path, owner.name)
        if found is None or found.path != question.path or not isinstance(found.fact, Class):
            return None
        methods = [method for method in found.fact.methods if method.name == question.name]
        is_top = any(owner is statement for statement in question.module.tree.body)
        if not is_top or len(methods) != 1 or methods[0].decorators or not methods[0].parameters:
            return None
        uses = question.uses
        is_called = bool(uses.calls) and not (uses.attributes or uses.bases or uses.decorates)
        return methods[0] if is_called and self._takes(found.path, methods[0], uses) else None

    def _takes(self, path: str, method: Function, uses: Uses) -> bool:
        bound = Function(
            method.name, method.line, method.is_async, (), method.parameters[1:], method.returns, method.guard
        )
        return self._fits(Definition(path, bound), uses) is True


def _reach(module: Module, site: Site) -> _Reach | None:
    """The innermost class around a place and the first parameter of its method there, if nothing hides that.

    A method that hands on to a function of its own name does not mean itself.
    """
    classes = [at for at, node in enumerate(site.path) if isinstance(node, ast.ClassDef)]
    if not classes:
        return None
    owner = site.path[classes[-1]]
    method = next((node for node in site.path[classes[-1] + 1 :] if isinstance(node, ast.stmt)), None)
    if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) or not isinstance(owner, ast.ClassDef):
        return None
    parameters = (*method.args.posonlyargs, *method.args.args)
    is_plain = not any(isinstance(each, ast.Name) and each.id in _UNBOUND for each in method.decorator_list)
    if isinstance(site.node, ast.Name) and site.node.id == method.name:
        return None
    if not parameters or not is_plain or site.node in set(ast.walk(method.args)):
        return None
    handle = parameters[0].arg
    found = module.scope_at(site.path).lookup(handle)
    if found is None or found[0].node is not method or len(found[1]) != 1:
        return None
    return _Reach(owner, handle)
