"""Whether text or bytes go through the buffers that a file makes with `StringIO`, which in Python 2 took either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from itertools import pairwise, takewhile

from fissix.pgen2 import token
from fissix.pygram import python_symbols as syms
from fissix.pytree import Leaf, Node

WORDS = frozenset({"StringIO", "cStringIO"})
_MAKES = r"(?:c?StringIO\.)?c?StringIO"
_RENAMED = re.compile(r"\bimport[ (]+StringIO as (\w+)")
_TEXT = re.compile(r"""(?!.*\\[x0])[uU]?[rR]?['"]|(?:str|unicode|repr)\(|.*\.decode\(""", re.DOTALL)
_BYTES = re.compile(
    r"""(?x) [bB][rR]?['"] | .* (?: \.encode\( | \.decode\(['"](?:base64|hex|zlib) | \bstruct\.pack | \bzlib\.
    | ickle\.dumps | \bmarshal\.dumps | \burandom\( | \.recv\( | b64decode\( | unhexlify\( | ['"]rb['"]\)\.read\(
    | \burlopen\(.*\.read\( )""",
    re.DOTALL,
)
"""How expressions begin, or what they hold, that are text or bytes once Python 3 runs them."""
_TEXT_TAKERS = """
    reader writer DictReader DictWriter StreamHandler readfp print_exc print_stack print_last pprint TextTestRunner
"""
_BYTES_TAKERS = """
    GzipFile BZ2File ZipFile TarFile Image.open tarfile.open wave.open Pickler Unpickler pickle.dump pickle.load
    cPickle.dump cPickle.load marshal.dump marshal.load PdfFileReader load_workbook
"""
_TAKES_TEXT = frozenset(_TEXT_TAKERS.split())
_TAKES_BYTES = frozenset(_BYTES_TAKERS.split())
_CALLED = WORDS | {"write"} | _TAKES_TEXT | {name.rpartition(".")[2] for name in _TAKES_BYTES}
"""The last words of what is called with or on a buffer, but for names that the file gives to the class itself."""


class Content(Enum):
    """What goes through a buffer."""

    TEXT = "text"
    BYTES = "bytes"


def content(leaves: Sequence[Leaf], text: str) -> Content | None:
    """What goes through all buffers of a file; None where nothing tells, or one thing tells otherwise than another."""
    renamed = _RENAMED.findall(text)
    makes = re.compile("|".join([_MAKES, *renamed]))
    made = rf"(?:{makes.pattern})\("
    names = {match[1] for match in re.finditer(rf"(?<![\w.])([\w.]++)\s*=\s*{made}", text)}
    buffer = "|".join([made, *(rf"{re.escape(name)}(?![\w.(])" for name in sorted(names))])
    calls = _calls(leaves, _CALLED.union(renamed))
    told = set(_told(calls, makes, names, re.compile(rf"(?:\w+\s*=\s*)?(?:{buffer})")))
    if re.search(rf"print\s*>>\s*(?:{buffer})|\bsys\.std(?:out|err)\s*=\s*(?:{buffer})", text):
        told.add(Content.TEXT)
    return told.pop() if len(told) == 1 else None


def _told(
    calls: Iterator[tuple[str, list[str]]], makes: re.Pattern[str], names: AbstractSet[str], buffer: re.Pattern[str]
) -> Iterator[Content]:
    for function, arguments in calls:
        name, _, method = function.rpartition(".")
        if makes.fullmatch(function) or (method == "write" and name in names):
            given = arguments[0] if arguments else ""
            if _BYTES.match(given):
                yield Content.BYTES
            elif _TEXT.match(given):
                yield Content.TEXT
        elif any(map(buffer.match, arguments)):
            if method in _TAKES_TEXT:
                yield Content.TEXT
            if not _TAKES_BYTES.isdisjoint({method, function}):
                yield Content.BYTES


def _calls(leaves: Sequence[Leaf], called: AbstractSet[str]) -> Iterator[tuple[str, list[str]]]:
    """The calls of what ends in one of some words: what is called, and the arguments, as they are written."""
    for name, opening in pairwise(leaves):
        trailer = opening.parent
        if opening.value != "(" or name.value not in called or trailer is None or trailer.type != syms.trailer:
            continue
        given = trailer.children[1:-1]
        if given and given[0].type == syms.arglist:
            given = [child for child in given[0].children if child.type != token.COMMA]
        function = "".join(map(str, _before(trailer))).strip()
        yield function, [str(each).strip() for each in given]


def _before(trailer: Node) -> Iterator[Node | Leaf]:
    return takewhile(lambda child: child is not trailer, trailer.parent.children)
