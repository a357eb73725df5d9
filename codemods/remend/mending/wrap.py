"""Breaks the lines that a mend made too long, the way the formatter would.

Ruff is asked how it would write the one statement; nothing else of the file is formatted. What was not written as ruff
writes it keeps its form, unless it stood on a single line.
"""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remend.checkers.ruff_program import find_ruff, start_ruff
from remend.edits import splice
from remend.errors import UsageError
from remend.model import Edit
from remend.module import Module, first_line

_FORMAT = (
    *("format", "--isolated", "--no-cache", "--target-version", "py38", "--config", 'format.quote-style="preserve"'),
    *("--stdin-filename", "module.py", "-"),
)
_FIELDS = ("body", "orelse", "finalbody", "handlers", "cases")
_WIDEST = 320


@dataclass(frozen=True, slots=True)
class _Lines:
    """The whole lines of one statement, of a compound one those up to its colon: `start` and `end` are offsets."""

    start: int
    end: int
    is_header: bool


def wrap(module: Module, edits: Sequence[Edit], limit: int) -> list[Edit]:
    """`edits` of `module`, with the lines broken that they make longer than `limit`; 0 is no limit."""
    if not 0 < limit <= _WIDEST or module.source.newline not in {"\n", "\r\n"}:
        return list(edits)
    fitted: list[Edit] = []
    by_lines: dict[_Lines, list[Edit]] = {}
    for edit in edits:
        lines = _lines_around(module, edit)
        if lines is None:
            fitted.append(edit)
        else:
            by_lines.setdefault(lines, []).append(edit)
    for lines, inside in by_lines.items():
        broken = _broken(module, lines, inside, limit)
        fitted += inside if broken is None else [Edit(lines.start, lines.end, broken)]
    return fitted


def _lines_around(module: Module, edit: Edit) -> _Lines | None:
    """The lines of the innermost statement around an edit, where no other statement stands on them."""
    text, starts = module.source.text, module.source.line_starts
    statement = _innermost(module, edit)
    if statement is None:
        return None
    body = getattr(statement, "body", None)
    first = starts[statement.lineno - 1]
    if isinstance(body, list) and body:
        end = starts[first_line(body[0]) - 1]
        is_alone = end > first and not text[end : module.extent(body[0])[0]].strip()
    else:
        stop = module.extent(statement)[1]
        line = bisect_right(starts, stop)
        end = starts[line] if line < len(starts) else len(text)
        rest = text[stop:end].strip()
        is_alone = not rest or rest.startswith("#")
    end = first + len(text[first:end].rstrip())
    head = text[first : module.source.offset(statement.lineno, statement.col_offset)]
    is_whole = is_alone and not head.strip() and edit.end <= end
    return _Lines(first, end, isinstance(body, list)) if is_whole else None


def _innermost(module: Module, edit: Edit) -> ast.stmt | None:
    found: ast.stmt | None = None
    waiting = list(_statements(module.tree))
    while waiting:
        node = waiting.pop()
        start, end = module.extent(node)
        if start <= edit.start and edit.end <= end:
            found, waiting = (node if isinstance(node, ast.stmt) else found), list(_statements(node))
    return found


def _statements(node: ast.AST) -> Iterator[ast.stmt | ast.excepthandler]:
    for name in _FIELDS:
        children = getattr(node, name, None)
        for child in children if isinstance(children, list) else ():
            if isinstance(child, ast.match_case):
                yield from child.body
            elif isinstance(child, (ast.stmt, ast.excepthandler)):
                yield child


def _broken(module: Module, lines: _Lines, edits: Sequence[Edit], limit: int) -> str | None:
    """The statement with `edits`, in lines that are not too long; None where it fits, or cannot be made to."""
    newline = module.source.newline
    before = module.source.text[lines.start : lines.end].replace(newline, "\n")
    after = splice(module.source.text, edits, lines.start, lines.end).replace(newline, "\n")
    if _longest(after) <= limit or _longest(before) > limit:
        return None
    stands_alone = "\n" not in before
    if not stands_alone and _formatted(before, limit, is_header=lines.is_header) != before:
        return None
    made = _formatted(after, limit, is_header=lines.is_header)
    if made is None or _longest(made) > limit or _comments(made) != _comments(after):
        return None
    return made.replace("\n", newline)


def _longest(text: str) -> int:
    return max(map(len, text.split("\n")))


def _formatted(text: str, limit: int, *, is_header: bool) -> str | None:
    """How ruff writes a statement, which stands as deep as its indentation says; None where that cannot be told."""
    indent = len(text) - len(text.lstrip(" "))
    step = 4 if indent % 4 == 0 else 2
    if indent % step or text[indent : indent + 1] == "\t":
        return None
    around = [f"{' ' * at}{'if _:' if at else 'async def _():'}\n" for at in range(0, indent, step)]
    inside = f"\n{' ' * (indent + step)}pass" if is_header else ""
    config = (f"line-length={limit}", f"indent-width={step}")
    options = [part for each in config for part in ("--config", each)]
    try:
        ran = start_ruff(find_ruff().program, (*_FORMAT, *options), f"{''.join(around)}{text}{inside}\n".encode())
    except UsageError:
        return None
    made = ran.stdout.decode("utf-8", "replace").removeprefix("".join(around)).removesuffix("\n")
    return made.removesuffix(inside) if ran.returncode == 0 and made.endswith(inside) else None


def _comments(text: str) -> Counter[str]:
    lines = io.StringIO(text.lstrip() + "\n").readline
    try:
        return Counter(each.string for each in tokenize.generate_tokens(lines) if each.type == tokenize.COMMENT)
    except (tokenize.TokenError, IndentationError):
        return Counter({"": -1})
