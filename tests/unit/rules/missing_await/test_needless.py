"""An `await` of what is not async: a mistake where it is rare, and a wrong annotation where everybody does it."""

from __future__ import annotations

from propagated import inspected

LIB = "class Client:\n    def ready(self) -> None:\n        return self.sync(self._ready)\n"
USE = "from lib import Client\n\n\nasync def f(c: Client):\n    await c.ready()\n"


def _found(count: int) -> set[str]:
    found = inspected({"lib.py": LIB, **{f"use{n}.py": USE for n in range(count)}})
    return {each.path for each in found if each.findings}


def test_few_files_that_await_it_are_mistaken() -> None:
    assert _found(2) == {"use0.py", "use1.py"}


def test_many_files_are_not() -> None:
    assert _found(3) == set()


def test_a_method_that_a_class_for_async_code_inherits_may_give_something_else_there() -> None:
    base = "class Search:\n    def size(self) -> int:\n        return self.run()\n    def run(self): ...\n"
    other = "class AsyncSearch(Search):\n    async def run(self): ...\n    def own(self) -> int: ...\n"
    body = "async def f(a: AsyncSearch, s: Search):\n    await a.size()\n    await s.size()\n    await a.own()\n"

    (found,) = (each for each in inspected({"m.py": base + other + body}) if each.findings)
    assert [each.violation.form for each in found.findings] == ["await s.size()", "await a.own()"]
