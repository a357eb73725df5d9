"""Cuts a file down to what decides whether it forgets a coroutine at all.

Names such as `get` belong to coroutine functions in many projects, so most files call one, and in few of them is it the
coroutine function. What a callee stands for depends on the rest of the project and has to be asked anew whenever that
changes; the lines of the file that the answer hangs on change with the file alone. They are few, so they are kept.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from remend.inference.narrowing import tested_kind
from remend.module import Module, Site, first_line, touches
from remend.scopes import Binding, BindingKind, Scope
from remend.source import Source, parse

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)
_WITH_SCOPES = (*_DEFINITIONS, ast.Module)
_HEADED = (ast.stmt, ast.ExceptHandler, ast.match_case)


Extent = tuple[int, int, int, int]
"""Line and column where an expression starts, and where it ends, as `ast` has them."""


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """The text that is left of a file, and the extents of the callees in it that are no questions.

    `is_clear` says whether that could be told at all.
    """

    text: str = ""
    places: tuple[Extent, ...] = ()
    is_clear: bool = True


def outline(module: Module, callees: Iterable[Site], entering: Iterable[Site] = ()) -> Outline:
    """The file with blank lines for all but what the expressions at `callees` and the headers at `entering` hang on.

    A callee is left as a statement of its own, a question, in front of the statement that it stood in, where that is a
    simple one; elsewhere it stays in its place. The lines keep their numbers, Python parses what is left, and to
    `Closely` the callees stand for the same in it.
    """
    kept = _Kept(module)
    for site in callees:
        kept.ask(site)
    for site in entering:
        kept.keep_header(site)
    kept.settle()
    if not kept.headers and not kept.questions:
        return Outline()
    text = "\n".join(_Lines(module, kept).cut())
    if isinstance(parse(Source(module.path, text, "utf-8")), ast.Module):
        return Outline(text, tuple(_extent(site.node) for site in kept.in_place))
    return Outline(is_clear=False)


def questions(module: Module, places: Iterable[Extent]) -> Iterator[Site]:
    """The callees that an outline asks about, and those at `places`."""
    wanted = frozenset(places)
    lines = sorted({line for line, *_ in wanted})
    waiting: list[tuple[ast.AST, ...]] = [(module.tree,)]
    while waiting:
        path = waiting.pop()
        node = path[-1]
        if isinstance(node, ast.Expr):
            yield from _question((*path, node.value))
        waiting += [(*path, child) for _, part in _blocks(node) for child in part]
        if lines and isinstance(node, ast.stmt) and touches(node, lines):
            yield from _in_place(path, wanted, lines)


def _in_place(path: tuple[ast.AST, ...], wanted: Collection[Extent], lines: Sequence[int]) -> Iterator[Site]:
    """The callees that one statement keeps, not those in its blocks."""
    waiting = [path]
    while waiting:
        inner = waiting.pop()
        node = inner[-1]
        if isinstance(node, (ast.Name, ast.Attribute)) and _extent(node) in wanted:
            yield Site(node, inner)
        children = (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))
        waiting += [(*inner, child) for child in children if touches(child, lines)]


def _question(path: tuple[ast.AST, ...]) -> Iterator[Site]:
    """The callee in a question: inside of what makes its scopes, and of `await` where it was awaited."""
    while True:
        match path[-1]:
            case ast.Await(value=inner) | ast.Lambda(body=inner) | ast.ListComp(elt=inner):
                path = (*path, inner)
            case ast.Name() | ast.Attribute():
                yield Site(path[-1], path)
                return
            case _:
                return


def _extent(node: ast.AST) -> Extent:
    assert isinstance(node, ast.expr)
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


class _Kept:
    """What counts of a file: statements as they are, headers of others, questions by the statement that they stand in.

    `in_place` are the callees that are no questions.
    """

    def __init__(self, module: Module) -> None:
        self.statements: set[ast.AST] = set()
        self.headers: set[ast.AST] = set()
        self.questions: dict[ast.AST, list[tuple[str, Site]]] = {}
        self.in_place: list[Site] = []
        self._module = module
        self._seen: set[object] = set()

    def ask(self, site: Site) -> None:
        """Keep the callee at `site`, and what the names in it are bound to."""
        at = max(at for at, node in enumerate(site.path) if isinstance(node, ast.stmt))
        statement, around = site.path[at], site.path[1:at]
        scope = self._module.scope_at(site.path)
        inside = next(each for each in scope.chain() if isinstance(each.node, _WITH_SCOPES))
        question = self._question(site, statement)
        is_new = (inside, question) not in self._seen or not self._is_settled(site, scope)
        self._seen.add((inside, question))
        if not is_new:
            return
        if any(_blocks(statement)):
            self.in_place.append(site)
            self._enter([statement])
        elif self._starts_late(statement):
            self.in_place.append(site)
            self.statements.add(statement)
        else:
            self.questions.setdefault(statement, []).append((question, site))
        self._reach(around)
        for kind in _tested_kinds(site):
            self._follow(kind, scope)
        self._follow(site.node, scope)
        self._follow(site.node if inside is scope else statement, inside)

    def keep_header(self, site: Site) -> None:
        """Keep the header of the compound statement at `site`, and what the names in it are bound to."""
        self._reach(site.path[1:])
        self._follow(site.node, self._module.scope_at(site.path))

    def settle(self) -> None:
        """Leave the callees in their places that stand in something which is kept as it is."""
        for statement, asked in list(self.questions.items()):
            if any(node in self.statements for node in asked[0][1].path if node is not statement):
                self.in_place += [site for _, site in self.questions.pop(statement)]

    def _question(self, site: Site, statement: ast.AST) -> str:
        """The callee as an expression in the scopes that it sees."""
        text = f"({self._text(site.node)})"
        if isinstance(site.parent(2), ast.Await):
            text = f"await {text}"
        path = site.path[site.path.index(statement) :]
        for node, inner in reversed(list(pairwise(path))):
            match node:
                case ast.Lambda(body=body) if body is inner:
                    text = f"(lambda {ast.unparse(node.args)}: {text})"
                case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                    first = node.generators[0]
                    if not (inner is first and path[path.index(inner) + 1] is first.iter):
                        text = f"[{text} {' '.join(map(ast.unparse, node.generators))}]"
        return text

    def _text(self, node: ast.AST) -> str:
        start, end = self._module.extent(node)
        return self._module.source.text[start:end]

    def _is_settled(self, site: Site, scope: Scope) -> bool:
        """Whether the names in a callee hold the same wherever they are read in their scope."""
        found = [scope.lookup(name) for name in _names(site.node)]
        return all(each is None or len(each[1]) == 1 for each in found) and not any(_tested_kinds(site))

    def _is_indivisible(self, node: ast.AST, around: Sequence[ast.AST]) -> bool:
        """Whether the facts of a class are read off its statement, because the index does not have them."""
        if not isinstance(node, ast.ClassDef):
            return False
        is_inner = any(isinstance(other, _DEFINITIONS) for other in around[: around.index(node)])
        return is_inner or len(self._module.scope.bindings.get(node.name, ())) != 1

    def _reach(self, around: Sequence[ast.AST]) -> None:
        """Keep the headers of the statements around one."""
        self.statements.update(node for node in around if self._is_indivisible(node, around))
        self._enter(around)

    def _enter(self, around: Iterable[ast.AST]) -> None:
        for node in around:
            if isinstance(node, ast.stmt):
                is_tight = any(self._starts_late(part[0]) for _, part in _blocks(node))
                (self.statements if is_tight else self.headers).add(node)

    def _starts_late(self, statement: ast.AST) -> bool:
        """Whether something stands before a statement on its line."""
        assert isinstance(statement, ast.stmt)
        line = self._module.source.line(first_line(statement))
        head = line.encode("utf-8")[: statement.col_offset].decode("utf-8", "replace").strip()
        return bool(head) and not line.lstrip().startswith(("@", "elif"))

    def _follow(self, node: ast.AST, scope: Scope) -> None:
        """Keep all that binds the names which are read in `node`."""
        for name in _names(node):
            found = scope.lookup(name)
            if found is None or isinstance(found[0].node, ast.Module) or (found[0], name) in self._seen:
                continue
            self._seen.add((found[0], name))
            for binding in found[1]:
                self._keep(binding, found[0])

    def _keep(self, binding: Binding, scope: Scope) -> None:
        statement = binding.statement
        if binding.kind is BindingKind.PARAMETER:
            if scope.parent is not None:
                self._follow(statement, scope.parent)
            return
        if isinstance(statement, _DEFINITIONS) or not any(_blocks(statement)):
            self.statements.add(statement)
        self._enter([*binding.blocks, statement])
        self._follow(statement, scope)


class _Lines:
    """The lines of a file that what is kept of it takes."""

    def __init__(self, module: Module, kept: _Kept) -> None:
        self._source = module.source
        self._tree = module.tree
        self._kept = kept
        self._lines = [""] * len(module.source.line_starts)

    def cut(self) -> list[str]:
        """All lines, those blank that do not count."""
        for statement in self._tree.body:
            self._statement(statement)
        return self._lines

    def _statement(self, node: ast.stmt) -> bool:
        """Copy what counts of one statement; whether that is anything."""
        asked = self._kept.questions.get(node, ())
        start = first_line(node)
        if node in self._kept.statements:
            self._copy(start, node.end_lineno or 0)
        elif node in self._kept.headers:
            self._compound(node, list(_blocks(node)))
        elif not asked:
            return False
        for question, _ in asked:
            self._put(start, question)
        return True

    def _put(self, number: int, question: str) -> None:
        """Put a question in front of what stands on a line."""
        line = self._source.line(number)
        indent = line[: len(line) - len(line.lstrip())]
        there = self._lines[number - 1].removeprefix(indent)
        self._lines[number - 1] = f"{indent}{question}; {there}" if there else indent + question

    def _compound(self, node: ast.stmt, parts: Sequence[tuple[ast.AST, Sequence[ast.stmt]]]) -> None:
        """The headers of a compound statement, and of its blocks what counts; `pass` where that is nothing."""
        end = first_line(node) - 1
        needs_all = isinstance(node, (ast.Try, ast.TryStar)) and not node.handlers
        for owner, part in parts:
            may_go = owner is node and part is not parts[0][1] and not needs_all
            start, last = first_line(part[0]), part[-1].end_lineno or 0
            counts = [self._statement(statement) for statement in part]
            if any(counts):
                self._copy(end + 1, start - 1)
            elif not may_go:
                self._copy(end + 1, start - 1)
                self._put(start, "pass")
            end = last

    def _copy(self, first: int, last: int) -> None:
        for number in range(first, last + 1):
            self._lines[number - 1] = self._source.line(number)


def _blocks(node: ast.AST) -> Iterator[tuple[ast.AST, Sequence[ast.stmt]]]:
    """The blocks of a compound statement in source order, each with the node whose header stands above it."""
    if isinstance(body := getattr(node, "body", None), list):
        yield node, body
    for inner in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield inner, inner.body
    for name in ("orelse", "finalbody"):
        if isinstance(part := getattr(node, name, None), list) and part:
            yield node, part


def _tested_kinds(site: Site) -> Iterator[ast.expr]:
    """What the branches around a callee test the names in it for."""
    tests = [node.test for node in site.path if isinstance(node, ast.If)]
    kinds = (tested_kind(test, name) for test in tests for name in _names(site.node))
    return (kind for kind in kinds if kind is not None)


def _names(node: ast.AST) -> Iterator[str]:
    """The names that are read in an expression or statement, of a compound one in its header."""
    has_blocks = any(_blocks(node))
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.Name):
            yield current.id
        waiting += [child for child in ast.iter_child_nodes(current) if not (has_blocks and isinstance(child, _HEADED))]
