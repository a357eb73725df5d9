"""Checks that each state on the way is whole: what parsed at both ends parses, and no name is missing on the way."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Sequence

from remend.git.draft import File
from remend.model import Diagnostic
from remend.plan.changes.parts import FileChange, Part, state_of
from remend.source import parse, read_source

_PYTHON = (".py", ".pyi", ".pyw")
_ALWAYS = frozenset({*dir(builtins), "__file__", "__path__", "__annotations__", "__builtins__"})


class States:
    """The states that files pass through, each looked at once."""

    def __init__(self) -> None:
        self._broken: dict[frozenset[Part], bool] = {}
        self._ends: dict[FileChange, frozenset[str] | None] = {}

    def broken(self, groups: Sequence[Collection[Part]]) -> tuple[int, int] | None:
        """The number of the first group that leaves a file broken, and that of the next one that changes that file.

        None where every state on the way is whole.
        """
        applied: dict[FileChange, list[Part]] = {}
        for number, group in enumerate(groups):
            for file in dict.fromkeys(part.file for part in group):
                applied.setdefault(file, []).extend(part for part in group if part.file is file)
                if len(applied[file]) < len(file.parts) and self._breaks(file, frozenset(applied[file])):
                    later = range(number + 1, len(groups))
                    return number, next(at for at in later if any(part.file is file for part in groups[at]))
        return None

    def _breaks(self, file: FileChange, parts: frozenset[Part]) -> bool:
        if parts not in self._broken:
            self._broken[parts] = file.path.endswith(_PYTHON) and self._is_worse(file, parts)
        return self._broken[parts]

    def _is_worse(self, file: FileChange, parts: frozenset[Part]) -> bool:
        if file not in self._ends:
            before, after = (_missing(file.path, content) for content in (file.before, file.after))
            self._ends[file] = None if before is None or after is None else before | after
        known = self._ends[file]
        states = (state for state in state_of(file, parts).values() if state is not None)
        missing = (_missing(file.path, _bytes(state, file)) for state in states)
        return known is not None and any(found is None or not found <= known for found in missing)


def _bytes(state: File, file: FileChange) -> bytes:
    if isinstance(state.content, bytes):
        return state.content
    after = file.difference.after
    return file.after if after is not None and after.blob == state.content else file.before


def _missing(path: str, content: bytes) -> frozenset[str] | None:
    """The names that a file reads and nowhere binds; None where it does not parse."""
    source = read_source(path, content)
    tree = source if isinstance(source, Diagnostic) else parse(source)
    if isinstance(tree, Diagnostic):
        return None
    read, bound = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        else:
            bound.update(_bound(node))
    return frozenset() if "*" in bound else frozenset(read - bound - _ALWAYS)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.arg():
            yield node.arg
        case ast.alias():
            yield node.asname or node.name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
