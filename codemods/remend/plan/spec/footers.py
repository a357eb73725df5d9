"""Footers: filled in with what the configuration says, and known again in a message.

What a footer claims is the user's to say. One of which a value is missing is left out of messages, never made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from remend.plan.spec.model import Footer

_HOLE = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\s*:\s*\S")
_WHOLE_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (\S.*)")
_WORDS = re.compile(r"\w+")


def holes(footer: Footer) -> tuple[str, ...]:
    """The names of the values that a footer needs."""
    return tuple(dict.fromkeys(_HOLE.findall(footer.text)))


def missing(footer: Footer, values: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the values that a footer needs and that are not given."""
    return tuple(name for name in holes(footer) if not values.get(name, "").strip())


def filled(footer: Footer, values: Mapping[str, str]) -> str | None:
    """The text of a footer with its values; None where one is missing."""
    return None if missing(footer, values) else _HOLE.sub(lambda hole: values[hole[1]].strip(), footer.text)


def demanded_for(footers: Iterable[Footer], kind: str) -> tuple[Footer, ...]:
    """The footers that a commit of type `kind` needs."""
    return tuple(footer for footer in footers if not footer.types or kind in footer.types)


def parted(footers: Iterable[Footer], kind: str) -> tuple[list[str], list[tuple[str, str]]]:
    """What a commit of type `kind` ends with: lines of text, and trailers for the block at the very end."""
    lines = [line for footer in demanded_for(footers, kind) for line in footer.text.splitlines()]
    trailers = {line: match for line in lines if (match := _WHOLE_TRAILER.fullmatch(line)) is not None}
    return [line for line in lines if line not in trailers], [(match[1], match[2]) for match in trailers.values()]


def stands_in(footer: Footer, lines: Sequence[str], values: Mapping[str, str]) -> bool:
    """Whether a message has a footer, with whatever values its author gave it."""
    plain = [_LINK.sub(r"\1", line).strip() for line in lines]
    text = filled(footer, values)
    forms = [text] if text is not None else []
    forms += [_HOLE.sub("\0", footer.text)] if _WORDS.search(_HOLE.sub("", footer.text)) else []
    if any(all(_has(plain, part) for part in form.splitlines() if part.strip()) for form in forms):
        return True
    return bool(footer.sample) and all(_has_like(plain, part) for part in footer.sample.splitlines())


def belongs_to(footers: Iterable[Footer], line: str, values: Mapping[str, str]) -> bool:
    """Whether a line of a message is one of a footer."""
    plain = [_LINK.sub(r"\1", line).strip()]
    for footer in footers:
        parts = (filled(footer, values) or footer.text).splitlines()
        if any(_has(plain, _HOLE.sub("\0", part)) for part in parts if _WORDS.search(_HOLE.sub("", part))):
            return True
        if any(_has_like(plain, part) for part in footer.sample.splitlines()):
            return True
    return False


def _has(lines: Sequence[str], part: str) -> bool:
    """Whether a line reads like `part`, in which a zero stands for any text."""
    pattern = r"\s*\S.*".join(re.escape(piece.strip()) for piece in part.split("\0"))
    spaced = re.sub(r"(?:\\ )+", r"\\s+", pattern)
    return any(re.fullmatch(spaced, line, re.IGNORECASE) for line in lines)


def _has_like(lines: Sequence[str], part: str) -> bool:
    """Whether a line is of the kind of `part`: a trailer of its key, or its very words."""
    trailer = _TRAILER.match(part)
    if trailer is not None:
        keys = (match[1].lower() for line in lines if (match := _TRAILER.match(line)) is not None)
        return trailer[1].lower() in keys
    return any(_words(line) == _words(part) for line in lines)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower())
