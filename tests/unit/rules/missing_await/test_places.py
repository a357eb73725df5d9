from __future__ import annotations

import pytest

from remend.model import Violation
from remend.module import Module
from remend.project import Project
from remend.rules.missing_await import MissingAwait, MissingAwaitOptions
from remend.testing.cases import Files

HEAD = """
import asyncio
from dataclasses import dataclass
from collections.abc import Awaitable
from outside import unknown

Waiting = Awaitable[int]

async def f(*a): ...
def takes(value: int): ...
def takes_any(value): ...
def runs(work: Awaitable[int]): ...
async def takes_all(values: list[int]): ...
async def takes_open(values: list): ...
async def takes_anything(values: "list[Any] | None"): ...
async def runs_all(work: list[Awaitable[int]]): ...
def awaits(work): asyncio.create_task(work)
def keeps(coro): ...

@dataclass
class Row:
    value: int
    work: Awaitable[int] | None = None

class Base(Row):
    waiting: Waiting

class Late(Base): ...

@dataclass
class Counted:
    count: ClassVar[int]
    value: int

class Other:
    def __init__(self, value): ...

class Caller:
    def __call__(self, value: int): ...

caller = Caller()

"""


def found(
    body: str, head: str = "async def work(self, a, b):", options: MissingAwaitOptions | None = None
) -> list[str]:
    """What becomes of each coroutine in a function, with any doubt."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    text = f"{HEAD}{head}\n{lines}".encode()
    rule = MissingAwait(options or MissingAwaitOptions())
    rule.survey(Project(Files({"app.py": text})))
    module = Module.load("app.py", text)
    assert isinstance(module, Module)
    return [_told(violation) for violation in rule.detect(module)]


def _told(violation: Violation) -> str:
    use = violation.message.partition(", which is ")[2]
    return f"{use}: {violation.unsafe_because}" if violation.unsafe_because else use


USED = "used as its result"
ASSIGNED = "assigned, and then used as its result"
HANDED = "handed on as its result"
KEPT = "kept as its result"


@pytest.mark.parametrize(
    ("body", "use"),
    [
        ("f()", "dropped"),
        ("f(); a()", "dropped"),
        ("return f()", "returned"),
        ("f().x", USED),
        ("f()[0]", USED),
        ("f()()", USED),
        ("a[f()]", USED),
        ("a + f()", USED),
        ("not f()", USED),
        ("f() < 3", USED),
        ("f() is None", USED),
        ("f'{f()}'", USED),
        ("if f(): pass", USED),
        ("while f(): pass", USED),
        ("assert f()", USED),
        ("raise f()", USED),
        ("for x in f(): pass", USED),
        ("[x for x in f()]", USED),
        ("x, y = f()", USED),
        ("a.x += f()", USED),
        ("with f(): pass", "used as its result: nothing is known of how what it gives can be used there"),
        ("async for x in f(): pass", "used as its result: nothing is known of how what it gives can be used there"),
        ("match f():\n    case 1: pass", USED),
        ("a = f() and b", USED),
        ("return a or f()", "returned"),
        ("return f() if a else b", "returned"),
        ("return a if f() else b", USED),
        ("print(*f())", USED),
        ("x = []\nx.extend(f())\nunknown(x)", USED),
        ("x = f()", ASSIGNED),
        ("_ = f()", ASSIGNED),
        ("x = f()\nx.y", ASSIGNED),
        ("x = f()\nif x: a(x.y)", ASSIGNED),
        ("x: int = f()\nprint(x)", ASSIGNED),
        ("x = f()\nif x is None: return", ASSIGNED),
        ("x = f()\nreturn x", ASSIGNED),
        ("if (x := f()): x.y", USED),
        ("x = f()\nasync_name(x)\nlen(x)", ASSIGNED),
        ("x = f()\nawait x.send(1)", ASSIGNED),
        ("x, y = f(), 1\nx.z", ASSIGNED),
        ("x = y = f()\nx.z", ASSIGNED),
        ("self.x = y = f()\nreturn y", KEPT),
        ("x = y = f()\nunknown(y)", f"{ASSIGNED}: nothing is known of what unknown does with it"),
        ("x = {}\nx['a'] = [f(y) for y in a]\nreturn x", KEPT),
        ("task = f()\nawait task.wait_result()", ASSIGNED),
        ("self.x = f()", KEPT),
        ("self.x = f()\nself.x.y", KEPT),
        ("a['x'] = f()", KEPT),
        ("self.x['a'] = f()", KEPT),
        ("x = []\nx.append(f())\nreturn x", KEPT),
        ("x = {}\nx['a'] = f()\nreturn x", KEPT),
        ("x = [f()]\nreturn x[0]", KEPT),
        ("return [f()]", "returned"),
        ("return {'a': f()}", "returned"),
        ("return [f(x) for x in a]", "returned"),
        ("return {x: f(x) for x in a}", "returned"),
        ("unknown({'a': f()})", HANDED),
        ("print(f())", HANDED),
        ("str([f()])", HANDED),
        ("list(f())", HANDED),
        ("isinstance(f(), int)", HANDED),
        ("self.assertEqual(f(), 1)", HANDED),
        ("takes(f())", HANDED),
        ("takes(value=f())", HANDED),
        ("takes_any(f())", HANDED),
        ("Row(value=f())", HANDED),
        ("Row(f())", HANDED),
        ("Late(value=f())", HANDED),
        ("loop.run_in_executor(None, takes, f())", HANDED),
        ("await takes_all([f()])", HANDED),
        ("await takes_all(values=[f()])", HANDED),
        ("x = f()\nawait takes_all([x])", ASSIGNED),
        ("x = f()\nawait asyncio.to_thread(takes_any, x)", ASSIGNED),
        ("x = f()\nawait loop.run_in_executor(None, takes, x)", ASSIGNED),
        ("unknown(**f())", USED),
        ("return {**f()}", USED),
        ("x = f()\nunknown(**x)", ASSIGNED),
        ("x = f()\nreturn {'a': 1, **x}", ASSIGNED),
        ("Other(f())", HANDED),
        ("caller(f())", HANDED),
        ("isinstance(f(), int) and a", HANDED),
        ("x = [f()]\nx[0].y = 1\nawait unknown(x)", KEPT),
        ("x = [f(), f()]\nfor y in x: a(y.z)\nreturn x", f"{KEPT}; {KEPT}"),
        ("x = [f(y) for y in a]\nawait unknown(x)\nreturn [y.z for y in x]", KEPT),
        ("x = [f(y) for y in a]\nreturn ''.join(x)", KEPT),
        ("x = a\nb(x)\nx = [f(y) for y in a]\nreturn x", KEPT),
        ("self.x = [f(y) for y in a]\nself.x[0].y", KEPT),
        ("self.x = [f()]\nfor y in self.x: a(y.z)", KEPT),
        ("for x in [f(), f()]: x.y", f"{KEPT}; {KEPT}"),
        ("x = f()\ny = await f()\nfor z in [x, y]: z.a", ASSIGNED),
        ("return [x.y for x in (f(),)]", KEPT),
        ("self.x = [f()]", "kept as its result: nothing in the file reads what it is kept in"),
        ("x = 1\nasync def g():\n    nonlocal x\n    x = f()\nawait g()\nreturn x.y", ASSIGNED),
        ("x = {'a': f()}\nawait unknown(x)", KEPT),
        ("if a: x = await f(1)\nelse: x = f()\nunknown(x)", ASSIGNED),
        ("x = await f(1)\nawait x\nx = f()\nawait x", ASSIGNED),
        ("x = await f(1)\nawait x\nx = f()\nx.cancel()", ASSIGNED),
        ("x = f()\nx.cancel()\nx = await f(1)\nawait x", ASSIGNED),
        ("yield await f()\nyield f()", "yielded"),
        ("unknown(f())", "handed on as its result: nothing is known of what unknown does with it"),
        ("unknown(value=f())", HANDED),
        ("unknown(on_timeout=f())", "handed on as its result: nothing is known of what unknown does with it"),
        ("x = f()\nunknown(value=x)", ASSIGNED),
        ("Row(1, 2, f())", "handed on as its result: nothing is known of what Row does with it"),
        ("Row(*a, f())", "handed on as its result: nothing is known of what Row does with it"),
        ("Late(f())", "handed on as its result: nothing is known of what Late does with it"),
        ("Counted(1, f())", "handed on as its result: nothing is known of what Counted does with it"),
        ("unknown([f()])", "kept as its result: nothing is known of what unknown does with it"),
        ("x = f()\nunknown(x)", f"{ASSIGNED}: nothing is known of what unknown does with it"),
    ],
)
def test_a_coroutine_without_a_place_to_go_is_forgotten(body: str, use: str) -> None:
    assert "; ".join(found(body)) == use


@pytest.mark.parametrize(
    "body",
    [
        "await f()",
        "yield f()",
        "lambda: f()",
        "def g(x=f()): pass",
        "return lambda: f()",
        "f().close()",
        "asyncio.create_task(f())",
        "await asyncio.gather(f(), *[f() for x in a], *(f() for x in a))",
        "a.start_soon(f())",
        "self.run_in_background(f())",
        "unknown(coro=f())",
        "Mock(return_value=f())",
        "inspect.iscoroutine(f())",
        "isinstance(f(), Awaitable)",
        "runs(f())",
        "async def coro(): ...\nunknown(coro())",
        "awaits(f())",
        "keeps(f())",
        "async def coro(): ...\nself.x = coro()\nself.x.y",
        "Row(work=f())",
        "await takes_open([f()])",
        "await takes_anything([f()])",
        "await runs_all([f()])",
        "Row(1, f())",
        "Late(work=f())",
        "Late(waiting=f())",
        "loop.run_in_executor(None, asyncio.run, f())",
        "loop.run_in_executor(None, awaits, f())",
        "loop.run_in_executor(None, unknown, f())",
        "x = f()\nawait loop.run_in_executor(None, awaits, x)",
        "x = f()\npool.submit(asyncio.run, x)",
        "x = f()\npool.submit(x)",
        "x: Awaitable[int] = f()",
        "x = f()\nawait x",
        "x = f()\nx.close()",
        "x = f()\nif asyncio.iscoroutine(x): x = await x\nreturn x.y",
        "x = f()\nif a: x = await x",
        "x = f()\nasyncio.create_task(x)",
        "x = await f()\nx = f()\nawait x",
        "x = await f(1)\nx = f()\ny = await x",
        "x = f()\nawait x\nx = await f(1)",
        "x = f()\nyield x",
        "x = f()\ndef g(): return x",
        "x = 1\nasync def g():\n    nonlocal x\n    x = f()\nawait g()\nawait x",
        "x = 1\nasync def g():\n    nonlocal x\n    x = f()\nawait g()\na(x)",
        "global x\nx = f()",
        "task = f()",
        "task = f()\ntask.close()",
        "task = f()\nawait task\ntask.x",
        "self.coroutine = f()",
        "self.x = f()\nawait self.x",
        "self.x = f()\nself.run(self.x)",
        "a.return_value = f()",
        "x = y = f()\nawait x",
        "x = y = f()\nawait y",
        "x = {}\nx['a'] = [f() for y in a]\nawait asyncio.gather(*x['a'])",
        "x = {}\nx['a'] = [f()]\nfor y in x['a']: await y",
        "tasks['a'] = [f()]",
        "x = [f()]\nawait asyncio.wait(x)",
        "x = []\nx.append(f())\nfor y in x: await y",
        "x = []\nfor y in a: x.append(f(y))\nawait asyncio.gather(*x)",
        "x = {y: f() for y in a}\nawait asyncio.gather(*x.values())",
        "x = {'a': f()}\nawait x['a']",
        "tasks = []\ntasks.append(f())",
        "for x in [f(), f()]: await x",
        "x = [f()]\nawait asyncio.wait(x)\nx[0].y",
        "self.x = [f()]\nfor y in self.x: await y",
        "self.tasks = [f()]\nself.tasks[0].y",
        "x = {'a': f()}\nawait asyncio.gather(x)",
        "self.tasks.append(f())",
        "x = []\nx.extend([f()])\nawait asyncio.wait(x)",
        "x = []\nx.extend(f(), f())\nawait asyncio.wait(x)",
    ],
)
def test_a_coroutine_that_has_a_place_to_go_is_left_alone(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("def work(a):", "return f()"),
        ("def work(a):", "x = f()\nreturn x"),
        ("def work(a):", "unknown(f())"),
        ("async def work(a) -> Awaitable[int]:", "return f()"),
        ("def work(a) -> Awaitable[int]:", "return f()"),
        ("def work(a) -> None:", "return f()"),
        ("def work(a) -> unknown:", "return f()"),
        ("def work(a) -> tuple:", "return f(), 1"),
        ("@unknown\ndef work(a) -> int:", "return f()"),
        ("def work(a):", "yield f()"),
        ("async def work(a) -> AsyncIterator[Awaitable[int]]:", "yield f()"),
        ("async def work(a) -> AsyncGenerator[Awaitable[int], None]:", "yield f()"),
    ],
)
def test_a_coroutine_may_be_handed_back(head: str, body: str) -> None:
    assert found(body, head) == []


@pytest.mark.parametrize("returns", ["int", "list[str]", "Row", "'Row'", "bool | None"])
def test_a_function_that_promises_a_result_cannot_hand_a_coroutine_back(returns: str) -> None:
    assert found("return f()", f"def work(a) -> {returns}:") == ["returned"]


@pytest.mark.parametrize("returns", ["AsyncIterator[int]", "AsyncGenerator[int, Task]", "AsyncIterator[Any]"])
def test_a_generator_that_promises_results_does_not_yield_a_coroutine(returns: str) -> None:
    assert found("yield f()", f"async def work(a) -> {returns}:") == ["yielded"]


@pytest.mark.parametrize("returns", ["list[Task]", "TaskiqResult", "TaskResult", "Futuristic"])
def test_a_type_that_only_has_a_part_of_such_a_name_is_not_awaitable(returns: str) -> None:
    assert found("return f()", f"async def work(a) -> {returns}:") == ["returned"]


@pytest.mark.parametrize("returns", ["Task", "FutureLike", "asyncio.Future[int]", "AnyAwaitable", "tuple[Task, int]"])
def test_a_type_that_may_be_awaited_may_be_returned(returns: str) -> None:
    assert found("return f(), 1" if "tuple" in returns else "return f()", f"async def work(a) -> {returns}:") == []


def test_a_variable_that_is_annotated_with_the_result_is_meant_to_hold_it() -> None:
    head = "from outside import Exchange, queue\nasync def made() -> Exchange: ...\nasync def work():"
    assert found("x: Exchange = made()\nawait queue.bind(x)", head) == [ASSIGNED]
    assert found("x: Exchange = made()\nawait x", head) == []


@pytest.mark.parametrize(
    ("times", "told"), [(5, ASSIGNED), (4, f"{ASSIGNED}: nothing is known of what b does with it")]
)
def test_what_is_awaited_everywhere_else_is_meant_to_be_in_a_variable_too(times: int, told: str) -> None:
    assert found("await f()\n" * times + "x = f()\nb(x)") == [told]
    assert found("await f()\n" * times + "b(f())") == [
        "handed on as its result: nothing is known of what b does with it"
    ]


def test_what_is_awaited_everywhere_else_is_meant_to_be_in_an_attribute_that_nobody_reads() -> None:
    assert found("await f()\n" * 5 + "self.x = [f() for _ in a]") == [KEPT]


def test_a_method_of_a_class_inside_of_a_function_is_known_there() -> None:
    head = "def test_it():\n    class A:\n        async def visit(self): ...\n        async def work(self):"
    assert found("        return self.visit()", head) == ["returned"]


def test_code_for_another_mode_is_left_alone_unless_the_function_is_that_modes_own() -> None:
    assert found("if self.is_async:\n    await f()\nelse:\n    f()") == []
    assert found("if self.is_async:\n    await a()\nelse:\n    f()") == ["dropped"]
    assert found("if self.is_async:\n    a()\nelse:\n    f()", "def work(self, a):") == []
    both = "class A:\n    async def load(self): ...\n"
    assert found("if self.is_async:\n    await b\nelse:\n    a.load()", f"{both}async def work(self, a: A, b):") == []


def test_a_coroutine_made_to_be_returned_leaves_a_doubt() -> None:
    (told,) = found("async def g(): ...\nreturn g()")

    assert told.startswith("returned: it may be meant")
    assert found("async def g(): ...\nb()\nreturn g()") == ["returned"]


def test_what_is_dropped_in_a_function_that_is_not_async_is_found() -> None:
    assert found("f()", "def work(a):") == ["dropped"]


def test_the_configuration_names_what_runs_coroutines() -> None:
    assert found("unknown(f())", options=MissingAwaitOptions(sinks=("unknown",))) == []
    assert found("self.app.unknown(f())", options=MissingAwaitOptions(sinks=("unknown",))) == []


def test_a_function_that_is_imported_as_if_it_were_a_class_leaves_a_doubt() -> None:
    assert found("from app import f as Service\nService().name") == [
        "used as its result: Service is written as a class, and stands for the function f"
    ]
    assert found("from app import f as g\ng().name") == ["used as its result"]


def test_a_type_that_has_a_name_of_its_own_may_be_awaitable() -> None:
    head = "from typing import Awaitable, Callable, Union\nWork = Union[Callable[[], int], Awaitable[int]]\n"
    head += "class Worker:\n    def __init__(self, work: Work, size: Size): ...\nSize = Union[int, str]\n"
    assert found("Worker(f(), 1)", f"{head}async def work():") == []
    assert found("Worker(1, f())", f"{head}async def work():") == ["handed on as its result"]


def test_a_list_of_coroutines_that_something_awaited_is_handed_has_a_place_to_go() -> None:
    assert found("await unknown([f() for _ in range(2)])") == []
    doubt = "kept as its result: nothing is known of what unknown does with it"
    assert found("unknown([f() for _ in range(2)])") == [doubt]


HEIRS = """
class Engine:
    kind = ""

class Sqlite(Engine):
    async def run_apart(self, text): ...

class Postgres(Engine):
    async def run_apart(self, text): ...

def find() -> Engine: ...

ENGINE = find()

async def others(a, b):
    await a.run_apart(1)
    await a.run_apart(2)
    await b.run_apart(3)
    await b.run_apart(4)
    await b.run_apart(5)

async def work():
    ENGINE.run_apart(6)
"""


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (HEIRS, 1),
        (HEIRS.replace('kind = ""', "def run_apart(self, text): ..."), 0),
        (HEIRS.replace("class Engine:", "from outside import Unknown\nclass Engine(Unknown):"), 1),
        (HEIRS.replace("class Postgres(Engine):\n    async ", "class Postgres(Engine):\n    "), 0),
    ],
)
def test_a_method_that_only_heirs_have_is_known_by_its_name(text: str, count: int) -> None:
    rule = MissingAwait(MissingAwaitOptions())
    rule.survey(Project(Files({"app.py": text.encode()})))
    module = Module.load("app.py", text.encode())
    assert isinstance(module, Module)

    assert len(list(rule.detect(module))) == count
