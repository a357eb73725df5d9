"""What a name of a typeshed stub stands for, as far as its uses can be held against it."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator

import msgspec
from typeshed_client import ImportedInfo, ModulePath, NameInfo, OverloadedName, Resolver

from remend.index.facts import Function, Parameter, ParameterKind

_SPECIAL = ("_SpecialForm", "type")


class Kind(enum.IntEnum):
    """What a name stands for."""

    CLASS = 0
    FUNCTION = 1
    OTHER = 2


class Offer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One name that `module` offers.

    `origin` is the dotted name of what it stands for, the same for all ways to it. `members` are those of the class, or
    of the class that a value is annotated with; `is_open` tells that there may be more. `functions` are the overloads
    of a function, or of a class's constructor without its first parameter; where there are none nothing is known.
    `methods` are the members that work on an instance only.
    """

    module: str
    name: str
    origin: str
    kind: Kind
    members: frozenset[str] = frozenset()
    is_open: bool = False
    functions: tuple[Function, ...] = ()
    methods: frozenset[str] = frozenset()


class Stubs:
    """Describes what the stubs say, with the names in them resolved."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def describe(self, module: str, name: str) -> Offer | None:
        """What `module` offers as `name`; None where that is a module."""
        place, info = self._resolve(module, name)
        if info is None:
            return None
        definitions = _definitions(info)
        origin = f"{place}.{info.name}"
        if all(_is_deprecated(node) for node in definitions):
            return None
        first = definitions[0]
        if isinstance(first, ast.ClassDef):
            members, is_open = self._members(place, info, frozenset())
            functions = self._constructor(place, info, frozenset())
            methods = frozenset(child for child, inner in (info.child_nodes or {}).items() if _is_method(inner))
            return Offer(module, name, origin, Kind.CLASS, members, is_open, functions, methods)
        if isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return Offer(module, name, origin, Kind.FUNCTION, functions=_functions(definitions))
        return self._value(Offer(module, name, origin, Kind.OTHER, is_open=True), place, first)

    def overloads(self, module: str, name: str) -> tuple[Function, ...]:
        """All forms of a function; none for all else."""
        info = self._resolve(module, name)[1]
        return _functions(_definitions(info)) if info is not None else ()

    def _value(self, offer: Offer, place: str, node: ast.AST) -> Offer:
        """A value: another name for a class, or an instance of one; else nothing is known about it."""
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Name, ast.Attribute)):
            named, info = self._written(place, node.value)
            if info is not None and isinstance(_definitions(info)[0], ast.ClassDef):
                members, is_open = self._members(named, info, frozenset())
                return msgspec.structs.replace(offer, kind=Kind.CLASS, members=members, is_open=is_open)
        if isinstance(node, ast.AnnAssign):
            named, info = self._written(place, node.annotation)
            if info is not None and isinstance(_definitions(info)[0], ast.ClassDef) and info.name not in _SPECIAL:
                members, is_open = self._members(named, info, frozenset())
                return msgspec.structs.replace(offer, members=members, is_open=is_open)
        return offer

    def _resolve(self, module: str, name: str) -> tuple[str, NameInfo | None]:
        """The module that defines what `module` calls `name`, and the definition; None where it is a module."""
        found = self._resolver.get_name(module_path(module), name)
        if isinstance(found, ImportedInfo):
            return ".".join(found.source_module), found.info
        return (module, found) if isinstance(found, NameInfo) else (module, None)

    def _written(self, module: str, node: ast.expr) -> tuple[str, NameInfo | None]:
        """What an expression of a stub names, subscripts aside."""
        if isinstance(node, ast.Subscript):
            return self._written(module, node.value)
        if isinstance(node, ast.Name):
            place, info = self._resolve(module, node.id)
            return (place, info) if info is not None else self._resolve("builtins", node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self._resolver.get_name(module_path(module), node.value.id)
            if isinstance(owner, tuple) and not isinstance(owner, (ImportedInfo, NameInfo)):
                return self._resolve(".".join(owner), node.attr)
        return module, None

    def _bases(self, module: str, info: NameInfo) -> Iterator[tuple[str, NameInfo | None]]:
        node = _definitions(info)[0]
        assert isinstance(node, ast.ClassDef)
        for base in node.bases:
            written = base.value if isinstance(base, ast.Subscript) else base
            name = written.attr if isinstance(written, ast.Attribute) else getattr(written, "id", "")
            if name not in {"Generic", "Protocol"}:
                yield self._written(module, base)
        if f"{module}.{info.name}" != "builtins.object":
            yield self._resolve("builtins", "object")

    def _members(self, module: str, info: NameInfo, seen: frozenset[str]) -> tuple[frozenset[str], bool]:
        """What a class has, its own and inherited, and whether a base is not known."""
        members, is_open = {"__name__", "__mro__", "mro", *(info.child_nodes or ())}, False
        for place, base in self._bases(module, info):
            mark = f"{place}.{base.name}" if base is not None else ""
            if base is None or not isinstance(_definitions(base)[0], ast.ClassDef):
                is_open = True
            elif mark not in seen:
                inherited, is_unknown = self._members(place, base, seen | {mark})
                members |= inherited
                is_open |= is_unknown
        return frozenset(members), is_open

    def _constructor(self, module: str, info: NameInfo, seen: frozenset[str]) -> tuple[Function, ...]:
        """How a class may be called, where it or a base other than `object` says it in the stub."""
        own = info.child_nodes or {}
        found = [each for method in ("__init__", "__new__") if method in own for each in _methods(own[method])]
        if found:
            return tuple(found)
        for place, base in self._bases(module, info):
            mark = f"{place}.{base.name}" if base is not None else ""
            if base is None or not isinstance(_definitions(base)[0], ast.ClassDef):
                return ()
            if mark != "builtins.object" and mark not in seen:
                return self._constructor(place, base, seen | {mark})
        return ()


def _definitions(info: NameInfo) -> list[ast.AST]:
    found = info.ast.definitions if isinstance(info.ast, OverloadedName) else [info.ast]
    return [node for node in found if isinstance(node, ast.AST)] or [ast.Pass()]


def _is_method(info: NameInfo) -> bool:
    node = _definitions(info)[0]
    bound = {"classmethod", "staticmethod", "property"}
    return isinstance(node, ast.FunctionDef) and not any(getattr(d, "id", "") in bound for d in node.decorator_list)


def _is_deprecated(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", ())
    return any(isinstance(d, ast.Call) and getattr(d.func, "id", "") == "deprecated" for d in decorators)


def _functions(definitions: Iterable[ast.AST]) -> tuple[Function, ...]:
    """The functions among `definitions`, as facts; decorators say nothing in a stub that matters here."""
    nodes = (node for node in definitions if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return tuple(
        Function(
            node.name,
            node.lineno,
            isinstance(node, ast.AsyncFunctionDef),
            (),
            tuple(_parameters(node.args)),
            ast.unparse(node.returns) if node.returns is not None else "",
        )
        for node in nodes
    )


def _methods(info: NameInfo) -> Iterator[Function]:
    """A method's overloads without their first parameter."""
    for function in _functions(_definitions(info)):
        first = function.parameters[:1]
        rest = function.parameters if first and first[0].kind is ParameterKind.VARIADIC else function.parameters[1:]
        yield msgspec.structs.replace(function, parameters=rest)


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    for index, argument in enumerate(positional):
        is_only = index < len(arguments.posonlyargs)
        kind = ParameterKind.POSITIONAL_ONLY if is_only else ParameterKind.POSITIONAL
        yield Parameter(argument.arg, kind, index >= required, "")
    if arguments.vararg is not None:
        yield Parameter(arguments.vararg.arg, ParameterKind.VARIADIC, has_default=False, annotation="")
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(argument.arg, ParameterKind.KEYWORD_ONLY, default is not None, "")
    if arguments.kwarg is not None:
        yield Parameter(arguments.kwarg.arg, ParameterKind.VARIADIC_KEYWORD, has_default=False, annotation="")


def module_path(module: str) -> ModulePath:
    """A dotted name as typeshed_client takes it."""
    return ModulePath(tuple(module.split(".")))
