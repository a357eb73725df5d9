"""Where an import belongs in a file that already has its order.

The new line goes to its like: into an import of the same module, beside imports of the same package, of the project, or
below the last import. It stands below what prepares `sys.path` and above the first line that needs it, and never inside
a `try` or an `if`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import libcst as cst

from remend.imports.reach import prepared_folders
from remend.imports.statement import add_name
from remend.index.modules import absolute
from remend.model import Edit
from remend.module import Module, first_line
from remend.rule import Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """The part of a file in which an import may be put: statements `first` to `last` of its body, exclusive."""

    first: int
    last: int


def place_import(
    module: Module,
    needs: Needs,
    uses: Sequence[ast.stmt],
    leaving: frozenset[ast.stmt] = frozenset(),
    changed: Mapping[int, Edit] = MappingProxyType({}),
) -> Edit | str:
    """The edit that makes `needs` available to `uses`, or the reason why there is no place for it.

    `uses` are the top-level statements that need it while the module is being imported. `leaving` are import
    statements that the same rewrite takes away whole, `changed` its edits to others by their start: the answer takes
    the place of one of these where it changes the same statement.
    """
    if needs.function is not None:
        return _into_function(module, needs)
    room = _room(module, needs, uses)
    if isinstance(room, str):
        return room
    edit = _at_module_level(module, needs, room, leaving, changed)
    if isinstance(edit, Edit) and any(module.extent(use)[0] < edit.start for use in uses):
        return "there is no line for its import above it"
    return edit


def _at_module_level(
    module: Module, needs: Needs, room: _Room, leaving: frozenset[ast.stmt], changed: Mapping[int, Edit]
) -> Edit | str:
    line = f"from {_spelled(module, needs)} import {needs.name}"
    statements = module.tree.body[room.first : room.last]
    for statement in module.tree.body[: room.last]:
        if (
            isinstance(statement, ast.ImportFrom)
            and _module_of(statement, module) == needs.module
            and statement.names[0].name != "*"
            and statement not in leaving
        ):
            return _extended(module, statement, needs.name, changed)
    imports = [s for s in statements if isinstance(s, (ast.Import, ast.ImportFrom)) and _alone(module, s)]
    staying = [s for s in imports if s not in leaving]
    for tops in (frozenset({needs.module.partition(".")[0]}), module.surroundings.first_party | {""}):
        kin = [s for s in staying if _imports_any(s, tops)]
        if kin:
            nearest = max(kin, key=lambda statement: _shared_parts(_names_of(statement)[0], needs.module))
            return _among(module, _run_of(nearest, staying), kin, line)
    if imports and not staying:
        return _above(module, imports[0], line)
    if staying:
        return _below(module, staying[-1], line, section=_has_sections(staying))
    return _at_top(module, room, line)


def _spelled(module: Module, needs: Needs) -> str:
    """The module's name as this file would write it: relative where that is how it imports its own package."""
    own = module.surroundings.name.split(".") if module.surroundings.name else []
    wanted = needs.module.split(".")
    imports = [s for s in module.tree.body if isinstance(s, ast.ImportFrom)]
    is_absolute = any(not s.level and (s.module or "").partition(".")[0] == wanted[0] for s in imports)
    package = own if module.is_package else own[:-1]
    shared = _shared_parts(".".join(package), needs.module)
    if is_absolute or not any(s.level for s in imports) or not shared or len(wanted) == shared:
        return needs.module
    return "." * (len(package) - shared + 1) + ".".join(wanted[shared:])


def _shared_parts(one: str, other: str) -> int:
    """How many leading parts two dotted names have in common."""
    pairs = zip(one.split("."), other.split("."), strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(one.count("."), other.count(".")) + 1)


def _room(module: Module, needs: Needs, uses: Sequence[ast.stmt]) -> _Room | str:
    body = module.tree.body
    last = min((body.index(use) for use in uses), default=len(body))
    first = 1 if ast.get_docstring(module.tree, clean=False) is not None else 0
    for index, statement in enumerate(body):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            first = index + 1
    own = frozenset({needs.module.partition(".")[0]})
    prepared = [
        body.index(statement)
        for statement, folder in prepared_folders(module)
        if needs.root is not None and folder in (None, needs.root)
    ]
    kin = [i for i, s in enumerate(body) if isinstance(s, (ast.Import, ast.ImportFrom)) and _imports_any(s, own)]
    if prepared and not any(index < min(prepared) for index in kin):
        before = [index for index in prepared if index < last]
        if not before and not any(index < last for index in kin):
            line = module.span(body[prepared[-1]]).line
            return f"{needs.module} can be imported only below line {line}, which prepares sys.path"
        if before:
            first = max(first, before[-1] + 1)
    return _Room(first=first, last=last) if first <= last else "the file uses it before any import can stand"


def _module_of(statement: ast.ImportFrom, module: Module) -> str:
    origin = "." * statement.level + (statement.module or "")
    return absolute(origin, module.surroundings.name, is_package=module.is_package)


