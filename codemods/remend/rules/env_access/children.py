"""Whether an expression becomes the environment of a child process.

An accessor that isolates hides what a child process cannot run without, such as PATH; its method for subprocesses is
made for that.
"""

from __future__ import annotations

import ast

from remend.module import Site
from remend.scopes import Scope

_STARTERS = frozenset(
    {f"subprocess.{name}" for name in ("run", "Popen", "call", "check_call", "check_output")}
    | {f"asyncio.{name}" for name in ("create_subprocess_exec", "create_subprocess_shell")}
)


def is_child_environment(site: Site, scope: Scope) -> bool:
    """Whether `site` is the `env=` of a call that starts a process: itself, spread into it, or through a variable."""
    while _is_part_of_copy(site):
        site = site.up()
    match site.parent():
        case ast.keyword(arg="env"):
            call = site.parent(2)
            return isinstance(call, ast.Call) and scope.origin(call.func) in _STARTERS
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return any(_hands_over(node, name, scope) for node in ast.walk(scope.node))
    return False


def _is_part_of_copy(site: Site) -> bool:
    """Whether the expression around `site` is a new mapping made of it: `{**x}`, `x | y`, `dict(x, a=b)`."""
    match site.parent():
        case ast.Dict(keys=keys, values=values):
            return any(key is None and value is site.node for key, value in zip(keys, values, strict=True))
        case ast.BinOp(op=ast.BitOr()):
            return True
        case ast.Call(func=ast.Name(id="dict"), args=[first, *_]):
            return first is site.node
        case ast.keyword(arg=None):
            call = site.parent(2)
            return isinstance(call, ast.Call) and ast.unparse(call.func) == "dict"
    return False


def _hands_over(node: ast.AST, name: str, scope: Scope) -> bool:
    if not isinstance(node, ast.Call) or scope.origin(node.func) not in _STARTERS:
        return False
    return any(k.arg == "env" and isinstance(k.value, ast.Name) and k.value.id == name for k in node.keywords)
