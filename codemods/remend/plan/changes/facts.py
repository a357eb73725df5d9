"""What each part says about itself: the words that came and went, what it defines, where it stands."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from remend.model import Diagnostic
from remend.module import first_line
from remend.plan.changes.kinds import Kind, kind_of
from remend.plan.changes.parts import FileChange, Part
from remend.plan.changes.words import bound, defined, edit_of, numbers, stems, words
from remend.source import parse, read_source

_VERSION = re.compile(r"\d+\.\d+")
_MOST_CONTEXT = 4_000
_PATH_STEM = 0.6
_SYMBOL_STEM = 0.5
_GONE_STEM = 0.7
_KEPT_STEM = 0.3


@dataclass(frozen=True, slots=True)
class Symbol:
    """A function or class of one side of a file, with its lines."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Facts:
    """One part, and what is seen in it.

    `symbol` is the dotted name of the function or class that a hunk stands in, `surroundings` the
    words of its code.
    """

    part: Part
    kind: Kind
    symbol: str = ""
    surroundings: frozenset[str] = frozenset()

    @cached_property
    def removed(self) -> Counter[str]:
        """The words of the lines that went."""
        return words(self.part.removed)

    @cached_property
    def added(self) -> Counter[str]:
        """The words of the lines that came."""
        return words(self.part.added)

    @cached_property
    def came(self) -> frozenset[str]:
        """The words that stand in the new lines more often than in the old ones."""
        return frozenset(self.added - self.removed)

    @cached_property
    def gone(self) -> frozenset[str]:
        """The words that stand in the old lines more often than in the new ones."""
        return frozenset(self.removed - self.added)

    @cached_property
    def defines(self) -> frozenset[str]:
        """The functions, classes and modules that came."""
        return (defined(self.part.added) - defined(self.part.removed)) | self._module(came=True)

    @cached_property
    def binds(self) -> frozenset[str]:
        """The names that came, of whatever sort."""
        return self.defines | (bound(self.part.added) - bound(self.part.removed))

    @cached_property
    def drops(self) -> frozenset[str]:
        """The names that went, of whatever sort."""
        old, new = self.part.removed, self.part.added
        return ((defined(old) | bound(old)) - (defined(new) | bound(new))) | self._module(came=False)

    def _module(self, *, came: bool) -> frozenset[str]:
        """The module that came, or went, with the file."""
        difference = self.part.file.difference
        before, after = (difference.old_path, difference.before), (difference.path, difference.after)
        (path, here), (other, there) = (after, before) if came else (before, after)
        is_gone = here is not None and (there is None or name_of(path) != name_of(other))
        return frozenset({name_of(path)} - {"__init__"}) if self.part.is_file and is_gone else frozenset()

    @cached_property
    def taken(self) -> frozenset[str]:
        """The names that came and are brought elsewhere."""
        return self.came - self.binds

    @cached_property
    def left(self) -> frozenset[str]:
        """The names that went and are not taken away here."""
        return self.gone - self.drops

    @cached_property
    def all(self) -> frozenset[str]:
        """All words of its lines, old and new."""
        return frozenset(self.added.keys() | self.removed.keys())

    @cached_property
    def names(self) -> frozenset[str]:
        """All that it can have in common with another by name."""
        return self.all | self.defines | self.drops | self.about

    @cached_property
    def marks(self) -> frozenset[object]:
        """All that it can have in common with a part of another file."""
        edit = {self.edit} if self.edit != ((), ()) else set()
        function = {(self.function,)} if self.function else set()
        return frozenset((*self.names, *self.stems, *self.numbers, *edit, *function))

    @cached_property
    def is_odd(self) -> bool:
        """Whether it is set apart from most by what it is about: layout, or a version."""
        return self.is_layout or self.is_version

    @cached_property
    def path(self) -> str:
        """The file that it belongs to."""
        return self.part.path

    @cached_property
    def folder(self) -> str:
        """The folder of that file."""
        return self.path.rpartition("/")[0]

    @cached_property
    def function(self) -> str:
        """The name of the function or class that it stands in, without those around."""
        return self.symbol.rpartition(".")[2]

    @cached_property
    def tests(self) -> str:
        """The name of the file, where it is a test."""
        return name_of(self.path) if self.kind is Kind.TEST else ""

    @cached_property
    def tested(self) -> str:
        """What the name of a test of this file contains; empty where it is no code."""
        name = name_of(self.path).strip("_")
        return name if self.kind is Kind.CODE and name != "init" else ""

    @cached_property
    def about(self) -> frozenset[str]:
        """The functions and classes that it is about: those that came, and the one that it stands in."""
        is_named = len(self.function) > 3 and not self.function.startswith(("test", "__"))
        return self.defines | ({self.function} if is_named else set())

    @cached_property
    def edit(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What was made of what, the same for the same edit elsewhere; nothing for a file as a whole."""
        return ((), ()) if self.part.is_file else edit_of(self.part.removed, self.part.added)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of issues that came."""
        return numbers(f"{self.part.added} {self.part.path}") - numbers(self.part.removed)

    @cached_property
    def is_layout(self) -> bool:
        """Whether code is laid out anew; blank lines that come or go alone say nothing of themselves."""
        old, new = ("".join(text.split()) for text in (self.part.removed, self.part.added))
        return not self.part.is_file and old == new != ""

    @cached_property
    def is_version(self) -> bool:
        """Whether it puts the number of another version in the place of one."""
        texts = (self.part.removed, self.part.added)
        return "version" in "".join(texts).lower() and all(_VERSION.search(text) for text in texts)

    @cached_property
    def stems(self) -> Mapping[str, float]:
        """The stems of all that it speaks of, each with how much it tells."""
        came, gone = stems(self.part.added), stems(self.part.removed)
        found: dict[str, float] = dict((came - gone).items())
        for some, weight in ((gone - came, _GONE_STEM), (Counter((came & gone).keys()), _KEPT_STEM)):
            found |= {each: found.get(each, 0.0) + weight * count for each, count in some.items()}
        for text, weight in ((self.symbol, _SYMBOL_STEM), (name_of(self.part.path), _PATH_STEM)):
            found |= {each: found.get(each, 0.0) + weight * count for each, count in stems(text).items()}
        return found


def name_of(path: str) -> str:
    """The name of a file without its folder and its ending."""
    return path.rpartition("/")[2].partition(".")[0]


def facts_of(files: Iterable[FileChange]) -> tuple[Facts, ...]:
    """What is seen in all parts of some files, in their order."""
    return tuple(facts for file in files for facts in _of_file(file))


def _of_file(file: FileChange) -> Iterable[Facts]:
    kind = kind_of(file.path, file.after or file.before)
    if len(file.parts) == 1 and file.parts[0].is_file:
        return [Facts(file.parts[0], kind)]
    old = _symbols(file.difference.old_path, file.before)
    new = _symbols(file.path, file.after)
    return [_of_part(part, kind, old, new) for part in file.parts]


def _of_part(part: Part, kind: Kind, old: Sequence[Symbol], new: Sequence[Symbol]) -> Facts:
    if part.hunk is None:
        return Facts(part, kind)
    symbol = _innermost(new, part.hunk.new.start) or _innermost(old, part.hunk.old.start)
    if symbol is None:
        return Facts(part, kind)
    lines = part.file.new_lines if symbol in new else part.file.old_lines
    code = b"".join(lines[symbol.first - 1 : symbol.last]).decode("utf-8", "replace")[:_MOST_CONTEXT]
    return Facts(part, kind, symbol.name, frozenset(words(code)))


def _innermost(symbols: Sequence[Symbol], line: int) -> Symbol | None:
    around = [symbol for symbol in symbols if symbol.first <= line <= symbol.last]
    return around[-1] if around else None


def _symbols(path: str, content: bytes) -> Sequence[Symbol]:
    """The functions and classes of a Python file, outer ones first; none where it is no Python or does not parse."""
    if not path.endswith((".py", ".pyi", ".pyw")):
        return ()
    source = read_source(path, content)
    tree = source if isinstance(source, Diagnostic) else parse(source)
    if isinstance(tree, Diagnostic):
        return ()
    found: list[Symbol] = []
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, above = waiting.pop()
        for child in ast.iter_child_nodes(node):
            name = above
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{above}.{child.name}" if above else child.name
                found.append(Symbol(name, first_line(child), child.end_lineno or child.lineno))
            if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                waiting.append((child, name))
    return sorted(found, key=lambda symbol: (symbol.first, -symbol.last))
