"""What the text of files tells of the functions in them: perhaps too much, never too little.

It says which few files have to be parsed to know whether a name is that of a coroutine function. Strings and comments
count, and so do functions inside of others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path

import msgspec

from remend.cache import code_state, digest

_DEF = re.compile(rb"def[\s\\]+([\w\x80-\xff]+)")
_CLASS = re.compile(rb"class[\s\\]+([\w\x80-\xff]+)")
_ASYNC = re.compile(rb"async(?:[ \t\f]++|\\(?:\r\n?|\n))+\Z")
_GIVEN = [re.compile(word + rb"\b(?:[\s\\(]++|#[^\n]*+)*([\w\x80-\xff]+)") for word in (rb"return", rb"yield")]
_OPENING, _CLOSING, _CLOSED = (b"(", b"[", b"{"), (b")", b"]", b"}"), re.compile(rb"[)\]}]")
_AWAITED = re.compile(rb"await[ \t]+[\w\x80-\xff]+\.([\w\x80-\xff]+)\(")
_ASSIGNED = re.compile(
    rb"=(?:[\s\\(]++|#[^\n]*+)*(?!(?:True|False|None|await|lambda|not|yield)(?![\w\x80-\xff]))"
    rb"([A-Za-z_\x80-\xff][\w.\x80-\xff]*+)(?![ \t]*+[(\[])"
)
_RENAMED = re.compile(rb"as(?:[\s\\]++|#[^\n]*+)+([\w\x80-\xff]+)")
_DECORATED = re.compile(rb"@[ \t]*([\w.\x80-\xff \t]+)")
_WORD = re.compile(rb"[\w\x80-\xff]+")
_LONGEST_SPACE = 200


Names = str
"""Names with a space between them: read from the cache in a tenth of the time that a set of them takes."""


class Hint(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Of one file.

    Attributes:
        plain: the names of the functions in it that are not async.
        asynchronous: the names of those that are.
        classes: the names of its classes.
        makers: the names of the functions that may make an async one, and give it back.
        is_returning: whether it speaks of coroutines by the name of their type.
        awaited: the methods of which it awaits what they give.
        decorators: the last names of its decorators.
        renamed: the other names that are given in it to what is not told.
        aliases: the other names that are given to what is told.
        originals: for each of `aliases` the last name of that.
    """

    plain: Names
    asynchronous: Names
    classes: Names
    makers: Names
    is_returning: bool
    awaited: Names
    decorators: Names
    renamed: Names
    aliases: Names
    originals: Names


def find_hint(raw: bytes) -> Hint:
    """What the text of one file tells."""
    plain, asynchronous = set[bytes](), set[bytes]()
    depths: list[tuple[bytes, bool, int]] = []
    for match in _DEF.finditer(raw):
        start = match.start()
        is_async = _ASYNC.search(raw, max(0, start - _LONGEST_SPACE), start)
        (asynchronous if is_async else plain).add(match[1])
        depths.append((match[1], is_async is not None, _depth(raw, is_async.start() if is_async else start)))
    gives = bool(asynchronous) and any(not asynchronous.isdisjoint(given.findall(raw)) for given in _GIVEN)
    aliases = sorted(set(_aliases(raw)))
    return Hint(
        plain=_joined(plain),
        asynchronous=_joined(asynchronous),
        classes=_joined(_CLASS.findall(raw)),
        makers=_joined(_makers(depths) if gives else ()),
        is_returning=b"Coroutine" in raw,
        awaited=_joined(_AWAITED.findall(raw)),
        decorators=_joined(dotted.rpartition(b".")[2].strip() for dotted in set(_DECORATED.findall(raw))),
        renamed=_joined(_renamed(raw)),
        aliases=_spelled(alias for alias, _ in aliases),
        originals=_spelled(last for _, last in aliases),
    )


def hint_state() -> str:
    """A digest of all that `find_hint` depends on besides the file."""
    return digest("hints", code_state(Path(__file__)))


