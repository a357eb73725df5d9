"""Reads the facts of a module off its syntax tree.

Only what can be seen from outside is visited: statements of the module, bodies of classes, signatures. Function bodies
are entered only where their text shows what counts there: an import, a `global`, a `return`, an attribute that is set.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping
from functools import cached_property

from remend.index.bodies import FunctionNode, Habits, awaited_names, read_body, sets_attributes, text_of
from remend.index.conditions import Version, settle
from remend.index.facts import Attribute, Class, Facts, Function, Guard, Import, Parameter, ParameterKind
from remend.index.statements import BINDS_NOTHING, Definition, bindings, captured, flat, walruses, within
from remend.model import Diagnostic
from remend.source import Source, parse, read_source

_DYNAMIC = ("globals()", "sys.modules[__name__]")
_EXEC = re.compile(r"^exec\(", re.MULTILINE)
_LISTS = ("list", "tuple", "set", "sorted")


def extract(path: str, raw: bytes, since: Version | None = None) -> Facts:
    """The facts of a file; a file that cannot be parsed has none, and says so.

    Given a version of Python, what only older ones run is left out, and what all from it on run has no condition.
    """
    source = read_source(path, raw)
    tree = source if isinstance(source, Diagnostic) else parse(source)
    if isinstance(source, Diagnostic) or isinstance(tree, Diagnostic):
        return Facts(parses=False)
    if since is not None and "version_info" in source.text:
        settle(tree, since)
    return _Reader(source).read(tree)


def extract_class(source: Source, node: ast.ClassDef) -> Class:
    """A class, wherever it stands in the file."""
    return _Reader(source).class_(node, Guard.FUNCTION)


def extract_function(source: Source, node: FunctionNode) -> Function:
    """A function, wherever it stands in the file."""
    return _Reader(source).function(node, Guard.FUNCTION)


class _Reader:
    """Collects the facts of one module while it goes through its statements."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._has_walrus = ":=" in source.text
        self._silent: Container[type[ast.stmt]] = () if self._has_walrus else BINDS_NOTHING
        self._functions: list[Function] = []
        self._classes: list[Class] = []
        self._names: list[Attribute] = []
        self._imports: list[Import] = []
        self._exports = _Exports()
        self._habits = Habits(self._origins) if "await " in source.text else None
        self._awaited = awaited_names(source.text)

    def read(self, tree: ast.Module) -> Facts:
        text = self._source.text
        may_export = "__all__" in text
        for statement, guard in flat(tree.body):
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._functions.append(self.function(statement, guard))
                    self._read_inside(statement)
                case ast.ClassDef():
                    self._classes.append(self.class_(statement, guard))
                    self._read_inside(statement)
                case ast.Import() | ast.ImportFrom():
                    self._imports += _imports(statement, guard)
            if type(statement) not in self._silent:
                self._names += self._assigned(statement, guard)
            if may_export:
                self._exports.see(statement, guard)
        bound: list[Function | Attribute | Import] = [*self._functions, *self._names, *self._imports]
        return Facts(
            functions=tuple(self._functions),
            classes=tuple(self._classes),
            names=tuple(self._names),
            imports=tuple(self._imports),
            exports=self._exports.names,
            has_getattr=any(fact.name == "__getattr__" and fact.guard is not Guard.FUNCTION for fact in bound),
            is_dynamic=any(sign in text for sign in _DYNAMIC) or ("exec(" in text and bool(_EXEC.search(text))),
            habits=tuple(self._habits.habits()) if self._habits is not None else (),
        )

    def _read_inside(self, definition: Definition) -> None:
        """The imports inside a definition, and what it declares global, where its text shows one."""
        for node in within(definition, self._binding_lines):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._imports += _imports(node, Guard.FUNCTION)
            elif isinstance(node, ast.Global):
                self._names += [Attribute(name, node.lineno, "", "", Guard.FUNCTION) for name in node.names]

    @cached_property
    def _binding_lines(self) -> list[int]:
        """The numbers of the lines that hold a word by which a function binds names of the module or imports some."""
        text, starts = self._source.text, self._source.line_starts
        found = [*_found_at(text, "import"), *_found_at(text, "global ")]
        return sorted({bisect_right(starts, at) for at in found})

    def _assigned(self, statement: ast.stmt, guard: Guard) -> Iterator[Attribute]:
        """The names that a statement of a module or a class binds, definitions and imports aside."""
        if isinstance(statement, (ast.For, ast.AsyncFor, ast.Match)):
            guard = max(guard, Guard.CONDITION)
        for target, annotation, value in bindings(statement):
            if isinstance(target, ast.Name):
                shown = self._value(value)
                yield Attribute(target.id, statement.lineno, self._text(annotation), shown, guard)
        for name in captured(statement):
            yield Attribute(name, statement.lineno, "", "", guard)
        for node in walruses(statement) if self._has_walrus else ():
            yield Attribute(node.target.id, node.lineno, "", self._value(node.value), guard)

    def _assigned_on_self(self, function: FunctionNode, held: Guard) -> Iterator[Attribute]:
        """What a method assigns to attributes of its first parameter; a plain parameter brings its annotation."""
        positional = (*function.args.posonlyargs, *function.args.args)
        own = positional[0].arg if positional else ""
        hints = {a.arg: a.annotation for a in (*positional, *function.args.kwonlyargs)}
        for statement, guard in flat(function.body):
            for target, annotation, value in bindings(statement):
                match target:
                    case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == own:
                        kept = _fallback(value)
                        hint = hints.get(kept.id) if isinstance(kept, ast.Name) else None
                        is_unknown = isinstance(kept, ast.Name) and kept.id in hints and hint is None
                        shown = self._text(annotation or hint)
                        told = "" if is_unknown else self._value(kept)
                        yield Attribute(attribute, statement.lineno, shown, told, max(guard, held))

    def class_(self, node: ast.ClassDef, guard: Guard) -> Class:
        methods: list[Function] = []
        attributes: list[Attribute] = []
        if self._habits is not None:
            self._habits.see_class(node, text_of(self._source, node))
        for statement, held in flat(node.body):
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    text = text_of(self._source, statement)
                    methods.append(self._function(statement, held, text))
                    is_made = statement.name == "__init__"
                    if is_made or sets_attributes(statement, text):
                        attributes += self._assigned_on_self(statement, Guard.NONE if is_made else Guard.FUNCTION)
                case ast.ClassDef(name=name):
                    attributes.append(Attribute(name, statement.lineno, "", "", held))
                case ast.Import() | ast.ImportFrom():
                    attributes += (Attribute(i.name, i.line, "", "", held) for i in _imports(statement, held))
            if type(statement) not in self._silent:
                attributes += self._assigned(statement, held)
        return Class(
            node.name,
            node.lineno,
            tuple(map(self._text, node.bases)),
            tuple(map(self._text, node.decorator_list)),
            tuple(methods),
            tuple(attributes),
            guard,
        )

    def function(self, node: FunctionNode, guard: Guard) -> Function:
        return self._function(node, guard, text_of(self._source, node))

    def _function(self, node: FunctionNode, guard: Guard, text: str) -> Function:
        told = read_body(node, text)
        if self._habits is not None:
            self._habits.see(node, text)
        return Function(
            node.name,
            node.lineno,
            isinstance(node, ast.AsyncFunctionDef),
            tuple(map(self._text, node.decorator_list)),
            tuple(self._parameters(node.args)),
            self._text(node.returns),
            guard,
            told.is_generator,
            self._value(told.result),
            tuple(self.function(each, Guard.FUNCTION) for each in told.inner),
            tuple(self._awaits(node)) if self._awaited else (),
        )

    def _awaits(self, node: FunctionNode) -> Iterator[str]:
        """The parameters of a function that stand awaited between its first and its last line."""
        starts, end = self._source.line_starts, node.end_lineno or node.lineno
        first = bisect_left(self._awaited, (starts[node.lineno - 1], ""))
        stop = starts[end] if end < len(starts) else len(self._source.text)
        names = {name for _, name in self._awaited[first : bisect_left(self._awaited, (stop, ""))]}
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg)
        return (each.arg for each in arguments if each is not None and each.arg in names)

    def _origins(self) -> Mapping[str, str]:
        """What the imports seen so far bind, by name."""
        return {i.name: i.origin if i.is_renamed or not i.is_module else i.name for i in self._imports}

    def _parameters(self, arguments: ast.arguments) -> Iterator[Parameter]:
        positional = [*arguments.posonlyargs, *arguments.args] if arguments.posonlyargs else arguments.args
        required = len(positional) - len(arguments.defaults)
        only = len(arguments.posonlyargs)
        for index, argument in enumerate(positional):
            kind = ParameterKind.POSITIONAL_ONLY if index < only else ParameterKind.POSITIONAL
            yield Parameter(argument.arg, kind, index >= required, self._text(argument.annotation))
        if arguments.vararg is not None:
            yield self._variadic(arguments.vararg, ParameterKind.VARIADIC)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            hint = self._text(argument.annotation)
            yield Parameter(argument.arg, ParameterKind.KEYWORD_ONLY, default is not None, hint)
        if arguments.kwarg is not None:
            yield self._variadic(arguments.kwarg, ParameterKind.VARIADIC_KEYWORD)

    def _variadic(self, argument: ast.arg, kind: ParameterKind) -> Parameter:
        return Parameter(argument.arg, kind, has_default=False, annotation=self._text(argument.annotation))

    def _value(self, node: ast.expr | None) -> str:
        shown = node.value if isinstance(node, ast.Await) else node
        is_union = isinstance(shown, ast.BinOp) and isinstance(shown.op, ast.BitOr)
        is_telling = is_union or isinstance(shown, (ast.Name, ast.Attribute, ast.Call, ast.Subscript))
        return self._text(node) if is_telling or (isinstance(shown, ast.Constant) and shown.value is None) else ""

    def _text(self, node: ast.expr | None) -> str:
        """An expression as it is written; empty where there is none."""
        if node is None:
            return ""
        if isinstance(node, ast.Name):
            return node.id
        if getattr(node, "end_lineno", None) is None:  # made up, so it stands nowhere
            return ast.unparse(node)
        return self._source.segment(node)


