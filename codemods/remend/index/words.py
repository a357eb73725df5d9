"""Finds the files that a name can stand in, by their bytes alone, so that no other has to be parsed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path

import msgspec

from remend.cache import code_state, digest
from remend.index.outermost import class_heads, outermost
from remend.searches import Searches

_ASCII = bytes(range(128))
_CODING = re.compile(rb"coding[:=][ \t]*([-\w.]+)")
_SPELLS_PLAINLY = re.compile(rb"(?:utf-?8|ascii|us-ascii|latin-?1|iso-?8859-?1|cp1252)", re.IGNORECASE)
_STATEMENT = re.compile(
    rb"\b(?:from|import)\b(?:[^\n\\(#;]++|\\(?:\r\n?|\n)|\((?:[^)#]++|#[^\n]*+)*)*"  # what is read is not read again
)
_WORD = re.compile(rb"\w+")
_LETTER, _ATTRIBUTE = re.compile(rb"\w"), re.compile(rb"[\w.]")
_BOUND = rb"(?!\w)(?:[\s\\$]++|#[^\n]*+)*(?:[=:,)\]}|]|in\b)"
_TOLD = rb"(?:def|class|as|type|(?:global|case)\b[^\n]*?)(?:[\s\\$]++|#[^\n]*+|[*(\[{,])+"
"""What stands behind a name where it is bound, or in front of it."""

_RELATIVE = re.compile(rb"from[\s\\]*\.")


class Spelling(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Of one file.

    Attributes:
        is_odd: whether it can spell a name of ASCII letters in other bytes than these.
        is_relative: whether it may have a relative import.
    """

    is_odd: bool
    is_relative: bool


def find_spelling(raw: bytes) -> Spelling:
    """How the names of one file may be spelled."""
    return Spelling(_is_odd(raw), _RELATIVE.search(raw) is not None)


@cache
def spelling_state() -> str:
    """A digest of all that `find_spelling` depends on besides the file."""
    return digest("spelling", code_state(Path(__file__)))


class Words:
    """The names of a project's files: Python ones, by their bytes.

    What is told may be too much and never too little: strings and comments count, and so does each file that can spell
    a name in letters that only Python takes for the same. `spell` gives how they may be spelled, by path; `searches`
    remembers where a name was found. What another project tells of files that are the `same` there is taken from it.
    """

    def __init__(
        self,
        contents: Mapping[str, bytes],
        spell: Callable[[], Mapping[str, Spelling]] | None = None,
        searches: Searches | None = None,
        other: Words | None = None,
        same: frozenset[str] = frozenset(),
    ) -> None:
        self._contents = contents
        self._searches = searches or Searches(contents)
        self._other = other
        self._same = same if other is not None else frozenset()
        self._spell = spell or (lambda: {path: find_spelling(raw) for path, raw in contents.items()})
        self._known: dict[str, frozenset[str]] = {}
        self._by_path: dict[str, frozenset[bytes]] = {}
        self._outermost: dict[str, bytes] = {}

    def holding(self, name: str) -> frozenset[str]:
        """The files that a name may stand in; all of them where it is no name at all."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._search(name)
        return known

    def binding(self, name: str) -> frozenset[str]:
        """The files that may bind a name at their level otherwise than by an import."""
        holding = self.holding(name)
        if not (name.isidentifier() and name.isascii()):
            return holding
        word = name.encode()
        bound, told = re.compile(word + _BOUND), re.compile(_TOLD + word + rb"(?!\w)")
        texts = ((path, text) for path in holding if word in (text := self._at_the_top(path)))
        found = (path for path, text in texts if _begins(bound, text, _ATTRIBUTE) or told.search(text))
        return frozenset(found) | (self.odd & holding)

    def deriving(self, name: str) -> frozenset[str]:
        """The files that may have a class at their level whose head has a name."""
        holding = self.holding(name)
        if not (name.isidentifier() and name.isascii()):
            return holding
        word = name.encode()
        texts = ((path, text) for path in holding if word in (text := self._at_the_top(path)))
        found = (path for path, text in texts if any(word in head for head in class_heads(text)))
        return frozenset(found) | (self.odd & holding)

    def _at_the_top(self, path: str) -> bytes:
        """What stands at the level of a file."""
        if self._other is not None and path in self._same:
            return self._other._at_the_top(path)  # noqa: SLF001 (likewise)
        known = self._outermost.get(path)
        if known is None:
            known = self._outermost[path] = outermost(self._contents[path])
        return known

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
        if self._other is not None and path in self._same:
            return self._other._imported(path)  # noqa: SLF001 (another one of its kind)
        known = self._by_path.get(path)
        if known is None:
            known = self._by_path[path] = _imported(self._contents[path])
        return known

    @cached_property
    def relative(self) -> frozenset[str]:
        """The files that may have a relative import."""
        return self.odd.union(path for path, each in self._spellings.items() if each.is_relative)

    def _search(self, name: str) -> frozenset[str]:
        if not name.isidentifier():
            return frozenset(self._contents)
        question = f"{spelling_state()} {name}"
        if not name.isascii():
            return self._searches.passing(question, lambda raw: not raw.isascii()) | self.odd
        word = name.encode()
        ending = re.compile(rb"%s(?!\w)" % word)  # to look for a letter first is three times as fast as for `\b`

        def has(raw: bytes) -> bool:
            return word in raw and _begins(ending, raw, _LETTER)

        if self._other is None:
            return self._searches.passing(question, has) | self.odd
        known = self._other.holding(name) & self._same
        return self.odd.union(known, (path for path, raw in self._own.items() if has(raw)))

    @cached_property
    def _own(self) -> Mapping[str, bytes]:
        """The contents of the files that no other project tells of."""
        return {path: raw for path, raw in self._contents.items() if path not in self._same}

    @cached_property
    def odd(self) -> frozenset[str]:
        """The files that can spell a name of ASCII letters in other bytes than these."""
        return frozenset(path for path, each in self._spellings.items() if each.is_odd)

    @cached_property
    def _spellings(self) -> Mapping[str, Spelling]:
        return self._spell()


def may_import(raw: bytes, name: str) -> bool:
    """Whether a file that is not odd may import something relatively, or have a name in an import."""
    return _RELATIVE.search(raw) is not None or name.encode() in _imported(raw)


def _imported(raw: bytes) -> frozenset[bytes]:
    """All words in what may be import statements."""
    return frozenset(_WORD.findall(b" ".join(_STATEMENT.findall(raw))))


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
