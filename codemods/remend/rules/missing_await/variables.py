"""Where the variables and attributes of one file are read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from remend.inference.local import Closely
from remend.module import Module, Site
from remend.rules.missing_await.reads import dotted_name, is_awaited
from remend.rules.missing_await.sinks import called_later, is_sink

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Variables:
    """Finds the reads of one file. `sinks` are names of callables that run what they are given."""

    def __init__(self, closely: Closely, sinks: frozenset[str]) -> None:
        self._closely = closely
        self._sinks = sinks

    @property
    def _module(self) -> Module:
        return self._closely.module

    def _uses(self, site: Site, name: str) -> Iterator[Site]:
        """The reads of `name` in the function around `site`."""
        function = next((node for node in reversed(site.path[:-1]) if isinstance(node, FUNCTIONS)), site.path[0])
        for use in self._module.sites((name,)):
            if function in use.path and isinstance(use.node, ast.Name) and isinstance(use.node.ctx, ast.Load):
                yield use

    def _reads(self, attribute: str) -> list[Site]:
        """The reads of an attribute of that name in the file."""
        found = [use for use in self._module.sites((attribute,)) if isinstance(use.node, ast.Attribute)]
        return [use for use in found if isinstance(use.node, ast.Attribute) and isinstance(use.node.ctx, ast.Load)]

    def _runs(self, use: Site) -> bool:
        """Whether a read hands what it reads to what is expected to run it."""
        match use.parent():
            case ast.Call(func=called) as call if called is not use.node:
                later = called_later(call, use.node)
                return is_sink(dotted_name(called if later is None else later.func), self._sinks)
        return False

    def _is_run(self, site: Site, name: str) -> bool:
        return any(is_awaited(use) or self._runs(use) for use in self._uses(site, name))
