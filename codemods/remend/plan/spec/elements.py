"""An XML file as a tree of elements that know where they stand.

The file comes with a repository, and so is not trusted: entities are refused where they are declared, so that a few
lines cannot grow to gigabytes and nothing outside the file is read; size and depth have bounds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from xml.parsers import expat

from remend.errors import ConfigError

MOST_BYTES = 500_000
DEEPEST = 64

_WORD = re.compile(r"[^\W_]+")
_ESCAPES: Mapping[bytes | None, bytes] = MappingProxyType({b"<": b"&lt;", b"&": b"&amp;"})
_MARKUP = re.compile(
    rb"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|<\?(?:.*?\?>|.*)|<!DOCTYPE"
    rb"|</?[A-Za-z_:][\w:.-]*(?:\s[^<>]*)?/?>|&#?\w+;|([<&])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Element:
    """One element: `text` is what stands in it outside of its children, `path` how to find it in the file."""

    tag: str
    name: str
    line: int
    path: str
    text: str = ""
    children: tuple[Element, ...] = ()

    @property
    def words(self) -> str:
        """What the element calls itself, in plain lower-case words."""
        return plain_words(self.name)

    @property
    def prose(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


def plain_words(name: str) -> str:
    """`splittingTriggers` and `splitting_triggers` as `splitting triggers`."""
    return " ".join(_WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))).lower()


class Parsed(NamedTuple):
    """The root of a file, and the lines on which something was taken for text that looked like markup."""

    root: Element
    repaired: tuple[int, ...] = ()


def parse(content: bytes, file: str) -> Parsed:
    """The tree of an XML file; an address such as `<a@b.org>`, or a lone `&`, counts as the text that it is.

    Raises:
        ConfigError: the file is malformed, is too large or too deep, or declares entities.
    """
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{file}: a spec has at most {MOST_BYTES:,} bytes, this has {len(content):,}; name another")
    try:
        return Parsed(_root(content, file))
    except expat.ExpatError as error:
        repaired, lines = _repaired(content)
        try:
            return Parsed(_root(repaired, file), lines)
        except expat.ExpatError as left:
            problem = expat.ErrorString(left.code) or "malformed"
            place = f"{file}: line {left.lineno}"
            raise ConfigError(f"{place}: this is no well-formed XML: {problem}; mend it, or name another") from error


def _root(content: bytes, file: str) -> Element:
    builder = _Builder(file)
    try:
        builder.parser.Parse(content, True)  # noqa: FBT003 (expat takes it by position)
    except (LookupError, ValueError) as error:
        raise ConfigError(f"{file}: its encoding cannot be read: {error}; save the file as UTF-8") from error
    return builder.whole()


def _repaired(content: bytes) -> tuple[bytes, tuple[int, ...]]:
    """The file with what is no markup escaped, and the lines where that is."""
    odd = [match.start() for match in _MARKUP.finditer(content) if match[1]]
    ends = [match.start() for match in re.finditer(b"\n", content)]
    lines = dict.fromkeys(bisect_left(ends, at) + 1 for at in odd)
    return _MARKUP.sub(lambda match: _ESCAPES.get(match[1], match[0]), content), tuple(lines)


@dataclass(slots=True)
class _Open:
    """An element of which the end has not come yet."""

    tag: str
    name: str
    line: int
    path: str
    text: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)

    def close(self) -> Element:
        return Element(
            tag=self.tag,
            name=self.name,
            line=self.line,
            path=self.path,
            text="".join(self.text),
            children=tuple(self.children),
        )


class _Builder:
    """Builds the tree from what expat meets, without recursion."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Open] = [_Open("", "", 0, "")]
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse

    def whole(self) -> Element:
        return self._open[0].children[0]

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        above = self._open[-1]
        if len(self._open) > DEEPEST:
            raise ConfigError(f"{self._at()}: elements are nested more than {DEEPEST} deep; no spec needs that")
        above.tags[tag] += 1
        name = attributes.get("name") or attributes.get("id") or ""
        mark = f"[@name='{name}']" if attributes.get("name") else f"[{above.tags[tag]}]" if above.tags[tag] > 1 else ""
        path = f"{above.path}/{tag}{mark}".removeprefix("/")
        self._open.append(_Open(plain_words(tag), name, self.parser.CurrentLineNumber, path))

    def _end(self, _: str) -> None:
        done = self._open.pop()
        self._open[-1].children.append(done.close())

    def _text(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _refuse(self, name: str, *_: object) -> None:
        raise ConfigError(
            f"{self._at()}: the entity `{name}` is declared, which is not read; write out what it stands for"
        )

    def _at(self) -> str:
        return f"{self._file}: line {self.parser.CurrentLineNumber}"
