"""One import statement with a name more or less, its layout kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import libcst as cst
from libcst import matchers as m

_NEWLINE = re.compile(r"\r\n|\r|\n")


def add_name(text: str, name: str) -> str:
    """`from m import a, c` with `name` put where its order wants it, else last. Raises ParserSyntaxError."""
    return _edit(text, lambda aliases, end: _inserted(aliases, cst.ImportAlias(cst.Name(name)), end))


def drop_name(text: str, name: str) -> str:
    """An import of several names without what it binds as `name`; some other name has to stay."""
    return _edit(text, lambda aliases, _: [a for a in aliases if (a.evaluated_alias or a.evaluated_name) != name])


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


def _inserted(aliases: list[cst.ImportAlias], new: cst.ImportAlias, end: cst.CSTNode | None) -> list[cst.ImportAlias]:
    names = [alias.evaluated_name for alias in aliases]
    at = len(names)
    for key in (str, str.lower):
        keys = [key(name) for name in names]
        if len(keys) > 1 and keys == sorted(keys):
            at = next((i for i, k in enumerate(keys) if k > key(new.evaluated_name)), len(keys))
            break
    if any(m.findall(alias.comma, m.EmptyLine(comment=m.Comment())) for alias in aliases[:-1]):
        at = len(names)  # a comment on a line of its own speaks of the name below it
    after_last = (
        m.findall(node, m.TrailingWhitespace(comment=m.Comment())) for node in (aliases[-1].comma, end) if node
    )
    if at == len(names) and any(after_last):
        at -= 1  # a comment behind the last name speaks of that name
    return [*aliases[:at], new, *aliases[at:]]


def _with_commas(
    changed: list[cst.ImportAlias], before: list[cst.ImportAlias], statement: cst.Import | cst.ImportFrom
) -> list[cst.ImportAlias]:
    """Commas as the statement had them: its usual one between names, its own last one (or none) at the end."""
    between = [alias.comma for alias in before[:-1] if not m.findall(alias, m.Comment())]
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
