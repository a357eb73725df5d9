"""What edits have in common: the template that they are sites of, and the line of an import that they add or take away.

That two edits are the same change is worked out here, token by token, so that a reviewer who has read the first one
need not read the second.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from remend.model import Rewrite
from remend.source import Source, read_source

_TOKEN = re.compile(r"\w+|[^\w\s]")
_MOST_TOKENS = 2000
"""Tokens of an edit beyond which it is its own template, since comparing takes longer than reading (an assumption)."""

Key = tuple[tuple[str, str], ...]
"""What an edit changes: each stretch of tokens that goes, with the one that comes in its place."""

Name = tuple[str, str, str]
"""A name that is imported: its module, the name, empty for the module itself, and what `as` calls it."""


Trimmed = tuple[tuple[str, ...], tuple[str, ...]]
"""The tokens that go, and those that come."""


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of edit: what tells it from others, how many lines a reader reads of it, and its first site as text."""

    key: Key
    lines: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to read in the rewrite of one file.

    `sites` are the templates of its edits, one for each edit; `beside` are the lines of imports that come and go with
    them. Where only imports change, they are the sites.
    """

    sites: tuple[Template, ...]
    beside: tuple[Template, ...] = ()


def read_rewrite(rewrite: Rewrite) -> Reading:
    """The edits of a file, each as a site of its template."""
    sites: list[Template] = []
    imports: list[tuple[frozenset[Name], frozenset[Name]]] = []
    for before, after in _changes(rewrite):
        old, new = imported(before), imported(after)
        if old is None or new is None:
            sites.append(template_of(before, after))
        elif old != new:
            imports.append((old - new, new - old))
    lines = tuple(_import_lines(imports))
    return Reading(tuple(sites), lines) if sites or not lines else Reading(lines)


def added_imports(rewrite: Rewrite) -> frozenset[Name]:
    """The names that a file imports only after a rewrite."""
    changes = [(imported(before) or frozenset(), imported(after) or frozenset()) for before, after in _changes(rewrite)]
    gone, come = (frozenset[Name]().union(*side) for side in (zip(*changes, strict=True) if changes else ((), ())))
    return come - gone


def _changes(rewrite: Rewrite) -> Iterator[tuple[str, str]]:
    """What each edit replaces by what, without those that leave all as it was."""
    source = read_source(rewrite.path, rewrite.before)
    assert isinstance(source, Source)
    for edit in rewrite.edits:
        before = source.text[edit.start : edit.end]
        if before != edit.text:
            yield before, edit.text


@cache
def template_of(before: str, after: str) -> Template:
    """The template of one edit: the tokens that change, those that stand on both sides numbered.

    A name that goes and comes again is carried over; one on one side alone is what the edit is about, and stays.
    """
    old, new = _tokens(before), _tokens(after)
    first, last = _shared_ends([token for token, *_ in old], [token for token, *_ in new])
    inner_old, inner_new = old[first : len(old) - last], new[first : len(new) - last]
    pairs = _stretches([token for token, *_ in inner_old], [token for token, *_ in inner_new])
    carried = {token for token, *_ in old} & {token for token, *_ in new}
    text = _told(_between(before, inner_old), _between(after, inner_new))
    return Template(_numbered(pairs, carried), max(_changed_lines(before, after), 1), text)


def edit_of(before: str, after: str) -> Trimmed:
    """What two texts do not share at their beginning and end: the same for the same edit, wherever made."""
    old, new = (_TOKEN.findall(text.replace('"', "'")) for text in (before, after))
    first, last = _shared_ends(old, new)
    return tuple(old[first : len(old) - last]), tuple(new[first : len(new) - last])


def _told(old: str, new: str) -> str:
    """What becomes of what, in one line."""
    if old and new:
        return f"{old} -> {new}"
    return f"add {new}" if new else f"drop {old}" if old else "layout"


def _tokens(code: str) -> list[tuple[str, int, int]]:
    return [(match[0].replace('"', "'"), *match.span()) for match in _TOKEN.finditer(code)]


def _between(code: str, tokens: Sequence[tuple[str, int, int]]) -> str:
    return " ".join(code[tokens[0][1] : tokens[-1][2]].split()) if tokens else ""


def _shared_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many tokens both sides begin with, and how many of the rest they end with."""
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    last = next((n for n in range(most - first) if old[-1 - n] != new[-1 - n]), most - first)
    return first, last


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    if len(old) + len(new) > _MOST_TOKENS:
        yield old, new
        return
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield old[start:end], new[new_start:new_end]


def _numbered(pairs: Iterable[tuple[Sequence[str], Sequence[str]]], carried: Collection[str]) -> Key:
    numbers: dict[str, str] = {}

    def blank(token: str) -> str:
        is_word = token[0].isalnum() or token[0] == "_"
        return numbers.setdefault(token, f"${len(numbers) + 1}") if is_word and token in carried else token

    return tuple((" ".join(map(blank, old)), " ".join(map(blank, new))) for old, new in pairs)


def _changed_lines(before: str, after: str) -> int:
    """How many lines an edit changes: one that spans a statement may leave most of it as it was."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return max((old - new).total(), (new - old).total())


@cache
def imported(code: str) -> frozenset[Name] | None:
    """The names that code imports, if it does nothing else; None for any other code."""
    lines = [line.strip() for line in code.splitlines()]
    first = next((line for line in lines if line), "")
    if first and not first.startswith(("import ", "from ")):
        return None
    try:
        statements = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError):
        return None
    names: set[Name] = set()
    for each in statements:
        if isinstance(each, ast.Import):
            names |= {(alias.name, "", alias.asname or "") for alias in each.names}
        elif isinstance(each, ast.ImportFrom):
            module = "." * each.level + (each.module or "")
            names |= {(module, alias.name, alias.asname or "") for alias in each.names}
        else:
            return None
    return frozenset(names)


def _import_lines(edits: Sequence[tuple[frozenset[Name], frozenset[Name]]]) -> Iterator[Template]:
    """One template for each line that changes: a name that moves to another module, and what goes or comes.

    That a name goes in one place and comes in another of the same file is one change.
    """
    gone = {name[1:]: name for old, _ in edits for name in old}
    come = {name[1:]: name for _, new in edits for name in new}
    moved = {key for key in gone.keys() & come.keys() if key[0]}
    for old_module, new_module in sorted({(gone[key][0], come[key][0]) for key in moved}):
        yield _line(f"from {old_module} import ...", f"from {new_module} import ...")
    for old, new in edits:
        lost = sorted(_written(name) for name in old if name[1:] not in moved)
        won = sorted(_written(name) for name in new if name[1:] not in moved)
        for number in range(max(len(lost), len(won))):
            yield _line("".join(lost[number : number + 1]), "".join(won[number : number + 1]))


def _line(old: str, new: str) -> Template:
    return Template(((old, new),), 1, _told(old, new))


def _written(name: Name) -> str:
    module, what, alias = name
    code = f"from {module} import {what}" if what else f"import {module}"
    return f"{code} as {alias}" if alias else code
