from __future__ import annotations

from planning import changed
from remend.plan.changes.cost import Review, review
from remend.plan.changes.facts import facts_of

TEN = "".join(f"x{number} = {number}\n" for number in range(10))


def test_a_new_file_is_read_line_by_line_and_one_that_is_gone_is_a_glance() -> None:
    assert review(facts_of([changed("a.py", None, TEN)])) == Review(72.0, 72.0)
    assert review(facts_of([changed("a.py", TEN, None)])) == Review(0.0, 1.0)


def test_the_same_edit_again_is_a_glance() -> None:
    one, two = (changed(f"{name}.py", "x = 1\n", "x = 2\n", (range(1, 2), range(1, 2))) for name in "ab")

    assert review(facts_of([one, two])) == Review(7.2, 8.2)


def test_what_nobody_wrote_is_a_glance() -> None:
    assert review(facts_of([changed("poetry.lock", None, TEN)])) == Review(0.0, 1.0)
