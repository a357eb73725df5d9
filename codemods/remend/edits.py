"""Applies edits to a text; apart from what makes them, since that needs LibCST and this does not."""

from __future__ import annotations

from collections.abc import Iterable

from remend.model import Edit


def splice(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """`text` from `start` to `end` with the edits that lie within applied; edits must not overlap."""
    parts: list[str] = []
    at = start
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        assert at <= edit.start, "edits overlap"
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*parts, text[at:end]))
