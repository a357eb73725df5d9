from __future__ import annotations

import pytest

from planning import changed
from remend.plan.changes.facts import facts_of
from remend.plan.changes.ground import Ground
from remend.plan.changes.parts import FileChange
from remend.plan.changes.reasons import why

ONE_LINE = (range(1, 2), range(1, 2))
MONEY = changed("shop/money.py", "", "def rounded(x): ...\n", (range(1, 1), range(1, 2)))


def reasons(*files: FileChange) -> str:
    facts = facts_of(files)
    return " ".join(why(facts, Ground.of(files, facts, ())))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (changed("shop/cart.py", "x = 1\n", "x = rounded(1)\n", ONE_LINE), "one uses the function or class"),
        (changed("shop/tests/test_money.py", "x = 1\n", "x = 2\n", ONE_LINE), "one is the test file of the other"),
    ],
    ids=["use", "test"],
)
def test_a_reason_names_what_it_is_about(file: FileChange, told: str) -> None:
    said = reasons(MONEY, file)

    assert said.startswith("together because ")
    name = "(rounded)" if "uses" in told else "(shop/tests/test_money.py)"
    assert told in said
    assert name in said


def test_the_same_edit_is_told_by_what_becomes_of_what() -> None:
    first = changed("a.py", "x = older(1)\n", "x = newer(1)\n", ONE_LINE)
    second = changed("b.py", "y = older(2)\n", "y = newer(2)\n", ONE_LINE)

    assert "they are the same edit (older -> newer)" in reasons(first, second)


def test_an_issue_is_told_by_its_number() -> None:
    first = changed("a.py", "x = 1\n", "x = 2  # see #1234\n", ONE_LINE)
    second = changed("b.md", "one\n", "two (#1234)\n", ONE_LINE)

    assert "they name the same issue (#1234)" in reasons(first, second)


def test_one_part_needs_no_reason() -> None:
    assert reasons(MONEY) == ""
