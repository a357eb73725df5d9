"""What the bodies of functions tell from outside: whether they yield, what they return, what they await.

A body is walked only where its text shows the word in question, so that most cost a search.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple

from remend.index.facts import Habit
from remend.index.statements import BINDS_NOTHING, DEFINITIONS, Definition, bindings, captured, flat, walruses
from remend.source import Source

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_NAME = r"(\w++)(?![ \t]*+[.(\[])"
_AWAITED = re.compile(rf"await[ \t]+{_NAME}")
_RUNNING = str.split(
    """
    create_task ensure_future gather run run_coroutine_threadsafe run_until_complete shield spawn start_soon wait
    wait_for
    """
)
_RUNS = {f"{name}(": re.compile(rf"{name}\(\s*\*?{_NAME}") for name in _RUNNING}
_AWAITING = re.compile(r"\bawait[ \t]+\Z")
_LONGEST_AWAIT = 20
_NAMELESS = BINDS_NOTHING - {*DEFINITIONS, ast.Import, ast.ImportFrom, ast.Try, ast.TryStar}
_WRAPPERS_OF_TYPES = frozenset({"Optional", "Annotated"})


class Told(NamedTuple):
    """What one body tells; `inner` is the function in it that it returns, or one for each kind of function."""

    is_generator: bool = False
    result: ast.expr | None = None
    inner: tuple[FunctionNode, ...] = ()


NOTHING = Told()


def text_of(source: Source, node: Definition) -> str:
    """The lines of a function or class after its decorators."""
    starts, end = source.line_starts, node.end_lineno or node.lineno
    return source.text[starts[node.lineno - 1] : starts[end] if end < len(starts) else len(source.text)]


def read_body(node: FunctionNode, text: str) -> Told:
    """What the body of `node`, whose lines are `text`, tells."""
    if "return " not in text and "yield" not in text:
        return NOTHING
    yielded = [*islice(_yields(node), text.count("yield"))]
    if node.returns is not None and text.find("def ", text.find("\n") + 1) < 0:
        return Told(is_generator=bool(yielded))
    if any(isinstance(each, ast.YieldFrom) for each in yielded):
        return Told(is_generator=True)
    statements = [statement for statement, _ in flat(node.body)]
    given = [n.value for n in yielded] or [s.value for s in statements if type(s) is ast.Return]
    values = [value for value in given if value is not None and not _is_none(value)]
    if not values or not _are_alike(values):
        return Told(is_generator=bool(yielded), inner=() if yielded else _wrappers(values, statements, text))
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    told = _followed(values[0], statements)
    if isinstance(values[0], ast.Name) and told.result is not values[0]:
        told = NOTHING if any(each.arg == values[0].id for each in arguments) else told
    if told.result is not None:
        name = _start(told.result)
        is_own = told.result is not values[0] and _is_name(values[0], name)
        if name and not is_own and text.count(name) > 1 and _binds(statements, name, has_walrus=":=" in text):
            told = NOTHING
    return told._replace(is_generator=bool(yielded))


def _are_alike(values: list[ast.expr]) -> bool:
    """Whether all values are written the same; their kinds are compared first, which costs less."""
    return len(values) == 1 or (len(set(map(type, values))) == 1 and len(set(map(ast.dump, values))) == 1)


def _followed(value: ast.expr, statements: list[ast.stmt]) -> Told:
    """A returned value, or what a local name stands for that is bound once."""
    if not isinstance(value, ast.Name):
        return Told(result=value)
    binding = [s for s in statements if type(s) not in BINDS_NOTHING]
    defined = [s for s in statements if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef)) and s.name == value.id]
    assigned = [b.value for s in binding for b in bindings(s) if _is_name(b.target, value.id)]
    if len(defined) == 1 and not assigned:
        return Told(inner=(defined[0],))
    entered = [made for s in binding for made in _entered(s, value.id)]
    if len(entered) == 1 and len(assigned) == 1 and not defined:
        return Told(result=entered[0])
    if not assigned and not defined:
        return Told(result=value)
    return Told(result=assigned[0] if len(assigned) == 1 and not defined else None)


def _wrappers(values: list[ast.expr], statements: list[ast.stmt], text: str) -> tuple[FunctionNode, ...]:
    """What a decorator returns, in several ways: one wrapper, or what it makes; one for each kind of function."""
    given = {value.id for value in values if isinstance(value, ast.Name)}
    called = {value.func.id for value in values if isinstance(value, ast.Call) and isinstance(value.func, ast.Name)}
    defined = [s for s in statements if isinstance(s, FunctionNode) and s.name in given]
    is_alone = len(given) == 1 and called == given
    is_by_kind = len(given) == len(values) and ("iscoroutinefunction" in text or "isasyncgenfunction" in text)
    return tuple(defined) if len(defined) == len(given) and (is_alone or is_by_kind) else ()


def _start(result: ast.expr) -> str:
    """The name that a result starts with, which means something else outside of a body that binds it."""
    while isinstance(result, (ast.Await, ast.Attribute, ast.Call, ast.Subscript)):
        result = result.func if isinstance(result, ast.Call) else result.value
    return result.id if isinstance(result, ast.Name) else ""


def _binds(statements: list[ast.stmt], name: str, *, has_walrus: bool) -> bool:
    """Whether a body binds a name of its own, in any way."""
    if any(isinstance(s, (ast.Global, ast.Nonlocal)) and name in s.names for s in statements):
        return False
    if has_walrus and any(each.target.id == name for s in statements for each in walruses(s)):
        return True
    return any(name in _names(statement) for statement in statements if type(statement) not in _NAMELESS)


def _names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
        case ast.Try(handlers=handlers) | ast.TryStar(handlers=handlers):
            yield from (handler.name for handler in handlers if handler.name)
        case ast.Match():
            yield from captured(statement)
        case _:
            yield from (each.target.id for each in bindings(statement) if isinstance(each.target, ast.Name))


def _entered(statement: ast.stmt, name: str) -> Iterator[ast.expr]:
    """The call that gives what `with ... as name` binds, as an expression of its own."""
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        is_async = isinstance(statement, ast.AsyncWith)
        for item in statement.items:
            if isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == name:
                enter = ast.Attribute(item.context_expr, "__aenter__" if is_async else "__enter__", ast.Load())
                made = ast.Call(enter, [], [])
                yield ast.Await(made) if is_async else made


def awaited_names(text: str) -> list[tuple[int, str]]:
    """The names that a module awaits or hands to what awaits them, by offset."""
    if "await" not in text and "asyncio" not in text:
        return []
    found = [*_AWAITED.finditer(text)] if "await" in text else []
    for called, expression in _RUNS.items():
        if called in text:
            found += expression.finditer(text)
    return sorted((match.start(1), match[1]) for match in found if not _is_in_word(text, match.start()))


def _is_in_word(text: str, at: int) -> bool:
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")


def sets_attributes(node: FunctionNode, text: str) -> bool:
    """Whether a method assigns to an attribute of the instance or class that it is called on."""
    if any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list):
        return False
    positional = (*node.args.posonlyargs, *node.args.args)
    return bool(positional) and _setting(positional[0].arg).search(text) is not None


@cache
def _setting(name: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(name)}\.\w++[ \t]*+(?::[^=\n]++)?=(?!=)")


@cache
def _calls_on(name: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(name)}((?:\.\w++)*)\.(\w++)\(")


def _is_part(text: str, at: int) -> bool:
    """Whether what starts at `at` goes on with a word or an attribute that started before."""
    return _is_in_word(text, at) or (at > 0 and text[at - 1] == ".")


class Habits:
    """Counts which methods of annotated parameters, and of attributes that are made in the class, a module awaits.

    What is read from them counts as a part of its own: `x.a.b()` is `b` of the `a` that an `x` has. `imported` gives
    the dotted name of what an import of the module binds.
    """

    def __init__(self, imported: Callable[[], Mapping[str, str]]) -> None:
        self._imported = imported
        self._found: Counter[tuple[str, str, bool]] = Counter()

    def see(self, node: FunctionNode, text: str) -> None:
        """Count what the body of `node`, whose lines are `text`, does with its parameters."""
        every = node.args
        for argument in (*every.posonlyargs, *every.args, *every.kwonlyargs):
            if f"{argument.arg}." in text and (owner := self._owner(argument.annotation)):
                self._count(argument.arg, owner, text)

    def see_class(self, node: ast.ClassDef, text: str) -> None:
        """Count what the methods of a class, whose lines are `text`, do with what its body makes: `a = Maker()`."""
        for statement in node.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=maker)) if f"self.{name}." in text:
                    if owner := self._owner(maker):
                        self._count(f"self.{name}", owner, text)

    def habits(self) -> Iterator[Habit]:
        """What was counted, sorted."""
        for owner, method in sorted({(owner, method) for owner, method, _ in self._found}):
            yield Habit(owner, method, self._found[owner, method, True], self._found[owner, method, False])

    def _count(self, receiver: str, owner: str, text: str) -> None:
        for call in _calls_on(receiver).finditer(text):
            if not _is_part(text, call.start()):
                is_awaited = _AWAITING.search(text, max(0, call.start() - _LONGEST_AWAIT), call.start())
                self._found[owner + call[1], call[2], is_awaited is not None] += 1

    def _owner(self, written: ast.expr | None) -> str:
        """The dotted name of what is imported; empty for anything else."""
        parts = _dotted(written)
        first = self._imported().get(parts[0], "") if parts else ""
        return ".".join((first, *parts[1:])) if first else ""


def _dotted(node: ast.expr | None) -> list[str]:
    """The parts of a dotted annotation, without the `Optional`, `Annotated` or `| None` around it."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=value, attr=name):
            return [*parts, name] if (parts := _dotted(value)) else []
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _dotted(left)
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner) if (
            name in _WRAPPERS_OF_TYPES
        ):
            return _dotted(inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
    return []


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _is_name(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def _yields(function: FunctionNode) -> Iterator[ast.Yield | ast.YieldFrom]:
    """The yields of a body, without those of the functions and lambdas in it."""
    left: list[ast.AST] = [*function.body]
    while left:
        node = left.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            left += ast.iter_child_nodes(node)
