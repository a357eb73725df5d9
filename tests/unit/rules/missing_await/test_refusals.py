"""What keeps a function from becoming async, and that the reason is told."""

from __future__ import annotations

import pytest

from propagated import OPTIONS, SAVE, inspected, refusal
from remend.rules.missing_await import MissingAwaitOptions

WORK = f"{SAVE}def work():\n    save()\n\n\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("class A:\n    def __init__(self):\n        work()\n", "Python calls __init__ itself and does not await it"),
        ("class A:\n    @property\n    def a(self):\n        return work()\n", "it is a property, which nobody awaits"),
        ("import functools\n\n\n@functools.lru_cache\ndef a():\n    return work()\n", "would keep a coroutine"),
        ("def a():\n    yield work()\n", "it is a generator"),
        ("def upgrade():\n    work()\n", "a tool may call upgrade by its name and not await it"),
        ("import c\n\n\n@c.contextmanager\ndef a():\n    work()\n", "makes a context manager of it"),
        ("import p\n\n\nclass A:\n    @p.validator\n    def a(self):\n        work()\n", "makes it a validator"),
        ("import click\n\n\n@click.command()\ndef a():\n    work()\n", "hands it to what does not await it"),
        ("from more import strange\n\n\n@strange\ndef a():\n    work()\n", "what @strange makes of a coroutine"),
        ("import flask\n\napp = flask.Flask()\n\n\n@app.route('/')\ndef a():\n    work()\n", "@app.route is of flask"),
        ("a = lambda: work()\n", "it stands in a lambda"),
        ("a = work()\n", "it stands at the level of the module"),
        ("class A:\n    a = work()\n", "it stands in the body of a class"),
        ("def a(b=work()): ...\n", "it stands at the level of the module"),
        ("async def a():\n    return sum(work() for _ in b)\n", "would make this generator expression"),
        ("import threading\n\n\ndef a():\n    threading.Thread(target=work)\n", "it is handed on as a value (a.py:"),
        ("def a():\n    return list(map(work, [1]))\n", "it is handed on as a value"),
        ("import asyncio\n\n\ndef a():\n    work()\n    asyncio.run(save())\n", "it starts an event loop itself"),
        ("def a(b):\n    return getattr(b, 'work')\n", "getattr() names it in a string"),
        ("start = 'a:work'\n", "it is named in a string"),
        (
            "from threading import Thread\n\n\nclass A(Thread):\n    def run(self):\n        work()\n",
            "overrides Thread.run",
        ),
        (
            "from more import B\n\n\nclass A(B):\n    def go_on(self):\n        work()\n",
            "has a base that cannot be read",
        ),
        ("import pytest\n\n\n@pytest.fixture\ndef a():\n    return work()\n", "a fixture that is not async"),
    ],
)
def test_a_caller_that_cannot_be_async_keeps_all_from_it(text: str, reason: str) -> None:
    assert reason in refusal({"a.py": f"{WORK}{text}"})


def test_the_reason_names_the_functions_that_lead_there() -> None:
    files = {
        "db.py": WORK,
        "service.py": "import db\n\n\ndef serve():\n    db.work()\n",
        "app.py": "from service import serve\n\n\nclass App:\n    def __init__(self):\n        serve()\n",
    }

    assert refusal(files) == (
        "work cannot be made async: Python calls __init__ itself and does not await it; "
        "it would be App.__init__ for serve for work"
    )


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("from a import save\n\n\ndef test_it():\n    save()\n", "nothing shows how an async test is run here"),
        (
            "import a\nimport unittest as u\n\n\nclass A(u.TestCase):\n    def test_it(self):\n        a.save()\n",
            "unittest.TestCase does not await its tests",
        ),
        ("from a import save\n\n\nclass TestA:\n    def setup_method(self):\n        save()\n", "pytest calls it"),
    ],
)
def test_a_test_that_nobody_would_await_stays(test: str, reason: str) -> None:
    assert reason in refusal({"a.py": SAVE, "test_a.py": test})


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        (
            "import a\n\n\ndef test_it(monkeypatch):\n    monkeypatch.setattr(a, 'work', print)\n",
            "names it in a string",
        ),
        (
            "from unittest.mock import patch\n\n\n@patch('a.work', print)\ndef test_it():\n    ...\n",
            "it is named in a string",
        ),
        ("import a\n\n\ndef test_it():\n    a.work = print\n", "something else is put in its place"),
    ],
)
def test_a_test_that_puts_something_in_its_place_keeps_it(test: str, reason: str) -> None:
    assert reason in refusal({"a.py": WORK, "test_a.py": test})


