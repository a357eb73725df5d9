"""The names in a file that is looked at closely: its scopes tell what they are bound to, and where."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from msgspec import structs

from remend.index.extract import extract_class, extract_function
from remend.index.facts import Class
from remend.index.modules import absolute
from remend.inference.flow import Spot, reaching, runs_in, spot_of
from remend.inference.infer import Inference
from remend.inference.making import made_by
from remend.inference.narrowing import narrowing
from remend.inference.plain import element
from remend.inference.values import (
    ClassValue,
    Coroutine,
    FunctionValue,
    Instance,
    Plain,
    Value,
    any_of,
)
from remend.module import Module, Site
from remend.scopes import Binding, BindingKind, Comprehension, Scope

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_DEEPEST = 24


class Closely:
    """What the expressions of one file stand for."""

    def __init__(self, inference: Inference, module: Module) -> None:
        self.inference = inference
        self.module = module
        self._classes: dict[ast.ClassDef, ClassValue] = {}
        self._functions: dict[FunctionNode, FunctionValue] = {}
        self._bound: dict[int, Value | None] = {}
        self._open: set[int] = set()

    def value(self, path: tuple[ast.AST, ...]) -> Value | None:
        """What the last node of `path`, an expression, stands for."""
        node = path[-1]
        assert isinstance(node, ast.expr)
        return self.inference.expression(node, self.names(path))

    def names(self, path: tuple[ast.AST, ...]) -> Local:
        """The names as the last node of `path` sees them."""
        scope = self.module.scope_at(path)
        return Local(self, scope, spot_of(path, scope))

    def may_see(self, use: Site, assignment: Site) -> bool:
        """Whether the name read at `use` may hold what is bound by the statement that `assignment` stands in."""
        assert isinstance(use.node, ast.Name)
        scope = self.module.scope_at(use.path)
        found = scope.lookup(use.node.id)
        if found is None or not (found[0] is scope or runs_in(scope, found[0])):
            return True
        seen = reaching(found[1], spot_of(use.path, found[0]))
        return any(binding.statement in assignment.path for binding in seen)

    def class_of(self, node: ast.ClassDef) -> ClassValue:
        """The class that a statement of the file defines."""
        known = self._classes.get(node)
        if known is None:
            found = self.inference.index.lookup(self.module.path, node.name)
            fact = found.fact if found is not None and found.path == self.module.path else None
            if not isinstance(fact, Class) or fact.line != node.lineno:
                fact = extract_class(self.module.source, node)
            known = self._classes[node] = ClassValue(self.module.path, node.lineno, fact)
        return known

    def function_of(self, node: FunctionNode, scope: Scope) -> FunctionValue:
        """The function that a statement of the file defines; `scope` is the one that it stands in."""
        known = self._functions.get(node)
        if known is None:
            owner = self.class_of(scope.node) if isinstance(scope.node, ast.ClassDef) else None
            fact = extract_function(self.module.source, node)
            known = self._functions[node] = FunctionValue(self.module.path, node.lineno, fact, owner)
        return known

    def bound(self, binding: Binding, scope: Scope) -> Value | None:
        """What one binding of a function's or class's scope binds."""
        key = id(binding)
        if key not in self._bound:
            if key in self._open or len(self._open) > _DEEPEST:
                return None
            self._open.add(key)
            try:
                self._bound[key] = self._work_out(binding, scope)
            finally:
                self._open.discard(key)
        return self._bound[key]

    def _work_out(self, binding: Binding, scope: Scope) -> Value | None:
        statement = binding.statement
        if binding.kind is BindingKind.PARAMETER:
            assert isinstance(statement, ast.arg)
            return self._parameter(statement, scope)
        if binding.kind is BindingKind.IMPORT:
            return self._imported(binding)
        if isinstance(statement, ast.ClassDef):
            return self.class_of(statement)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = self.function_of(statement, scope)
            return replace(function, made=self._made(statement, scope)) if statement.decorator_list else function
        names = Local(self, scope, Spot(getattr(statement, "lineno", 0), binding.blocks))
        if isinstance(statement, ast.AnnAssign):
            return self.inference.annotations.read(statement.annotation, names)
        if binding.value is not None:
            return self.inference.expression(binding.value, names)
        return _unpacked(binding.name, self._sources(statement, names))

    def _made(self, statement: FunctionNode, scope: Scope) -> Value | None:
        """What the outermost decorator of a function inside of another makes of it."""
        names = Local(self, scope, Spot(statement.lineno, ()))
        return made_by(statement.decorator_list[0], names, self.inference)

    def _imported(self, binding: Binding) -> Value | None:
        index = self.inference.index
        module = index.modules.name(self.module.path)
        dotted = absolute(binding.origin, module, is_package=self.module.is_package)
        found = index.resolve(dotted) if dotted else None
        if found is not None:
            return self.inference.definition(found)
        return self.inference.outside(self.module.path, dotted) if dotted else None

    def _parameter(self, parameter: ast.arg, scope: Scope) -> Value | None:
        function, around = scope.node, scope.parent
        if isinstance(function, ast.Lambda):
            return None
        assert isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        arguments = function.args
        names = Local(self, around or scope, Spot(function.lineno, ()))
        if parameter in (arguments.vararg, arguments.kwarg):
            inner = self.inference.annotations.read(parameter.annotation, names) if parameter.annotation else None
            return Plain("tuple" if parameter is arguments.vararg else "dict", (None, inner))
        if parameter.annotation is not None:
            return self.inference.annotations.read(parameter.annotation, names)
        first = (*arguments.posonlyargs, *arguments.args, None)[0]
        if parameter is first and around is not None and isinstance(around.node, ast.ClassDef):
            return self._receiver(function, around.node)
        return self.fixture(parameter.arg, function, around)

    def _receiver(self, function: FunctionNode, owner: ast.ClassDef) -> Value | None:
        decorators = {d.id for d in function.decorator_list if isinstance(d, ast.Name)}
        if "staticmethod" in decorators:
            return None
        of = self.class_of(owner)
        made_by_class = "classmethod" in decorators or function.name in {"__new__", "__init_subclass__"}
        return of if made_by_class else Instance(of)

    def fixture(self, name: str, function: FunctionNode, around: Scope | None) -> Value | None:
        """What a test is handed under the name of a fixture: of its class, its file or a `conftest.py` above."""
        if not (function.name.startswith("test") or _has_fixture(map(ast.unparse, function.decorator_list))):
            return None
        found: Value | None = None
        if around is not None and isinstance(around.node, ast.ClassDef):
            found = self.inference.member(Instance(self.class_of(around.node)), name)
        folder = self.module.path.rpartition("/")[0]
        places = [self.module.path, *(f"{each}/conftest.py" for each in _folders(folder)), "conftest.py"]
        for place in places:
            if not isinstance(found, FunctionValue) and place in self.inference.index.facts:
                found = self.inference.module_name(place, name)
        if not isinstance(found, FunctionValue) or not _has_fixture(found.fact.decorators):
            return None
        made = self.inference.called(found)
        if isinstance(made, Coroutine) and found.fact.is_async:
            return made.result
        return element(made) if found.fact.is_generator else made

    def _sources(self, statement: ast.AST, names: Local) -> Iterator[tuple[ast.expr, Value | None]]:
        """The targets of a statement, each with what goes there."""
        infer = self.inference
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield target, infer.expression(value, names)
            case ast.For(target=target, iter=iterable) | ast.AsyncFor(target=target, iter=iterable):
                yield target, element(infer.expression(iterable, names))
            case ast.With(items=items) | ast.AsyncWith(items=items):
                is_async = isinstance(statement, ast.AsyncWith)
                for item in items:
                    if item.optional_vars is not None:
                        manager = infer.expression(item.context_expr, names)
                        yield item.optional_vars, infer.entered(manager, is_async=is_async)
            case ast.Name() | ast.Tuple() | ast.List():  # the target of a comprehension
                first, *others = names.generators
                generator = next((each for each in others if each.target is statement), first)
                around = names.outside() if generator is first else names
                yield statement, element(infer.expression(generator.iter, around))
            case _:
                for node in ast.walk(statement):
                    if isinstance(node, ast.NamedExpr):
                        yield node.target, infer.expression(node.value, names)


class Local:
    """The names that one place of a file sees."""

    types: Mapping[str, Value] = MappingProxyType({})

    def __init__(self, closely: Closely, scope: Scope, spot: Spot) -> None:
        self._closely = closely
        self._scope = scope
        self._spot = spot
        self.path = closely.module.path

    def value(self, name: str) -> Value | None:
        """What a name stands for here."""
        infer = self._closely.inference
        found = self._scope.lookup(name)
        if found is None or found[0].node is self._closely.module.tree:
            return infer.module_name(self.path, name)
        scope, bindings = found
        spot = self._spot if scope is self._scope or runs_in(self._scope, scope) else None
        held = bindings if spot is None else reaching(bindings, spot)
        value = any_of([self._closely.bound(each, scope) for each in held if not _is_nothing(each)])
        return value if value is not None or spot is None else self._narrowed(name, bindings, spot, scope)

    def _narrowed(self, name: str, bindings: Sequence[Binding], spot: Spot, scope: Scope) -> Value | None:
        """What a name must be where it stands, of which its bindings tell nothing."""
        for written, where in narrowing(name, bindings, spot):
            kind = self._closely.inference.expression(written, Local(self._closely, scope, where))
            if isinstance(kind, ClassValue):
                return Instance(kind)
        return None

    def parent(self) -> Value | None:
        """What the class around inherits from: an instance of it without what it defines itself.

        None where nothing is known of the first base.
        """
        for scope in self._scope.chain():
            if isinstance(scope.node, ast.ClassDef):
                of = self._closely.class_of(scope.node)
                bases = self._closely.inference.index.bases(of.path, of.fact)
                bare = structs.replace(of.fact, methods=(), attributes=())
                return Instance(replace(of, fact=bare)) if bases and bases[0] is not None else None
        return None

    def outside(self) -> Local:
        """The names around this scope."""
        return Local(self._closely, self._scope.parent or self._scope, self._spot)

    @property
    def generators(self) -> Sequence[ast.comprehension]:
        """All `for` of the comprehension that this scope is."""
        return self._scope.node.generators if isinstance(self._scope.node, Comprehension) else ()


def _is_nothing(binding: Binding) -> bool:
    """Whether a binding only says that there is no value yet, or takes the name away."""
    value = binding.value
    return isinstance(binding.statement, ast.Delete) or (isinstance(value, ast.Constant) and value.value is None)


def _unpacked(name: str, sources: Iterator[tuple[ast.expr, Value | None]]) -> Value | None:
    """What `name` gets where the targets among which it is take apart what goes there."""
    for target, value in sources:
        match target:
            case ast.Name(id=found) if found == name:
                return value
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                is_tuple = isinstance(value, Plain) and value.name == "tuple"
                parts = value.arguments if is_tuple and isinstance(value, Plain) else ()
                inner = [parts[at] if at < len(parts) else None for at in range(len(elements))]
                found_inside = _unpacked(name, iter(zip(elements, inner, strict=True)))
                if found_inside is not None:
                    return found_inside
    return None


def _has_fixture(decorators: Iterator[str] | tuple[str, ...]) -> bool:
    return any(written.partition("(")[0].endswith("fixture") for written in decorators)


def _folders(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
