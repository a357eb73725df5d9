"""Works out what expressions stand for, from the facts of the index.

Where names come from differs: in a file that is looked at closely from its scopes, in all others from what the index
knows of their modules. The one who asks brings a `Names`; everything else is the same.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from remend.index.facts import Attribute, Class, Function
from remend.index.index import Definition, Index
from remend.inference.annotations import Annotations, class_of
from remend.inference.decorators import Effect, Kind, effect_of
from remend.inference.displays import display
from remend.inference.generic import solve
from remend.inference.making import made_of, maker, overloaded, returned_inside
from remend.inference.names import Names, OfFunction, OfMethod, OfModule
from remend.inference.parameters import types_at, types_of
from remend.inference.plain import AWAITABLES, PASSING, awaited, method_result, passed
from remend.inference.steps import awaited_instance, beside, declared, is_pythons, made_outside, names_import, subscript
from remend.inference.values import (
    NOTHING,
    AnyOf,
    ClassValue,
    Coroutine,
    FunctionValue,
    Instance,
    ManagerValue,
    ModuleValue,
    Outside,
    Plain,
    Value,
    any_of,
)
from remend.inference.written import parsed

_BUILTINS = frozenset(dir(builtins))
_DEEPEST = 24
_VAGUE = frozenset(["", "Any", "typing.Any", "object"])


class Inference:
    """Answers what an expression stands for; None where that is not known.

    Attributes:
        index: the modules of the project, and as far as they can be read those of its libraries.
        annotations: what the types that are written in code stand for.
        keeping: decorators after which a call of a function gives what it gave before.
    """

    def __init__(self, index: Index, keeping: frozenset[str] = frozenset()) -> None:
        self.index = index
        self.keeping = keeping
        self.annotations = Annotations(self)
        self._known: dict[object, Value | None] = {}
        self._found: dict[tuple[str, str], Definition | None] = {}
        self._open: set[object] = set()
        self._cuts = 0

    def expression(self, node: ast.expr, names: Names) -> Value | None:
        """What `node` stands for."""
        match node:
            case ast.Name(id=name):
                return names.value(name)
            case ast.Attribute(value=value, attr=name):
                return self.member(self.expression(value, names), name)
            case ast.Call():
                return self._call(node, names)
            case ast.Await(value=value):
                return self.awaited(self.expression(value, names))
            case ast.NamedExpr(value=value) | ast.Starred(value=value):
                return self.expression(value, names)
            case ast.IfExp(body=body, orelse=orelse):
                return any_of([self.expression(body, names), self.expression(orelse, names)])
            case ast.BoolOp(values=values):
                return any_of([self.expression(value, names) for value in values])
            case ast.Subscript(value=value, slice=index):
                return subscript(self.expression(value, names), index)
            case _:
                return display(node, lambda inner: self.expression(inner, names))

    def written(self, text: str, names: Names) -> Value | None:
        """What an expression of the index stands for, which is kept as source."""
        node = parsed(text)
        return None if node is None else self.expression(node, names)

    def of_module(self, path: str) -> Names:
        """The names of a module."""
        return OfModule(self, path)

    def module_name(self, path: str, name: str) -> Value | None:
        """What `name` stands for at the module level of `path`."""
        found = self.lookup(path, name)
        if found is not None:
            return self.definition(found)
        dotted = self.index.named(path, name)
        if dotted:
            return self.outside(path, dotted)
        return Outside(f"builtins.{name}") if name in _BUILTINS else None

    def lookup(self, path: str, name: str) -> Definition | None:
        """What the index finds for `name` at the module level of `path`, asked once."""
        if (path, name) not in self._found:
            self._found[path, name] = self.index.lookup(path, name)
        return self._found[path, name]

    def outside(self, path: str, dotted: str) -> Value | None:
        """What the file at `path` imports as `dotted`, which is no module of the project or of what is installed.

        A script finds what lies in its own folder.
        """
        name = beside(path, dotted, self.index)
        if not name:
            return Outside(dotted)
        found = self.index.resolve(name)
        return None if found is None else self.definition(found)

    def definition(self, found: Definition) -> Value | None:
        """What a definition of the index stands for."""
        match found.fact:
            case None:
                return ModuleValue(found.path)
            case Class() as fact:
                return ClassValue(found.path, fact.line, fact)
            case Function() as fact:
                return FunctionValue(found.path, fact.line, fact)
            case fact:
                return self._attribute(found.path, fact, OfModule(self, found.path))

    def member(self, value: Value | None, name: str) -> Value | None:
        """What `value.name` stands for."""
        match value:
            case AnyOf(values=values):
                return any_of([self.member(each, name) for each in values])
            case ModuleValue(path=path):
                return self.module_name(path, name)
            case ClassValue() | Instance():
                return self._class_member(value, name)
            case FunctionValue():
                with self.once(("made", value)) as is_new:
                    return self.member(made_of(value, self), name) if is_new else None
            case Outside(dotted=dotted):
                return Outside(f"{dotted}.{name}")
            case Plain():
                return None if method_result(value, name) is None else Outside(f"{value.name}.{name}")
        return None

    def called(self, value: Value | None) -> Value | None:
        """What a call of `value` gives."""
        match value:
            case AnyOf(values=values):
                return any_of([self.called(each) for each in values])
            case ClassValue():
                return Instance(value)
            case FunctionValue():
                return self._result(value)
            case Instance():
                return self.called(self.member(value, "__call__"))
            case Outside(dotted=dotted, is_instance=False):
                return made_outside(dotted)
        return None

    def awaited(self, value: Value | None) -> Value | None:
        """What `await value` gives."""
        match value:
            case AnyOf(values=values):
                return any_of([self.awaited(each) for each in values if each != NOTHING])
            case Instance(of=of, arguments=arguments) if of.fact.name in {"Task", "Future"} and arguments:
                return arguments[0]
            case Instance():
                return awaited_instance(value, self)
        return awaited(value)

    def entered(self, value: Value | None, *, is_async: bool) -> Value | None:
        """What `with value as x` binds."""
        if isinstance(value, ManagerValue):
            return value.gives if value.is_async == is_async else None
        if not isinstance(value, Instance):
            return None
        made = self.called(self.member(value, "__aenter__" if is_async else "__enter__"))
        return self.awaited(made) if is_async else made

    def effect(self, function: FunctionValue) -> Effect:
        """What the decorators of a function make of it."""
        return effect_of(function.fact, function.path, self._decorator, self.keeping)

    def is_coroutine_function(self, function: FunctionValue) -> bool:
        """Whether a call gives a coroutine for certain, as far as the function itself and its decorators tell."""
        made = self._result(function)
        return isinstance(made, Coroutine) and not made.doubt

    def _decorator(self, path: str, name: str) -> tuple[str, Function | None]:
        dotted, value = self.index.named(path, name), self.written(name, self.of_module(path))
        fact = value.fact if isinstance(value, FunctionValue) else None
        return dotted, maker(value, self) if isinstance(value, ClassValue) else fact

    def _call(self, node: ast.Call, names: Names) -> Value | None:
        match node:
            case ast.Call(func=ast.Name(id="super"), args=[] | [_, ast.Name(id="self")]):
                return names.parent()
            case ast.Call(func=ast.Name(id="cast") | ast.Attribute(attr="cast"), args=[kind, _]):
                return self.annotations.read(kind, names)
            case ast.Call(func=called, args=[ast.Constant(value=str(dotted)), *_]) if names_import(called):
                found = self.index.resolve(dotted)
                return None if found is None else self.definition(found)
            case ast.Call(func=ast.Name(id="type"), args=[one]):
                return class_of(self.expression(one, names))
            case ast.Call(func=ast.Attribute(value=owner, attr=name)):
                container = self.expression(owner, names)
                if isinstance(container, Plain):
                    return method_result(container, name)
                if isinstance(container, ManagerValue):
                    return Coroutine(container.gives) if name == "__aenter__" else container.gives
                return self._named_call(self.member(container, name), name, node, names)
            case ast.Call(func=ast.Name(id=name)):
                return self._named_call(names.value(name), name, node, names)
        return self.called(self.expression(node.func, names))

    def _named_call(self, function: Value | None, name: str, node: ast.Call, names: Names) -> Value | None:
        """What a call gives by the function that is called, or by its name where it may be one that passes on."""
        made = self._generic_call(function, node, names) or self.called(function)
        is_vague = made is None or (isinstance(made, Plain) and made.name in AWAITABLES and not made.arguments)
        if name not in PASSING or not (is_vague or is_pythons(function, self.index.modules)):
            return made
        return passed(name, [self.expression(argument, names) for argument in node.args], self.awaited) or made

    def _generic_call(self, function: Value | None, node: ast.Call, names: Names) -> Value | None:
        """What a call gives of a function whose arguments tell what it returns."""
        if not isinstance(function, FunctionValue) or not function.fact.returns:
            return None
        types = solve(function, node, lambda argument: self.expression(argument, names), self.index)
        return self._decorated(function, types) if types else None

    def _class_member(self, value: ClassValue | Instance, name: str) -> Value | None:
        of = value.of if isinstance(value, Instance) else value
        found = self.index.members(of.path, of.fact, name)
        if not found:
            return None
        first = found[0]
        if isinstance(first.fact, Function):
            return self._method(FunctionValue(first.path, first.fact.line, first.fact, of), value)
        attributes = [each.fact for each in found if isinstance(each.fact, Attribute)]
        names = OfMethod(self, first.path, value)
        annotated = next((each for each in attributes if each.annotation), None)
        if annotated is not None:
            types = types_at(value, first.path, annotated.line, annotated.annotation, self)
            return self._attribute(first.path, annotated, OfMethod(self, first.path, value, types))
        assigned = any_of([self._attribute(first.path, each, names) for each in attributes])
        said = declared(of, name, self.index) if assigned is None else None
        return assigned if said is None else self._attribute(*said, OfMethod(self, said[0], value))

    def _method(self, method: FunctionValue, value: ClassValue | Instance) -> Value | None:
        decorators = {written.partition("(")[0].rpartition(".")[2] for written in method.fact.decorators}
        is_read = any(name.endswith("property") for name in decorators)
        receiver = value if isinstance(value, Instance) or "classmethod" in decorators else None
        bound = FunctionValue(method.path, method.line, method.fact, method.owner, receiver)
        return self._result(bound) if is_read and isinstance(value, Instance) else bound

    def _attribute(self, path: str, fact: Attribute, names: Names) -> Value | None:
        """The value of an attribute or of a name of a module."""
        with self.once(("attribute", path, fact.name, fact.line)) as is_new:
            if not is_new:
                return None
            if fact.annotation:
                return self.annotations.instance(fact.annotation, names)
            return self.written(fact.value, names) if fact.value else None

    def _result(self, function: FunctionValue) -> Value | None:
        """What a call of `function` gives, decorators counted."""
        key = (function, function.receiver)
        if key in self._known:
            return self._known[key]
        with self.once(("result", *key)) as is_new:
            if not is_new:
                return None
            cuts = self._cuts
            made = self._decorated(function, {})
            if cuts == self._cuts:
                self._known[key] = made
            return made

    def _decorated(self, function: FunctionValue, types: Mapping[str, Value]) -> Value | None:
        fact, effect = function.fact, self.effect(function)
        if effect.kind is Kind.OTHER:
            return None
        types = {**types_of(function, self), **types}
        inside = OfFunction(self, function, types)
        declared = self.annotations.returned(fact, inside) if fact.returns else None
        made = self.written(fact.result, inside) if fact.result else returned_inside(function)
        told = declared if fact.returns else made
        told = overloaded(function, types, self) if told is None and fact.returns in _VAGUE else told
        if fact.is_generator or effect.kind is Kind.MANAGER:
            given = next(iter(told.arguments), None) if fact.returns and isinstance(told, Plain) else told
            if effect.kind is Kind.MANAGER:
                return ManagerValue(given, is_async=fact.is_async)
            return Plain("AsyncIterator" if fact.is_async else "Iterator", (given,))
        if fact.is_async or effect.kind is Kind.COROUTINE:
            return Coroutine(told, function, effect.doubt, effect.followed)
        if effect.doubt:
            return None
        if isinstance(told, Plain) and told.name == "Coroutine":
            return Coroutine(awaited(told), function, "", effect.followed)
        return told

    @contextmanager
    def once(self, key: object) -> Iterator[bool]:
        """Whether `key` is not being worked out already; what depends on itself is not known."""
        if key in self._open or len(self._open) > _DEEPEST:
            self._cuts += 1
            yield False
            return
        self._open.add(key)
        try:
            yield True
        finally:
            self._open.discard(key)
