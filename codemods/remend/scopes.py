"""Which binding a name refers to: Python's scopes, built only as far as a question needs them.

Most questions concern a few names of a large file, so a scope gathers its bindings when it is first asked. Nothing
here knows any rule.
"""

from __future__ import annotations

import ast
import builtins
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
ScopeNode = ast.Module | Function | ast.Lambda | ast.ClassDef | Comprehension
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)
_CALLABLES = (*_FUNCTIONS, ast.Lambda)
_SCOPES = (*_DEFINITIONS, ast.Lambda, *_COMPREHENSIONS)
_BUILTINS = frozenset({*dir(builtins), "__annotations__", "__builtins__", "__cached__", "__file__", "__path__"})


class BindingKind(enum.Enum):
    """How a name comes to stand for something."""

    IMPORT = "import"
    PARAMETER = "parameter"
    ASSIGNMENT = "assignment"
    DEFINITION = "definition"
    OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place that binds a name.

    `statement` is the statement that binds it, `blocks` the compound statements of the same scope around it, outermost
    first: none for a binding that always happens. `origin` is the dotted name that an import binds, with leading dots
    where it is relative; `value` is the right side of a plain `name = value`.
    """

    name: str
    kind: BindingKind
    statement: ast.AST
    blocks: tuple[ast.stmt, ...] = ()
    origin: str = ""
    value: ast.expr | None = None


class Scope:
    """One scope of a module: its node, the scope around it and what it binds."""

    def __init__(self, node: ScopeNode, parent: Scope | None, *, walrus: bool, declares: bool) -> None:
        self.node = node
        self.parent = parent
        self._walrus = walrus
        self._declares = declares

    @property
    def is_function(self) -> bool:
        """Whether the code runs when it is called, not when the module is imported."""
        return isinstance(self.node, _CALLABLES)

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        """All bindings of this scope by name, in source order."""
        found: dict[str, list[Binding]] = {}
        for binding in _gather(self.node, walrus=self._walrus):
            found.setdefault(binding.name, []).append(binding)
        for name in self.outer_names:
            found.pop(name, None)
        if self._declares and isinstance(self.node, ast.Module):
            for binding in _declared_global(self.node):
                found.setdefault(binding.name, []).append(binding)
        return found

    @cached_property
    def outer_names(self) -> frozenset[str]:
        """Names that this scope declares `global` or `nonlocal`."""
        return self._declared(ast.Global, ast.Nonlocal)

    @cached_property
    def global_names(self) -> frozenset[str]:
        """Names that this scope declares `global`."""
        return self._declared(ast.Global)

    def _declared(self, *kinds: type[ast.Global | ast.Nonlocal]) -> frozenset[str]:
        if not self._declares or not isinstance(self.node, _DEFINITIONS):
            return frozenset()
        statements = (node for node, _ in _statements(self.node.body, ()))
        return frozenset(name for node in statements if isinstance(node, kinds) for name in node.names)

    @cached_property
    def has_star_import(self) -> bool:
        """Whether an `import *` may bind any name here."""
        return "*" in self.bindings

    def lookup(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """The scope and bindings that `name` refers to when read here; None where nothing of the module binds it."""
        scope: Scope | None = self
        while scope is not None:
            visible = scope is self or not isinstance(scope.node, ast.ClassDef)
            if visible and name in scope.bindings:
                return scope, scope.bindings[name]
            *_, module = scope.chain()
            scope = module if visible and name in scope.global_names else scope.parent
        return None

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def origin(self, expression: ast.expr) -> str | None:
        """The dotted name that `expression` stands for by way of imports alone, such as `os.environ`; else None."""
        parts: list[str] = []
        while isinstance(expression, ast.Attribute):
            parts.append(expression.attr)
            expression = expression.value
        if not isinstance(expression, ast.Name):
            return None
        found = self.lookup(expression.id)
        if found is None:
            return None
        origins = {binding.origin for binding in found[1]}
        if len(origins) != 1 or not (origin := origins.pop()):
            return None
        return ".".join((origin, *reversed(parts)))

    def is_unbound(self, name: str) -> bool:
        """Whether reading `name` here is a NameError as far as the file alone tells."""
        if name in _BUILTINS or self.lookup(name) is not None:
            return False
        return not any(scope.has_star_import for scope in self.chain())


class Scopes:
    """The scopes of one module, made as they are asked for."""

    def __init__(self, tree: ast.Module, text: str) -> None:
        # They reach across scopes and are rare: where the text lacks them, nothing has to be walked for them.
        self._walrus = ":=" in text
        self._declares = "global" in text or "nonlocal" in text
        self.module = Scope(tree, None, walrus=self._walrus, declares=self._declares)
        self._known: dict[ast.AST, Scope] = {}

    def at(self, path: Sequence[ast.AST]) -> Scope:
        """The scope in which the last node of `path` is evaluated; `path` leads from the module down to it."""
        current = self.module
        for depth, node in enumerate(path[:-1]):
            if isinstance(node, _SCOPES) and _inside(node, path, depth):
                known = self._known.get(node)
                if known is None:
                    known = self._known[node] = Scope(node, current, walrus=self._walrus, declares=self._declares)
                current = known
        return current


def _inside(node: ScopeNode, path: Sequence[ast.AST], depth: int) -> bool:
    """Whether the path goes on inside the scope of `node`, not through what is evaluated around it."""
    child = path[depth + 1]
    if isinstance(node, ast.Lambda):
        return child is node.body
    if isinstance(node, _COMPREHENSIONS):
        first = node.generators[0]
        return not (child is first and len(path) > depth + 2 and path[depth + 2] is first.iter)
    return any(child is statement for statement in getattr(node, "body", ()))


def _statements(
    body: Sequence[ast.stmt], blocks: tuple[ast.stmt, ...]
) -> Iterator[tuple[ast.stmt, tuple[ast.stmt, ...]]]:
    """All statements of one scope with the compound statements around each, in source order."""
    waiting = [(statement, blocks) for statement in reversed(body)]
    while waiting:
        statement, around = waiting.pop()
        yield statement, around
        if not isinstance(statement, _DEFINITIONS):
            inner = (*around, statement)
            waiting.extend((child, inner) for child in reversed(list(_children(statement))))


def _children(statement: ast.stmt) -> Iterator[ast.stmt]:
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        for part in getattr(statement, name, ()):
            if isinstance(part, (ast.ExceptHandler, ast.match_case)):
                yield from part.body
            else:
                yield part


def _declared_global(module: ast.Module) -> Iterator[Binding]:
    """What functions bind at module level by way of `global`; whether and when they run cannot be told."""
    for function in ast.walk(module):
        if isinstance(function, _FUNCTIONS):
            names = {
                n for node, _ in _statements(function.body, ()) if isinstance(node, ast.Global) for n in node.names
            }
            if names:
                yield from (
                    Binding(found.name, BindingKind.OTHER, found.statement, origin=found.origin)
                    for found in _gather(function, walrus=True)
                    if found.name in names
                )


def _gather(node: ScopeNode, *, walrus: bool) -> Iterator[Binding]:
    """What one scope binds, without entering the scopes inside it."""
    if isinstance(node, _COMPREHENSIONS):
        for generator in node.generators:
            yield from _targets(generator.target, generator.target, ())
        return
    if isinstance(node, _CALLABLES):
        yield from _parameters(node.args)
    if isinstance(node, ast.Lambda):
        yield from _walruses(node.body, node, ())
        return
    for statement, blocks in _statements(node.body, ()):
        yield from _bound_by(statement, blocks)
        if walrus:
            yield from _walruses(statement, statement, blocks)


def _walruses(root: ast.AST, statement: ast.AST, blocks: tuple[ast.stmt, ...]) -> Iterator[Binding]:
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.NamedExpr):
            yield from _targets(node.target, statement, blocks)
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt):
                stack.append(child.args if isinstance(child, ast.Lambda) else child)


def _parameters(arguments: ast.arguments) -> Iterator[Binding]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    for argument in every:
        yield Binding(argument.arg, BindingKind.PARAMETER, argument)


def _bound_by(statement: ast.stmt, blocks: tuple[ast.stmt, ...]) -> Iterator[Binding]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield Binding(statement.name, BindingKind.DEFINITION, statement, blocks)
        case ast.Import() | ast.ImportFrom():
            yield from _imported(statement, blocks)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if isinstance(target, ast.Name):
                    yield Binding(target.id, BindingKind.ASSIGNMENT, statement, blocks, value=value)
                else:
                    yield from _targets(target, statement, blocks)
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            yield Binding(name, BindingKind.ASSIGNMENT, statement, blocks, value=value)
        case ast.AugAssign(target=target) | ast.For(target=target) | ast.AsyncFor(target=target):
            yield from _targets(target, statement, blocks)
        case ast.Delete(targets=targets):
            for target in targets:
                yield from _targets(target, statement, blocks)
        case ast.With() | ast.AsyncWith() | ast.Try() | ast.TryStar() | ast.Match():
            yield from _bound_by_header(statement, blocks)


def _imported(statement: ast.Import | ast.ImportFrom, blocks: tuple[ast.stmt, ...]) -> Iterator[Binding]:
    for alias in statement.names:
        if isinstance(statement, ast.Import):
            name = alias.asname or alias.name.partition(".")[0]
            origin = alias.name if alias.asname else name
        else:
            module = "." * statement.level + (statement.module or "")
            name = alias.asname or alias.name
            joint = "" if module.endswith(".") else "."
            origin = module if alias.name == "*" else f"{module}{joint}{alias.name}"
        yield Binding(name, BindingKind.IMPORT, statement, blocks, origin)


def _bound_by_header(statement: ast.stmt, blocks: tuple[ast.stmt, ...]) -> Iterator[Binding]:
    match statement:
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                if item.optional_vars is not None:
                    yield from _targets(item.optional_vars, statement, blocks)
        case ast.Try(handlers=handlers) | ast.TryStar(handlers=handlers):
            for handler in handlers:
                if handler.name:
                    yield Binding(handler.name, BindingKind.OTHER, statement, blocks)
        case ast.Match(cases=cases):
            for node in (node for case in cases for node in ast.walk(case.pattern)):
                captured = getattr(node, "name", None) or getattr(node, "rest", None)
                if isinstance(captured, str):
                    yield Binding(captured, BindingKind.OTHER, statement, blocks)


def _targets(target: ast.expr, statement: ast.AST, blocks: tuple[ast.stmt, ...]) -> Iterator[Binding]:
    if isinstance(target, ast.Name):
        yield Binding(target.id, BindingKind.OTHER, statement, blocks)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _targets(element, statement, blocks)
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value, statement, blocks)
