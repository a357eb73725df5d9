"""One import statement with a name more or less, its layout kept."""

from __future__ import annotations

import re

import libcst as cst
from libcst import matchers as m

_NEWLINE = re.compile(r"\r\n|\r|\n")


def add_name(text: str, name: str) -> str:
    """`from m import a, c` with `name` put where its order wants it, else last. Raises ParserSyntaxError."""
    return _edit(text, lambda aliases: _inserted(aliases, cst.ImportAlias(cst.Name(name))))


def drop_name(text: str, name: str) -> str:
    """An import of several names without the one called `name` (as imported, not as bound)."""
    return _edit(text, lambda aliases: [alias for alias in aliases if alias.evaluated_name != name])


def _edit(text: str, change: object) -> str:
    newlines = set(_NEWLINE.findall(text))
    module = cst.parse_module(_NEWLINE.sub("\n", text))
    line = cst.ensure_type(module.body[0], cst.SimpleStatementLine)
    statement = line.body[0]
    assert isinstance(statement, (cst.Import, cst.ImportFrom)) and not isinstance(statement.names, cst.ImportStar)
    assert callable(change)
    aliases = list(statement.names)
    changed = _with_commas(change(aliases), aliases, statement)
    code = module.with_changes(body=[line.with_changes(body=[statement.with_changes(names=changed)])]).code
    return code.replace("\n", newlines.pop()) if newlines else code


def _inserted(aliases: list[cst.ImportAlias], new: cst.ImportAlias) -> list[cst.ImportAlias]:
    names = [alias.evaluated_name for alias in aliases]
    for key in (str, str.lower):
        keys = [key(name) for name in names]
        if len(keys) > 1 and keys == sorted(keys):
            at = next((i for i, k in enumerate(keys) if k > key(new.evaluated_name)), len(keys))
            return [*aliases[:at], new, *aliases[at:]]
    return [*aliases, new]


def _with_commas(
    changed: list[cst.ImportAlias], before: list[cst.ImportAlias], statement: cst.Import | cst.ImportFrom
) -> list[cst.ImportAlias]:
    """Commas as the statement had them: its usual one between names, its own last one (or none) at the end."""
    between = [alias.comma for alias in before[:-1] if not m.findall(alias, m.Comment())]
    usual = between[0] if between else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    last = before[-1].comma
    if not between and isinstance(statement, cst.ImportFrom) and isinstance(last, cst.Comma):
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
    return cst.Comma(whitespace_after=statement.lpar.whitespace_after.with_changes(first_line=cst.TrailingWhitespace()))
