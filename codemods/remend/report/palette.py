"""Colour for a terminal, kept apart so that every format can do without it.

Text that comes from the code under analysis is made harmless here too: a file may carry terminal escapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from remend.model import Severity

RED, GREEN, YELLOW, CYAN, BOLD, DIM = "31", "32", "33", "36", "1", "2"
SEVERITY: Mapping[Severity, str] = MappingProxyType(
    {Severity.CRITICAL: "1;31", Severity.HIGH: RED, Severity.MEDIUM: YELLOW, Severity.LOW: CYAN}
)


@dataclass(frozen=True, slots=True)
class Palette:
    """Paints text when `color` is true, and hands it back as it is otherwise."""

    color: bool = False

    def __call__(self, text: str, style: str) -> str:
        """`text` in `style`, a terminal's SGR code such as `RED`; as it is where either is empty."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and style and text else text


PLAIN = Palette()


def harmless(text: str) -> str:
    """`text` on one line, with control characters written as escapes instead of sent to the terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or _is_undecodable(c) else _escape(c) for c in text)


def _is_undecodable(character: str) -> bool:
    """Whether `character` stands for a byte of a name that is not UTF-8; it is written out as that byte."""
    return "\udc80" <= character <= "\udcff"


def _escape(character: str) -> str:
    return "    " if character == "\t" else character.encode("unicode_escape").decode("ascii")
