"""What each part says about itself: the words that came and went, what it defines, where it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from remend.crew.workers import spread
from remend.plan.alike import Trimmed, edit_of
from remend.plan.changes.kinds import Kind, kind_of
from remend.plan.changes.outline import Home, Outline
from remend.plan.changes.parts import FileChange, Part
from remend.plan.changes.words import bound, defined, imported, numbers, offered, releases, stems, words

_VERSION = re.compile(r"\d+\.\d+")
_ENTRY = re.compile(r"\s*([-*+\u2022]|\d+\.)\s+\S")
_WORTH_PROCESSES = 20
"""Files below which starting workers costs more than it saves (the parsing of one takes some 10 ms)."""
_PATH_STEM = 0.6
_SYMBOL_STEM = 0.5
_GONE_STEM = 0.7
_KEPT_STEM = 0.3


_NOWHERE: Home = ("", frozenset())

Place = tuple[str, bool, bool, bool]
"""The file of a part, and what sets it apart from most there: that it is about layout, a version, or is an entry."""


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
    def _defined(self) -> tuple[frozenset[str], frozenset[str]]:
        """The functions and classes that stand in the old lines, and in the new ones."""
        return defined(self.part.removed), defined(self.part.added)

    @cached_property
    def _bound(self) -> tuple[frozenset[str], frozenset[str]]:
        """The variables, attributes and imported names that stand in the old lines, and in the new ones."""
        return bound(self.part.removed), bound(self.part.added)

    @cached_property
    def defines(self) -> frozenset[str]:
        """The functions, classes and modules that came."""
        old, new = self._defined
        return (new - old) | self._module(came=True)

    @cached_property
    def binds(self) -> frozenset[str]:
        """The names that came, of whatever sort."""
        old, new = self._bound
        return self.defines | (new - old)

    @cached_property
    def imports(self) -> frozenset[str]:
        """The names that came and are only imported."""
        return self.binds & imported(self.part.added) if self.binds else self.binds

    @cached_property
    def offers(self) -> frozenset[str]:
        """The names that came, or went, and that other files can use."""
        seen = offered(f"{self.part.removed}\n{self.part.added}")
        return (seen & (self.binds | self.drops)) | self._module(came=True) | self._module(came=False)

    @cached_property
    def drops(self) -> frozenset[str]:
        """The names that went, of whatever sort."""
        old, new = (some | more for some, more in zip(self._defined, self._bound, strict=True))
        return (old - new) | self._module(came=False)

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
    def place(self) -> Place:
        """What it shares with all parts that the same is said of, whatever their words."""
        return self.path, self.is_layout, self.is_version, self.is_entry

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
    def edit(self) -> Trimmed:
        """What was made of what, the same for the same edit elsewhere; nothing for a file as a whole."""
        return ((), ()) if self.part.is_file else edit_of(self.part.removed, self.part.added)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of issues that came."""
        return numbers(f"{self.part.added} {self.part.path}") - numbers(self.part.removed)

    @cached_property
    def releases(self) -> frozenset[str]:
        """The versions that came, but for those of what is only depended on."""
        if self.kind in (Kind.LOCK, Kind.VENDOR, Kind.GENERATED):
            return frozenset()
        return releases(self.part.added) - releases(self.part.removed)

    @cached_property
    def lines(self) -> int:
        """How many lines there are to read, blank ones aside, on the side that has more of them."""
        sides = (self.part.removed, self.part.added)
        return max(sum(1 for line in side.splitlines() if line.strip()) for side in sides)

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
    def is_entry(self) -> bool:
        """Whether it adds an entry to the notes for the users: what was done besides has one of its own."""
        is_new = not self.part.is_file and not self.part.removed.strip()
        return self.kind is Kind.CHANGELOG and is_new and _ENTRY.match(self.part.added) is not None

    @cached_property
    def stems(self) -> Mapping[str, float]:
        """The stems of all that it speaks of, each with how much it tells."""
        came, gone = stems(self.added), stems(self.removed)
        found: dict[str, float] = dict((came - gone).items())
        found |= {each: _GONE_STEM * count for each, count in (gone - came).items()}
        for each in filter(gone.__contains__, came):
            found[each] = found.get(each, 0.0) + _KEPT_STEM
        for text, weight in ((self.symbol, _SYMBOL_STEM), (name_of(self.part.path), _PATH_STEM)):
            for each, count in _stems_of(text).items():
                found[each] = found.get(each, 0.0) + weight * count
        return found


@lru_cache
def _stems_of(name: str) -> Mapping[str, int]:
    return stems(words(name))


def name_of(path: str) -> str:
    """The name of a file without its folder and its ending."""
    return path.rpartition("/")[2].partition(".")[0]


def facts_of(files: Sequence[FileChange]) -> tuple[Facts, ...]:
    """What is seen in all parts of some files, in their order."""
    jobs = None if len(files) > _WORTH_PROCESSES else 1
    homes = spread(_homes, range(len(files)), files, total=len(files), jobs=jobs)
    return tuple(facts for file, found in zip(files, homes, strict=True) for facts in _of_file(file, found))


def _of_file(file: FileChange, homes: Sequence[Home]) -> Iterable[Facts]:
    kind = kind_of(file.path, file.after or file.before)
    return (Facts(part, kind, *home) for part, home in zip(file.parts, homes, strict=True))


def _homes(number: int, files: Sequence[FileChange]) -> Sequence[Home]:
    """Where each part of a file stands."""
    file = files[number]
    hunks = [part.hunk for part in file.parts]
    if not any(hunks):
        return [_NOWHERE] * len(hunks)
    new = Outline(file.path, file.after, file.new_lines)
    old = Outline(file.difference.old_path, file.before, file.old_lines)
    return [_NOWHERE if hunk is None else new.home(hunk.new) or old.home(hunk.old) or _NOWHERE for hunk in hunks]
