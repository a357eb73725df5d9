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
