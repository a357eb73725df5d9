"""Finds functions that await and are not async, as where `async` was lost: Python does not even compile their file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from remend.module import Module, Site
from remend.rules.missing_await.statements import statements

_WORDS = ("await", "async with", "async for")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(frozen=True, slots=True, eq=False)
class Stray:
    """A function at `definition` that is not async, and the first thing in it for which it would have to be."""

    definition: Site
    awaited: str

    @property
    def name(self) -> str:
        """The function's own name."""
        assert isinstance(self.definition.node, ast.FunctionDef)
        return self.definition.node.name


def find_stray(module: Module) -> Iterator[Stray]:
    """All of a file, in no order."""
    if not any(word in module.source.text for word in _WORDS):
        return
    for site in statements(module, (ast.FunctionDef,)):
        awaited = next(_awaited(site.node), None)
        if awaited is not None:
            yield Stray(site, awaited)


def is_stray(function: ast.AST) -> bool:
    """Whether a function awaits though it is not async, so that nobody can rely on what it is."""
    return isinstance(function, ast.FunctionDef) and any(True for _ in _awaited(function))


def _awaited(function: ast.AST) -> Iterator[str]:
    """What a function awaits itself, as written."""
    assert isinstance(function, ast.FunctionDef)
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, _SCOPES):
            continue
        match node:
            case ast.Await(value=ast.Call(func=called)):
                yield f"{ast.unparse(called)}()"
            case ast.Await(value=value):
                yield ast.unparse(value)
            case ast.AsyncWith(items=[item, *_]):
                yield f"async with {ast.unparse(item.context_expr)}"
            case ast.AsyncFor(iter=iterable):
                yield f"async for {ast.unparse(iterable)}"
        waiting += reversed(list(ast.iter_child_nodes(node)))
