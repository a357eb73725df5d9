"""Turns violations into a rewrite of their file.

LibCST sees only the fragments that violations stand in: the expression or the simple statement. Everything outside the
fragments stays byte for byte as it was, and a file of any size costs what its violations cost. Inner fragments are
rewritten first, so a mend works on what the mends inside it left.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import libcst as cst

from remend.edits import splice
from remend.imports.place import place_import
from remend.imports.release import Release, release
from remend.imports.several import Wish, place_imports
from remend.mending.wrap import wrap
from remend.model import Declined, Edit, Rewrite, Span, Violation
from remend.module import Module
from remend.nodes import nodes_of
from remend.rule import Change, Mend, Needs, Rule

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of a file: its rewrite, None where nothing was mended, and what was declined."""

    rewrite: Rewrite | None
    declined: tuple[Declined, ...] = ()


@dataclass(slots=True)
class _Node:
    """A change with the changes inside it, and one of the violations that its mend answers."""

    violation: Violation
    change: Change
    inner: list[_Node] = field(default_factory=list)


def rewrite(module: Module, rule: Rule, violations: Sequence[Violation]) -> Attempt:
    """Mend `violations`, which `rule` found in `module`; each ends up in the rewrite or declined, with a reason."""
    mends: dict[Violation, Mend] = {}
    reasons: dict[Violation, str] = {}
    for violation in violations:
        answer = rule.mend(violation, module)
        if isinstance(answer, Mend) and any(module.is_adrift(change.target) for change in answer.changes):
            answer = "where it stands in this f-string cannot be told"
        if isinstance(answer, Mend):
            mends[violation] = answer
        else:
            reasons[violation] = answer
    while mends:
        _keep_together(mends, reasons)
        edits, refused = _draft(module, mends)
        if not refused:
            break
        why = {id(mends[violation]): reason for violation, reason in refused.items()}
        reasons.update({violation: why[id(mend)] for violation, mend in mends.items() if id(mend) in why})
        mends = {violation: mend for violation, mend in mends.items() if id(mend) not in why}
    declined = tuple(Declined(violation=v, reason=reasons[v]) for v in violations if v in reasons)
    if not mends:
        return Attempt(rewrite=None, declined=declined)
    edits = wrap(module, edits, rule.line_limit(module.path))
    try:
        after = module.source.encode(splice(module.source.text, edits))
    except UnicodeEncodeError:
        reason = f"the file's encoding, {module.source.encoding}, cannot hold the result"
        return Attempt(rewrite=None, declined=(*declined, *(Declined(violation=v, reason=reason) for v in mends)))
    mended = tuple(violation for violation in violations if violation in mends)
    before = module.source.encode(module.source.text)
    made = Rewrite(rule=rule.id, path=module.path, old=before, new=after, mended=mended, edits=tuple(edits))
    return Attempt(rewrite=made, declined=declined)


def _keep_together(mends: dict[Violation, Mend], reasons: dict[Violation, str]) -> None:
    """Drop mends whose group is no longer whole."""
    sizes: dict[str, int] = {}
    for mend in mends.values():
        if mend.together is not None:
            sizes[mend.together[0]] = sizes.get(mend.together[0], 0) + 1
    for violation, mend in list(mends.items()):
        if mend.together is not None and sizes[mend.together[0]] < mend.together[1]:
            reasons[violation] = "it can only be mended together with other places, one of which is left as it is"
            del mends[violation]


def _draft(module: Module, mends: dict[Violation, Mend]) -> tuple[list[Edit], dict[Violation, str]]:
    """All edits of a file, or the mends that turned out impossible."""
    refused: dict[Violation, str] = {}
    edits = [edit for node in _nested(mends, refused) for edit in _render(module, node, refused)]
    if refused:
        return [], refused
    released = release(module, [site for mend in mends.values() for site in mend.frees])
    wishes = _wishes(module, mends)
    if released.narrowed or released.statements:
        imports, reasons = _place_beside(module, wishes, released)
    else:
        imports, reasons = place_imports(module, wishes)
    for violation, mend in mends.items():
        for needs in mend.needs:
            if needs in reasons:
                refused[violation] = reasons[needs]
    return [*edits, *imports], refused


