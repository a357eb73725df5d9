"""How a mended import is written in its file: relative where it was, with `as` where the file goes on using a name."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from remend.module import Module
from remend.rule import Change, Mend
from remend.rules.broken_import.answer import Answer, Candidate
from remend.rules.broken_import.follow import follow
from remend.rules.broken_import.sites import ImportedName
from remend.rules.broken_import.uses import whole_of

_MOST_DOTS = 3

Names = Sequence[tuple[ImportedName, Answer]]


def mend_statement(module: Module, names: Names) -> Mend | str:
    """The mend of one import statement, the same for each of `names`; those without a successor stay as they are."""
    statement = names[0][0].statement
    moved = [(site, answer.chosen) for site, answer in names if answer.chosen is not None]
    if isinstance(statement, ast.Import):
        return _mend_import(module, statement, moved)
    return _mend_from(module, statement, moved, {answer.chosen for _, answer in names if answer.keeps_name})


def _mend_from(
    module: Module,
    statement: ast.ImportFrom,
    moved: Sequence[tuple[ImportedName, Candidate]],
    kept: Collection[Candidate | None],
) -> Mend:
    from remend.rules.broken_import.codemods import FromImport, Redirect  # noqa: PLC0415 (a scan needs no LibCST)

    redirects = []
    changes: list[Change] = []
    for site, chosen in moved:
        old = site.alias.name
        follows = follow(module, site, chosen.name) if chosen.name != old and chosen not in kept else ()
        bound = chosen.name if follows else site.alias.asname or old
        redirects.append(Redirect(old, _spelled(chosen.module, statement, module), chosen.name, bound))
        changes += follows
    change = Change(target=module.span(statement), codemod=FromImport(tuple(redirects)), statement=True)
    return Mend(changes=(change, *changes))


def _mend_import(module: Module, statement: ast.Import, moved: Sequence[tuple[ImportedName, Candidate]]) -> Mend | str:
    from remend.rules.broken_import.codemods import PlainImport, Redirect, Replaced  # noqa: PLC0415 (likewise)

    redirects = []
    changes = []
    for site, chosen in moved:
        redirects.append(Redirect(site.alias.name, str(chosen), "", site.alias.asname or ""))
        if site.alias.asname is None:
            uses = _uses(module, site, str(chosen))
            if isinstance(uses, str):
                return uses
            changes += [Change(target=module.span(use), codemod=Replaced(str(chosen))) for use in uses]
    codemod = PlainImport(tuple(redirects))
    return Mend(changes=(Change(target=module.span(statement), codemod=codemod, statement=True), *changes))


def _uses(module: Module, site: ImportedName, new: str) -> list[ast.expr] | str:
    """The expressions `a.b` that an `import a.b` is for, to be written as `new`; or why they cannot be."""
    old = site.alias.name
    top = old.partition(".")[0]
    bound = module.scope_at(site.path).lookup(top)
    if bound is None or any(binding.statement is not site.statement for binding in bound[1]):
        others = [] if bound is None else [b for b in bound[1] if b.origin.partition(".")[0] != top]
        if others or bound is None:
            return f"{top} stands for something else in this file too"
    new_top = new.partition(".")[0]
    if new_top != top and module.scope_at(site.path).lookup(new_top) is not None:
        return f"{new_top}, with which the new name starts, stands for something else in this file"
    uses: list[ast.expr] = []
    for found in module.sites([top]):
        whole = whole_of(found, old)
        if not isinstance(found.node, ast.Name):
            continue
        if whole is not None:
            assert isinstance(whole.node, ast.expr)
            uses.append(whole.node)
        elif new_top != top:
            return f"{top} is used otherwise than as {old} too, and would no longer be imported"
    return uses


def _spelled(new: str, statement: ast.ImportFrom, module: Module) -> str:
    """The new module as the statement would write it: relative where the old one was and the packages allow it."""
    own = module.surroundings.name
    if not statement.level or not own:
        return new
    package = own.split(".") if module.is_package else own.split(".")[:-1]
    parts = new.split(".")
    shared = 0
    while shared < min(len(package), len(parts)) and package[shared] == parts[shared]:
        shared += 1
    dots = len(package) - shared + 1
    if not shared or dots > max(_MOST_DOTS, statement.level):
        return new
    return "." * dots + ".".join(parts[shared:])
