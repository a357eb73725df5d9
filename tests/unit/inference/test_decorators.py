from __future__ import annotations

from textwrap import dedent

import pytest

from inferring import inference_of, seen
from remend.inference.decorators import Effect, Kind
from remend.inference.values import FunctionValue

IMPORTS = """\
import abc, asyncio, click, contextlib, functools, pytest, typing, typing as t
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from somewhere import app, unknown
"""


def effect(decorators: str, definitions: str = "", **others: str) -> Effect:
    """What the decorators of an async function `f` make of it."""
    text = f"{IMPORTS}{dedent(definitions)}\n{dedent(decorators).strip()}\nasync def f(): ...\n"
    made = inference_of({"m.py": text, **{f"{name}.py": dedent(code) for name, code in others.items()}})
    value = made.module_name("m.py", "f")
    assert isinstance(value, FunctionValue)
    return made.effect(value)


def shown(found: Effect) -> str:
    return f"{found.kind.name}{f' unless {found.doubt}' if found.doubt else ''}"


@pytest.mark.parametrize(
    ("decorators", "says"),
    [
        ("", "SAME"),
        ("@staticmethod", "SAME"),
        ("@abc.abstractmethod", "SAME"),
        ("@typing.override", "SAME"),
        ("@property", "SAME"),
        ("@functools.cached_property", "SAME"),
        ("@f.setter", "SAME"),
        ("@functools.lru_cache(maxsize=1)", "SAME"),
        ("@functools.wraps(g)", "SAME"),
        ("@retry(stop=3)", "SAME"),
        ("@app.get('/')", "SAME"),
        ("@app.on_event('startup')", "SAME"),
        ("@pytest.fixture", "SAME"),
        ("@pytest.fixture(scope='module')", "SAME"),
        ("@pytest.mark.asyncio", "SAME"),
        ("@pytest.mark.parametrize('a', [1])", "SAME"),
        ("@contextmanager", "MANAGER"),
        ("@asynccontextmanager", "MANAGER"),
        ("@contextlib.asynccontextmanager", "MANAGER"),
        ("@click.command()", "OTHER"),
        ("@app.task", "OTHER"),
        ("@async_to_sync", "OTHER"),
        ("@unknown", "SAME unless @unknown"),
        ("@unknown(1)", "SAME unless @unknown(1)"),
        ("@app.unknown", "SAME unless @app.unknown"),
        ("@functools.partial(g, 1)", "SAME unless @functools.partial(g, 1)"),
        ("@(lambda f: f)", "SAME unless @lambda f: f"),
        ("@unknown\n@app.get('/')", "SAME unless @unknown"),
        ("@app.get('/')\n@unknown", "SAME unless @unknown"),
        ("@unknown\n@app.other", "SAME unless @app.other"),
        ("@app.get('/')\n@click.command()", "OTHER"),
        ("@unknown\n@click.command()", "OTHER unless @unknown"),
        ("@click.command()\n@unknown", "OTHER"),
        ("@contextmanager\n@unknown", "MANAGER"),
    ],
)
def test_a_decorator_that_is_not_the_projects_is_known_by_name_or_leaves_a_doubt(decorators: str, says: str) -> None:
    assert shown(effect(decorators)) == says


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        ("def deco(g): return g", "SAME"),
        ("def deco(g):\n    register(g)\n    return g", "SAME"),
        ("def deco(g: F) -> F: ...", "SAME"),
        ("def deco(g: F) -> F:\n    return typing.cast(F, wrap(g))", "SAME"),
        ("def deco(g: Callable[P, T]) -> Callable[P, T]: ...", "SAME"),
        ("def deco(g: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]: ...", "SAME"),
        ("def deco(g):\n    async def made(*a): ...\n    return made", "COROUTINE"),
        ("def deco(g):\n    @wraps(g)\n    async def made(*a): ...\n    return made", "COROUTINE"),
        ("def deco(g):\n    def made(*a): return g(*a)\n    return made", "SAME"),
        ("def deco(g):\n    def made(*a):\n        x = g(*a)\n        return x\n    return made", "SAME"),
        ("def deco(g):\n    def made(*a) -> Awaitable[int]: ...\n    return made", "COROUTINE"),
        ("def deco(g):\n    def made(*a) -> Coroutine: ...\n    return made", "COROUTINE"),
        ("def deco(g):\n    def made(*a) -> int: ...\n    return made", "OTHER"),
        ("def deco(g):\n    def made(*a): return asyncio.run(g(*a))\n    return made", "OTHER"),
        ("def deco(g):\n    def made(*a): return g\n    return made", "OTHER"),
        ("def deco(g):\n    def made(*a): yield g\n    return made", "OTHER"),
        ("def deco(g):\n    async def made(*a): yield g\n    return made", "OTHER"),
        ("def deco(g):\n    @asynccontextmanager\n    async def made(*a): yield g\n    return made", "MANAGER"),
        ("def deco(g):\n    @contextlib.asynccontextmanager\n    async def made(): yield\n    return made", "MANAGER"),
        ("def deco(g):\n    def made(*a): ...\n    return made", "OTHER unless @deco"),
        ("def deco(g): return Made(g)", "SAME unless @deco"),
        ("def deco(g): ...", "SAME unless @deco"),
        ("def deco(): ...", "SAME unless @deco"),
        ("class deco: ...", "SAME unless @deco"),
        ("deco = unknown", "SAME unless @deco"),
        ("def one(g): return g\ndeco = one", "SAME"),
        ("from others import deco", "SAME"),
        (
            "def deco(g: Callable) -> Callable:\n    def made(*a): return asyncio.run(g(*a))\n    return made",
            "OTHER",
        ),
        (
            "def deco(g: t.Any) -> t.Any:\n    def made() -> int: ...\n    return made",
            "OTHER",
        ),
        ("def deco(g: Callable) -> Callable: ...", "SAME unless @deco"),
        ("def deco(g: t.Any) -> t.Any: ...", "SAME unless @deco"),
        ("def deco(g: object) -> object: ...", "SAME unless @deco"),
    ],
)
def test_a_decorator_of_the_project_is_followed_to_what_it_returns(definition: str, says: str) -> None:
    assert shown(effect("@deco", definition, others="def deco(g): return g")) == says


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("def deco(n):\n    def around(g): return g\n    return around", "SAME"),
        ("def deco(n) -> Callable[[F], F]: ...", "SAME"),
        ("def deco(n) -> Callable[[Callable[P, T]], Callable[P, T]]: ...", "SAME"),
        ("def deco(n) -> Callable[[Callable[P, T]], Callable[P, Awaitable[T]]]: ...", "SAME unless @deco(...)"),
        ("def deco(n) -> Callable[[F], G]: ...", "SAME unless @deco(...)"),
        ("def deco(n) -> Callable[[Callable], Callable]: ...", "SAME unless @deco(...)"),
        ("def deco(n) -> Callable[[t.Any], t.Any]: ...", "SAME unless @deco(...)"),
        ("def deco(n) -> Callable: ...", "SAME unless @deco(...)"),
        ("def deco(n):\n    def around(g: F) -> F: return cast(F, g)\n    return around", "SAME"),
        ("def deco(n): ...", "SAME unless @deco(...)"),
        ("def deco(n: F) -> F: ...", "SAME unless @deco(...)"),
    ],
)
def test_a_decorator_that_is_called_first_is_known_by_what_it_returns(lines: str, says: str) -> None:
    assert shown(effect("@deco(1)", lines)) == says


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ("async def made(*a): ...", "COROUTINE"),
        ("def made(*a): return g(*a)", "SAME"),
        ("def made(*a): return n(*a)", "OTHER"),
        ("def made(*a): return 1", "OTHER unless @deco"),
    ],
)
def test_a_decorator_that_is_called_first_is_followed_one_level_deeper(made: str, says: str) -> None:
    lines = ["def deco(n):", "    def around(g):", f"        {made}", "        return made", "    return around"]

    assert shown(effect("@deco(1)", "\n".join(lines))) == says


