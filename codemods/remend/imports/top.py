"""Where the first import of a file, or of a function, goes."""

from __future__ import annotations

import ast

from remend.imports.block import after_line
from remend.model import Edit
from remend.module import Module, first_line

_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def at_top(module: Module, first: int, last: int, line: str) -> Edit:
    """Below the docstring or what prepares the path, else above the first statement.

    `first` and `last` are the statements of the file between which it may stand, the last one exclusive.
    """
    body = module.tree.body
    while first < last and _is_dunder(body[first]):
        first += 1
    if first:
        above = body[first - 1]
        assert above.end_lineno is not None
        return after_line(module, above.end_lineno, line, blank_before=True, blank_after=True)
    source = module.source
    comments = _lines_of_heading(module)
    text = source.line(comments + 1)
    start = source.line_starts[comments]
    lead = source.newline if comments and not text.strip() else ""
    is_definition = bool(body) and isinstance(body[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    blank = 1 if text.strip() or (is_definition and _blank_lines(module, comments + 1) == 1) else 0
    return Edit(start, start, lead + line + source.newline + source.newline * blank)


def _blank_lines(module: Module, number: int) -> int:
    """How many blank lines start at line `number`."""
    source, count = module.source, 0
    while number + count <= len(source.line_starts) and not source.line(number + count).strip():
        count += 1
    return count


def _is_dunder(statement: ast.stmt) -> bool:
    """Whether a statement is `__version__ = "1"` or the like, which stands above the imports."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name.startswith("__") and name.endswith("__") and name != "__all__"
    return False


def _lines_of_heading(module: Module) -> int:
    """How many comment lines at the very top stay above; those that belong to what follows do not."""
    source = module.source
    comments = 0
    while comments < len(source.line_starts) - 1 and source.line(comments + 1).startswith("#"):
        comments += 1
    if comments and source.line(comments + 1).strip():
        lines = [source.line(number + 1) for number in range(min(comments, 2))]
        comments = max((n for n, head in enumerate(lines, 1) if head.startswith("#!") or "coding" in head), default=0)
    return comments


def first_in_function(function: _FUNCTION) -> int:
    """The index in a function's body below its docstring."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return 1 if has_docstring and len(function.body) > 1 else 0


def at_top_of_function(module: Module, function: _FUNCTION, line: str) -> Edit | str:
    """First thing below the docstring, above the comments that belong to what follows."""
    body = function.body
    following = body[first_in_function(function)]
    number = first_line(following)
    source = module.source
    if not starts_its_line(module, following) or source.line(number - 1)[-1:] == "\\":
        return f"the body of {function.name} stands on the line of its def"
    indent = indent_of(module, following)
    above = body[0].end_lineno if following is not body[0] else _last_line_of_header(function)
    while number - 1 > (above or 0) and source.line(number - 1).lstrip().startswith("#"):
        number -= 1
    start = source.line_starts[number - 1]
    return Edit(start, start, f"{indent}{line}{source.newline}")


def starts_its_line(module: Module, statement: ast.stmt) -> bool:
    """Whether nothing but space stands before a statement on its line."""
    number = first_line(statement)
    start = module.source.line_starts[number - 1]
    return not module.source.text[start : module.source.offset(number, statement.col_offset)].strip()


def indent_of(module: Module, statement: ast.stmt) -> str:
    """The space before a statement that starts its line."""
    text = module.source.line(first_line(statement))
    return text[: len(text) - len(text.lstrip())]


def _last_line_of_header(function: _FUNCTION) -> int:
    """The last line on which something of a definition's header stands, its colon aside."""
    parts = [*ast.walk(function.args), *([function.returns] if function.returns is not None else [])]
    lines = (part.end_lineno or 0 for part in parts if isinstance(part, (ast.expr, ast.arg)))
    return max(lines, default=function.lineno)
