"""What the type checker ty takes for a coroutine: a second opinion on calls of which the rule itself knows nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from remend.checkers.ty import Complaint, Ty, ask_ty
from remend.index.installed import environments
from remend.module import Module, Site
from remend.project import Project
from remend.rules.missing_await.known import Call
from remend.rules.missing_await.statements import numbered

_COROUTINE = re.compile(r"(?:Object of type|, found|\(has type|between objects of type) `CoroutineType\[")
_SECOND = re.compile(r" and `CoroutineType\[")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def opinion_of(project: Project, ty: Ty) -> dict[str, list[Call]]:
    """What ty says about a project."""
    told: dict[str, list[Complaint]] = {}
    folders = environments(project.snapshot.root)
    for complaint in ask_ty(ty, project.contents, project.modules.roots, environment_of(folders)):
        if _COROUTINE.search(complaint.message) or _SECOND.search(complaint.message):
            told.setdefault(complaint.path, []).append(complaint)
    return {path: _calls(path, project.contents[path], told[path]) for path in sorted(told) if path in project.contents}


def environment_of(folders: Sequence[Path]) -> Path | None:
    """The environment that the first of some folders of installed libraries belongs to."""
    around = folders[0].parents if folders else ()
    return next((each for each in around if (each / "pyvenv.cfg").is_file()), None)


def _calls(path: str, raw: bytes, complaints: Iterable[Complaint]) -> list[Call]:
    module = Module.load(path, raw)
    if not isinstance(module, Module):
        return []
    wanted = {(each.begin.line, each.begin.column, each.end.line, each.end.column): each for each in complaints}
    blamed: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.expr, ast.keyword)):
            span = module.span(node)
            complaint = wanted.get((span.line, span.column, span.end_line, span.end_column))
            if complaint is not None:
                blamed |= {_source(module, each) for each in _blamed(node, complaint)}
    callees = {ast.unparse(each.func) for each in blamed if isinstance(each, ast.Call)}
    return [key for call, key in numbered(module, callees) if call.node in blamed]


def _blamed(node: ast.expr | ast.keyword, complaint: Complaint) -> Iterator[ast.expr]:
    """The expressions within `node` that ty takes for coroutines."""
    match node:
        case ast.keyword(value=value):
            yield value
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            yield value
        case ast.BinOp(left=left, right=right):
            yield right if _SECOND.search(complaint.message) else left
        case ast.Compare(left=left, comparators=[right]):
            yield right if _SECOND.search(complaint.message) else left
        case ast.Call() | ast.Name():
            yield node


def _source(module: Module, node: ast.expr) -> ast.AST:
    """The call that a variable was assigned, where it is assigned once in its function; else the expression itself."""
    if not isinstance(node, ast.Name):
        return node
    site = next((each for each in module.sites((node.id,)) if each.node is node), None)
    function = next((each for each in reversed(site.path) if isinstance(each, _FUNCTIONS)), None) if site else None
    stores = [each for each in module.sites((node.id,)) if function in each.path and _is_store(each)]
    match [each.parent() for each in stores]:
        case [ast.Assign(targets=[ast.Name()], value=ast.Call() as call)]:
            return call
    return node


def _is_store(site: Site) -> bool:
    return isinstance(site.node, ast.Name) and isinstance(site.node.ctx, ast.Store)
