from __future__ import annotations

from collections.abc import Mapping

import pytest

from remend.index.standard import Standard
from remend.module import Module
from remend.naming.uses import read_uses, unbound_sites
from remend.rules.undefined_name.candidate import Question
from remend.rules.undefined_name.library import FromStandard

STANDARD = Standard((3, 12))


def found(
    code: str,
    name: str,
    path: str = "app.py",
    habits: Mapping[str, Mapping[str, int]] | None = None,
    *,
    is_imported: bool = True,
) -> list[str]:
    module = Module.load(path, code.encode())
    assert isinstance(module, Module)
    question = Question(module, name, read_uses(module, name, unbound_sites(module, name)))
    ask = FromStandard(STANDARD, lambda asked: (habits or {}).get(asked, {}), lambda _: is_imported)
    return [" ".join(filter(None, (each.module, each.name, each.alias))) for each in ask(question)]


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("x = json.loads(y)", "json", "json"),
        ("x = time.time()", "time", "time"),
        ("x = time()", "time", "time time"),
        ("x = datetime.now()", "datetime", "datetime datetime"),
        ("x = datetime.timedelta(1)", "datetime", "datetime"),
        ("x = datetime.date(2024, 1, 1)", "datetime", "datetime"),
        ("x = path.join(a, b)", "path", "os path"),
        ("x = os.path.join(a, b)", "os", "os"),
        ("x = urllib.parse.quote(y)", "urllib", "urllib.parse"),
        ("x = ET.parse(y)", "ET", "xml.etree.ElementTree ET"),
        ("x = _time.mktime(_time.localtime())", "_time", "time _time"),
        ("run(os)", "os", "os"),
        ("x = _os.environ", "_os", "os _os"),
        ("x = _timezone.utc", "_timezone", "datetime timezone _timezone"),
        ("x = dt.timedelta(1)", "dt", "datetime dt"),
        ("x = osp.join(osp.sep, a)", "osp", "os.path osp"),
        ("x: t.Optional[t.List[t.Any]]", "t", "typing t"),
    ],
)
def test_a_module_is_told_by_what_is_read_from_it(code: str, name: str, expected: str) -> None:
    assert found(code, name) == [expected]


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("def f(x: Optional[int]): ...", "Optional", "typing Optional"),
        ("def f(x: List[int]): ...", "List", "typing List"),
        ("def f(x: Path): ...", "Path", "pathlib Path"),
        ("def f(x: Callable): ...", "Callable", "collections.abc Callable"),
        ("x = OrderedDict()", "OrderedDict", "collections OrderedDict"),
        ("class A(Protocol): ...", "Protocol", "typing Protocol"),
        ("class A(TestCase): ...", "TestCase", "unittest TestCase"),
        ("@contextmanager\ndef f(): ...", "contextmanager", "contextlib contextmanager"),
        ("try: ...\nexcept JSONDecodeError: ...", "JSONDecodeError", "json JSONDecodeError"),
        ("async def f():\n    await sleep(1)", "sleep", "asyncio sleep"),
        ("sleep(1)", "sleep", "time sleep"),
    ],
)
def test_a_name_is_told_by_how_it_is_used(code: str, name: str, expected: str) -> None:
    assert found(code, name) == [expected]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("logger.info('x')", "logger"),
        ("main()", "main"),
        ("run(x)", "run"),
        ("print(name)", "name"),
        ("config.get('x')", "config"),
        ("print(data.x, data)", "data"),
        ("print(x)", "x"),
        ("get('x')", "get"),
        ("start()", "start"),
        ("info('x')", "info"),
        ("call(['ls'])", "call"),
        ("path.exists()", "path"),
        ("queue.put(1)", "queue"),
        ("token.value", "token"),
        ("parser.parse_args()", "parser"),
        ("x = Field(default=3)", "Field"),
        ("x = Template('a', 'b')", "Template"),
        ("raise OperationalError", "OperationalError"),
        ("from os import path\nprint(name)", "name"),
        ("print(date)", "date"),
    ],
)
def test_a_common_word_is_no_reason_to_import_anything(code: str, name: str) -> None:
    assert found(code, name) == []