class _Exports:
    """Follows `__all__` through a module."""

    def __init__(self) -> None:
        self._names: list[str] | None = []
        self._is_set = False

    @property
    def names(self) -> tuple[str, ...] | None:
        return tuple(self._names) if self._is_set and self._names is not None else None

    def see(self, statement: ast.stmt, guard: Guard) -> None:
        """Take in what a statement of the module does to `__all__`; a branch only ever adds to it."""
        match statement:
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                self._add(_strings(value))
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=method), args=values)):
                given = ast.List(values[:1]) if method == "append" else values[0] if values else None
                self._add(_strings(given) if method in {"append", "extend"} else None)
            case ast.ImportFrom(names=names) if any((alias.asname or alias.name) == "__all__" for alias in names):
                self._add(None)
            case ast.AnnAssign(value=None):
                return
            case _:
                for target, _annotation, named in bindings(statement):
                    place = target.value if isinstance(target, ast.Subscript) else target
                    if isinstance(place, ast.Name) and place.id == "__all__":
                        if guard is Guard.NONE:
                            self._names = []
                        self._add(_strings(named))

    def _add(self, names: list[str] | None) -> None:
        self._is_set = True
        self._names = None if self._names is None or names is None else [*self._names, *names]


def _found_at(text: str, word: str) -> Iterator[int]:
    """Where `word` stands in `text`, as offsets."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _fallback(value: ast.expr | None) -> ast.expr | None:
    """The alternative that tells most of `given or Made()` and of `given if given else Made()`."""
    match value:
        case ast.BoolOp(op=ast.Or(), values=[*_, ast.Call() as last]):
            return last
        case ast.IfExp(body=ast.Call() as made) | ast.IfExp(orelse=ast.Call() as made):
            return made
    return value


def _imports(node: ast.Import | ast.ImportFrom, guard: Guard) -> Iterator[Import]:
    is_module = isinstance(node, ast.Import)
    module = "" if isinstance(node, ast.Import) else "." * node.level + (node.module or "")
    for alias in node.names:
        if is_module:
            name, origin = alias.name.partition(".")[0], alias.name
        elif alias.name == "*":
            name, origin = "*", module
        else:
            name, origin = alias.name, f"{module}{'' if module.endswith('.') else '.'}{alias.name}"
        yield Import(alias.asname or name, origin, node.lineno, is_module, guard, alias.asname is not None)


def _strings(value: ast.expr | None) -> list[str] | None:
    """The names in a list of strings, None where it is none; strings that can be no name are left out."""
    match value:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            texts = [e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            return [text for text in texts if text.isidentifier()] if len(texts) == len(elements) else None
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _strings(left), _strings(right)
            return None if first is None or second is None else first + second
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name in _LISTS:
            return _strings(inner)
    return None
