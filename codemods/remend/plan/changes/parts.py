"""The parts that a change is taken apart into: the hunks of a file, and what happened to the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from remend.git.difference import Difference, Hunk
from remend.git.draft import File
from remend.git.snapshots import SUBMODULE

_SYMLINK = "120000"


@dataclass(frozen=True, eq=False)
class FileChange:
    """One file that differs, with its bytes on both sides; empty where there are none to look at."""

    difference: Difference
    before: bytes = b""
    after: bytes = b""

    @property
    def path(self) -> str:
        """Where the file is, or was if it is gone."""
        return self.difference.path

    @cached_property
    def old_lines(self) -> list[bytes]:
        """The lines before, with their newlines, as git counts them."""
        return _lines(self.before)

    @cached_property
    def new_lines(self) -> list[bytes]:
        """The lines after."""
        return _lines(self.after)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What the change is taken apart into, from the top of the file down; the file itself comes first."""
        before, after, hunks = self.difference.before, self.difference.after, self.difference.hunks
        if self.is_whole or before is None or after is None:
            return (Part(self),)
        is_moved = self.difference.old_path != self.path or before.mode != after.mode
        frame = (Part(self),) if is_moved else ()
        return (*frame, *(Part(self, hunk) for hunk in hunks))

    @property
    def is_sound(self) -> bool:
        """Whether its hunks make of the old content the new one."""
        return self.is_whole or b"".join(_patched(self, self.difference.hunks)) == self.after

    @property
    def is_whole(self) -> bool:
        """Whether it is one part: the file came or went, or is no text."""
        before, after, hunks = self.difference.before, self.difference.after, self.difference.hunks
        return before is None or after is None or not hunks or bool({before.mode, after.mode} & {_SYMLINK, SUBMODULE})


@dataclass(frozen=True, eq=False)
class Part:
    """What is never taken apart: a hunk, or without one that the file came, went, moved or is another as a whole."""

    file: FileChange
    hunk: Hunk | None = None

    @property
    def path(self) -> str:
        """The file that it belongs to."""
        return self.file.path

    @cached_property
    def removed(self) -> str:
        """The lines that went; all of a file that went."""
        return self._text(self.file.old_lines, None if self.hunk is None else self.hunk.old)

    @cached_property
    def added(self) -> str:
        """The lines that came; all of a file that came."""
        return self._text(self.file.new_lines, None if self.hunk is None else self.hunk.new)

    @property
    def is_file(self) -> bool:
        """Whether it is about the file as a whole."""
        return self.hunk is None

    def _text(self, lines: list[bytes], which: range | None) -> str:
        difference = self.file.difference
        if which is None:
            chosen = lines if self.file.is_whole and difference.old_path == difference.path else []
        else:
            chosen = lines[which.start - 1 : which.stop - 1]
        return b"".join(chosen).decode("utf-8", "surrogateescape")


def state_of(file: FileChange, parts: Iterable[Part]) -> Mapping[str, File | None]:
    """What the paths of a file hold once some of its parts are applied; None where there is no file."""
    difference, chosen = file.difference, set(parts)
    frame = next((part for part in file.parts if part.is_file), None)
    is_framed = frame is None or frame in chosen
    entry = difference.after if is_framed else difference.before
    found: dict[str, File | None] = {difference.old_path: None, difference.path: None}
    if entry is not None:
        hunks = [part.hunk for part in file.parts if part in chosen and part.hunk is not None]
        content = entry.blob if file.is_whole else _content(file, hunks)
        found[difference.path if is_framed else difference.old_path] = File(content, entry.mode)
    return found


def _content(file: FileChange, hunks: list[Hunk]) -> bytes | str:
    before, after = file.difference.before, file.difference.after
    assert before is not None and after is not None
    if len(hunks) in (0, len(file.difference.hunks)):
        return after.blob if hunks else before.blob
    return b"".join(_patched(file, hunks))


def _patched(file: FileChange, hunks: Iterable[Hunk]) -> Iterator[bytes]:
    """The lines of the file with some of its hunks applied."""
    at = 1
    for old, new in hunks:
        yield from file.old_lines[at - 1 : old.start - 1]
        yield from file.new_lines[new.start - 1 : new.stop - 1]
        at = old.stop
    yield from file.old_lines[at - 1 :]


def _lines(content: bytes) -> list[bytes]:
    *whole, last = content.split(b"\n")
    return [*(line + b"\n" for line in whole), *([last] if last else [])]
