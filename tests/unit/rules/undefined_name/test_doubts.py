from __future__ import annotations

from dataclasses import replace

import pytest

from questions import ask, ground_of
from remend.rules.undefined_name.candidate import Candidate
from remend.rules.undefined_name.doubts import Doubts

APP = {
    "app/__init__.py": "",
    "app/models/__init__.py": "",
    "app/models/task.py": "class Task: ...\nclass Context: ...\nclass TaskContext: ...\n",
    "app/jobs/__init__.py": "",
    "app/far/one.py": "from app.models.task import Context",
    "app/far/two.py": "from app.models.task import Context",
}
OWN = Candidate(module="app.models.task", name="Context")
LOCK = Candidate(module="threading", name="Lock")


def doubt(use: str, chosen: Candidate, files: dict[str, str] | None = None, *, has: bool | None = None) -> str:
    project = {**APP, **(files or {}), "app/jobs/use.py": use}
    ground = replace(ground_of(project), has_outside=lambda *_: has, is_standard=lambda name, _: name == "dumps")
    return Doubts(ground)(ask(project, "app/jobs/use.py", chosen.name), chosen)


@pytest.mark.parametrize(
    ("use", "chosen"), [("from cli import Option\nContext", OWN), ("from cli import x\nLock()", LOCK)]
)
def test_a_plain_word_may_be_another_packages(use: str, chosen: Candidate) -> None:
    assert doubt(use, chosen) == f"{chosen.name} may be from cli as well, which the file imports from"


@pytest.mark.parametrize(
    ("use", "chosen", "files"),
    [
        ("import json\nContext", OWN, {}),
        ("from json import loads\nContext", OWN, {}),
        ("from app.models import task\nContext", OWN, {}),
        ("from cli import Option\nfrom app.models.task import Task\nContext", OWN, {}),
        ("from cli import Option\nContext", OWN, {"app/jobs/b.py": "from app.models.task import Context"}),
        ("from cli import x\nContext", OWN, {f"app/far/{n}.py": APP["app/far/one.py"] for n in "abc"}),
        ("from cli import x\nfrom threading import Thread\nLock()", LOCK, {}),
        ("from cli import x\nTaskContext", Candidate(module="app.models.task", name="TaskContext"), {}),
        ("from cli import x\nPath()", Candidate(module="pathlib", name="Path"), {}),
        ("from cli import x\nContext", Candidate(rename="Other", name="Context"), {}),
    ],
)
def test_what_the_file_or_many_files_have_to_do_with_is_not_doubted(
    use: str, chosen: Candidate, files: dict[str, str]
) -> None:
    assert not doubt(use, chosen, files)


def test_a_package_that_does_not_have_it_is_no_rival() -> None:
    assert not doubt("from cli import Option\nContext", OWN, has=False)


def test_what_the_file_has_from_elsewhere_under_a_name_that_it_forgot_is_a_doubt() -> None:
    elsewhere = {"app/other.py": "class TaskContext: ...\n"}
    chosen = Candidate(module="app.models.task", name="TaskContext")
    use = "from app.other import TaskContext as Other\nTaskContext()"
    assert doubt(use, chosen, elsewhere) == "the file imports TaskContext from elsewhere as Other, which it never uses"
    assert doubt(f"{use}\nOther()", chosen, elsewhere) == ""
    assert doubt("from app.models.task import TaskContext as T\nTaskContext()", chosen) == ""


def test_what_tests_mean_by_a_plain_word_says_nothing_about_the_product() -> None:
    tests = {f"tests/test_{n}.py": APP["app/far/one.py"] for n in "abcd"}
    assert doubt("from cli import x\nContext", OWN, tests)


