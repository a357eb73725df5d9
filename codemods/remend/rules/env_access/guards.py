"""Whether a key is known to be set where it is read or deleted.

`os.environ[k]` and `del os.environ[k]` raise KeyError for a key that is not set; an accessor does not. Where the code
around makes sure that the key is there, both mean the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from remend.module import Site

IsEnvironment = Callable[[ast.expr], bool]
_CATCHES = frozenset({"KeyError", "LookupError"})
_TERMINATORS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def is_guarded(site: Site, key: ast.expr, is_environment: IsEnvironment) -> bool:
    """Whether every way to `site` has made sure that `key` is set. `site` is the read, or the whole `del` statement."""
    if not isinstance(key, (ast.Constant, ast.Name)):
        return False
    wanted = ast.dump(key)
    for above, child in zip(reversed(site.path[:-1]), reversed(site.path), strict=False):
        tests = _known_true(above, child)
        if any(_assures(test, wanted, is_environment) for test in tests):
            return True
        if any(_iterates_keys(target, over, wanted, is_environment) for target, over in _loops(above, child)):
            return True
        if _left_before(above, child, wanted, is_environment):
            return True
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            return False
    return False


def _known_true(above: ast.AST, child: ast.AST) -> list[ast.expr]:
    """The conditions that hold wherever `child` of `above` is evaluated."""
    match above:
        case ast.If(test=test, body=body) if child in body:
            return [test]
        case ast.IfExp(test=test, body=body) if child is body:
            return [test]
        case ast.BoolOp(op=ast.And(), values=values):
            return values[: values.index(child)] if isinstance(child, ast.expr) else []
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return [] if child in above.generators else [test for g in above.generators for test in g.ifs]
    return []


def _loops(above: ast.AST, child: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Target and iterable of the loops whose body `child` belongs to."""
    match above:
        case ast.For(target=target, iter=over, body=body) if child in body:
            return [(target, over)]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return [(generator.target, generator.iter) for generator in above.generators]
    return []


def key_error_is_handled(site: Site) -> int:
    """The line of the handler that would catch a KeyError raised at `site`; 0 where there is none."""
    for above, child in zip(reversed(site.path[:-1]), reversed(site.path), strict=False):
        match above:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                return 0
            case ast.Try(body=body, handlers=handlers) if child in body:
                for handler in handlers:
                    if handler.type is None or _names(handler.type) & _CATCHES:
                        return handler.lineno
            case ast.With(body=body, items=items) if child in body:
                if any(isinstance(i.context_expr, ast.Call) and _names(i.context_expr) & _CATCHES for i in items):
                    return above.lineno
    return 0


def _names(node: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _assures(test: ast.expr, key: str, is_environment: IsEnvironment) -> bool:
    """Whether `test` being true means that the key is set."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return any(_assures(value, key, is_environment) for value in values)
        case ast.NamedExpr(value=value):
            return _assures(value, key, is_environment)
        case ast.Compare(left=left, ops=[ast.In()], comparators=[container]):
            return ast.dump(left) == key and is_environment(container)
        case ast.Compare(left=left, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return _reads_without_default(left, key, is_environment)
        case ast.Call():
            return _reads_without_default(test, key, is_environment)
    return False


def _reads_without_default(node: ast.expr, key: str, is_environment: IsEnvironment) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=container, attr="get"), args=[read], keywords=[]):
            return ast.dump(read) == key and is_environment(container)
        case ast.Call(func=function, args=[read], keywords=[]):
            return ast.dump(read) == key and is_environment(function)
    return False


def _iterates_keys(target: ast.expr, iterated: ast.expr, key: str, is_environment: IsEnvironment) -> bool:
    """Whether the loop gives each key that is set: `for k in os.environ`, also through list(), keys() and items()."""
    if isinstance(target, ast.Tuple) and target.elts and _method_of(iterated) == "items":
        target = target.elts[0]
    if ast.dump(target).replace("Store()", "Load()") != key:
        return False
    while isinstance(iterated, ast.Call):
        if isinstance(iterated.func, ast.Attribute) and iterated.func.attr in ("keys", "items", "copy"):
            iterated = iterated.func.value
        elif isinstance(iterated.func, ast.Name) and iterated.func.id in ("list", "sorted", "tuple", "set", "dict"):
            if len(iterated.args) != 1:
                return False
            iterated = iterated.args[0]
        else:
            return False
    return is_environment(iterated)


def _method_of(node: ast.expr) -> str:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        node = node.args[0]
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def _left_before(above: ast.AST, child: ast.AST, key: str, is_environment: IsEnvironment) -> bool:
    """Whether an earlier statement of the same block leaves it, or fails, where the key is not set."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(above, name, None)
        if not isinstance(block, list) or child not in block:
            continue
        for statement in block[: block.index(child)]:
            match statement:
                case ast.Assert(test=test) if _assures(test, key, is_environment):
                    return True
                case ast.If(test=test, body=[*_, last], orelse=[]) if isinstance(last, _TERMINATORS):
                    if _assures_when_false(test, key, is_environment):
                        return True
    return False


def _assures_when_false(test: ast.expr, key: str, is_environment: IsEnvironment) -> bool:
    match test:
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_assures_when_false(value, key, is_environment) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _assures(operand, key, is_environment)
        case ast.Compare(left=left, ops=[ast.NotIn()], comparators=[container]):
            return ast.dump(left) == key and is_environment(container)
        case ast.Compare(left=left, ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            return _reads_without_default(left, key, is_environment)
    return False
