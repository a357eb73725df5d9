"""Where an import belongs in a file that already has its order.

It goes into an import of the same module, beside its like, or below the last import. It stands below what prepares
`sys.path` and above the first line that needs it, and never inside a `try`, nor inside an `if` other than
`if TYPE_CHECKING`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType

from remend.imports.block import Block
from remend.imports.clash import binds, clash
from remend.imports.order import Import, imports_any
from remend.imports.reach import prepared_folders
from remend.imports.spelling import spelled
from remend.imports.top import at_top, at_top_of_function, first_in_function, indent_of, starts_its_line
from remend.model import Edit
from remend.module import Module
from remend.rule import Needs

_THERE = "the import that stands there does not reach the place that needs it"


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
    reason = clash(module, needs, leaving, _dropped(module, changed))
    if reason is not None:
        return reason
    if needs.function is not None:
        return _into_function(module, needs, needs.function, leaving, changed)
    guarded = _guarded_block(module, leaving) if needs.typing else None
    if guarded is not None:
        return _into_block(guarded, needs, changed)
    room = _room(module, needs, uses)
    if isinstance(room, str):
        return room
    edit = _at_module_level(module, needs, room, leaving, changed)
    if isinstance(edit, Edit) and any(module.extent(use)[0] < edit.start for use in uses):
        return "there is no line for its import above it"
    return edit


def _dropped(module: Module, changed: Mapping[int, Edit]) -> frozenset[tuple[int, str]]:
    """The names that statements lose by an edit, each with the start of its statement."""
    found = set()
    for start, edit in changed.items():
        before, after = (_bound_in(text) for text in (module.source.text[edit.start : edit.end], edit.text))
        found |= {(start, name) for name in before - after}
    return frozenset(found)


def _bound_in(text: str) -> set[str]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.alias))
    return {node.asname or node.name.partition(".")[0] for node in nodes}


def _at_module_level(
    module: Module, needs: Needs, room: _Room, leaving: frozenset[ast.stmt], changed: Mapping[int, Edit]
) -> Edit | str:
    body = module.tree.body
    known = [s for s in _imports(body[: room.last]) if s not in leaving]
    if any(binds(statement, module, needs) for statement in known):
        return _THERE
    shown = _shown(module, leaving)
    edit = Block(module, tuple(s for s in known if not _is_star(s)), shown).extended(needs, changed)
    if edit is not None:
        return edit
    imports = [s for s in _imports(body[room.first : room.last]) if _alone(module, s)]
    staying = tuple(s for s in imports if s not in leaving)
    line = spelled(module, needs)
    block = Block(module, staying, shown)
    if staying:
        return block.placed(line)
    if imports:
        start = module.source.line_starts[imports[0].lineno - 1]
        return Edit(start, start, block.rendered(line) + module.source.newline)
    return at_top(module, room.first, room.last, block.rendered(line))


def _into_block(block: Block, needs: Needs, changed: Mapping[int, Edit]) -> Edit | str:
    if any(binds(statement, block.module, needs) for statement in block.imports):
        return _THERE
    return block.extended(needs, changed) or block.placed(spelled(block.module, needs))


def _into_function(
    module: Module,
    needs: Needs,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    leaving: frozenset[ast.stmt],
    changed: Mapping[int, Edit],
) -> Edit | str:
    body = function.body[first_in_function(function) :]
    top = _imports(list(takewhile(lambda s: isinstance(s, (ast.Import, ast.ImportFrom)), body)))
    staying = tuple(s for s in top if s not in leaving and starts_its_line(module, s) and _alone(module, s, body))
    if staying:
        block = Block(module, staying, _shown(module, leaving), indent_of(module, staying[0]))
        return _into_block(block, needs, changed)
    return at_top_of_function(module, function, spelled(module, needs))


def _guarded_block(module: Module, leaving: frozenset[ast.stmt]) -> Block | None:
    """The imports under the file's `if TYPE_CHECKING`; None where it has none."""
    for statement in module.tree.body:
        if isinstance(statement, ast.If) and _asks_for_typing(module, statement.test):
            imports = [s for s in _imports(statement.body) if _alone(module, s, statement.body) and s not in leaving]
            if imports and all(starts_its_line(module, s) for s in imports):
                return Block(module, tuple(imports), _shown(module, leaving), indent_of(module, imports[0]))
    return None


def _asks_for_typing(module: Module, test: ast.expr) -> bool:
    if isinstance(test, ast.Name) and test.id == "TYPE_CHECKING":
        return True
    return module.scope.origin(test) in ("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING")


def _imports(statements: Sequence[ast.stmt]) -> list[Import]:
    return [s for s in statements if isinstance(s, (ast.Import, ast.ImportFrom))]


def _shown(module: Module, leaving: frozenset[ast.stmt]) -> tuple[Import, ...]:
    """The imports at the top of a file, which show its style."""
    future = [s for s in _imports(module.tree.body) if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    return tuple(s for s in _imports(module.tree.body) if s not in future and s not in leaving)


def _is_star(statement: Import) -> bool:
    return statement.names[0].name == "*"


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
    kin = [i for i, s in enumerate(body) if isinstance(s, (ast.Import, ast.ImportFrom)) and imports_any(s, own)]
    if prepared and not any(index < min(prepared) for index in kin):
        before = [index for index in prepared if index < last]
        if not before and not any(index < last for index in kin):
            line = module.span(body[prepared[-1]]).line
            return f"{needs.module} can be imported only below line {line}, which prepares sys.path"
        if before:
            first = max(first, before[-1] + 1)
    return _Room(first=first, last=last) if first <= last else "the file uses it before any import can stand"


def _alone(module: Module, statement: ast.stmt, among: Sequence[ast.stmt] | None = None) -> bool:
    """Whether no other statement of the same body shares the statement's lines."""
    return all(
        other is statement or (other.end_lineno != statement.lineno and other.lineno != statement.end_lineno)
        for other in (module.tree.body if among is None else among)
    )