def test_where_a_package_has_a_name_only_files_that_take_names_from_both_count() -> None:
    chosen = Candidate(module="app.models.task", name="TaskContext")
    here, there = "from app.models.task import TaskContext\n", "from cli import y\n"
    use = "from cli import x\nTaskContext"
    alone = {f"app/far/{n}.py": here for n in "abcde"}
    assert doubt(use, chosen, alone, has=True) == "TaskContext may be from cli as well, which the file imports from"
    assert doubt(use, chosen, {path: there + text for path, text in alone.items()}, has=True) == ""
    assert doubt(f"from app.models.task import Task\n{use}", chosen, has=True) == ""
    assert doubt(use, Candidate(module="other", name="TaskContext"), has=True) == ""


@pytest.mark.parametrize(
    ("use", "module", "count", "is_doubted"),
    [
        ("dumps(1)", "pickler.more", 3, True),
        ("dumps(1)", "app.models.task", 3, True),
        ("dumps(1)", "pickler.more", 5, False),
        ("from pickler import x\ndumps(1)", "pickler.more", 3, False),
        ("from app.models.task import x\ndumps(1)", "app.models.task", 3, False),
        ("dumps(1)", "marshal", 3, False),
        ("loads(1)", "pickler.more", 3, False),
    ],
)
def test_what_few_import_is_doubted_where_the_standard_library_has_the_name(
    use: str, module: str, count: int, *, is_doubted: bool
) -> None:
    name = use[-8:-3]
    files = {f"app/far/{n}.py": f"from {module} import {name}" for n in range(count)}
    expected = f"{name} may be the standard library's as well, and few files import this one"
    assert doubt(use, Candidate(module=module, name=name), files) == (expected if is_doubted else "")


def test_one_import_of_a_plain_word_tells_nothing_about_files_elsewhere() -> None:
    one = {"app/far/two.py": ""}
    expected = "only app/far/one.py imports Context, and this file has nothing to do with app.models.task"
    assert doubt("Context", OWN, one) == expected
    assert doubt("Context", OWN) == ""
    assert doubt("Context.size", OWN, one) == ""
    assert doubt("from app.models.task import Task\nContext", OWN, one) == ""


@pytest.mark.parametrize(
    ("parameters", "use", "is_doubted"),
    [
        ("self, size", "Context(1)", False),
        ("self, size", "Context(size=1)", False),
        ("self", "Context()", True),
        ("self, *sizes", "Context(1)", True),
        ("self, size=None, **more", "Context(size=1)", True),
    ],
)
def test_arguments_tell_where_not_every_class_takes_them(parameters: str, use: str, is_doubted: bool) -> None:  # noqa: FBT001
    made = f"class Task: ...\nclass Context:\n    def __init__({parameters}): ...\n"
    files = {"app/far/two.py": "", "app/models/task.py": made}
    assert bool(doubt(use, OWN, files)) == is_doubted


def test_what_a_getattr_may_give_does_not_tell_a_module_from_the_standard_one() -> None:
    files = {
        "app/http.py": "def parse(): ...\ndef __getattr__(name): ...\n",
        "app/jobs/other.py": "from app import http",
    }
    own = Candidate(module="app", name="http")
    expected = "app.http has no client of its own, as the standard library's module may"
    assert doubt("http.client.HTTPConnection", own, files) == expected
    assert doubt("http.parse()", own, files) == ""


FAILURE = Candidate(module="ssl", name="SSLError")


@pytest.mark.parametrize(
    ("use", "has", "library"),
    [
        ("from cli.exceptions import Other\nraise SSLError", None, "cli"),
        ("from cli.exceptions import Other\nraise SSLError", True, "cli"),
        ("from cli.exceptions import Other\nraise SSLError", False, ""),
        ("from cli import Other\nraise SSLError", None, ""),
        ("from app.exceptions import Other\nraise SSLError", None, ""),
    ],
)
def test_an_error_may_be_of_a_library_whose_errors_the_file_takes(use: str, has: bool | None, library: str) -> None:  # noqa: FBT001
    expected = f"SSLError may be from {library} as well, which the file imports from" if library else ""

    assert doubt(use, FAILURE, has=has) == expected


