"""Functions that await and are not async: what is left where `async` was lost."""

from __future__ import annotations

import pytest

from propagated import inspected, mended, refusal
from remend.model import Outcome, Safety
from remend.rules.missing_await import MissingAwaitOptions

LOAD = "async def load(): ...\n\n\n"


@pytest.mark.parametrize(
    "body",
    [
        "    return await load()\n",
        "    return await LATER\n",
        "    async with other() as x:\n        print(x)\n",
        "    async for x in other():\n        print(x)\n",
        "    if print():\n        return [await load() for _ in range(2)]\n",
    ],
    ids=["await", "await a value", "async with", "async for", "inside"],
)
def test_a_function_that_awaits_becomes_async(body: str) -> None:
    text = f"{LOAD}def work():\n{body}"
    assert mended({"a.py": text}) == {"a.py": text.replace("def work", "async def work")}


def test_its_callers_await_it_in_other_files_too() -> None:
    files = {
        "a.py": f"{LOAD}def work():\n    return await load()\n",
        "b.py": "from a import work\n\n\nasync def main():\n    return work().name\n",
    }
    assert mended(files) == {
        "a.py": files["a.py"].replace("def work", "async def work"),
        "b.py": files["b.py"].replace("work().name", "(await work()).name"),
    }


def test_callers_that_await_it_still_stay_as_they_are() -> None:
    text = f"{LOAD}def work():\n    return await load()\n\n\nasync def main():\n    await work()\n"
    assert mended({"a.py": text}) == {"a.py": text.replace("def work", "async def work")}


def test_what_only_an_inner_function_awaits_is_no_fault() -> None:
    text = f"{LOAD}def work():\n    async def inner():\n        await load()\n    return inner\n"
    assert [finding for each in inspected({"a.py": text}) for finding in each.findings] == []


def test_an_inner_function_is_at_fault_alone() -> None:
    text = f"{LOAD}async def work():\n    def inner():\n        await load()\n    return await inner()\n"
    assert mended({"a.py": text}) == {"a.py": text.replace("def inner", "async def inner")}


def test_what_cannot_be_async_is_told_with_the_reason() -> None:
    text = f"{LOAD}class A:\n    def __init__(self):\n        await load()\n"
    assert "__init__ cannot be made async" in refusal({"a.py": text})


def test_a_base_that_cannot_be_read_does_not_keep_what_cannot_run_as_it_is() -> None:
    text = f"from lib import Base\n\n\n{LOAD}class A(Base):\n    def work(self):\n        return await load()\n"
    assert mended({"a.py": text}) == {"a.py": text.replace("def work", "async def work")}
    sync = text.replace("return await load()", "load()")
    assert "A has a base that cannot be read" in refusal({"a.py": sync})


def test_without_propagation_it_is_reported() -> None:
    text = f"{LOAD}def work():\n    await load()\n"
    (finding,) = [f for each in inspected({"a.py": text}, options=MissingAwaitOptions()) for f in each.findings]
    assert (finding.violation.safety, finding.outcome) == (Safety.REPORT_ONLY, Outcome.DECLINED)
    assert finding.violation.message == "work awaits load() and is not async, so the file does not compile"
    assert finding.violation.span.line == 4
    assert finding.reason == "work is not async: --propagate makes it so, and its callers"
