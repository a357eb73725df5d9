"""Finds where a file asks for settings by name: with constants, names that hold one, and f-strings as patterns."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator

from remend.index.modules import absolute
from remend.inference.local import Closely
from remend.inference.references import Files
from remend.module import touches
from remend.review.rules.dropped_setting.conditions import conditions
from remend.review.rules.dropped_setting.environment import Environment
from remend.review.rules.dropped_setting.mentions import Read
from remend.review.rules.dropped_setting.names import is_pattern, is_setting
from remend.scopes import Binding

_Path = tuple[ast.AST, ...]
_WORTH = re.compile(r"""["'][A-Z_][A-Z0-9_]{2,}["'{%]|\b(?:environb?|getenvb?)\b""")
_HOLDING = re.compile(r"""^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*[frb]?["'][A-Z_][A-Z0-9_]{2,}""", re.MULTILINE)
_TELLING = re.compile(r"(?:^|_)(?:env|environment|secrets?|settings?|config|conf|getenv)(?:$|_)", re.IGNORECASE)
_DEFAULTS = ("default", "fallback", "default_value")
_FOLLOWED = 3


class Reads:
    """The reads of one file."""

    def __init__(self, closely: Closely, files: Files, environment: Environment) -> None:
        self._closely = closely
        self._module = closely.module
        self._files = files
        self._environment = environment

    def find(self) -> Iterator[Read]:
        """All reads, in source order."""
        lines = sorted(self._lines())
        stack: list[_Path] = [(self._module.tree,)] if lines else []
        while stack:
            path = stack.pop()
            yield from self._reads(path)
            stack += [
                (*path, child) for child in reversed(list(ast.iter_child_nodes(path[-1]))) if touches(child, lines)
            ]

    def _lines(self) -> set[int]:
        """The lines on which a read may stand: those with a quoted name, the environment, or a name that holds one."""
        text, starts = self._module.source.text, self._module.source.line_starts
        held = {found[1] for found in _HOLDING.finditer(text)}
        words = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(held)))})\b") if held else None
        patterns = [_WORTH, *([words] if words is not None else [])]
        return {bisect_right(starts, found.start()) for pattern in patterns for found in pattern.finditer(text)}

    def _reads(self, path: _Path) -> Iterator[Read]:
        match path[-1]:
            case ast.Call() as call:
                yield from self._called(call, path)
            case ast.Subscript(value=value, slice=key, ctx=ast.Load()) as node:
                is_sure = self._environment.is_environment(self._module, value)
                if is_sure or _tells(value):
                    yield from self._read(key, path, node, is_sure=is_sure, demands=True)
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[value]) as node:
                if self._environment.is_environment(self._module, value):
                    yield from self._read(key, path, node, asks=True)

    def _called(self, call: ast.Call, path: _Path) -> Iterator[Read]:
        key = call.args[0] if call.args else _keyword(call, ("key", "name"))
        if key is None or isinstance(key, ast.Starred) or not self._names(key, path, 0):
            return
        asks = self._environment.asks(self._closely, call, path)
        if asks is False or (asks is None and not _tells(call.func)):
            return
        default = call.args[1] if len(call.args) > 1 else _keyword(call, _DEFAULTS)
        yield from self._read(key, path, call, default=default, is_sure=asks is True)

    def _read(
        self,
        key: ast.expr,
        path: _Path,
        node: ast.expr,
        *,
        default: ast.expr | None = None,
        is_sure: bool = True,
        demands: bool = False,
        asks: bool = False,
    ) -> Iterator[Read]:
        default = next((each for each in (default, _otherwise(path)) if each and not _is_nothing(each)), None)
        statement = next(each for each in reversed(path) if isinstance(each, ast.stmt))
        for name in self._names(key, path, 0):
            if is_sure or is_setting(name):
                yield Read(
                    name=name,
                    path=self._module.path,
                    line=node.lineno,
                    end_line=node.end_lineno or node.lineno,
                    symbol=self._module.symbol(path),
                    default="" if default is None else ast.unparse(default),
                    literal=None if default is None else self._literal(default, path),
                    demands=demands and default is None,
                    asks=asks,
                    is_sure=is_sure,
                    target=_target(statement),
                    is_late=_is_late(path, statement),
                    statement=(statement.lineno, statement.end_lineno or statement.lineno),
                )

    def _names(self, key: ast.expr, path: _Path, depth: int) -> tuple[str, ...]:
        """The name that an expression holds, or the pattern of it; nothing where it is neither, or tells too little."""
        text = _written(key)
        if text is None and isinstance(key, ast.Name) and depth < _FOLLOWED:
            return self._held(key.id, path, depth)
        if text is None:
            return ()
        return (text,) if is_pattern(text) or text.isidentifier() else ()

    def _held(self, name: str, path: _Path, depth: int) -> tuple[str, ...]:
        found = self._module.scope_at(path).lookup(name)
        bindings = found[1] if found is not None else []
        if len(bindings) != 1:
            return ()
        value = bindings[0].value
        if value is not None:
            return self._names(value, path, depth + 1)
        text = self._imported(bindings[0])
        return (text,) if text and is_setting(text) else ()

    def _imported(self, binding: Binding) -> str:
        """The constant of another module of the project that an import gives."""
        index = self._files.inference.index
        own = index.modules.name(self._module.path)
        dotted = absolute(binding.origin, own, is_package=self._module.is_package) if binding.origin else ""
        found = index.resolve(dotted) if dotted else None
        closely = self._files.closely(found.path) if found is not None and found.path in self._environment.own else None
        bound = closely.module.scope.bindings.get(dotted.rpartition(".")[2], []) if closely is not None else []
        value = bound[0].value if len(bound) == 1 else None
        return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""

    def _literal(self, node: ast.expr, path: _Path) -> str | None:
        """The value of a literal, also of one that a name holds or that comes last, as text."""
        if isinstance(node, ast.BoolOp):
            return self._literal(node.values[-1], path)
        if isinstance(node, ast.Name):
            found = self._module.scope_at(path).lookup(node.id)
            value = found[1][0].value if found is not None and len(found[1]) == 1 else None
            return str(value.value) if isinstance(value, ast.Constant) else None
        return str(node.value) if isinstance(node, ast.Constant) else None


