"""What the text of files tells of the functions in them: perhaps too much, never too little.

It says which few files have to be parsed to know whether a name is that of a coroutine function. Strings and comments
count, and so do functions inside of others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache

_DEF = re.compile(rb"def[\s\\]+([\w\x80-\xff]+)")
_ASYNC = re.compile(rb"async(?:[ \t\f]++|\\(?:\r\n?|\n))++\Z")
_GIVEN = re.compile(rb"\b(?:return|yield)\b(?:[\s\\(]++|#[^\n]*+)*+([\w\x80-\xff]+)")
_AWAITED = re.compile(rb"await[ \t]+[\w\x80-\xff]+\.([\w\x80-\xff]+)\(")
_ASSIGNED = re.compile(rb"=(?:[\s\\(]++|#[^\n]*+)*+([A-Za-z_\x80-\xff][\w.\x80-\xff]*+)(?![ \t]*+[(\[])")
_RENAMED = re.compile(rb"as(?:[\s\\]++|#[^\n]*+)++([\w\x80-\xff]+)")
_DECORATED = re.compile(rb"@[ \t]*([\w.\x80-\xff \t]+)")
_WORD = re.compile(rb"[\w\x80-\xff]+")
_LONGEST_SPACE = 200

Paths = Mapping[str, AbstractSet[str]]
"""The files in which something stands, by a name."""


class Hints:
    """Of the Python files of one project.

    Attributes:
        plain: where functions are defined that are not async.
        asynchronous: where those are that are.
        making: the files in which an async function may be made, and given back.
        awaited: where what a method of that name gives is awaited.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self.plain: dict[str, set[str]] = {}
        self.asynchronous: dict[str, set[str]] = {}
        self.making: set[str] = set()
        self.awaited: dict[str, set[str]] = {}
        for path, raw in contents.items():
            names = set[bytes]()
            for match in _DEF.finditer(raw):
                start = match.start()
                is_async = _ASYNC.search(raw, max(0, start - _LONGEST_SPACE), start) is not None
                (self.asynchronous if is_async else self.plain).setdefault(_name(match[1]), set()).add(path)
                if is_async:
                    names.add(match[1])
            if names and not names.isdisjoint(_GIVEN.findall(raw)):
                self.making.add(path)
            for method in set(_AWAITED.findall(raw)):
                self.awaited.setdefault(_name(method), set()).add(path)

    @cached_property
    def returning(self) -> frozenset[str]:
        """The files that speak of coroutines by the name of their type."""
        return frozenset(path for path, raw in self._contents.items() if b"Coroutine" in raw)

    @cached_property
    def decorated(self) -> Paths:
        """The files in which decorators stand, by the last name of these."""
        found: dict[str, set[str]] = {}
        for path, raw in self._contents.items():
            for dotted in set(_DECORATED.findall(raw)):
                found.setdefault(_name(dotted.rpartition(b".")[2].strip()), set()).add(path)
        return found

    def aliases(self, names: AbstractSet[str]) -> Paths:
        """Where another name is given to one of `names`, by that other name."""
        found: dict[str, set[str]] = {}
        for path, raw in self._contents.items():
            for alias in _aliases(raw, names):
                found.setdefault(alias, set()).add(path)
        return found


def may_annotate(raw: bytes, name: str) -> bool:
    """Whether a file may say of a parameter that it is a `name`, or gives that another name."""
    return not name.isascii() or _annotation(name.encode()).search(raw) is not None


@lru_cache(maxsize=64)
def _annotation(name: bytes) -> re.Pattern[bytes]:
    gap = rb"(?:[\s\\(]++|#[^\n]*+)*+"
    return re.compile(rb"[:\[]%s(?:[\w\x80-\xff]+%s\.%s)*%s(?!\w)|%s%sas\b" % (gap, gap, gap, name, name, gap))


def _aliases(raw: bytes, names: AbstractSet[str]) -> Iterator[str]:
    for match in _ASSIGNED.finditer(raw):
        if _name(match[1].rpartition(b".")[2]) in names:
            yield from map(_name, _WORD.findall(_before(raw, match.start())))
    for match in _RENAMED.finditer(raw):
        before = raw[max(0, match.start() - 1) : match.start()]
        if not (before.isalnum() or before == b"_"):
            yield _name(match[1])


def _before(raw: bytes, end: int) -> bytes:
    """The text of a statement before its last `=`: its line, or all lines from where a bracket in it may be open."""
    start = max(raw.rfind(b"\n", 0, end), raw.rfind(b"\r", 0, end)) + 1
    line = raw[start:end]
    closed = sum(line.count(each) for each in (b")", b"]", b"}")) - sum(line.count(each) for each in (b"(", b"[", b"{"))
    is_continued = raw[:start].rstrip(b"\r\n").endswith(b"\\") or not line.strip(b" \t:")
    return raw[:end] if closed > 0 or is_continued else line


def _name(word: bytes) -> str:
    """A name as Python knows it."""
    name = word.decode("utf-8", "replace")
    return name if name.isascii() else unicodedata.normalize("NFKC", name)
