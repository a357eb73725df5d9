"""One case for each form in which a coroutine function is called, and for each in which its call is mended."""

from __future__ import annotations

import pytest

from propagated import mended
from remend.rules.missing_await import MissingAwaitOptions

LIB = """\
import abc, functools, contextlib, typing
from mock import AsyncMock

async def fetch(*a) -> "Client": ...
def made() -> "Client": ...
async def _hidden(): ...

class Client:
    async def load(self, *a) -> "Client": ...
    @property
    def pending(self) -> typing.Awaitable[int]: ...
    @classmethod
    async def open(cls) -> "Client": ...
    @staticmethod
    async def shut(): ...
    async def __aenter__(self): ...
    name: str

class Proto(typing.Protocol):
    async def load(self) -> int: ...

class Abstract(abc.ABC):
    @abc.abstractmethod
    async def load(self) -> int: ...

class Several:
    @typing.overload
    async def load(self, a: int) -> int: ...
    @typing.overload
    async def load(self, a: str) -> str: ...
    async def load(self, a): ...

class Base:
    async def send(self): ...
class Plain(Base):
    def send(self): ...
class Quick(Base):
    async def once(self): ...
class SyncQuick(Quick):
    def once(self): ...

def wrapped(function):
    @functools.wraps(function)
    async def around(*a):
        return await function(*a)
    return around

def blocking(function):
    @functools.wraps(function)
    def around(*a):
        return run(function(*a))
    return around

shared = Client()
"""


def after(text: str, options: MissingAwaitOptions | None = None, path: str = "m.py") -> str:
    """The lines of a file that are mended, as they are then."""
    files = {"lib.py": LIB, "passing.py": "from lib import fetch as get, Client\n", path: text}
    found = mended(files, options or MissingAwaitOptions())
    assert not found.keys() - {path}
    old = text.split("\n")
    return " | ".join(line.strip() for line in found.get(path, text).split("\n") if line not in old)


