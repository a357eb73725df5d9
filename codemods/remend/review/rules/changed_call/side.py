"""One end of a range: its project, and what the expressions in its files stand for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import structs

from remend.index.facts import Facts, Import
from remend.index.index import Definition, Index
from remend.index.narrow import Narrow, overlaid
from remend.inference.infer import Inference
from remend.inference.local import Closely, FunctionNode
from remend.inference.references import Files
from remend.inference.values import ClassValue, FunctionValue
from remend.module import Module
from remend.review.ends import Ends
from remend.rule import has_word


class Side:
    """One end: `project`, its `files`, and the changed ones of them as they were parsed.

    `came_from` tells of a changed path of the end of the range what it was called at the start.
    """

    def __init__(self, ends: Ends, *, is_head: bool) -> None:
        self.project = ends.head if is_head else ends.base
        self.files: Files = ends.files_after if is_head else ends.files_before
        self._parse = ends.module_after if is_head else ends.module_before
        self.came_from = ends.old_path
        self._changed = {change.new if is_head else change.old for change in ends.files}
        self._closely: dict[str, Closely | None] = {}
        self._others = None if is_head else ends.files_after
        self._end = ends.head

    @property
    def inference(self) -> Inference:
        """What tells what expressions stand for."""
        return self.files.inference

    @property
    def index(self) -> Index:
        """The index of the project and of what is around it."""
        return self.inference.index

    def closely(self, path: str) -> Closely | None:
        """One file of the project; None where it is not there or cannot be parsed."""
        if path not in self._changed:
            return self.files.closely(path) if self.has(path) else None
        if path not in self._closely:
            module = self._parse(path)
            self._closely[path] = Closely(self.inference, module) if module is not None else None
        return self._closely[path]

    def has(self, path: str) -> bool:
        """Whether a path is that of a file of the project."""
        return path in self.project.index.facts

    def mentioning(self, word: str) -> list[str]:
        """The paths of the files in which a word stands; those that do not differ are read at the end of the range."""
        if self._others is None:
            return self.files.mentioning(word)
        same = [path for path in self._others.mentioning(word) if path not in self._changed and self.has(path)]
        raw = {path: self.project.read(path) for path in self._changed if self.has(path)}
        return sorted((*same, *(path for path, content in raw.items() if has_word(content, (word.encode(),)))))

    def text(self, path: str) -> str:
        """The text of a file, read where it was read before."""
        project = self.project if self._others is None or path in self._changed else self._end
        return project.read(path).decode("utf-8", "replace")

    def function(self, value: FunctionValue) -> tuple[Closely, tuple[ast.AST, ...]] | None:
        """A function as it is written, by the way to it; None where it is not the project's, or not to be found."""
        closely = self.closely(value.path)
        way = definition_at(closely.module, value.fact.name, value.line) if closely is not None else None
        return None if closely is None or way is None else (closely, way)

    def class_node(self, value: ClassValue) -> ast.ClassDef | None:
        """A class as it is written; None where it is not the project's, or not to be found."""
        closely = self.closely(value.path)
        way = definition_at(closely.module, value.fact.name, value.line) if closely is not None else None
        return way[-1] if way is not None and isinstance(way[-1], ast.ClassDef) else None

    def imagined(self, module: Module, name: str, found: Definition) -> Closely:
        """A file as it would be if it imported `name` from where that is defined."""
        index = self.project.index
        facts: Facts = index.facts[module.path]
        made = Import(name, f"{index.modules.name(found.path)}.{name}", 0, is_module=False)
        changed = structs.replace(facts, imports=(*facts.imports, made))
        narrow = None if index.narrow is None else index.narrow.after((module.path,))
        other = Index(overlaid(index.facts, {module.path: changed}), index.modules, narrow)
        return Closely(Inference(self.project.widened(other)), module)

    def heirs(self, name: str) -> list[ClassValue]:
        """The classes of the project that inherit from a class, by the last part of its name as a base."""
        return self.project.index.under(name, _heirs, Narrow.deriving) or []


def _heirs(some: Mapping[str, Facts]) -> dict[str, list[ClassValue]]:
    found: dict[str, list[ClassValue]] = {}
    for path, facts in some.items():
        for fact in facts.classes:
            for base in fact.bases:
                name = base.partition("[")[0].rpartition(".")[2]
                found.setdefault(name, []).append(ClassValue(path, fact.line, fact))
    return found


@dataclass(frozen=True, slots=True)
class Sides:
    """Both ends."""

    base: Side
    head: Side


def definition_at(module: Module, name: str, line: int) -> tuple[ast.AST, ...] | None:
    """The way to the function or class `name` that a line defines; None where there is none."""
    stack: list[tuple[ast.AST, ...]] = [(module.tree,)]
    while stack:
        path = stack.pop()
        node = path[-1]
        if isinstance(node, (FunctionNode, ast.ClassDef)) and node.name == name and node.lineno == line:
            return path
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.expr) and _reaches(child, line):
                stack.append((*path, child))
    return None


def _reaches(node: ast.AST, line: int) -> bool:
    end = getattr(node, "end_lineno", None)
    return end is None or getattr(node, "lineno", 0) <= line <= end
