"""The functions that may become async, and the files that they and their callers stand in."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from remend.inference.infer import Inference
from remend.inference.local import Closely
from remend.inference.values import FunctionValue, Value
from remend.module import Module, Site
from remend.rule import has_word
from remend.rules.missing_await.propagate.steps import FunctionNode, definitions, symbol_of

_KEPT = 200


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
        return isinstance(value, FunctionValue) and (value.path, value.line) == (self.path, self.line)


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


class Files:
    """The files of a project, parsed as they are asked for."""

    def __init__(self, inference: Inference, contents: Mapping[str, bytes]) -> None:
        self.inference = inference
        self._contents = contents
        self._loaded: dict[str, Closely | None] = {}

    def closely(self, path: str) -> Closely | None:
        """One file; None where it cannot be parsed."""
        if path not in self._loaded:
            if len(self._loaded) >= _KEPT:
                del self._loaded[next(iter(self._loaded))]
            module = Module.load(path, self._contents[path])
            self._loaded[path] = Closely(self.inference, module) if isinstance(module, Module) else None
        return self._loaded[path]

    def mentioning(self, word: str) -> list[str]:
        """The paths of the files in which a word stands."""
        wanted = (word.encode(),)
        return [path for path, raw in self._contents.items() if has_word(raw, wanted)]

    def definition(self, target: Target) -> tuple[Closely, Site] | None:
        """The file and the place of a function; None where more than one goes by its name there."""
        closely = self.closely(target.path)
        if closely is None:
            return None
        found = [site for site in definitions(closely.module) if symbol_of(closely.module, site) == target.symbol]
        return (closely, found[0]) if len(found) == 1 else None
