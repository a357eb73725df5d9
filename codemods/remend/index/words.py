"""Finds the files that a name can stand in, by their bytes alone, so that no other has to be parsed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, cached_property

_ASCII = bytes(range(128))
_CODING = re.compile(rb"coding[:=][ \t]*([-\w.]+)")
_SPELLS_PLAINLY = re.compile(rb"(?:utf-?8|ascii|us-ascii|latin-?1|iso-?8859-?1|cp1252)", re.IGNORECASE)
_STATEMENT = re.compile(
    rb"\b(?:from|import)\b(?:[^\n\\(#;]++|\\(?:\r\n?|\n)|\((?:[^)#]++|#[^\n]*+)*+)*+"  # what is read is not read again
)
_WORD = re.compile(rb"\w+")
_LETTER, _ATTRIBUTE = re.compile(rb"\w"), re.compile(rb"[\w.]")
_BOUND = rb"(?!\w)(?:[\s\\]++|#[^\n]*+)*+(?:[=:,)\]}|]|in\b)"
_TOLD = rb"(?:def|class|as|type|(?:global|case)\b[^\n]*?)(?:[\s\\]++|#[^\n]*+|[*(\[{,])++"
"""What stands behind a name where it is bound, or in front of it."""

_RELATIVE = re.compile(rb"from[\s\\]*\.")


class Words:
    """The names of a project's files: Python ones, by their bytes.

    What is told may be too much and never too little: strings and comments count, and so does each file that can spell
    a name in letters that only Python takes for the same.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self._known: dict[str, frozenset[str]] = {}
        self._by_path: dict[str, frozenset[bytes]] = {}

    def holding(self, name: str) -> frozenset[str]:
        """The files that a name may stand in; all of them where it is no name at all."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._search(name)
        return known

    def binding(self, name: str) -> frozenset[str]:
        """The files that may bind a name otherwise than by an import."""
        holding = self.holding(name)
        if not (name.isidentifier() and name.isascii()):
            return holding
        word = name.encode()
        bound, told = re.compile(word + _BOUND), re.compile(_TOLD + word + rb"(?!\w)")
        contents = self._contents
        found = (path for path in holding if _begins(bound, contents[path], _ATTRIBUTE) or told.search(contents[path]))
        return frozenset(found) | (self.odd & holding)

    def importing(self, name: str) -> frozenset[str]:
        """The files that an import statement may have a name in, be it a module's or what is taken from one."""
        holding = self.holding(name)
        if not name.isidentifier():
            return holding
        return frozenset(path for path in holding if self.imports(path, name))

    def imports(self, path: str, name: str) -> bool:
        """Whether an import statement of a file may have a name in it."""
        return path in self.odd or name.encode() in self._imported(path) or not name.isascii()

    def _imported(self, path: str) -> frozenset[bytes]:
        """All words in what may be import statements of a file."""
        known = self._by_path.get(path)
        if known is None:
            statements = b" ".join(_STATEMENT.findall(self._contents[path]))
            known = self._by_path[path] = frozenset(_WORD.findall(statements))
        return known

    @cached_property
    def relative(self) -> frozenset[str]:
        """The files that may have a relative import."""
        found = {path for path, raw in self._contents.items() if _RELATIVE.search(raw)}
        return self.odd.union(found)

    def _search(self, name: str) -> frozenset[str]:
        if not name.isidentifier():
            return frozenset(self._contents)
        if not name.isascii():
            return frozenset(path for path, raw in self._contents.items() if not raw.isascii()) | self.odd
        word = name.encode()
        ending = re.compile(rb"%s(?!\w)" % word)  # to look for a letter first is three times as fast as for `\b`
        found = (path for path, raw in self._contents.items() if word in raw and _begins(ending, raw, _LETTER))
        return self.odd.union(found)

    @cached_property
    def odd(self) -> frozenset[str]:
        """The files that can spell a name of ASCII letters in other bytes than these."""
        return frozenset(path for path, raw in self._contents.items() if _is_odd(raw))


def _begins(found: re.Pattern[bytes], raw: bytes, part: re.Pattern[bytes]) -> bool:
    """Whether something is found that is no `part` of what stands before it."""
    return any(not (at := each.start()) or not part.match(raw, at - 1) for each in found.finditer(raw))


def _is_odd(raw: bytes) -> bool:
    """Whether a file may spell a name of ASCII letters in other bytes than these."""
    head = b"\n".join(raw.split(b"\n", 2)[:2])
    coding = _CODING.search(head) if b"coding" in head else None
    if coding is not None and not _SPELLS_PLAINLY.fullmatch(coding[1]):
        return True
    if raw.isascii():
        return False
    try:
        beyond = raw.translate(None, _ASCII).decode()
    except UnicodeDecodeError:  # another encoding, in which any letter may be meant
        return True
    return any(map(_means_ascii, set(beyond)))


@cache
def _means_ascii(character: str) -> bool:
    """Whether Python takes a letter, in a name, for one of ASCII, or for several: `ﬁ` for `fi`."""
    return f"_{character}".isidentifier() and any(map(str.isascii, unicodedata.normalize("NFKC", character)))
