"""Changes for tests of `remend plan`, made from texts."""

from __future__ import annotations

from collections.abc import Mapping

from remend.git.difference import Difference, Hunk
from remend.git.snapshots import Entry
from remend.plan.changes.parts import FileChange
from remend.snapshot import blob_id

PLAIN = "100644"


def changed(path: str, before: str | None, after: str | None, *hunks: tuple[range, range], was: str = "") -> FileChange:
    """A file that changed, with its hunks; None where it is not there."""
    sides = [None if text is None else text.encode() for text in (before, after)]
    entries = [None if side is None else Entry(PLAIN, blob_id(side)) for side in sides]
    difference = Difference(path, was or path, entries[0], entries[1], tuple(Hunk(*hunk) for hunk in hunks))
    return FileChange(difference, sides[0] or b"", sides[1] or b"")


def contents(state: Mapping[str, object], file: FileChange) -> dict[str, str | None]:
    """What the paths of a state hold, as text."""
    known = {blob_id(side): side for side in (file.before, file.after)}
    found: dict[str, str | None] = {}
    for path, held in state.items():
        content = getattr(held, "content", None)
        raw = known[content] if isinstance(content, str) else content
        found[path] = None if raw is None else raw.decode()
    return found