def _names_of(statement: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    return ["." * statement.level + (statement.module or "")]


def _imports_any(statement: ast.Import | ast.ImportFrom, tops: frozenset[str]) -> bool:
    """Whether a statement imports from one of the top-level packages `tops`; "" stands for a relative import."""
    return any(name.partition(".")[0] in tops for name in _names_of(statement))


def _alone(module: Module, statement: ast.stmt) -> bool:
    """Whether no other statement shares the statement's lines."""
    return all(
        other is statement or (other.end_lineno != statement.lineno and other.lineno != statement.end_lineno)
        for other in module.tree.body
    )


def _run_of(statement: ast.Import | ast.ImportFrom, imports: list[ast.Import | ast.ImportFrom]) -> list[ast.stmt]:
    """The imports that stand with `statement` without a blank line or other code between."""
    first = last = imports.index(statement)
    while first and _adjacent(imports[first - 1], imports[first]):
        first -= 1
    while last + 1 < len(imports) and _adjacent(imports[last], imports[last + 1]):
        last += 1
    return list(imports[first : last + 1])


def _adjacent(one: ast.stmt, other: ast.stmt) -> bool:
    return one.end_lineno is not None and one.end_lineno + 1 == other.lineno


def _among(module: Module, run: list[ast.stmt], kin: list[ast.Import | ast.ImportFrom], line: str) -> Edit:
    """Beside its kin of one run: where the alphabet puts it if the run keeps it, else behind the last of them."""
    name = line.split()[1]
    near = [s for s in run if s in kin]
    absolute_ones = [s for s in near if not _names_of(s)[0].startswith(".")]
    if not name.startswith("."):
        if not absolute_ones:
            return _above(module, near[0], line)
        near = absolute_ones
    froms = [s for s in near if isinstance(s, ast.ImportFrom)]
    keys = [_names_of(s)[0].lower() for s in froms]
    if keys == sorted(keys):
        later = next((s for s, key in zip(froms, keys, strict=True) if key > name.lower()), None)
        if later is not None:
            return _above(module, later, line)
    return _below(module, near[-1], line)


def _has_sections(imports: list[ast.Import | ast.ImportFrom]) -> bool:
    """Whether the file keeps different sorts of imports apart by blank lines, as far as one can tell."""
    for one, other in pairwise(imports):
        if _adjacent(one, other) and _is_standard(one) != _is_standard(other):
            return False
    return True


def _is_standard(statement: ast.Import | ast.ImportFrom) -> bool:
    return _names_of(statement)[0].partition(".")[0] in sys.stdlib_module_names


def _above(module: Module, statement: ast.stmt, line: str) -> Edit:
    start = module.source.line_starts[statement.lineno - 1]
    return Edit(start, start, line + module.source.newline)


def _below(module: Module, statement: ast.stmt, line: str, *, section: bool = False) -> Edit:
    assert statement.end_lineno is not None
    return _after_line(module, statement.end_lineno, line, blank_before=section)


def _after_line(
    module: Module, number: int, line: str, *, blank_before: bool = False, blank_after: bool = False
) -> Edit:
    newline = module.source.newline
    text = (newline if blank_before else "") + line + newline
    starts = module.source.line_starts
    if number < len(starts):
        start = starts[number]
        following = module.source.line(number + 1)
        return Edit(start, start, text + (newline if blank_after and following.strip() else ""))
    end = len(module.source.text)
    return Edit(end, end, newline + text.removesuffix(newline))


def _at_top(module: Module, room: _Room, line: str) -> Edit:
    """In a file without imports: below its docstring or what prepares the path, else above its first statement."""
    body = module.tree.body
    if room.first:
        above = body[room.first - 1]
        assert above.end_lineno is not None
        return _after_line(module, above.end_lineno, line, blank_before=True, blank_after=True)
    source = module.source
    comments = 0
    while comments < len(source.line_starts) - 1 and source.line(comments + 1).startswith("#"):
        comments += 1
    text = source.line(comments + 1)
    if comments and text.strip():  # the comments belong to what follows, except for the lines that have to come first
        lines = [source.line(number + 1) for number in range(min(comments, 2))]
        comments = max((n for n, head in enumerate(lines, 1) if head.startswith("#!") or "coding" in head), default=0)
        text = source.line(comments + 1)
    start = source.line_starts[comments]
    lead = source.newline if comments and not text.strip() else ""
    return Edit(start, start, lead + line + source.newline + (source.newline if text.strip() else ""))


def _into_function(module: Module, needs: Needs) -> Edit | str:
    function = needs.function
    assert function is not None
    body = function.body
    has_docstring = ast.get_docstring(function, clean=False) is not None
    following = body[1] if has_docstring and len(body) > 1 else body[0]
    number = first_line(following)
    source = module.source
    indent = source.line(number)[: len(source.line(number)) - len(source.line(number).lstrip())]
    start = source.line_starts[number - 1]
    if source.text[start : source.offset(number, following.col_offset)].strip() or source.line(number - 1)[-1:] == "\\":
        return f"the body of {function.name} stands on the line of its def"
    above = body[0].end_lineno if following is not body[0] else _last_line_of_header(function)
    while number - 1 > (above or 0) and source.line(number - 1).lstrip().startswith("#"):
        number -= 1
    start = source.line_starts[number - 1]
    return Edit(start, start, f"{indent}from {needs.module} import {needs.name}{source.newline}")


def _last_line_of_header(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The last line on which something of a definition's header stands, its colon aside."""
    parts = [*ast.walk(function.args), *([function.returns] if function.returns is not None else [])]
    lines = (part.end_lineno or 0 for part in parts if isinstance(part, (ast.expr, ast.arg)))
    return max(lines, default=function.lineno)


def _extended(module: Module, statement: ast.ImportFrom, name: str, changed: Mapping[int, Edit]) -> Edit | str:
    if any(alias.name == name and alias.asname is None for alias in statement.names):
        return "the import that stands there does not reach the place that needs it"
    start, end = module.extent(statement)
    text = changed[start].text if start in changed else module.source.text[start:end]
    try:
        return Edit(start, end, add_name(text, name))
    except cst.ParserSyntaxError as error:
        return f"the import of {_module_of(statement, module)} could not be extended: {error.message}"
