"""Both ends of a range: the two states, the files that differ, and in each of them the lines that do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import takewhile
from typing import Any, TypeVar

from remend.inference.infer import Inference
from remend.inference.references import Files
from remend.model import Diagnostic
from remend.module import Module
from remend.project import Project

Answer = TypeVar("Answer")

_MOST_LINES = 20_000
_NEWLINE = re.compile(r"\r\n|\r|\n")
_KEPT = 400
"""Parsed files that are held at once: a range may change thousands, and a tree takes a megabyte (an assumption)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that differs: `old` is its path at the start of the range, `new` at the end; empty where there is none."""

    old: str
    new: str

    @property
    def path(self) -> str:
        """Its path at the end, or at the start where it is gone."""
        return self.new or self.old


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that differ, counted from 0 and half open: `old_start` to `old_end` became `new_start` to `new_end`."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Ends:
    """The start and the end of a range, as two projects that share what they know.

    Attributes:
        base: the state at the start.
        head: the state at the end.
        files: the files of all kinds that differ, by path; only those in reach.
    """

    def __init__(self, base: Project, head: Project, files: Sequence[FileChange]) -> None:
        self.base = base
        self.head = head
        self.files = tuple(files)
        self._modules: dict[tuple[bool, str], Module | None] = {}
        self._hunks: dict[FileChange, tuple[Hunk, ...]] = {}
        self._answers: dict[Callable[[Ends], Any], Any] = {}

    @property
    def python(self) -> tuple[FileChange, ...]:
        """Those that hold Python."""
        return tuple(change for change in self.files if change.path.endswith(".py"))

    @cached_property
    def old_path(self) -> dict[str, str]:
        """For each changed file of the end, what it was called at the start; empty where it is new."""
        return {change.new: change.old for change in self.files if change.new}

    def before(self, change: FileChange) -> bytes:
        """The content at the start; empty where the file is new."""
        return self.base.read(change.old) if change.old else b""

    def after(self, change: FileChange) -> bytes:
        """The content at the end; empty where the file is gone."""
        return self.head.read(change.new) if change.new else b""

    def module_before(self, path: str) -> Module | None:
        """A file at the start, parsed; None where it is not there or does not parse."""
        return self._module(self.base, path, is_head=False)

    def module_after(self, path: str) -> Module | None:
        """A file at the end, parsed; None where it is not there or does not parse."""
        return self._module(self.head, path, is_head=True)

    def lines_before(self, path: str) -> list[str]:
        """The lines of a file at the start, as Python counts them."""
        return lines_of(self.base.read(path))

    def lines_after(self, path: str) -> list[str]:
        """The lines of a file at the end, as Python counts them."""
        return lines_of(self.head.read(path))

    def hunks(self, change: FileChange) -> tuple[Hunk, ...]:
        """The lines that differ; lines as Python counts them."""
        known = self._hunks.get(change)
        if known is None:
            known = self._hunks[change] = tuple(
                differences(lines_of(self.before(change)), lines_of(self.after(change)))
            )
        return known

    def recall(self, make: Callable[[Ends], Answer]) -> Answer:
        """What `make` tells of this range, worked out once."""
        if make not in self._answers:
            self._answers[make] = make(self)
        answer: Answer = self._answers[make]
        return answer

    @cached_property
    def files_before(self) -> Files:
        """The files of the start, for what their expressions stand for and who refers to what."""
        return Files(Inference(self.base.wide), self.base.contents)

    @cached_property
    def files_after(self) -> Files:
        """The files of the end, for what their expressions stand for and who refers to what."""
        return Files(Inference(self.head.wide), self.head.contents)

    def _module(self, project: Project, path: str, *, is_head: bool) -> Module | None:
        key = (is_head, path)
        if key not in self._modules:
            if len(self._modules) >= _KEPT:
                del self._modules[next(iter(self._modules))]
            loaded: Module | Diagnostic | None = None
            if path in project.snapshot:
                loaded = Module.load(path, project.read(path))
            self._modules[key] = loaded if isinstance(loaded, Module) else None
        return self._modules[key]


def lines_of(raw: bytes) -> list[str]:
    """The lines of a file as Python counts them."""
    lines = _NEWLINE.split(raw.decode("utf-8-sig", "replace"))
    return lines if lines[-1] else lines[:-1]


def differences(before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
    """Where two texts differ, line by line; as one hunk where they are too long and too different to compare."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    tails = zip(reversed(before[start:]), reversed(after[start:]), strict=False)
    end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], tails))
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) + len(new) > _MOST_LINES:
        return [Hunk(start, start + len(old), start, start + len(new))]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Hunk(start + i, start + j, start + k, start + m) for kind, i, j, k, m in codes if kind != "equal"]
