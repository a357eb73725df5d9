"""Which functions become async for a coroutine that is forgotten, and what is done in which file."""

from __future__ import annotations

import pytest

from drafts import draft, rewrite
from propagated import SAVE, inspected, mended, refusal
from remend.model import Outcome, Safety, Severity, Span, Violation
from remend.plan.spec import default_spec
from remend.plan.subjects import subject
from remend.rules.missing_await import MissingAwait, MissingAwaitOptions

ROUTE = "from fastapi import APIRouter\nfrom db import work\n\nrouter = APIRouter()\n\n\n"


def test_a_chain_over_three_files_up_to_a_route() -> None:
    files = {
        "db.py": f"{SAVE}def work():\n    save()\n",
        "service.py": "import db\n\n\ndef serve():\n    result = db.work()\n    return result\n",
        "web.py": "from fastapi import APIRouter\nfrom service import serve as do\n\nrouter = APIRouter()\n\n\n"
        "@router.post('/')\ndef handle():\n    return do().name, [do() for _ in range(2)]\n",
    }

    assert mended(files) == {
        "db.py": f"{SAVE}async def work():\n    await save()\n",
        "service.py": "import db\n\n\nasync def serve():\n    result = await db.work()\n    return result\n",
        "web.py": files["web.py"]
        .replace("def handle", "async def handle")
        .replace("do().name, [do()", "(await do()).name, [await do()"),
    }


def test_an_async_caller_awaits_and_what_is_awaited_or_run_already_stays() -> None:
    text = (
        f"import asyncio\n\n\n{SAVE}def work():\n    save()\n\n\nasync def one():\n    work()\n    await work()\n"
        "    asyncio.create_task(work())\n\n\ndef two():\n    asyncio.run(work())\n"
    )
    after = text.replace("def work", "async def work").replace("    save()", "    await save()")

    assert mended({"a.py": text})["a.py"] == after.replace("one():\n    work", "one():\n    await work")


def test_what_a_function_returned_to_be_awaited_it_awaits_itself_once_it_is_async() -> None:
    text = f"{SAVE}async def load(): ...\n\n\ndef work():\n    save()\n    return load()\n"

    assert mended({"a.py": text}) == {
        "a.py": text.replace("def work", "async def work")
        .replace("    save()", "    await save()")
        .replace("return load", "return await load")
    }


def test_a_method_becomes_async_with_all_that_it_overrides_and_that_overrides_it() -> None:
    files = {
        "base.py": "class Base:\n    def store_all(self):\n        pass\n",
        "own.py": f"from base import Base\n\n\n{SAVE}class Own(Base):\n    def store_all(self):\n        save()\n",
        "other.py": "from own import Own\n\n\nclass Other(Own):\n    def store_all(self):\n"
        "        super().store_all()\n\n\nasync def main(base: Own, unknown):\n    base.store_all()\n"
        "    unknown.store_all()\n",
    }

    after = mended(files)

    assert all("async def store_all(self)" in text for text in after.values())
    assert after["own.py"].endswith("        await save()\n")
    assert "await super().store_all()" in after["other.py"]
    assert after["other.py"].endswith("    await base.store_all()\n    await unknown.store_all()\n")
    assert len(after) == len(files)


def test_a_script_starts_with_asyncio_run() -> None:
    text = f"import sys\n\n\n{SAVE}def main():\n    save()\n\n\nif __name__ == '__main__':\n    sys.exit(main())\n"

    assert mended({"a.py": text})["a.py"] == (
        f"import asyncio\nimport sys\n\n\n{SAVE}async def main():\n    await save()\n\n\n"
        "if __name__ == '__main__':\n    sys.exit(asyncio.run(main()))\n"
    )


def test_functions_that_lead_to_one_caller_are_one_unit() -> None:
    text = f"{SAVE}def one():\n    save()\n\n\ndef two():\n    save()\n\n\nasync def main():\n    one()\n    two()\n"
    other = f"{SAVE}def three():\n    save()\n\n\ndef four():\n    three()\n    three()\n"
    shared = "from b import three\nfrom a import one\n\n\ndef five():\n    one()\n    three()\n"

    found = inspected({"a.py": text, "b.py": other, "c.py": shared})

    concepts = {f.violation.concept for each in found for f in each.findings}
    assert concepts == {"one becomes async (a.py)", "two becomes async (a.py)"}
    assert {f.outcome for each in found for f in each.findings} == {Outcome.MENDED}


CASE = "def test_it():\n    save()\n"