METHOD = f"{SAVE}class Store:\n    def store_all(self):\n        save()\n"


def test_a_method_of_a_common_name_has_to_be_recognised() -> None:
    files = {"a.py": METHOD.replace("store_all", "put"), "b.py": "def f(x):\n    x.put()\n"}

    assert "whether x.put is this method cannot be told (b.py:2)" in refusal(files)


def test_a_method_whose_name_another_one_has_as_well_has_to_be_recognised() -> None:
    other = (
        "class Other:\n    def store_all(self): ...\n\n\ndef f(x, y: Other):\n    y.store_all()\n    x.store_all()\n"
    )

    assert "whether x.store_all is this method cannot be told (b.py:7)" in refusal({"a.py": METHOD, "b.py": other})


def test_a_double_that_stands_in_for_a_method_keeps_it() -> None:
    test = (
        "from unittest.mock import Mock\n\n\ndef test_it():\n    store = Mock()\n    store.store_all.return_value = 1\n"
    )

    assert "a test's double stands in for it (test_a.py:6)" in refusal({"a.py": METHOD, "test_a.py": test})


def test_what_is_public_stays() -> None:
    assert refusal({"a.py": WORK}, options=MissingAwaitOptions(propagate=True, public=("a.*",))).endswith(
        "a.work is public by the configuration"
    )
    package = {"p/__init__.py": "from p.a import work\n\n__all__ = ['work']\n", "p/a.py": WORK}
    assert "p/__init__.py offers it in __all__" in refusal(package)


def test_a_program_that_starts_with_it_keeps_it() -> None:
    files = {"a.py": WORK, "pyproject.toml": '[project.scripts]\nrun = "a:work"\n'}

    assert "a program that is installed may start with it" in refusal(files)


def test_what_lies_out_of_reach_keeps_it() -> None:
    files = {"a.py": WORK, "b.py": "import a\n\n\ndef b():\n    a.work()\n"}

    assert "the call at b.py:5 is not among the files to mend" in refusal(files, ("a.py",), OPTIONS)


def test_there_are_not_more_than_the_configuration_allows() -> None:
    chain = "".join(f"def f{n}():\n    f{n - 1}()\n\n\n" for n in range(1, 4))
    text = f"{SAVE}def f0():\n    save()\n\n\n{chain}"

    reason = refusal({"a.py": text}, options=MissingAwaitOptions(propagate=True, max_propagation=3))

    assert reason == "f0 cannot be made async: more than 3 functions would have to (max-propagation)"


def test_nothing_is_awaited_while_a_lock_is_held_that_is_not_async() -> None:
    first = "def work(lock):\n    with lock:\n        save()\n"
    then = f"{WORK}class A:\n    def go_on(self):\n        with self._lock:\n            work()\n"

    assert refusal({"a.py": f"{SAVE}{first}"}) == (
        "work cannot be made async: a lock is held around save(), line 5, that is not made for async code"
    )
    assert "a lock is held around work(), line 10, that is not made for async code" in refusal({"a.py": then})


def reasons_of_habit(client: str) -> list[str]:
    """What becomes of two functions that do not await a method that twelve others do."""
    habit = "".join(f"async def f{n}(c: {client}):\n    await c.post()\n\n\n" for n in range(12))
    works = "".join(f"def work{n}():\n    c = {client}()\n    c.post()\n\n\n" for n in range(2))
    files = {"a.py": f"from lib import {client}\n\n\n{habit}{works}"}
    return [f.reason for each in inspected(files) for f in each.findings if f.violation.form == "c.post()"]


def test_a_habit_that_is_often_not_followed_proves_nothing() -> None:
    why = "lib.Client is not awaited at 2 places like this one"

    assert [reason.endswith(why) for reason in reasons_of_habit("Client")] == [True, True]


def test_a_habit_that_is_often_not_followed_holds_where_the_name_says_the_same() -> None:
    assert reasons_of_habit("AsyncClient") == ["", ""]


@pytest.mark.parametrize(("path", "text"), [("b.pyw", "import a\n\na.work()\n"), ("b.py", "a.work(\n")])
def test_a_caller_that_cannot_be_followed_keeps_it(path: str, text: str) -> None:
    assert f"{path}, which cannot be followed, seems to call it" in refusal({"a.py": WORK, path: text}, ("a.py",))
