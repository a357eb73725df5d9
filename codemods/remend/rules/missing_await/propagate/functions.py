"""The functions that may become async."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from remend.inference.local import Closely
from remend.inference.references import Files
from remend.inference.values import FunctionValue, Value
from remend.module import Module, Site
from remend.rules.missing_await.propagate.steps import FunctionNode, definitions, symbol_of


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """A function of the project that is to become async; `line` is that of its `def`."""

    path: str
    symbol: str
    line: int
    is_method: bool = field(default=False, compare=False)
    is_local: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        """Its own name."""
        return self.symbol.rpartition(".")[2]

    def is_value(self, value: Value | None) -> bool:
        """Whether an expression stands for this function."""
        return isinstance(value, FunctionValue) and (value.path, value.line) == self.place

    @property
    def place(self) -> tuple[str, int]:
        """Where it is defined."""
        return self.path, self.line


def target_of(module: Module, definition: Site) -> Target:
    """The function that a definition defines."""
    node = definition.node
    assert isinstance(node, FunctionNode)
    around = [each for each in definition.path[:-1] if isinstance(each, (FunctionNode, ast.ClassDef))]
    return Target(
        module.path,
        symbol_of(module, definition),
        node.lineno,
        is_method=bool(around) and isinstance(around[-1], ast.ClassDef),
        is_local=any(isinstance(each, FunctionNode) for each in around),
    )


def definition_of(target: Target, files: Files) -> tuple[Closely, Site] | None:
    """The file and the place of a function; None where more than one goes by its name there."""
    closely = files.closely(target.path)
    if closely is None:
        return None
    found = [site for site in definitions(closely.module) if symbol_of(closely.module, site) == target.symbol]
    return (closely, found[0]) if len(found) == 1 else None