def _wishes(module: Module, mends: dict[Violation, Mend]) -> list[Wish]:
    """The imports that mends need, in an order of their own; one for typing alone goes where another gives the name."""
    wanted = {needs for mend in mends.values() for needs in mend.needs}
    wanted -= {needs for needs in wanted if needs.typing and replace(needs, typing=False) in wanted}
    wishes = []
    for needs in sorted(wanted, key=lambda needs: (needs.module, needs.name, needs.alias, _place_of(needs))):
        asking = {violation for violation, mend in mends.items() if needs in mend.needs}
        uses = () if needs.function is not None or needs.typing else tuple(_at_import_time(module, asking))
        wishes.append(Wish(needs, uses))
    return wishes


def _place_of(needs: Needs) -> int:
    return needs.function.lineno if needs.function is not None else 0


def _place_beside(module: Module, wishes: Sequence[Wish], released: Release) -> tuple[list[Edit], dict[Needs, str]]:
    """The edits for `wishes` where imports go at the same time, and those edits as well."""
    changed = {edit.start: edit for edit in released.narrowed}
    added: list[Edit] = []
    refused: dict[Needs, str] = {}
    for wish in wishes:
        edit = place_import(module, wish.needs, wish.uses, released.statements, changed)
        if isinstance(edit, str):
            refused[wish.needs] = edit
        elif edit.end > edit.start:
            changed[edit.start] = edit
        else:
            added.append(edit)
    return [*changed.values(), *added, *released.removals(module, {edit.start for edit in added})], refused


def _at_import_time(module: Module, violations: set[Violation]) -> list[ast.stmt]:
    """The top-level statements that run one of the violations: it stands in them, or in a function that they name."""
    found: list[ast.stmt] = []
    runners: set[str] = set()
    for statement in module.tree.body:
        start, end = module.extent(statement)
        inside = [v for v in violations if start <= v.span.start < end]
        if not inside and not runners:
            continue
        deferred = _deferred_bodies(statement)
        extents = [module.extent(body) for body in deferred]
        if any(not any(s <= v.span.start < e for s, e in extents) for v in inside):
            found.append(statement)
        elif runners & _names_in(statement, deferred):
            return [*found, statement]
        if inside or (runners and runners & _names_in(statement)):
            runners |= _defined_by(statement)
    return found


def _names_in(statement: ast.stmt, leave_out: frozenset[ast.AST] = frozenset()) -> set[str]:
    """The names that a statement reads, those in nodes to leave out aside."""
    names: set[str] = set()
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            names.add(node.id)
        waiting.extend(child for child in ast.iter_child_nodes(node) if child not in leave_out)
    return names


