"""One import statement with a name more or less, its layout kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

import libcst as cst

from remend.imports.order import NAME_ORDERS, Key
from remend.nodes import nodes_of

_NEWLINE = re.compile(r"\r\n|\r|\n")


def add_name(
    text: str,
    name: str,
    alias: str = "",
    *,
    order: Callable[[str], Key] | None = None,
    limit: int = 0,
    newline: str = "",
) -> str:
    """`from m import a, c` with `name as alias` put where its order wants it, else last.

    `order` is how the file orders names where the statement itself does not tell. A line longer than `limit` is
    wrapped in parentheses, with `newline` where the text has none. Raises ParserSyntaxError.
    """
    asname = cst.AsName(cst.Name(alias)) if alias else None
    new = cst.ImportAlias(cst.Name(name), asname)
    changed = _edit(text, lambda aliases, end: _inserted(aliases, new, end, order))
    return wrapped(changed, newline or "\n") if limit and _is_one_line(changed) and len(changed) > limit else changed


def drop_name(text: str, name: str) -> str:
    """An import of several names without what it binds as `name`; some other name has to stay."""
    return _edit(text, lambda aliases, _: [a for a in aliases if (a.evaluated_alias or a.evaluated_name) != name])


def wrapped(text: str, newline: str, indent: str = "") -> str:
    """A `from` import on one line, with each name on a line of its own."""
    head, _, names = text.partition(" import ")
    lines = [f"{indent}    {name.strip()}," for name in names.strip(" ()").split(",") if name.strip()]
    return newline.join([f"{head} import (", *lines, f"{indent})"])


def _is_one_line(text: str) -> bool:
    return not _NEWLINE.search(text)


def _edit(text: str, change: Callable[[list[cst.ImportAlias], cst.CSTNode | None], list[cst.ImportAlias]]) -> str:
    newlines = set(_NEWLINE.findall(text))
    module = cst.parse_module(_NEWLINE.sub("\n", text))
    line = cst.ensure_type(module.body[0], cst.SimpleStatementLine)
    statement = line.body[0]
    assert isinstance(statement, (cst.Import, cst.ImportFrom)) and not isinstance(statement.names, cst.ImportStar)
    aliases = list(statement.names)
    end = statement.rpar if isinstance(statement, cst.ImportFrom) else None
    changed = _with_commas(change(aliases, end), aliases, statement)
    code = module.with_changes(body=[line.with_changes(body=[statement.with_changes(names=changed)])]).code
    return code.replace("\n", newlines.pop()) if newlines else code


def _inserted(
    aliases: list[cst.ImportAlias],
    new: cst.ImportAlias,
    end: cst.CSTNode | None,
    order: Callable[[str], Key] | None,
) -> list[cst.ImportAlias]:
    names = [alias.evaluated_name for alias in aliases]
    at = _place(names, new.evaluated_name, order)
    if any(line.comment for alias in aliases[:-1] for line in nodes_of(cst.EmptyLine, alias.comma)):
        at = len(names)  # a comment on a line of its own speaks of the name below it
    after_last = (nodes_of(cst.TrailingWhitespace, node) for node in (aliases[-1].comma, end) if node)
    if at == len(names) and any(each.comment for each in chain.from_iterable(after_last)):
        at -= 1  # a comment behind the last name speaks of that name
    return [*aliases[:at], new, *aliases[at:]]


def _place(names: Sequence[str], new: str, order: Callable[[str], Key] | None) -> int:
    orders = ((order,) if order else ()) + (NAME_ORDERS if len(names) > 1 else ())
    for key in orders:
        keys = [key(name) for name in names]
        if keys == sorted(keys):
            return next((at for at, k in enumerate(keys) if k > key(new)), len(keys))
    return len(names)


def _with_commas(
    changed: list[cst.ImportAlias], before: list[cst.ImportAlias], statement: cst.Import | cst.ImportFrom
) -> list[cst.ImportAlias]:
    """Commas as the statement had them: its usual one between names, its own last one (or none) at the end."""
    between = [alias.comma for alias in before[:-1] if not any(nodes_of(cst.Comment, alias))]
    usual = between[0] if between else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    last = before[-1].comma
    if not between and isinstance(statement, cst.ImportFrom):
        usual = _line_break_of(statement) or usual
    result = []
    for alias in changed:
        is_last = alias is changed[-1]
        keeps = alias in before and (alias is before[-1]) == is_last
        result.append(alias if keeps else alias.with_changes(comma=last if is_last else usual))
    return result


def _line_break_of(statement: cst.ImportFrom) -> cst.Comma | None:
    """The comma between names of a statement in parentheses that so far has one name on a line of its own."""
    if statement.lpar is None or not isinstance(statement.lpar.whitespace_after, cst.ParenthesizedWhitespace):
        return None
    space = statement.lpar.whitespace_after.with_changes(first_line=cst.TrailingWhitespace(), empty_lines=[])
    return cst.Comma(whitespace_after=space)
