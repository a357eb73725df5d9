from __future__ import annotations

from pathlib import Path

import pytest

from remend.cache import Cache
from remend.index.build import WORTH_PROCESSES
from remend.index.calls import Calls, find_calls, gather_calls
from remend.snapshot import FolderSnapshot
from repository import write


@pytest.mark.parametrize(
    ("text", "plain", "awaited"),
    [
        ("f()", {"f": 1}, {}),
        ("f(); f(1)", {"f": 2}, {}),
        ("a.f()", {".f": 1}, {}),
        ("a.b.f()", {".f": 1}, {}),
        ("await f()", {}, {"f": 1}),
        ("await  a.f()", {}, {".f": 1}),
        ("await f(); f()", {"f": 1}, {"f": 1}),
        ("await f(g())", {"g": 1}, {"f": 1}),
        ("await a().f()", {"a": 1}, {".f": 1}),
        ("await a(1).f()", {"a": 1}, {".f": 1}),
        ("await a(b.c)[0].f(1)", {"a": 1}, {".f": 1}),
        ("await a[b(1)].f()", {"b": 1}, {".f": 1}),
        ("await a.b(1).c(2)", {".b": 1}, {".c": 1}),
        ("await f(1)(2)", {}, {"f": 1}),
        ("await self.a().b.f()", {".a": 1}, {".f": 1}),
        ("x=f()", {"f": 1}, {}),
        ("[f()]", {"f": 1}, {}),
        ("-f()", {"f": 1}, {}),
        ("(f)()", {}, {}),
        ("f()()", {"f": 1}, {}),
        ("f()[0]()", {"f": 1}, {}),
        ("async def f(): ...", {}, {}),
        ("def f():\n    f()", {"f": 1}, {}),
        ("class A(B): ...", {"A": 1}, {}),
        ("# f()", {"f": 1}, {}),
        ("'f()'", {"f": 1}, {}),
        ("awaited.f()", {".f": 1}, {}),
        ("f = 1", {}, {}),
        ("é()", {}, {}),
        ("", {}, {}),
        ("x" * 300 + ".f()", {".f": 1}, {}),
        ("if not f(): ...", {"f": 1}, {}),
    ],
)
def test_the_names_that_are_called_are_counted(text: str, plain: dict[str, int], awaited: dict[str, int]) -> None:
    found = find_calls(text.encode())

    assert (found.plain, found.awaited) == (plain, awaited)


def test_a_call_that_is_defined_or_awaited_in_the_same_breath_is_not_counted_as_plain() -> None:
    text = b"async def f():\n    return g()\n\n\nasync def h():\n    await f()\n"

    assert find_calls(text) == Calls({"g": 1}, {"f": 1}, ("f", "h"), awaits=True)


def test_coroutine_functions_are_known_by_name_wherever_they_stand_and_in_order() -> None:
    text = b"class A:\n    async def z(self): ...\n    def y(self): ...\nasync  def a(x): ...\nasync def z(): ..."

    assert find_calls(text).coroutines == ("a", "z")


FILES = {"a.py": "f()\n", "b.py": "await f()\n", "copy.py": "f()\n"}


def test_the_calls_of_each_file_come_under_its_path(tmp_path: Path) -> None:
    write(tmp_path, FILES)

    found = gather_calls(FolderSnapshot(tmp_path), ["b.py", "a.py", "copy.py"])

    assert found == {path: find_calls(FILES[path].encode()) for path in ("b.py", "a.py", "copy.py")}


def test_one_and_two_jobs_and_a_cache_find_the_same_calls(tmp_path: Path) -> None:
    write(tmp_path / "code", FILES)
    snapshot = FolderSnapshot(tmp_path / "code")
    alone = gather_calls(snapshot, snapshot.paths, jobs=1)

    with Cache(tmp_path) as cache:
        assert gather_calls(snapshot, snapshot.paths, cache, jobs=2) == alone
        assert gather_calls(snapshot, snapshot.paths, cache) == alone


def test_calls_of_many_files_are_spread_of_their_own_accord(tmp_path: Path) -> None:
    files = {f"m{number}.py": f"f{number}()\n" for number in range(WORTH_PROCESSES + 1)}
    write(tmp_path, files)

    found = gather_calls(FolderSnapshot(tmp_path), list(files))

    assert [list(calls.plain) for calls in found.values()] == [[f"f{number}"] for number in range(len(files))]


def test_what_is_entered_is_told() -> None:
    text = b"with a.b() as c, d: ...\nfor x in y: ...\nasync with (e.f): ...\nasync for x, z in g.h(): ...\n# with\n"

    found = find_calls(text)

    assert (found.entered, found.entered_async) == (("b",), ("f", "h"))