def _defined_by(statement: ast.stmt) -> set[str]:
    """The names of the functions and classes in a statement, else those that it assigns."""
    nodes = list(ast.walk(statement))
    names = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    return names or {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _deferred_bodies(statement: ast.stmt) -> frozenset[ast.AST]:
    bodies: set[ast.AST] = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            bodies.update(node.body)
        elif isinstance(node, ast.Lambda):
            bodies.add(node.body)
    return frozenset(bodies)


def _nested(mends: dict[Violation, Mend], refused: dict[Violation, str]) -> list[_Node]:
    """The changes as a forest by containment of their targets; two of the same target cannot both be."""
    changes: list[_Node] = []
    seen: set[int] = set()
    for violation, mend in mends.items():
        changes += [] if id(mend) in seen else [_Node(violation, change) for change in mend.changes]
        seen.add(id(mend))
    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    for node in sorted(changes, key=lambda node: (node.change.target.start, -node.change.target.end)):
        target = node.change.target
        while open_nodes and not open_nodes[-1].change.target.contains(target):
            open_nodes.pop()
        if open_nodes and open_nodes[-1].change.target == target:
            refused[node.violation] = "another mend already rewrites the same code"
            continue
        (open_nodes[-1].inner if open_nodes else roots).append(node)
        open_nodes.append(node)
    return roots


def _render(module: Module, node: _Node, refused: dict[Violation, str]) -> list[Edit]:
    inner = [edit for child in node.inner for edit in _render(module, child, refused)]
    target = node.change.target
    text = splice(module.source.text, inner, target.start, target.end)
    result = _replaced(module, node, text)
    if isinstance(result, _Refusal):
        refused[node.violation] = result.reason
        return inner
    return [Edit(target.start, target.end, _apart(result, module.source.text, target))]


def _apart(code: str, text: str, target: Span) -> str:
    """`code` with a space where it would run together with a word that stood beside a string: `if"A" in ...`."""
    before = " " if _ends_word(text[max(target.start - 1, 0) : target.start]) and _ends_word(code[:1]) else ""
    after = " " if _ends_word(text[target.end : target.end + 1]) and _ends_word(code[-1:]) else ""
    return f"{before}{code}{after}"


def _ends_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: str


def _replaced(module: Module, node: _Node, text: str) -> str | _Refusal:
    change = node.change
    if change.text is not None:
        inside = _Refusal("another mend rewrites code that it replaces")
        return inside if node.inner else change.text.replace("\n", module.source.newline)
    try:
        return _run_codemod(module, change, text)
    except RecursionError:
        return _Refusal("it is nested too deeply for LibCST")


def _run_codemod(module: Module, change: Change, text: str) -> str | _Refusal:
    assert change.codemod is not None, "a change without text has a codemod"
    newlines = set(_NEWLINE.findall(text))
    if len(newlines) > 1:
        return _Refusal("its lines end in different newlines")
    plain = _NEWLINE.sub("\n", text)
    try:
        parsed = _statement(plain) if change.statement else _expression(plain)
    except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
        return _Refusal(f"LibCST cannot parse it: {getattr(error, 'message', error)}")
    made = change.codemod(parsed)
    if made is None:
        return _Refusal("its form was not expected by the codemod")
    nodes = [made] if isinstance(made, cst.CSTNode) else list(made)
    is_block = len(nodes) > 1 or isinstance(nodes[0], cst.BaseCompoundStatement)
    if is_block and not _has_lines_to_itself(module, change.target):
        return _Refusal("it shares its lines with other code, and becomes more than one line")
    if _comments([parsed]) != _comments(nodes):
        return _Refusal("a comment inside it would be lost")
    indent, unit = _indentation(module, change.target)
    shell = cst.Module(body=[], default_indent=indent + unit)
    code = f"\n{indent}".join(shell.code_for_node(node).removesuffix("\n") for node in nodes)
    return code.replace("\n", newlines.pop() if newlines else module.source.newline)


def _expression(text: str) -> cst.BaseExpression:
    line = cst.ensure_type(cst.parse_module(f"({text})").body[0], cst.SimpleStatementLine)
    value = cst.ensure_type(line.body[0], cst.Expr).value
    return value.with_changes(lpar=value.lpar[1:], rpar=value.rpar[:-1])


def _statement(text: str) -> cst.BaseSmallStatement:
    return cst.ensure_type(cst.parse_module(text).body[0], cst.SimpleStatementLine).body[0]


def _comments(nodes: Sequence[cst.CSTNode]) -> list[str]:
    return sorted(comment.value for node in nodes for comment in nodes_of(cst.Comment, node))


def _has_lines_to_itself(module: Module, target: Span) -> bool:
    """Whether nothing but a comment stands on the lines of `target` beside it."""
    source = module.source
    before = source.line(target.line)[: target.column - 1]
    after = source.line(target.end_line)[target.end_column - 1 :].lstrip()
    continues = target.line > 1 and source.line(target.line - 1).endswith("\\")
    return not before.strip() and not continues and (not after or after.startswith("#"))


def _indentation(module: Module, target: Span) -> tuple[str, str]:
    """The indentation of the target's first line, and one step of the file's indentation."""
    line = module.source.line(target.line)
    indent = line[: len(line) - len(line.lstrip())]
    for node in module.tree.body:
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and body[0].lineno > node.lineno:
            first = module.source.line(body[0].lineno)
            return indent, first[: len(first) - len(first.lstrip())] or "    "
    return indent, "    "
