"""What stands at the level of a module, by its bytes alone: no strings, no comments, nothing inside definitions."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

_LITERAL = re.compile(
    rb'#[^\n]*+|"""(?:[^"\\]++|\\.|"(?!""))*"""|'
    rb"'''(?:[^'\\]++|\\.|'(?!''))*'''|"
    rb'"(?:[^"\\\n]++|\\.)*"|'
    rb"'(?:[^'\\\n]++|\\.)*'",
    re.DOTALL,
)
_UNCLEAR = re.compile(rb"[\"'\r\f]")
_FORMATTED = re.compile(rb"(?i)\b(?:[ft]r?|r[ft])[\"']")
_NESTS_QUOTES = sys.version_info >= (3, 12)
"""Whether a formatted string may have its own quotes inside of it."""

_NEXT = re.compile(rb"\n(?=[^\s)\]}$]|\$[ \t$]*[^\s$])")
"""Where what stands at the left margin begins; a comment there may be inside of anything."""

_FUNCTION = re.compile(rb"(?:async\b[ \t\\\n]*)?def\b[ \t\\\n]*\w*")
_CLASS = re.compile(rb"class\b")
_CLASS_IN = re.compile(rb"\bclass\b")
_GLOBAL = re.compile(rb"\bglobal\b(?:[^\n\\]++|\\\n)*")


def outermost(raw: bytes) -> bytes:
    """The statements of a module, definitions by their heads alone, with what these declare global.

    There is a `$` for each string and comment. Of a file of which it cannot be told for certain, all that is in it.
    """
    if _NESTS_QUOTES and _FORMATTED.search(raw):
        return raw
    code = _LITERAL.sub(b"$", raw)
    return raw if _UNCLEAR.search(code) else b"\n".join(_heads(_NEXT.split(code)))


def _heads(parts: Sequence[bytes]) -> Iterator[bytes]:
    """Of the parts that begin at the left margin, each one of a definition without its body."""
    for part in parts:
        function = _FUNCTION.match(part)
        if function is None and not _CLASS.match(part):
            yield part
            continue
        yield function[0] if function is not None and b":=" not in part else _head(part)
        if b"global" in part:
            yield from _GLOBAL.findall(part)


def class_heads(code: bytes) -> Iterator[bytes]:
    """The heads of the classes in what `outermost` gives, with their bases."""
    return (_head(code, match.start()) for match in _CLASS_IN.finditer(code))


def _head(code: bytes, start: int = 0) -> bytes:
    """A definition up to the colon that ends a line outside of brackets."""
    end, depth = start, 0
    while end < len(code):
        newline = code.find(b"\n", end)
        line, end = (code[end:], len(code)) if newline < 0 else (code[end:newline], newline + 1)
        depth += sum(map(line.count, (b"(", b"[", b"{"))) - sum(map(line.count, (b")", b"]", b"}")))
        if depth <= 0 and line.rstrip(b" \t$").endswith(b":"):
            break
    return code[start:end]
