"""A unified diff, read back into what it replaces by what."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_NAMED = {name.encode(): raw.encode() for name, raw in zip("abtnvfr", "\a\b\t\n\v\f\r", strict=True)}
_NOWHERE = "/dev/null"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that give way to others, or that stay, with their newlines; the numbers of the first ones count from 1."""

    old_line: int
    new_line: int
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def stays(self) -> bool:
        """Whether these lines are the same before and after."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What a diff does to one file: hunks of blocks, in the order of the lines."""

    path: str
    hunks: tuple[tuple[Block, ...], ...]


def read(diff: str) -> tuple[FilePatch, ...]:
    """The files of a unified diff, as `git diff` writes it."""
    lines = iter(_lines(diff))
    found: list[tuple[str, list[tuple[Block, ...]]]] = []
    old = ""
    for line in lines:
        if line.startswith("--- "):
            old = _path(line[4:])
        elif line.startswith("+++ "):
            new = _path(line[4:])
            found.append((old if new == _NOWHERE else new, []))
        elif (head := _HUNK.match(line)) and found:
            found[-1][1].append(_hunk(head, lines))
    return tuple(FilePatch(path, tuple(hunks)) for path, hunks in found)


def compare(before: str, after: str) -> tuple[Block, ...]:
    """Two texts as the blocks in which they agree and differ."""
    old, new = list(io.StringIO(before)), list(io.StringIO(after))
    return tuple(
        Block(i + 1, k + 1, tuple(old[i:j]), tuple(new[k:m]))
        for _, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    )


def _hunk(head: re.Match[str], lines: Iterator[str]) -> tuple[Block, ...]:
    old_start, old_count, new_start, new_count = (int(number or 1) for number in head.groups("1"))
    marked = _marked(lines, old_count, new_count)
    old_line, new_line = old_start + (not old_count), new_start + (not new_count)
    blocks = []
    for stays, group in groupby(marked, lambda pair: pair[0] == " "):
        pairs = list(group)
        old = tuple(text for mark, text in pairs if mark != "+")
        new = old if stays else tuple(text for mark, text in pairs if mark == "+")
        blocks.append(Block(old_line, new_line, old, new))
        old_line += len(old)
        new_line += len(new)
    return tuple(blocks)


def _lines(diff: str) -> list[str]:
    """The lines of a diff, without a newline at the end of those of which it says that they have none."""
    lines = diff.split("\n")
    return [
        line if after.startswith("\\") else f"{line}\n"
        for line, after in pairwise([*lines, ""])
        if not line.startswith("\\")
    ]


def _marked(lines: Iterator[str], old: int, new: int) -> list[tuple[str, str]]:
    """The lines of a hunk with their marks, as many as its head has promised."""
    found: list[tuple[str, str]] = []
    while old > 0 or new > 0:
        line = next(lines, None)
        if line is None:
            break
        mark = line[0]
        found.append((mark, line[1:]))
        old -= mark != "+"
        new -= mark != "-"
    return found


def _path(label: str) -> str:
    """The path that a `---` or `+++` line names."""
    name = label.removesuffix("\n").removesuffix("\t")
    if name.startswith('"') and name.endswith('"'):
        raw = _ESCAPE.sub(_unescaped, name[1:-1].encode("utf-8", "surrogateescape"))
        name = raw.decode("utf-8", "surrogateescape")
    return name if name == _NOWHERE else name.partition("/")[2]


def _unescaped(escape: re.Match[bytes]) -> bytes:
    said = escape[1]
    return bytes([int(said, 8)]) if len(said) > 1 else _NAMED.get(said, said)
