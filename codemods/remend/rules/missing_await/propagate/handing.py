"""Whether a call hands what it gives to what runs a coroutine, so that it need not be awaited where it stands."""

from __future__ import annotations

import ast

from remend.inference.local import Closely
from remend.inference.values import FunctionValue
from remend.module import Site
from remend.rules.missing_await.signature import uses_it

_RUNNING = frozenset(
    str.split("create_task ensure_future gather run run_coroutine_threadsafe run_until_complete shield wait_for")
)
_STARTING = frozenset(["start_soon", "start", "call_soon", "call_later", "call_at", "run_sync", "run_in_executor"])
"""Callables that call the function that they are given first, or second, with the arguments that follow it."""

_SPAWNING = frozenset(["spawn", "spawn_later", "add_task", "add_background_task", "submit", "schedule", "apply_async"])


def is_run(closely: Closely, call: Site) -> bool:
    """Whether what a call gives is handed on to what runs a coroutine."""
    parent = call.parent()
    argument = parent if isinstance(parent, ast.keyword) else call.node
    around = call.parent(2) if isinstance(parent, ast.keyword) else parent
    if not isinstance(around, ast.Call) or around.func is call.node:
        return False
    if argument in around.args and _last_name(around) in _RUNNING:
        return True
    above = call.path[: call.path.index(around) + 1]
    handed = _handed(around, argument, closely, above)
    callee = closely.value((*above, handed.func))
    return isinstance(callee, FunctionValue) and not uses_it(callee, handed, argument, closely.inference)[0]


def may_be_run(call: Site) -> str:
    """What a call is handed to that may run a coroutine, and of which nothing is known; empty where there is none."""
    parent = call.parent()
    if not isinstance(parent, ast.Call) or parent.func is call.node:
        return ""
    name = _last_name(parent)
    return ast.unparse(parent.func) if name in _STARTING | _SPAWNING else ""


def _handed(around: ast.Call, argument: ast.AST, closely: Closely, above: tuple[ast.AST, ...]) -> ast.Call:
    """The call that `argument` is an argument of in the end: of a function that something else is told to call."""
    if _last_name(around) in _STARTING:
        for at, function in enumerate(around.args[:2]):
            later = around.args[at + 1 :]
            if argument in later and isinstance(closely.value((*above, function)), FunctionValue):
                return ast.Call(func=function, args=later, keywords=[])
    return around


def _last_name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]
