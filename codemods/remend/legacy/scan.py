"""Splits a text of Python 2 into the leaves of its tree, as the tokenizer and the driver of fissix do together.

They look at each token in Python, and character by character where a line begins; here a regular expression reads it
together with what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from fissix.pgen2 import token
from fissix.pgen2.grammar import opmap
from fissix.pgen2.tokenize import Number
from fissix.pytree import Leaf

from remend.legacy.automaton import Automaton

TAB = 8

_MARK = "(?:[uUrRbBfF]|[rR][fFbB]|[fFbBuU][rR])?"
_TRIPLE = r"QQQ[^Q\\]*+(?:(?:\\(?s:.)|Q(?!QQ))[^Q\\]*+)*QQQ"
_SINGLE = r"Q(?!QQ)[^\nQ\\]*+(?:\\(?s:.)[^\nQ\\]*+)*Q"
_QUOTED = "|".join(form.replace("Q", quote) for form in (_TRIPLE, _SINGLE) for quote in "'\"")
_OPERATORS = "|".join(map(re.escape, sorted(opmap, key=len, reverse=True)))
_FORMS = {
    "name": r"[^\W\d]\w*+(?!['\"])",
    "operator": rf"(?!\.\d)(?:{_OPERATORS})",
    "string": f"{_MARK}(?:{_QUOTED})",
    "number": Number,
    "glued": r"[^\W\d]\w*+",
}
_TOKEN = "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
_LINE = re.compile(r"((?:[ \t\f]*+(?:#[^\n]*+)?\n)*)([ \t\f]*+)")
_IN_LINE = re.compile(rf"((?:[ \t\f]++|\\\n)*(?:#[^\n]*+)?)(?:{_TOKEN}|(?P<end>\n))")
_IN_BRACKETS = re.compile(rf"((?:[ \t\f\n]++|\\\n|#[^\n]*+)*)(?:{_TOKEN})")
_DEEPER = dict.fromkeys("([{", 1) | dict.fromkeys(")]}", -1)
_ODD = re.compile(r"\basync\b|\r")
"""What fissix's tokenizer takes in a way of its own."""
_KINDS = {
    "name": token.NAME,
    "glued": token.NAME,
    "string": token.STRING,
    "number": token.NUMBER,
    "end": token.NEWLINE,
}


class OddTextError(Exception):
    """A text of which only fissix can tell what it is."""


def scan(text: str, automaton: Automaton) -> Iterator[tuple[int, Leaf]]:
    """The leaves of a text that ends in a newline, each with the label that the automaton knows it by.

    Raises OddTextError, the iterator too.
    """
    if _ODD.search(text):
        raise OddTextError
    return _Scan(text, automaton).lines()


class _Scan:
    """A text while it is read: the number of the line, and where that begins."""

    def __init__(self, text: str, automaton: Automaton) -> None:
        self._text = text
        self._labels = automaton.labels
        self._keywords = automaton.keywords
        self._number = 1
        self._start = 0

    def lines(self) -> Iterator[tuple[int, Leaf]]:
        """The leaves, line after line."""
        at, indents = 0, [0]
        while True:
            line = _LINE.match(self._text, at)
            assert line is not None
            prefix, indent = line.groups()
            self._number += prefix.count("\n")
            self._start, at = line.end(1), line.end()
            if at == len(self._text):
                break
            depth = width(indent)
            if depth > indents[-1]:
                indents.append(depth)
                yield self._empty(token.INDENT, indent, prefix, 0)
                prefix = indent = ""
            prefix += indent
            while depth < indents[-1]:
                indents.pop()
                yield self._empty(token.DEDENT, "", prefix, at - self._start)
                prefix = ""
            if depth != indents[-1]:
                raise OddTextError
            at = yield from self._line(at, prefix)
        for _ in indents[1:]:
            yield self._empty(token.DEDENT, "", prefix, 0)
            prefix = ""
        yield self._empty(token.ENDMARKER, "", prefix, 0)

    def _empty(self, kind: int, value: str, prefix: str, column: int) -> tuple[int, Leaf]:
        return self._labels[kind], Leaf(kind, value, (prefix, (self._number, column)))

    def _line(self, at: int, before: str) -> Generator[tuple[int, Leaf], None, int]:
        """The leaves of a line with all that continue it; where the next one begins."""
        text, keywords, labels = self._text, self._keywords, self._labels
        match, brackets = _IN_LINE.match, 0
        while found := match(text, at):
            form = found.lastgroup
            assert form is not None
            prefix, value = found.group(1, form)
            at += len(prefix)
            if "\n" in prefix:
                self._go_to(at, prefix)
            kind = opmap[value] if form == "operator" else _KINDS[form]
            label = keywords.get(value) if kind == token.NAME else None
            yield label or labels[kind], Leaf(kind, value, (before + prefix, (self._number, at - self._start)))
            before = ""
            at += len(value)
            if "\n" in value:
                self._go_to(at, value)
                if form == "end":
                    return at
            elif value in _DEEPER:
                brackets += _DEEPER[value]
                match = _IN_BRACKETS.match if brackets else _IN_LINE.match
        raise OddTextError

    def _go_to(self, at: int, passed: str) -> None:
        self._number += passed.count("\n")
        self._start = at - len(passed) + passed.rindex("\n") + 1


def width(indent: str, tab: int = TAB) -> int:
    """How deep an indentation is where a tab leads to the next multiple of `tab`."""
    if not indent.strip(" "):
        return len(indent)
    depth = 0
    for character in indent:
        if character == "\t":
            depth = (depth // tab + 1) * tab
        elif character == "\f":
            depth = 0
        else:
            depth += 1
    return depth
