"""What keeps a function from being async, by itself: its name, its decorators, its body, what is promised of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from remend.index.index import Index
from remend.inference.local import Closely
from remend.module import Site
from remend.rules.missing_await.propagate.functions import Target
from remend.rules.missing_await.propagate.libraries import BOTH_WAYS, origin

_KEEPING = frozenset(["staticmethod", "classmethod", "abstractmethod", "override", "final"])
_PROPERTIES = frozenset(["property", "cached_property", "hybrid_property", "setter", "getter", "deleter"])
_CACHES = frozenset(["cache", "lru_cache", "cached", "memoize", "ttl_cache"])
_MANAGERS = frozenset(["contextmanager", "asynccontextmanager"])
_VALIDATORS = frozenset(
    ["validator", "field_validator", "root_validator", "model_validator", "validates", "field_serializer"]
)
_COMMANDS = frozenset(["command", "group", "callback", "task", "shared_task", "periodic_task", "job"])
_ROUTES = frozenset(
    [
        "get",
        "post",
        "put",
        "patch",
        "delete",
        "head",
        "options",
        "trace",
        "route",
        "api_route",
        "websocket",
        "websocket_route",
        "exception_handler",
        "errorhandler",
        "on_event",
        "before_request",
        "after_request",
    ]
)
_LOCK = re.compile(r"(?i)(?:^|[._])(?:r?lock|mutex|semaphore)(?:$|[(_])")
_STARTING_LOOPS = frozenset(["run_until_complete", "run_forever", "async_to_sync"])
_HOOKS = frozenset(
    f"{step}_{what}" for step in ("setup", "teardown") for what in ("method", "class", "module", "function")
)

_BY_CONVENTION = frozenset(
    ["application", "downgrade", "lambda_handler", "load_tests", "setUpModule", "setup", "tearDownModule", "upgrade"]
)
"""Functions of a module that tools call by name: servers, migrations, test runners, extensions."""


def obstacle(target: Target, closely: Closely, site: Site) -> str:
    """Why the function at `site` cannot be async; empty where nothing in its definition stands against it."""
    node = site.node
    assert isinstance(node, ast.FunctionDef)
    if target.name.startswith("__") and target.name.endswith("__"):
        return f"Python calls {target.name} itself and does not await it"
    if target.name in _HOOKS or target.name.startswith("pytest_"):
        return "pytest calls it and does not await it"
    if target.name in _BY_CONVENTION and target.symbol == target.name:
        return f"a tool may call {target.name} by its name and not await it"
    for decorator in node.decorator_list:
        why = _decorated(closely, (*site.path, decorator), decorator)
        if why:
            return why
    inside = list(own_nodes(node))
    if any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in inside):
        return "it is a generator"
    if any(map(_starts_a_loop, inside)):
        return "it starts an event loop itself, which cannot be done in a running one"
    return ""


def promised(target: Target, index: Index, patterns: tuple[str, ...]) -> str:
    """Why others than the project may call a function: the configuration says so, or a package offers it."""
    dotted = f"{index.modules.name(target.path)}.{target.symbol}"
    if any(fnmatchcase(dotted, pattern) for pattern in patterns):
        return f"{dotted} is public by the configuration"
    if "." in target.symbol:
        return ""
    for path, facts in index.facts.items():
        if target.name in (facts.exports or ()) and path.rpartition("/")[2] == "__init__.py":
            found = index.lookup(path, target.name)
            if found is not None and found.path == target.path:
                return f"{path} offers it in __all__"
    return ""


def held(call: Site) -> str:
    """Why nothing can be awaited at a call: what waits for the lock there would wait for the loop as well."""
    for node in call.path:
        if isinstance(node, ast.With) and any(_LOCK.search(ast.unparse(item.context_expr)) for item in node.items):
            return (
                f"a lock is held around {ast.unparse(call.node)}, line {node.lineno}, that is not made for async code"
            )
    return ""


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function's body, without those of the functions, lambdas and classes in it."""
    left: list[ast.AST] = [*getattr(function, "body", ())]
    while left:
        node = left.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            left += ast.iter_child_nodes(node)


def _starts_a_loop(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    callee = ast.unparse(node.func)
    return callee in {"asyncio.run", "anyio.run", "trio.run"} or callee.rpartition(".")[2] in _STARTING_LOOPS


def _decorated(closely: Closely, path: tuple[ast.AST, ...], decorator: ast.expr) -> str:
    """Why a function with this decorator cannot be async."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    written = ast.unparse(called)
    last = written.rpartition(".")[2]
    at = f"@{written}"
    known = _well_known(last, at)
    if known is not None and not (last in _ROUTES and isinstance(called, ast.Attribute)):
        return known
    if ".mark." in f"{written}." or written in {"patch", "patch.object", "patch.dict", "mock.patch"}:
        return ""
    if written.startswith(("mock.patch.", "unittest.mock.patch")):
        return ""
    if last in _ROUTES:
        steps = (*path, called) if isinstance(decorator, ast.Call) else path
        library = origin(closely, steps)
        if library in BOTH_WAYS:
            return ""
        return f"{at} is of {library or 'a library that is not known'}, which may not await it"
    return f"what {at} makes of a coroutine function is not known"


def _well_known(last: str, at: str) -> str | None:
    """What is known of a decorator by its name alone: why it cannot be, an empty string where it can."""
    if last in _KEEPING:
        return ""
    if last in _PROPERTIES:
        return "it is a property, which nobody awaits"
    if last in _CACHES:
        return f"{at} would keep a coroutine, which can be awaited only once"
    if last in _MANAGERS:
        return f"{at} makes a context manager of it"
    if last in _VALIDATORS:
        return f"{at} makes it a validator, which nobody awaits"
    if last in _COMMANDS:
        return f"{at} hands it to what does not await it"
    return "a fixture that is not async may be used where nothing awaits it" if last == "fixture" else None