@pytest.mark.parametrize(
    ("files", "marker"),
    [
        ({"pyproject.toml": '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n'}, ""),
        ({"tests/pytest.ini": "[pytest]\nasyncio_mode = auto\n"}, ""),
        ({"more": "import pytest\n\npytestmark = pytest.mark.asyncio\n\n\n"}, ""),
        (
            {"more": "import pytest\n\n\n@pytest.mark.asyncio\nasync def test_other(): ...\n\n\n"},
            "@pytest.mark.asyncio\n",
        ),
        ({"more": "import pytest\n\n\n@pytest.mark.anyio\nasync def test_other(): ...\n\n\n"}, "@pytest.mark.anyio\n"),
    ],
)
def test_a_test_becomes_async_where_something_shows_how_it_is_run(files: dict[str, str], marker: str) -> None:
    head = f"from db import save\n{files.get('more', '')}"
    rest = {path: text for path, text in files.items() if path != "more"}

    after = mended({"db.py": SAVE, "tests/test_a.py": f"{head}{CASE}", **rest})

    assert after == {"tests/test_a.py": f"{head}{marker}async def test_it():\n    await save()\n"}


def test_a_marker_stands_below_the_decorators_of_a_method() -> None:
    text = (
        "import pytest\nfrom db import save\n\n\nclass TestIt:\n    @pytest.mark.asyncio\n"
        "    async def test_other(self): ...\n\n    @pytest.mark.slow\n    def test_it(self):\n        save()\n"
    )

    after = mended({"db.py": SAVE, "test_a.py": text})["test_a.py"]

    assert after.endswith(
        "    @pytest.mark.slow\n    @pytest.mark.asyncio\n    async def test_it(self):\n        await save()\n"
    )


def test_a_test_of_an_async_case_class_becomes_async() -> None:
    text = (
        "from unittest import IsolatedAsyncioTestCase\nfrom db import save\n\n\nclass Case(IsolatedAsyncioTestCase):\n"
        "    def test_it(self):\n        save()\n"
    )

    assert (
        "    async def test_it(self):\n        await save()\n"
        in mended({"db.py": SAVE, "test_a.py": text})["test_a.py"]
    )


def test_a_double_that_a_patch_makes_itself_is_async_as_well() -> None:
    test = "from unittest.mock import patch\nimport a\n\n\n@patch('a.work')\nasync def test_it(work):\n    a.work()\n"

    after = mended({"a.py": f"{SAVE}def work():\n    save()\n", "test_a.py": test})

    assert after["test_a.py"].endswith("    await a.work()\n")


def test_the_result_needs_nothing_more() -> None:
    text = f"{SAVE}def work():\n    save()\n\n\nasync def main():\n    work()\n"
    after = mended({"a.py": text})

    assert mended(after) == {}
    assert [f for each in inspected(after) for f in each.findings] == []


def test_a_call_that_may_be_of_several_functions_awaits_where_all_of_them_become_async() -> None:
    files = {
        "a.py": f"{SAVE}class Store:\n    def store_all(self):\n        save()\n",
        "b.py": "from a import Store\n\n\nclass Service:\n    def store_all(self, store: Store):\n"
        "        store.store_all()\n",
        "c.py": "async def main(unknown):\n    unknown.store_all()\n",
    }

    after = mended(files)

    assert "async def store_all(self, store: Store):\n        await store.store_all()\n" in after["b.py"]
    assert after["c.py"].endswith("    await unknown.store_all()\n")


def test_a_habit_of_the_project_is_followed() -> None:
    habit = "".join(f"async def f{n}(s: Session):\n    await s.commit()\n\n\n" for n in range(12))
    text = f"from lib import Session\n\n\n{habit}def work(s: Session):\n    s.commit()\n"

    assert mended({"a.py": text})["a.py"].endswith("async def work(s: Session):\n    await s.commit()\n")


def test_functions_inside_of_functions_become_async_as_well() -> None:
    text = (
        "def outer():\n    async def save(): ...\n\n    def work():\n        save()\n\n"
        "    async def run():\n        work()\n\n    return run\n"
    )

    assert mended({"a.py": text})["a.py"] == text.replace("def work", "async def work").replace(
        "        save()", "        await save()"
    ).replace("        work()", "        await work()")


def test_a_call_that_is_awaited_already_asks_for_nothing_whatever_it_is_of() -> None:
    files = {
        "a.py": f"{SAVE}class Store:\n    def put(self):\n        save()\n",
        "b.py": "async def main(unknown):\n    await unknown.put()\n",
    }

    assert mended(files)["a.py"].endswith("    async def put(self):\n        await save()\n")