def test_of_one_wrapper_for_generators_and_one_for_the_rest_the_kind_of_the_function_tells() -> None:
    lines = ["def deco(g):", "    if isasyncgenfunction(g):", "        async def a(): yield g", "        return a"]
    lines += ["    async def b(): return await g()", "    return b"]

    assert shown(effect("@deco", "\n".join(lines))) == "COROUTINE"


def test_what_was_followed_is_told_the_innermost_first() -> None:
    definitions = """\
    def one(g): return g
    def two(g):
        async def made(): ...
        return made
    """

    assert effect("@two\n@unknown\n@one", definitions) == Effect(Kind.COROUTINE, "", ("one", "two"))


def test_a_decorator_from_a_method_of_an_instance_is_followed() -> None:
    definitions = """\
    class Registry:
        def add(self, g): return g
    registry = Registry()
    """

    assert shown(effect("@registry.add", definitions)) == "SAME"


@pytest.mark.parametrize(
    ("decorator", "value"),
    [
        ("@app.get('/')", "coroutine of int"),
        ("@unknown", "coroutine of int unless @unknown"),
        ("@click.command()", "?"),
        ("@asynccontextmanager", "async manager of ?"),
    ],
)
def test_a_call_gives_what_decorators_make_of_the_function(decorator: str, value: str) -> None:
    assert seen(f"{IMPORTS}{decorator}\nasync def f() -> int: ...\nseen(f())") == value


