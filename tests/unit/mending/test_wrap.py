from __future__ import annotations

import pytest

from remend.edits import splice
from remend.errors import UsageError
from remend.mending import wrap as wrapping
from remend.mending.wrap import wrap
from remend.model import Edit
from remend.module import Module


def fitted(text: str, limit: int = 30) -> str:
    """`text` with `await ` put before each `run`, in lines that fit."""
    module = Module.load("a.py", text.encode())
    assert isinstance(module, Module)
    calls = [at for at in range(len(text)) if text.startswith("run(", at)]
    return splice(text, wrap(module, [Edit(at, at, "await ") for at in calls], limit))


def test_a_line_that_becomes_too_long_is_broken_as_the_formatter_does() -> None:
    text = "if a:\n    run(one, two, three, four)\n"

    assert fitted(text) == "if a:\n    await run(\n        one, two, three, four\n    )\n"


@pytest.mark.parametrize("limit", [0, 36, 321])
def test_a_line_that_fits_is_kept(limit: int) -> None:
    assert fitted("if a:\n    run(one, two, three, four)\n", limit) == "if a:\n    await run(one, two, three, four)\n"


@pytest.mark.parametrize(
    "text",
    [
        "    run(one); run(two, three, four)\n",
        "    a = 1; run(one, two, three, 4)\n",
        "    if one: run(two, three, four)\n",
        "    run(a, 'that has no place to break')\n",
        "    run(one, two,\n        three, fourteen,)\n",
        "   run(one, two, three, fourth)\n",
        "\trun(one, two, three, fourth)\n",
        "    elif_ = run(one_that_is_much_too_long_already)\n",
        "    if a:\n        b()\n    elif run(one, two, three):\n        c()\n",
    ],
    ids=str.strip,
)
def test_what_cannot_be_broken_so_is_left_long(text: str) -> None:
    inside = f"async def f():\n{text}" if text.startswith(("    ", "\t", "   ")) else text

    assert fitted(inside) == inside.replace("run(", "await run(")


def test_comments_and_what_stands_around_stay() -> None:
    text = "async def f( ):\n    x=1\n    with run(one, two, three):  # why\n        y  =  2\n"

    assert fitted(text, 38) == (
        "async def f( ):\n    x=1\n    with await run(\n        one, two, three\n    ):  # why\n        y  =  2\n"
    )


def test_a_header_is_broken_before_its_body_and_decorators_below_it() -> None:
    text = "if run(one, two, three_four):\n    @a\n    def f(): ...\n"

    assert fitted(text) == "if await run(\n    one, two, three_four\n):\n    @a\n    def f(): ...\n"


def test_statements_inside_of_others_are_found() -> None:
    case = "    match a:\n        case 1:\n            run(one, two, three)\n"
    handler = "    try:\n        pass\n    except E:\n        run(one, two, threes)\n"

    assert fitted(f"async def f():\n{case}{handler}", 32).count("await run(\n") == 2


def test_newlines_of_the_file_are_used() -> None:
    assert fitted("run(one, two, three, fourteen)\r\n") == "await run(\r\n    one, two, three, fourteen\r\n)\r\n"


def test_without_ruff_lines_stay_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise UsageError("no ruff")

    monkeypatch.setattr(wrapping, "find_ruff", missing)

    assert fitted("run(one, two, three, fourteen)\n") == "await run(one, two, three, fourteen)\n"