def test_equals_are_all_given() -> None:
    assert found("lock = RLock()", "RLock") == ["multiprocessing RLock", "threading RLock"]
    assert found("from shlex import split\nprint(quote(x))", "quote") == ["shlex quote", "urllib.parse quote"]


def test_of_two_ways_to_one_object_the_file_decides_then_the_project() -> None:
    code = "def f(x: Callable): ..."

    assert found(f"from typing import Iterable\n{code}", "Callable") == ["typing Callable"]
    assert found(code, "Callable", habits={"typing": {"Sequence": 3}}) == ["typing Callable"]
    assert found(code, "Callable", habits={"typing": {"Any": 3}}) == ["collections.abc Callable"]


def test_names_for_tests_count_in_tests() -> None:
    assert found("assert calls == [call(1)]", "call", path="tests/test_a.py") == ["unittest.mock call"]
    assert found("assert calls == [call(1)]", "call") == []


def test_the_evidence_says_what_was_seen() -> None:
    module = Module.load("a.py", b"x = json.loads(y) + json.dumps(z)")
    assert isinstance(module, Module)
    question = Question(module, "json", read_uses(module, "json", unbound_sites(module, "json")))
    (candidate,) = FromStandard(STANDARD, lambda _: {})(question)

    assert candidate.evidence == ("the standard library's json has dumps and loads, which the file reads from it",)


BACKPORTS = {"typing_extensions": {"Protocol": 1}}


@pytest.mark.parametrize(
    ("code", "name", "habits", "expected"),
    [
        ("def f(x: Later[int]): ...", "Later", BACKPORTS, []),
        ("def f(x: NeverHeardOf): ...", "NeverHeardOf", BACKPORTS, []),
        ("@deprecated('x')\ndef f(): ...", "deprecated", BACKPORTS, ["typing_extensions deprecated"]),
        ("@deprecated(Version(1, 2), 'x')\ndef f(): ...", "deprecated", BACKPORTS, []),
        ("@deprecated('x')\ndef f(): ...", "deprecated", {}, []),
        ("def f(x: Optional[int]): ...", "Optional", BACKPORTS, ["typing Optional"]),
    ],
)
def test_the_backports_are_asked_where_the_project_uses_them(
    code: str, name: str, habits: Mapping[str, Mapping[str, int]], expected: list[str]
) -> None:
    assert found(code, name, habits=habits) == expected


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("class P(HTMLParser): ...", "HTMLParser", ["html.parser HTMLParser"]),
        ("m = MIMEBase('a', 'b')", "MIMEBase", ["email.mime.base MIMEBase"]),
        ("f = LZMAFile(x)", "LZMAFile", ["lzma LZMAFile"]),
    ],
)
def test_what_hardly_anything_else_is_called_is_taken_from_lesser_known_modules(
    code: str, name: str, expected: list[str]
) -> None:
    assert found(code, name) == expected


def test_a_class_of_a_module_that_the_file_takes_names_from_comes_before_others() -> None:
    assert found("from ast import Name\nisinstance(x, Attribute)", "Attribute") == ["ast Attribute"]
    assert found("from concurrent.futures import wait\ndef f(x: Future): ...", "Future") == [
        "concurrent.futures Future"
    ]
    assert found("def f(x: Future): ...", "Future") == []


def test_what_is_read_from_a_class_tells_it_from_all_others() -> None:
    assert found("x = HTTPStatus.NOT_FOUND", "HTTPStatus") == ["http HTTPStatus"]
    assert found("x = HTTPStatus.TOTALLY_LOST", "HTTPStatus") == []


@pytest.mark.parametrize(("imported", "expected"), [(True, ["xml.etree.ElementTree VERSION"]), (False, [])])
def test_a_constant_is_taken_from_modules_that_the_project_uses(imported: bool, expected: list[str]) -> None:  # noqa: FBT001
    assert found("run(VERSION)", "VERSION", is_imported=imported) == expected


@pytest.mark.parametrize("code", ["x = t.a", "x = dt(1)", "x = dt.nothing", "x = op.add(1, 2, 3)"])
def test_a_few_letters_tell_nothing_where_not_all_is_there(code: str) -> None:
    assert found(code, code.removeprefix("x = ").partition(".")[0].partition("(")[0]) == []