class Hints:
    """Of the Python files of one project.

    Attributes:
        plain: all names of functions that are not async.
        asynchronous: all names of those that are.
        classes: all names of classes.
        makers: all names of functions that may make an async one, and give it back.
        returning: the files that speak of coroutines by the name of their type.
    """

    def __init__(self, by_path: Mapping[str, Hint]) -> None:
        self._by_path = by_path
        every = by_path.values()
        self.plain = _all(each.plain for each in every)
        self.asynchronous = _all(each.asynchronous for each in every)
        self.classes = _all(each.classes for each in every)
        self.makers = _all(each.makers for each in every)
        self.returning = frozenset(path for path, each in by_path.items() if each.is_returning)
        self._awaited = _all(each.awaited for each in every)

    def defining(self, name: str) -> set[str]:
        """The files that define a function of that name which is not async."""
        if name not in self.plain:
            return set()
        return {path for path, each in self._by_path.items() if _has(each.plain, name)}

    def defining_async(self, name: str) -> set[str]:
        """The files that define one that is."""
        if name not in self.asynchronous:
            return set()
        return {path for path, each in self._by_path.items() if _has(each.asynchronous, name)}

    def classing(self, name: str) -> set[str]:
        """The files that define a class of that name."""
        if name not in self.classes:
            return set()
        return {path for path, each in self._by_path.items() if name in each.classes.split()}

    def making(self, name: str) -> set[str]:
        """The files in which a function of that name may make an async one, and give it back."""
        if name not in self.makers:
            return set()
        return {path for path, each in self._by_path.items() if name in each.makers.split()}

    def is_awaited(self, method: str) -> bool:
        """Whether what a method of that name gives is awaited anywhere."""
        return method in self._awaited

    def awaiting(self, method: str) -> set[str]:
        """The files that await what a method of that name gives."""
        return {path for path, each in self._by_path.items() if _has(each.awaited, method)}

    def plain_in(self, paths: AbstractSet[str]) -> frozenset[str]:
        """The names of the functions in some files that are not async."""
        return _all(self._by_path[path].plain for path in paths)

    def decorated_by(self, names: AbstractSet[str]) -> frozenset[str]:
        """The files in which a decorator of one of these names stands."""
        items = self._by_path.items()
        return frozenset(path for path, each in items if not names.isdisjoint(each.decorators.split()))

    def is_alias(self, name: str, names: AbstractSet[str]) -> bool:
        """Whether a name may be given to one of `names`, as another one of it."""
        every = self._by_path.values()
        if any(_has(each.renamed, name) for each in every):
            return True
        giving = (zip(e.aliases.split(), e.originals.split(), strict=True) for e in every if name in e.aliases)
        return any(alias == name and last in names for pairs in giving for alias, last in pairs)

    def aliasing(self, name: str) -> set[str]:
        """The files in which a name is given to something."""
        items = self._by_path.items()
        return {path for path, each in items if _has(each.renamed, name) or _has(each.aliases, name)}


def _has(names: Names, name: str) -> bool:
    """Whether a name is among others; to look for its letters first takes a fiftieth of the time."""
    return name in names and name in names.split()


def _all(every: Iterable[Names]) -> frozenset[str]:
    return frozenset(" ".join(every).split())


def _depth(raw: bytes, start: int) -> int:
    """How far in a statement is that begins somewhere."""
    line = raw[max(raw.rfind(b"\n", 0, start), raw.rfind(b"\r", 0, start)) + 1 : start]
    return len(line) - len(line.rstrip(b" \t"))


def _makers(functions: Sequence[tuple[bytes, bool, int]]) -> Iterator[bytes]:
    """The functions that are followed by an async one that is further in."""
    deepest = -1
    for name, is_async, depth in reversed(functions):
        if depth < deepest:
            yield name
        if is_async:
            deepest = max(deepest, depth)


def may_have(raw: bytes, name: str) -> bool:
    """Whether a file may say of a parameter that it is a `name`, makes one, or gives that another name."""
    return not name.isascii() or f"{name}(".encode() in raw or _annotation(name.encode()).search(raw) is not None


def may_assign(raw: bytes, name: str) -> bool:
    """Whether a file may assign something to a name, or say what it is."""
    return not name.isascii() or _assignment(name.encode()).search(raw) is not None


@lru_cache(maxsize=64)
def _assignment(name: bytes) -> re.Pattern[bytes]:
    return re.compile(name + rb"(?:[\s\\)]++|#[^\n]*+)*[:=]")


@lru_cache(maxsize=64)
def _annotation(name: bytes) -> re.Pattern[bytes]:
    gap = rb"(?:[\s\\(]++|#[^\n]*+)*"
    return re.compile(rb"[:\[]%s(?:[\w\x80-\xff]+%s\.%s)*%s(?!\w)|%s%sas\b" % (gap, gap, gap, name, name, gap))


def _aliases(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Other names, each with the last name of what it is given to."""
    for match in _ASSIGNED.finditer(raw):
        last = match[1].rpartition(b".")[2]
        yield from ((alias, last) for alias in _WORD.findall(_before(raw, match.start())) if last)


def _renamed(raw: bytes) -> Iterator[bytes]:
    for match in _RENAMED.finditer(raw):
        before = raw[max(0, match.start() - 1) : match.start()]
        if not (before.isalnum() or before == b"_"):
            yield match[1]


def _before(raw: bytes, end: int) -> bytes:
    """The text of a statement before its last `=`: its line, or all lines from where a bracket in it may be open."""
    start = max(raw.rfind(b"\n", 0, end), raw.rfind(b"\r", 0, end)) + 1
    line = raw[start:end]
    closed = sum(map(line.count, _CLOSING)) - sum(map(line.count, _OPENING)) if _CLOSED.search(line) else 0
    is_continued = raw[max(0, start - 3) : start].rstrip(b"\r\n").endswith(b"\\") or not line.strip(b" \t:")
    return raw[:end] if closed > 0 or is_continued else line


def _name(word: bytes) -> str:
    """A name as Python knows it."""
    name = word.decode("utf-8", "replace")
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def _joined(words: Iterable[bytes]) -> Names:
    return _spelled(sorted(set(words)))


def _spelled(words: Iterable[bytes]) -> Names:
    """Words in their order; what Python takes for no name is a `?`."""
    joined = b" ".join(words)
    if joined.isascii():
        return joined.decode("ascii")
    names = map(_name, joined.split(b" "))
    return " ".join(name if name.isidentifier() else "?" for name in names)
