"""Several imports that one file needs, put in one after the other.

Where an import belongs depends on those that were put in before it. So each is placed in the text that the one before
left, and what comes of it is told as edits of the text that all of them started from.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from remend.imports.place import place_import
from remend.model import Edit
from remend.module import Module
from remend.rule import Needs


@dataclass(frozen=True, slots=True)
class Wish:
    """An import, and the top-level statements that need it while the module is being imported."""

    needs: Needs
    uses: tuple[ast.stmt, ...] = ()


def place_imports(module: Module, wishes: Sequence[Wish]) -> tuple[list[Edit], dict[Needs, str]]:
    """The edits of `module` that fulfil `wishes`, and for each that cannot be fulfilled the reason."""
    edits: list[Edit] = []
    refused: dict[Needs, str] = {}
    now = module
    for wish in wishes:
        here = wish if now is module else _moved(wish, module, now, edits)
        edit = place_import(now, here.needs, here.uses)
        if isinstance(edit, str):
            refused[wish.needs] = edit
            continue
        edits = compose(edits, edit, now.source.text)
        if wish is not wishes[-1]:
            now = _applied(now, edit)
    return edits, refused


def compose(edits: Sequence[Edit], late: Edit, text: str) -> list[Edit]:
    """`edits`, and then `late`, which changes the `text` that they give: all as edits of what they started from."""
    before: list[Edit] = []
    touched: list[tuple[Edit, int]] = []
    after: list[Edit] = []
    shift = 0
    at_late = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        start = edit.start + shift
        end = start + len(edit.text)
        if end < late.start:
            before.append(edit)
            at_late = shift + len(edit.text) - (edit.end - edit.start)
        elif start <= late.end:
            touched.append((edit, start))
        else:
            after.append(edit)
        shift += len(edit.text) - (edit.end - edit.start)
    if not touched:
        return [*before, Edit(late.start - at_late, late.end - at_late, late.text), *after]
    (first, first_start), (last, last_start) = touched[0], touched[-1]
    start, end = min(first_start, late.start), max(last_start + len(last.text), late.end)
    made = text[start : late.start] + late.text + text[late.end : end]
    left = first.start - (first_start - start)
    right = last.end + (end - last_start - len(last.text))
    return [*before, Edit(left, right, made), *after]


def _applied(module: Module, edit: Edit) -> Module:
    text = module.source.text
    raw = module.source.encode(text[: edit.start] + edit.text + text[edit.end :])
    made = Module.load(module.path, raw, module.surroundings)
    assert isinstance(made, Module), made
    return made


def _moved(wish: Wish, module: Module, now: Module, edits: Sequence[Edit]) -> Wish:
    """The wish for the same statements in the text that `edits` gave."""

    def place(node: ast.stmt) -> int:
        start = module.extent(node)[0]
        return start + sum(len(e.text) - (e.end - e.start) for e in edits if e.end <= start)

    top = {now.extent(statement)[0]: statement for statement in now.tree.body}
    uses = tuple(top[place(use)] for use in wish.uses)
    function = wish.needs.function
    if function is not None:
        functions = (n for n in ast.walk(now.tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
        function = next(node for node in functions if now.extent(node)[0] == place(function))
    return Wish(replace(wish.needs, function=function), uses)
