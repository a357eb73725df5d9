"""What a commit touches, part by part, and whether one part has anything to do with another.

Parts count as apart only where nothing ties them: no name that one defines stands in what changes in the other, no line
changes in both alike, and neither what the message is about nor what the files of one are called stands in the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

_DEFINED = re.compile(r"^(?:(?:async\s+)?def|class)\s+(\w+)|^(?:self\.)?(\w+)\s*(?::[^=]+)?=(?!=)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_]\w{3,}")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_COMMON = frozenset(
    {"self", "main", "name", "data", "value", "result", "test", "init", "args", "kwargs", "logger", "config"}
)
_SHORTEST_LINE = 8
_SHORTEST_NAME = 4
_SHORTEST_PLACE = 6


@dataclass(frozen=True)
class Touched:
    """A file that a commit changed; a content is None where there was, or is, no file, or it could not be read."""

    path: str
    before: bytes | None
    after: bytes | None

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines that came or went, without their margins; none where the file only moved, or is no text."""
        old, new = (Counter(_lines(content)) for content in (self.before, self.after))
        return frozenset(line for line in (old - new) + (new - old) if line)


@dataclass(frozen=True)
class Part:
    """Files that belong together, below `folder` where they have one in common."""

    folder: str
    files: tuple[Touched, ...]

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines that came or went, those aside that stand everywhere."""
        return frozenset(line for each in self.files for line in each.lines if len(line) >= _SHORTEST_LINE)

    @cached_property
    def text(self) -> str:
        """All lines that came or went."""
        return "\n".join(line for each in self.files for line in each.lines)

    @cached_property
    def used(self) -> frozenset[str]:
        """The names in those lines."""
        return frozenset(_NAME.findall(self.text))

    @cached_property
    def named(self) -> frozenset[str]:
        """What those lines define, and what others call the files by."""
        defined = {name for pair in _DEFINED.findall(self.text) for name in pair}
        called = {_module_name(PurePosixPath(each.path)) for each in self.files}
        return frozenset(n for n in defined | called if len(n) >= _SHORTEST_NAME and n.strip("_") not in _COMMON)

    @cached_property
    def places(self) -> frozenset[str]:
        """The telling words in the paths below the folder."""
        below = " ".join(each.path.removeprefix(self.folder) for each in self.files)
        return frozenset(word for word in plain_words(below) if len(word) >= _SHORTEST_PLACE)

    @cached_property
    def words(self) -> frozenset[str]:
        """The plain words in those lines."""
        return frozenset(plain_words(self.text))

    def is_tied(self, other: Part) -> bool:
        """Whether the two have anything to do with each other; so do they where nothing can be said."""
        return not (self.text and other.text) or any(
            (
                self.named & other.used,
                other.named & self.used,
                self.lines & other.lines,
                (self.places - other.places) & other.words,
                (other.places - self.places) & self.words,
            )
        )


def groups_of(parts: Mapping[str, Part], topics: frozenset[str]) -> list[tuple[str, ...]]:
    """The names of the parts that hang together, directly or by others, in a commit about `topics`."""
    groups: list[set[str]] = []
    about = {name: (part.words | part.places) & topics for name, part in parts.items()}
    for name, part in sorted(parts.items()):
        joined = [
            group
            for group in groups
            if any(about[name] & about[other] or part.is_tied(parts[other]) for other in sorted(group))
        ]
        groups = [group for group in groups if group not in joined] + [{name}.union(*joined)]
    return sorted(tuple(sorted(group)) for group in groups)


def plain_words(text: str) -> Iterator[str]:
    """The words of a text in small letters and without a plural, those that make up a name each by itself."""
    yield from (word.lower().rstrip("s") for word in _WORD.findall(text) if len(word) >= _SHORTEST_NAME)


def parts_of(touched: Sequence[Touched], folders: Mapping[str, str]) -> dict[str, Part]:
    """The parts by their folder, which `folders` gives for the path of each file that counts."""
    names = dict.fromkeys(folders.values())
    return {
        name: Part(name, tuple(each for each in touched if folders.get(each.path) == name)) for name in names if name
    }


def _module_name(path: PurePosixPath) -> str:
    return path.parent.name if path.stem == "__init__" else path.stem


def _lines(content: bytes | None) -> Iterator[str]:
    if content and b"\0" not in content:
        yield from (line.strip() for line in content.decode("utf-8", "replace").splitlines())
