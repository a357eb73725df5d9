"""When the name of a method tells by itself that it is a coroutine function's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from remend.module import Module
from remend.project import Project
from remend.rules.missing_await import MissingAwait, MissingAwaitOptions
from remend.snapshot import FolderSnapshot

FETCH = (
    "class Store:\n    async def fetch(self): ...\n    async def fetch_rows(self): ...\n    async def get(self): ...\n"
)


def found(lines: Iterable[str], call: str, folder: Path) -> list[str]:
    """What is found in an async function that calls something, in a project with `lines` in another."""
    files = {
        "store.py": FETCH,
        "other.py": "async def f(a):\n" + "".join(f"    {line}\n" for line in lines),
        "own.py": f"class Own:\n    item = None\n\n    async def work(self, a):\n        {call}\n",
    }
    for path, text in files.items():
        (folder / path).write_text(text)
    rule = MissingAwait(MissingAwaitOptions())
    rule.survey(Project(FolderSnapshot(folder)))
    module = Module.load("own.py", files["own.py"].encode())
    assert isinstance(module, Module)
    return [violation.form for violation in rule.detect(module)]


MANY = [f"await a{number % 20}.fetch()" for number in range(100)]


@pytest.mark.parametrize(
    ("lines", "call", "forms"),
    [
        (["await a.fetch_rows()"] * 2, "a.fetch_rows()", ["a.fetch_rows()"]),
        (["await a.fetch_rows()"] * 2, "self._a.fetch_rows()", ["self._a.fetch_rows()"]),
        (["await a.fetch_rows()"] * 2, "b.fetch_rows()", []),
        (["await a.fetch_rows()"] * 5, "a[0].fetch_rows()", []),
        (["await a.fetch_rows()"] * 5, "self.item.fetch_rows()", ["self.item.fetch_rows()"]),
        (["await a.fetch_rows()"], "a.fetch_rows()", []),
        (["await a.fetch_rows()", "await a.fetch_rows()", "a.fetch_rows()"], "a.fetch_rows()", []),
        (MANY, "b.fetch()", ["b.fetch()"]),
        (MANY[1:], "b.fetch()", []),
        ([*MANY, *["c.fetch()"] * 6], "b.fetch()", []),
        (["await b.fetch()"] * 5, "b.fetch()", ["b.fetch()"]),
        (["await b.fetch()"] * 5, "c.fetch()", []),
        (["await b.fetch()"] * 5 + ["c.fetch()"] * 3, "b.fetch()", []),
        (["await b_c.fetch()"] * 5 + ["b_c.fetch()"] * 3, "b_c.fetch()", []),
        ([line.replace("fetch", "get") for line in MANY], "b.get()", []),
        (["await api_client.get()"] * 5 + ["c.get()"] * 9, "a.api_client.get()", ["a.api_client.get()"]),
        (["await client.get()"] * 5 + ["c.get()"] * 9, "a.client.get()", []),
        (["await client.get()"] * 5, "a.client.get()", ["a.client.get()"]),
    ],
)
def test_a_name_tells_where_it_is_always_awaited(lines: list[str], call: str, forms: list[str], tmp_path: Path) -> None:
    assert found(lines, call, tmp_path) == forms