def test_a_class_to_derive_from_may_be_the_librarys_that_the_file_takes_names_from() -> None:
    transport = Candidate(module="asyncio", name="BaseTransport")
    told = "BaseTransport may be from cli as well, which the file imports from"

    assert doubt("from cli import Other\nclass T(BaseTransport): ...", transport) == told
    assert doubt("from cli import Other\nclass T(BaseTransport): ...", transport, has=False) == ""
    assert doubt("from cli import Other\nBaseTransport()", transport) == ""
    assert doubt("import json\nclass T(BaseTransport): ...", transport) == ""


MOCKS = {"unittest.mock": "unittest.mock.AsyncMock"}


@pytest.mark.parametrize(
    ("use", "is_doubted"),
    [
        ("from unittest.mock import patch\nAsyncMock()", True),
        ("import unittest.mock\nAsyncMock()", False),
        ("from unittest.mock import patch\nfrom app.mocks import Mock\nAsyncMock()", False),
    ],
)
def test_the_standard_module_that_the_file_takes_names_from_may_be_meant(use: str, is_doubted: bool) -> None:  # noqa: FBT001
    files = {f"app/far/{n}.py": "from app.mocks import AsyncMock" for n in "abcdef"}
    project = {**APP, **files, "app/mocks.py": "class AsyncMock: ...\nclass Mock: ...\n", "app/jobs/use.py": use}
    ground = replace(ground_of(project), offered_by=lambda *_: MOCKS)
    chosen = Candidate(module="app.mocks", name="AsyncMock")
    said = Doubts(ground)(ask(project, "app/jobs/use.py", "AsyncMock"), chosen)

    assert said == ("AsyncMock may be unittest.mock's as well" if is_doubted else "")


@pytest.mark.parametrize(("files", "is_doubted"), [(1, True), (5, False)])
def test_the_module_of_the_name_may_be_meant_where_few_files_mean_another(files: int, is_doubted: bool) -> None:  # noqa: FBT001
    importing = {f"app/far/n{n}.py": "from datetime import time" for n in range(files)}
    project = {**APP, **importing, "app/jobs/use.py": "time()"}
    ground = replace(ground_of(project), offered_by=lambda *_: {"time": "time.time", "datetime": "datetime.time"})
    said = Doubts(ground)(ask(project, "app/jobs/use.py", "time"), Candidate(module="datetime", name="time"))

    assert said == ("time may be time's as well" if is_doubted else "")


def test_one_file_beside_does_not_tell_whose_a_plain_word_is() -> None:
    files = {"app/jobs/a.py": "from driver import Cursor"}
    chosen = Candidate(module="driver", name="Cursor")

    assert (
        doubt("from other import connect\nCursor", chosen, files)
        == "Cursor may be from other as well, which the file imports from"
    )
    assert doubt("from other import connect\nfrom driver import x\nCursor", chosen, files) == ""
    assert doubt("from other import connect\nCursor", chosen, {**files, "app/jobs/b.py": files["app/jobs/a.py"]}) == ""


@pytest.mark.parametrize(
    ("use", "is_doubted"),
    [
        ("from threading import Thread\nLock()", True),
        ("from threading import Thread\nfrom app.models.task import Task\nLock()", False),
        ("Lock()", False),
    ],
)
def test_what_the_file_itself_imports_says_more_than_its_neighbours(use: str, is_doubted: bool) -> None:  # noqa: FBT001
    files = {**APP, "app/models/task.py": "class Lock: ...\nclass Task: ...", "app/jobs/use.py": use}
    files |= {f"app/jobs/{name}.py": "from app.models.task import Lock" for name in "ab"}
    ground = replace(ground_of(files), offered_by=lambda *_: {"threading": "threading.Lock"})
    chosen = Candidate(module="app.models.task", name="Lock")

    assert bool(Doubts(ground)(ask(files, "app/jobs/use.py", "Lock"), chosen)) is is_doubted


