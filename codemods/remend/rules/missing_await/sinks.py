"""What takes a coroutine in order to run it, and what takes any value and uses it there and then."""

from __future__ import annotations

import ast
import re

_SINK = re.compile(
    r"(?i)(?:^|_)(?:task|tasks|taskgroup|spawn|schedule|scheduled|gather|wait|await|awaitable|future|futures|submit|"
    r"start|soon|coro|coros|coroutine|coroutines|background|defer|deferred|enqueue|fire|forget|later|shield|timeout|"
    r"retry|run|runner|sync|loop|fork|detach|race|completed|collect|maybe|ensure)(?:_|$)"
)
_HOLDER = re.compile(
    r"(?i)(?:^|_)(?:coro|coros|coroutine|coroutines|awaitable|awaitables|task|tasks|future|futures)(?:_|$)"
)
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_CALLING_LATER = {
    "call_at": 1,
    "call_later": 1,
    "call_soon": 0,
    "call_soon_threadsafe": 0,
    "run_in_executor": 1,
    "run_in_threadpool": 0,
    "run_sync": 0,
    "start_soon": 0,
    "submit": 0,
    "to_thread": 0,
}
"""Functions that call what they are given, and which of their arguments that is; it is given the ones after it."""

INSPECTING = frozenset(
    str.split(
        """
        isinstance issubclass type id hasattr getattr callable iscoroutine isawaitable iscoroutinefunction ref
        """
    )
)
"""Functions that ask what a value is, which says nothing about where it goes."""

LISTING = frozenset(["list", "tuple", "set", "frozenset", "iter", "reversed", "chain", "deque"])
"""Functions that only pass the elements of what they are given on."""

USING = frozenset(
    str.split(
        """
        print len str repr int float bool bytes sum min max sorted any all abs round hash format dict enumerate zip
        map filter join dumps dump debug info warning error exception critical log approx range next open ord chr
        divmod loads asdict deepcopy copy
        """
    )
)
"""Functions and methods that use what they are given as a value."""

CONTAINING = frozenset(["append", "add", "insert", "appendleft", "extend", "update", "setdefault", "put", "put_nowait"])
"""Methods that keep what they are given in what they are called on."""

OF_COROUTINES = frozenset(
    str.split(
        """
        close send throw cr_await cr_code cr_frame cr_running cr_origin __await__ __name__ __qualname__
        add_done_callback cancel done
        """
    )
)
"""Attributes that a coroutine, or what stands in for one, has itself."""

OF_DOUBLES = frozenset(["return_value", "side_effect"])
"""Attributes and keywords of a test's doubles, which give back what they are set to."""


def is_sink(name: str, configured: frozenset[str]) -> bool:
    """Whether a callable of this name may be expected to run what it is given."""
    last = name.rpartition(".")[2]
    return name in configured or last in configured or _SINK.search(_HUMPS.sub("_", last)) is not None


def called_later(call: ast.Call, argument: ast.AST) -> ast.Call | None:
    """The call that a function makes later of one that it is given, where `argument` is one of its arguments."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = _CALLING_LATER.get(name, len(call.args))
    following = call.args[at + 1 :]
    return ast.Call(call.args[at], following, []) if any(each is argument for each in following) else None


def holds_coroutines(name: str) -> bool:
    """Whether a variable or parameter of this name says that what it holds is yet to be awaited."""
    return _HOLDER.search(_HUMPS.sub("_", name)) is not None


def asserts(name: str) -> bool:
    """Whether a method of this name holds a value against another one."""
    return name.startswith(("assert", "assert_")) and not name.startswith(("assertRaises", "assertWarns", "assert_aw"))