@pytest.mark.parametrize(
    ("symbol", "service", "told"),
    [
        ("Store.save_all", "shop", "fix(shop): make Store.save_all async"),
        ("Warehouse.store_all_of_them_at_once", "shop", "fix(shop): make store_all_of_them_at_once async"),
        ("store_all_of_them_at_once_today", "shop", "fix(shop): await store_all_of_them_at_once_today"),
        ("store_all_of_them_at_once_today", "shop_backend", "fix(shop): await store_all_of_them_at_once_today"),
        ("store_all_of_them_at_once_and_tomorrow_too", "shop", "fix(shop): make callers async"),
    ],
)
def test_the_subject_names_the_function_as_long_as_there_is_room(symbol: str, service: str, told: str) -> None:
    violation = Violation(
        rule="missing-await",
        path="a.py",
        span=Span(0, 1, 1, 1, 1, 2),
        severity=Severity.HIGH,
        safety=Safety.UNSAFE,
        message="",
        form="",
        code="",
        symbol="",
        concept=f"{symbol} becomes async (a.py)",
    )

    unit = draft(rewrite("a.py", violation), rule=MissingAwait(MissingAwaitOptions()), service=service)

    assert subject(unit, default_spec()) == told


@pytest.mark.parametrize(
    "handed",
    [
        "group.start_soon(shielded, work())",
        "group.start_soon(shielded, 1, work())",
        "shielded(work())",
        "shielded(coro=work())",
        "asyncio.create_task(coro=work()) or asyncio.create_task(work())",
    ],
)
def test_what_is_handed_to_what_runs_a_coroutine_stays(handed: str) -> None:
    text = (
        "import asyncio\nfrom collections.abc import Awaitable\n\n\n"
        f"{SAVE}async def shielded(coro: Awaitable[None], then: Awaitable[None] | None = None): await coro\n\n\n"
        f"def work():\n    save()\n\n\nasync def main(group):\n    await {handed}\n"
    )

    assert mended({"a.py": text}) == {
        "a.py": text.replace("def work", "async def work").replace("    save()", "    await save()")
    }


@pytest.mark.parametrize("handed", ["group.start_soon(work())", "pool.submit(work())", "group.start_soon(any, work())"])
def test_what_may_run_a_coroutine_keeps_a_function_from_becoming_one(handed: str) -> None:
    text = f"{SAVE}def work():\n    save()\n\n\nasync def main(group, pool, any):\n    {handed}\n"

    name = handed.partition("(")[0]
    assert refusal({"a.py": text}) == (
        f"work cannot be made async: whether {name} runs the coroutine that it would be handed at a.py:9 cannot be told"
    )


def test_a_function_that_promises_a_result_awaits_what_it_returns() -> None:
    text = (
        "async def load() -> bool: ...\n\n\nclass A:\n    @classmethod\n    def check(cls, is_on) -> bool:\n"
        "        return is_on and load()\n\n    async def work(self):\n        if self.check(1): ...\n"
    )
    after = (
        text.replace("    def", "    async def")
        .replace("and load", "and await load")
        .replace("if self", "if await self")
    )

    assert mended({"a.py": text}) == {"a.py": after}


@pytest.mark.parametrize("owner", ["a: A", "a"])
def test_a_double_of_an_async_method_may_stand_in_for_it(owner: str) -> None:
    files = {
        "a.py": f"{SAVE}class A:\n    def store(self):\n        save()\n",
        "test_a.py": "from unittest.mock import AsyncMock\nfrom a import A\n\n\n"
        f"async def test_it({owner}):\n    a.store = AsyncMock()\n    a.store.assert_called_once_with(1)\n",
    }

    assert mended(files) == {
        "a.py": f"{SAVE}class A:\n    async def store(self):\n        await save()\n",
    }


@pytest.mark.parametrize("double", ["MagicMock()", "AsyncMock()\n    a.store = MagicMock()"])
def test_a_double_of_a_method_that_is_not_async_keeps_it_so(double: str) -> None:
    files = {
        "a.py": f"{SAVE}class A:\n    def store(self):\n        save()\n",
        "test_a.py": "from unittest.mock import AsyncMock, MagicMock\nfrom a import A\n\n\n"
        f"async def test_it(a: A):\n    a.store = {double}\n    a.store.assert_called_once()\n",
    }

    assert "something else is put in its place" in refusal(files) or "handed on as a value" in refusal(files)
