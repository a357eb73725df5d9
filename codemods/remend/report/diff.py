"""The one place where remend draws a difference between two texts.

The result is what `git diff` would print: `git apply` takes it, for every encoding and every kind of newline. Bytes
that are not UTF-8 travel as surrogate escapes, so writing the text with `errors="surrogateescape"` gives them back.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from remend.model import CommitUnit
from remend.report.palette import BOLD, CYAN, GREEN, PLAIN, RED, Palette

_CONTEXT = 3
_STYLES = {"@": CYAN, "+": GREEN, "-": RED}
_ESCAPES = {
    **{byte: f"\\{byte:03o}" for byte in (*range(0x20), *range(0x7F, 0x100))},
    **{ord(raw): f"\\{name}" for raw, name in zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True)},
}


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file's difference: lines without their newlines, and how many were added and removed."""

    header: tuple[str, ...]
    hunks: tuple[str, ...]
    added: int
    removed: int

    def render(self, palette: Palette = PLAIN) -> str:
        """The difference as text, with a newline at the end; empty where there is none."""
        header = (palette(line, BOLD) for line in self.header)
        return "".join(f"{line}\n" for line in (*header, *self.body(palette)))

    def body(self, palette: Palette = PLAIN) -> Iterator[str]:
        """The lines of the hunks, painted."""
        return (palette(line, _STYLES.get(line[0], "")) for line in self.hunks)


def diff_file(path: str, before: bytes, after: bytes, *, context: int = _CONTEXT) -> FileDiff:
    """The unified difference of one file in git's form, with `context` unchanged lines around each change."""
    if before == after:
        return FileDiff((), (), 0, 0)
    old, new = f"a/{path}", f"b/{path}"
    hunks = tuple(_hunks(io.BytesIO(before).readlines(), io.BytesIO(after).readlines(), context))
    return FileDiff(
        header=(f"diff --git {quote(old)} {quote(new)}", f"--- {_label(old)}", f"+++ {_label(new)}"),
        hunks=hunks,
        added=sum(line.startswith("+") for line in hunks),
        removed=sum(line.startswith("-") for line in hunks),
    )


def diff_unit(unit: CommitUnit, palette: Palette = PLAIN) -> str:
    """What one commit changes, file after file, as `git apply` takes it."""
    return "".join(diff_file(each.path, each.before, each.after).render(palette) for each in unit.rewrites)


def quote(path: str) -> str:
    """`path` as git writes it: in quotes, with escapes, where it holds more than plain ASCII."""
    raw = path.encode("utf-8", "surrogateescape")
    quoted = "".join(_ESCAPES.get(byte, chr(byte)) for byte in raw)
    return path if quoted == path else f'"{quoted}"'


def _label(path: str) -> str:
    """A file name of the `---` and `+++` lines; a tab ends a name with a blank in it, as git has it."""
    return quote(path) + ("\t" if " " in path else "")


def _hunks(old: Sequence[bytes], new: Sequence[bytes], context: int) -> Iterator[str]:
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(context):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _marked(" ", old[old_start:old_end])
            else:
                yield from _marked("-", old[old_start:old_end])
                yield from _marked("+", new[new_start:new_end])


def _range(start: int, end: int) -> str:
    """Lines `start` to `end` as a hunk names them: counted from 1; an empty range names the line before it."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _marked(mark: str, lines: Sequence[bytes]) -> Iterator[str]:
    for line in lines:
        text = line.decode("utf-8", "surrogateescape")
        yield mark + text.removesuffix("\n")
        if not text.endswith("\n"):
            yield "\\ No newline at end of file"
