"""Cuts a changed Python file into blocks by how its lines begin, without parsing it.

Where a guess is wrong, inside a text of many lines say, a block does not compile alone: that is for others to see.
Blocks that all compile alone make up the file as well, since each starts where a statement may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from remend.plan.changes.parts import FileChange, Part

_STATEMENT = re.compile(rb"(?!(?:elif|else|except|finally)\b)[A-Za-z_@]")
_CLASS = re.compile(rb"class\b")
_MEMBER_START = rb"(?:@|def\b|async def\b|class\b)"
_MEMBER = re.compile(rb"(?P<indent>[ \t]+)" + _MEMBER_START)
_QUOTES = re.compile(rb"\"{3}|'{3}")


class Block(NamedTuple):
    """Lines of the file after the change, the parts that touch them, and what has to stand around them alone."""

    lines: range
    parts: Sequence[Part]
    opening: bytes = b""
    closing: bytes = b""

    def text(self, file: FileChange, applied: frozenset[Part]) -> Iterator[bytes]:
        """Its lines in a state of the file."""
        yield self.opening
        at = self.lines.start
        for part in self.parts:
            assert part.hunk is not None
            old, new = part.hunk
            yield from file.new_lines[at - 1 : new.start - 1]
            chosen, which = (file.new_lines, new) if part in applied else (file.old_lines, old)
            yield from chosen[which.start - 1 : which.stop - 1]
            at = new.stop
        yield from file.new_lines[at - 1 : self.lines.stop - 1]
        yield self.closing


def whole(file: FileChange) -> Block:
    """All lines of a file."""
    return Block(range(1, len(file.new_lines) + 1), [part for part in file.parts if part.hunk is not None])


def statement_starts(lines: Sequence[bytes]) -> Iterator[int]:
    """The lines of a file that statements at its top level start on."""
    return _starts(lines, range(1, len(lines) + 1), _STATEMENT)


def statements(file: FileChange) -> list[Block]:
    """The blocks at the top level of a file."""
    block = whole(file)
    return list(_between(file, block, block.lines, _STATEMENT))


def members(file: FileChange, block: Block) -> list[Block]:
    """What a block that is a class is made of, its head first; nothing where it is no class."""
    at = next((at for at in block.lines if _CLASS.match(file.new_lines[at - 1])), block.lines.stop)
    body = range(at + 1, block.lines.stop)
    first = next(filter(None, (_MEMBER.match(file.new_lines[at - 1]) for at in body)), None)
    if first is None:
        return []
    head, *rest = _between(file, block, body, re.compile(first["indent"] + _MEMBER_START))
    nothing = first["indent"] + b"pass\n"
    return [head._replace(closing=nothing), *(each._replace(opening=b"if 1:\n" + nothing) for each in rest)]


def _between(file: FileChange, block: Block, lines: range, pattern: re.Pattern[bytes]) -> Iterator[Block]:
    """A block cut before those of some lines that begin as a pattern says, but where a part goes on over the cut."""
    waiting = [(_first(file, part, pattern), part) for part in block.parts]
    held = {at for first, part in waiting for at in range(first + 1, _news(part).stop)}
    starts = [at for at in _starts(file.new_lines, lines, pattern) if at > block.lines.start and at not in held]
    for first, following in pairwise([block.lines.start, *starts, block.lines.stop]):
        own = [part for at, part in waiting if at < following or following == block.lines.stop]
        waiting = waiting[len(own) :]
        yield Block(range(first, following), own)


def _first(file: FileChange, part: Part, pattern: re.Pattern[bytes]) -> int:
    """The line that a part begins at: one before, where what goes is not the beginning of a statement."""
    assert part.hunk is not None
    old, new = part.hunk
    is_start = not old or pattern.match(file.old_lines[old.start - 1])
    return new.start if is_start else new.start - 1


def _news(part: Part) -> range:
    assert part.hunk is not None
    return part.hunk.new


def _starts(lines: Sequence[bytes], numbers: range, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """The lines that begin as a statement does; what is decorated begins with its decorators."""
    quotes, is_decorated = b"", False
    for at in numbers:
        line = lines[at - 1]
        if not quotes and pattern.match(line):
            if not is_decorated:
                yield at
            is_decorated = line.lstrip().startswith(b"@")
        for each in _QUOTES.findall(line):
            quotes = b"" if quotes == each else quotes or each