@pytest.mark.parametrize(
    ("use", "importing", "is_doubted"),
    [
        ("patch(registry)", 2, True),
        ("registry.add(1)", 2, False),
        ("patch(registry)", 5, False),
        ("from app.models.task import Task\npatch(registry)", 2, False),
    ],
)
def test_a_plain_word_whose_uses_show_nothing_is_doubted(use: str, importing: int, is_doubted: bool) -> None:  # noqa: FBT001
    files = {f"app/far/n{number}.py": "from app.models.task import registry" for number in range(importing)}
    files["app/models/task.py"] = "class Task: ...\nregistry = {}\n"

    assert bool(doubt(use, Candidate(module="app.models.task", name="registry"), files)) is is_doubted


@pytest.mark.parametrize(
    ("other", "is_doubted"),
    [("from twisted.trial import unittest", True), ("import unittest", False), ("import unittest.mock", False)],
)
def test_a_private_name_means_what_others_call_so_without_underscore(other: str, is_doubted: bool) -> None:  # noqa: FBT001
    files = {**APP, "app/far/one.py": other, "app/jobs/use.py": "class T(_unittest.TestCase): ..."}
    chosen = Candidate(module="unittest", alias="_unittest")

    said = Doubts(ground_of(files))(ask(files, "app/jobs/use.py", "_unittest"), chosen)
    assert said == ("other files have unittest from twisted.trial.unittest" if is_doubted else "")


@pytest.mark.parametrize(("use", "is_doubted"), [("Counter()", False), ("def f(c: Counter): ...", True)])
def test_an_alias_of_typing_is_meant_in_annotations_alone(use: str, is_doubted: bool) -> None:  # noqa: FBT001
    files = {**APP, "app/jobs/use.py": f"from typing import Any\n{use}"}
    offered = {"collections": "collections.Counter", "typing": "typing.Counter"}
    chosen = Candidate(module="collections", name="Counter")
    said = Doubts(replace(ground_of(files), offered_by=lambda *_: offered))(
        ask(files, "app/jobs/use.py", "Counter"), chosen
    )

    assert said == ("Counter may be typing's as well" if is_doubted else "")


@pytest.mark.parametrize(("module", "is_doubted"), [("urllib.parse", False), ("app.urls", True)])
def test_what_is_commonly_taken_has_no_rival_in_what_is_not(module: str, is_doubted: bool) -> None:  # noqa: FBT001
    files = {**APP, "app/urls.py": "def unquote(x): ...", "app/jobs/use.py": "from email.utils import x\nunquote(1)"}
    offered = {"email.utils": "email.utils.unquote", "urllib.parse": "urllib.parse.unquote"}
    ground = replace(ground_of(files), offered_by=lambda *_: offered)
    said = Doubts(ground)(ask(files, "app/jobs/use.py", "unquote"), Candidate(module=module, name="unquote"))

    assert said == ("unquote may be email.utils's as well" if is_doubted else "")


def test_an_error_of_the_standard_library_that_is_called_like_no_other_is_not_doubted() -> None:
    use = "from cli.exceptions import Other\nraise {}"
    chosen = Candidate(module="json", name="JSONDecodeError")

    assert doubt(use.format("JSONDecodeError"), chosen) == ""
    assert doubt(use.format("SSLError"), Candidate(module="ssl", name="SSLError"))


@pytest.mark.parametrize(
    ("module", "count", "is_doubted"), [("ast", 1, True), ("ast", 2, False), ("shutil", 1, False), ("far", 1, False)]
)
def test_one_import_of_a_plain_word_from_an_unusual_module_tells_little(
    module: str,
    count: int,
    is_doubted: bool,  # noqa: FBT001
) -> None:
    files = {f"app/far/n{number}.py": f"from {module} import parse" for number in range(count)}
    said = doubt("parse(1)", Candidate(module=module, name="parse"), files)

    assert said == ("only app/far/n0.py imports parse from ast, which few others would" if is_doubted else "")