def _written(node: ast.expr) -> str | None:
    """The text that an expression writes out, with `*` for what is computed."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=bytes(raw)):
            return raw.decode("ascii", "replace")
        case ast.JoinedStr(values=values):
            parts = [each.value if isinstance(each, ast.Constant) else "*" for each in values]
            return "".join(str(part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _written(left), _written(right)
            return None if first is second is None else f"{first or '*'}{second or '*'}"
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()):
            return text.replace("%s", "*")
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return re.sub(r"\{[^{}]*\}", "*", text)
    return None


def _otherwise(path: _Path) -> ast.expr | None:
    """What `or` puts in place of a missing value: the operands after it."""
    node = path[-1]
    for above in reversed(path[:-1]):
        match above:
            case ast.BoolOp(op=ast.Or(), values=values):
                rest = values[next(at for at, each in enumerate(values, start=1) if each is node) :]
                return ast.BoolOp(ast.Or(), rest) if len(rest) > 1 else next(iter(rest), None)
            case ast.Call(func=inner) | ast.Attribute(value=inner) if inner is node:
                node = above
            case _:
                return None
    return None


def _is_late(path: _Path, statement: ast.stmt) -> bool:
    """Whether a statement is reached only for a certain value of the variable that it assigns."""
    functions = [node for node in path if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    target = _target(statement)
    return bool(functions) and any(each.is_about(target) for each in conditions(functions[-1], statement))


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _tells(node: ast.expr) -> bool:
    """Whether the names of what is called or read from are those of settings, as in `app.config` or `get_secret`."""
    match node:
        case ast.Name(id=name):
            return _TELLING.search(name) is not None
        case ast.Attribute(attr=name, value=value):
            is_getter = name == "get" or name.startswith("get")
            return _TELLING.search(name) is not None or (is_getter and _tells(value))
        case ast.Call(func=function):
            return _tells(function)
    return False


def _keyword(call: ast.Call, names: tuple[str, ...]) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg in names), None)


def _target(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return ast.unparse(target)
        case ast.Return():
            return "return"
    return ""