@pytest.mark.parametrize(
    ("decorator", "value"),
    [("@app.get('/')", "int"), ("@unknown", "?"), ("@click.command()", "?"), ("@deco", "coroutine of int")],
)
def test_a_call_of_a_sync_function_gives_what_decorators_make_of_it(decorator: str, value: str) -> None:
    deco = "def deco(g):\n    async def made(): ...\n    return made\n"

    assert seen(f"{IMPORTS}{deco}{decorator}\ndef f() -> int: ...\nseen(f())") == value


BY_KIND = """\
def deco(g=None, *, n=1):
    def around(g):
        if inspect.iscoroutinefunction(g):
            @wraps(g)
            async def waiting(*a): return await g(*a)
            return waiting
        else:
            def plain(*a): return made(g, a)
            return plain
    if g is None:
        return around
    return around(g)
"""


@pytest.mark.parametrize("decorator", ["@deco", "@deco(n=2)"])
@pytest.mark.parametrize(("keyword", "says"), [("async def", "COROUTINE"), ("def", "OTHER")])
def test_of_two_wrappers_the_one_for_the_kind_of_the_function_counts(decorator: str, keyword: str, says: str) -> None:
    text = f"{IMPORTS}{BY_KIND}{decorator}\n{keyword} f(): ...\n"
    made = inference_of({"m.py": text})
    value = made.module_name("m.py", "f")

    assert isinstance(value, FunctionValue)
    assert shown(made.effect(value)) == says


def test_two_wrappers_that_nothing_tells_apart_leave_a_doubt() -> None:
    assert shown(effect("@deco", BY_KIND.replace("iscoroutinefunction", "isclass"))) == "SAME unless @deco"


@pytest.mark.parametrize("keeping", ["deco", "strange.deco"])
@pytest.mark.parametrize("decorator", ["@deco", "@deco(1)"])
def test_a_decorator_that_is_said_to_keep_a_function_leaves_no_doubt(keeping: str, decorator: str) -> None:
    text = f"from strange import deco\n{decorator}\nasync def f(): ...\n"
    made = inference_of({"m.py": text}, frozenset([keeping]))
    value = made.module_name("m.py", "f")

    assert isinstance(value, FunctionValue)
    assert shown(made.effect(value)) == "SAME"


@pytest.mark.parametrize("decorator", ["@slot_property('_a')", "@slot_property"])
def test_a_property_is_known_by_the_name_of_its_decorator(decorator: str) -> None:
    cls = f"class A:\n    {decorator}\n    def a(self) -> int: ...\n"

    assert seen(f"from strange import slot_property\n{cls}seen(A().a)") == "int"