def in_async(body: str, head: str = "", parameters: str = "") -> str:
    """A module whose async function has that body."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"import asyncio, lib, passing\n{head}\nasync def work({parameters}):\n{lines}"


@pytest.mark.parametrize(
    ("head", "parameters", "body", "line"),
    [
        pytest.param("async def f(): ...", "", "f()", "await f()", id="bare"),
        pytest.param("", "", "lib.fetch()", "await lib.fetch()", id="of a module"),
        pytest.param("from passing import get", "", "get()", "await get()", id="a re-export"),
        pytest.param("import passing as p", "", "p.get()", "await p.get()", id="an alias of a module"),
        pytest.param(
            "from lib import fetch\nother = fetch", "", "other()", "await other()", id="an alias of a function"
        ),
        pytest.param("", "a: lib.Client", "a.load()", "await a.load()", id="an annotated parameter"),
        pytest.param("", "a: 'lib.Client | None'", "a.load()", "await a.load()", id="an optional parameter"),
        pytest.param(
            "class A:\n    c: lib.Client", "a: A", "a.c.load()", "await a.c.load()", id="an annotated attribute"
        ),
        pytest.param("", "", "a = lib.Client()\na.load()", "await a.load()", id="a local from a constructor"),
        pytest.param("", "", "a = lib.made()\na.load()", "await a.load()", id="a local from a call"),
        pytest.param("", "", "a = await lib.fetch()\na.load()", "await a.load()", id="a local from an awaited call"),
        pytest.param("", "", "lib.made().load()", "await lib.made().load()", id="a call of what a call gives"),
        pytest.param("", "", "lib.shared.load()", "await lib.shared.load()", id="an instance of another module"),
        pytest.param(
            "client = lib.Client()", "", "client.load()", "await client.load()", id="an instance of the module"
        ),
        pytest.param("", "", "lib.Client.open()", "await lib.Client.open()", id="a class method"),
        pytest.param("", "", "lib.Client.shut()", "await lib.Client.shut()", id="a static method"),
        pytest.param("", "a: lib.Proto", "a.load()", "await a.load()", id="a protocol's method"),
        pytest.param("", "a: lib.Abstract", "a.load()", "await a.load()", id="an abstract method"),
        pytest.param("", "a: lib.Several", "a.load(1)", "await a.load(1)", id="an overloaded method"),
        pytest.param("", "", "asyncio.sleep(1)", "await asyncio.sleep(1)", id="of the standard library"),
        pytest.param("@lib.wrapped\ndef f(): ...", "", "f()", "await f()", id="a wrapper that is async"),
        pytest.param("@lib.blocking\nasync def f(): ...", "", "f()", "", id="a wrapper that is not"),
        pytest.param("@retry(stop=3)\nasync def f(): ...", "", "f()", "await f()", id="a retry"),
        pytest.param("@cached(60)\nasync def f(): ...", "", "f()", "", id="an unknown decorator"),
        pytest.param("@lib.contextlib.asynccontextmanager\nasync def f(): yield", "", "f()", "", id="an async manager"),
        pytest.param("@lib.contextlib.contextmanager\ndef f(): yield", "", "f()", "", id="a manager"),
        pytest.param("@click.command()\nasync def f(): ...", "", "f()", "", id="a click command"),
        pytest.param("@app.task\nasync def f(): ...", "", "f()", "", id="a celery task"),
        pytest.param("", "a: lib.Base", "a.send()", "", id="a method that a subclass has as plain"),
        pytest.param("", "a: lib.Quick", "a.once()", "await a.once()", id="a method that a sync double has as plain"),
        pytest.param("", "a: lib.Quick", "a.send()", "await a.send()", id="a method that a sibling has as plain"),
        pytest.param("", "a: lib.Client", "x = a.pending\nprint(x.real)", "", id="a property that gives an awaitable"),
    ],
)
def test_a_coroutine_function_is_known(head: str, parameters: str, body: str, line: str) -> None:
    assert after(in_async(body, head, parameters)) == line


def test_a_decorator_named_in_the_configuration_keeps_a_coroutine_function() -> None:
    text = in_async("f()", "@cached(60)\nasync def f(): ...")

    assert after(text, MissingAwaitOptions(decorators=("cached",))) == "await f()"


@pytest.mark.parametrize(
    ("method", "line"),
    [
        pytest.param("async def g(self):\n        self.load()", "await self.load()", id="of a base"),
        pytest.param("async def g(self):\n        super().load()", "await super().load()", id="super"),
        pytest.param("@classmethod\n    async def g(cls):\n        cls.open()", "await cls.open()", id="cls"),
        pytest.param(
            "def __init__(self):\n        self.c = lib.Client()\n    async def g(self):\n        self.c.load()",
            "await self.c.load()",
            id="made in __init__",
        ),
        pytest.param(
            "def __init__(self, c: lib.Client):\n        self.c = c\n    async def g(self):\n        self.c.load()",
            "await self.c.load()",
            id="taken in __init__",
        ),
        pytest.param(
            "async def h(self): ...\n    async def g(self):\n        self.h()", "await self.h()", id="not in B.g"
        ),
        pytest.param("async def g(self):\n        def h(): self.load()", "", id="in a function that is not async"),
    ],
)
def test_a_method_is_known_by_its_receiver(method: str, line: str) -> None:
    plain = "class B(A):\n    def g(self): self.h()\n    def h(self): ...\n"
    text = f"import lib\nclass Mixin: ...\nclass A(Mixin, lib.Client):\n    {method}\n{plain}"

    assert after(text) == line


@pytest.mark.parametrize(
    ("body", "line"),
    [
        pytest.param("return a.load().name", "return (await a.load()).name", id="an attribute"),
        pytest.param("return a.load()[0]", "return (await a.load())[0]", id="a subscript"),
        pytest.param("return b[a.load()]", "return b[await a.load()]", id="in a subscript"),
        pytest.param("return -a.load()", "return -await a.load()", id="a sign"),
        pytest.param("return not a.load()", "return not await a.load()", id="not"),
        pytest.param("return a.load() ** 2", "return await a.load() ** 2", id="a power"),
        pytest.param("return 2 ** a.load()", "return 2 ** await a.load()", id="an exponent"),
        pytest.param("return a.load() + 1", "return await a.load() + 1", id="a sum"),
        pytest.param("return a.load() if b else c", "return await a.load() if b else c", id="one of two"),
        pytest.param("return b if a.load() else c", "return b if await a.load() else c", id="a condition"),
        pytest.param("return b or a.load()", "return b or await a.load()", id="or"),
        pytest.param("return f'{a.load()}'", "return f'{await a.load()}'", id="an f-string"),
        pytest.param("return [a.load() for _ in b]", "return [await a.load() for _ in b]", id="a comprehension"),
        pytest.param("return [x for x in a.load()]", "return [x for x in await a.load()]", id="its iterable"),
        pytest.param("return sum(x for x in a.load())", "return sum(x for x in await a.load())", id="a first iterable"),
        pytest.param("return sum(a.load() for _ in b)", "", id="a generator expression"),
        pytest.param("return lambda: a.load().name", "", id="a lambda"),
        pytest.param("b, c = a.load()", "b, c = await a.load()", id="unpacking"),
        pytest.param("print(*a.load())", "print(*await a.load())", id="a star"),
        pytest.param("print(**a.load())", "print(**await a.load())", id="two stars"),
        pytest.param("x = a.load()\nreturn x.name", "x = await a.load()", id="at the first value"),
        pytest.param("a.load()  # all of it", "await a.load()  # all of it", id="a comment"),
        pytest.param("a.load(  # all\n    1,\n)", "await a.load(  # all", id="lines"),
        pytest.param("a.load().load()", "await (await a.load()).load()", id="a chain"),
        pytest.param("try:\n    return a.load()\nfinally:\n    b()", "return await a.load()", id="return in try"),
        pytest.param("a.load().close()", "", id="closed"),
        pytest.param("if (x := a.load()): print(x.name)", "if (x := await a.load()): print(x.name)", id="a walrus"),
        pytest.param("for x in a.load(): b()", "for x in await a.load(): b()", id="a loop"),
        pytest.param("assert a.load() == 1", "assert await a.load() == 1", id="a comparison"),
        pytest.param("x = a.load()\nif x is None: return 1\nx.name", "x = await a.load()", id="compared with None"),
        pytest.param("x = a.load()\nx.close()", "", id="kept to be closed"),
        pytest.param("x: int | None = a.load()\nb(x)", "x: int | None = await a.load()", id="an annotation"),
        pytest.param("x: Other = a.load()\nb(x)", "", id="an annotation that is not known"),
        pytest.param("x: int = a.load()\nreturn await x", "", id="an annotation that is wrong"),
        pytest.param("a.load()  # fire and forget", "", id="not waited for"),
    ],
)
def test_a_call_is_awaited_as_its_place_asks(body: str, line: str) -> None:
    assert after(in_async(body, parameters="a: lib.Client, b, c")) == line


@pytest.mark.parametrize(
    ("body", "line"),
    [
        pytest.param("client.load = AsyncMock()\nclient.load()", "await client.load()", id="AsyncMock"),
        pytest.param("client.load = Mock()\nclient.load()", "", id="a double"),
        pytest.param("with patch.object(lib.Client, 'load'):\n    client.load()", "", id="patched"),
        pytest.param("with pytest.raises(E):\n    client.load()", "await client.load()", id="expected to fail"),
        pytest.param("with pytest.raises(TypeError):\n    client.load()", "", id="expected to fail on its arguments"),
        pytest.param("assert client.load() == 1", "assert await client.load() == 1", id="asserted"),
        pytest.param("event_loop.run_until_complete(client.load())", "", id="run by the loop of a fixture"),
        pytest.param("fake = AsyncMock()\nfake.load()", "", id="a double of anything"),
    ],
)
def test_in_a_test_doubles_count(body: str, line: str) -> None:
    lines = "".join(f"    {each}\n" for each in body.split("\n"))
    head = "import lib, pytest\nfrom unittest.mock import AsyncMock, Mock, patch\n"
    fixture = "@pytest.fixture\ndef client():\n    return lib.Client()\n"

    assert after(f"{head}{fixture}async def test_a(client, event_loop):\n{lines}", path="test_m.py") == line


def test_a_double_in_one_test_says_nothing_of_another() -> None:
    text = (
        "import lib\nfrom unittest.mock import Mock\n"
        "async def test_a():\n    client = lib.Client()\n    client.load = Mock()\n    client.load()\n"
        "async def test_b():\n    client = lib.Client()\n    client.load(1)\n"
    )

    assert after(text, path="test_m.py") == "await client.load(1)"


@pytest.mark.parametrize("text", ["import lib\nlib.fetch()\n", "import lib\nclass A:\n    x = lib.fetch()\n"])
def test_outside_of_functions_nothing_is_mended(text: str) -> None:
    assert after(text) == ""


@pytest.mark.parametrize(
    ("body", "line"),
    [
        pytest.param("a.__anext__()", "await a.__anext__()", id="the next of an asynchronous iterator"),
        pytest.param("a.aclose()", "await a.aclose()", id="the end of an asynchronous generator"),
        pytest.param("task = a.aclose()", "", id="a place to go"),
        pytest.param("await a.load_all()\na.load_all(1)", "await a.load_all(1)", id="awaited beside it"),
        pytest.param("a.load_all()", "", id="awaited nowhere"),
        pytest.param("await a.load_all()\na.load_all()\na.load_all()", "", id="not awaited twice"),
        pytest.param("await a.load_all()\nb.load_all()", "await b.load_all()", id="another unknown"),
        pytest.param("await a.load()\na.load()", "", id="a name of one word"),
        pytest.param("await a.save_all()\na.save_all()", "", id="the file does not define it"),
        pytest.param(
            "await a.save_all()\nawait b.save_all()\nb.save_all(1)", "await b.save_all(1)", id="awaited twice"
        ),
    ],
)
def test_a_method_of_an_unknown_receiver_is_known_by_its_name(body: str, line: str) -> None:
    own = "class Own:\n    async def load_all(self): ...\n    async def load(self): ...\n"
    lines = "".join(f"    {each}\n" for each in body.split("\n"))
    other = "class Saver:\n    async def save_all(self): ...\n"
    text = f"{own}async def work(a, b):\n{lines}"

    found = mended({"other.py": other, "m.py": text}, MissingAwaitOptions()).get("m.py", text)
    assert [each.strip() for each in found.split("\n") if each not in text.split("\n")] == ([line] if line else [])


@pytest.mark.parametrize(
    ("body", "line"),
    [
        pytest.param("await a.send()\nawait a.send(1)\na.send(2)", "await a.send(2)", id="awaited throughout"),
        pytest.param("await a.send()\na.send(2)", "", id="awaited once"),
        pytest.param("await a.send()\nawait a.send(1)\na.send(2)\na.send(3)", "", id="not awaited twice"),
        pytest.param("await f()\nawait f(1)\nf(2)", "await f(2)", id="under an unknown decorator"),
    ],
)
def test_a_doubt_goes_where_the_file_awaits_the_same_call_throughout(body: str, line: str) -> None:
    assert after(in_async(body, "@cached(60)\nasync def f(*a): ...", "a: lib.Base")) == line


@pytest.mark.parametrize("error", ["ValueError", "TypeError"])
def test_what_is_known_by_its_name_alone_may_be_expected_to_fail_by_itself(error: str) -> None:
    text = (
        "class Own:\n    async def load_all(self, n=0): ...\n"
        f"async def test_it(a):\n    await a.load_all()\n    with pytest.raises({error}):\n        a.load_all(2)\n"
    )

    assert after(text, path="test_m.py") == ""
