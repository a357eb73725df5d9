"""Text of the analysed code, made fit for a file in UTF-8 that people read."""

from __future__ import annotations

from remend.report.palette import harmless
from remend.review.model import Blame

SHORT = 9


def utf8(text: str) -> str:
    """`text` with an escape for whatever UTF-8 cannot hold, such as a byte of a path that did not decode."""
    return text.encode("utf-8", "backslashreplace").decode()


def plain(text: str) -> str:
    """`text` on one line, with escapes for what a reader would not see, or see in another order than it stands."""
    return text if text.isprintable() else utf8(harmless(text))


def attribution(blame: Blame) -> str:
    """Which commit brought a change, when, and what it said of itself."""
    commit = " of ".join(part for part in (blame.commit[:SHORT], blame.date) if part)
    said = f"{commit}: {blame.subject}" if blame.subject else commit
    return said if blame.in_range else f"{said} (before the range)"
