from __future__ import annotations

import pytest

from planning import changed
from remend.plan.changes.facts import facts_of
from remend.plan.changes.wording import subject
from remend.plan.spec import default_spec

HUNKS = tuple((range(at, at + 1), range(at, at + 1)) for at in (1, 3))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("run(old)\nx\nrun(old)\n", "run(new)\nx\nrun(new)\n", "refactor(cart): replace old with new"),
        ("run(3)\nx\nrun(3)\n", "run(4)\nx\nrun(4)\n", "refactor(cart): change cart.py"),
    ],
)
def test_the_same_edit_is_the_subject_where_it_says_something(before: str, after: str, told: str) -> None:
    file = changed("shop/cart.py", before, after, *HUNKS)

    assert subject(facts_of([file]), default_spec()) == told


def test_a_new_version_is_named() -> None:
    version = changed("shop/__init__.py", '__version__ = "1.2.3"\n', '__version__ = "1.3.0"\n', HUNKS[0])
    notes = changed("CHANGES.md", None, "## 1.3.0\n")

    assert subject(facts_of([version]), default_spec()) == "chore(shop): set version to 1.3.0"
    assert subject(facts_of([version, notes]), default_spec()) == "chore(shop): set version to 1.3.0"


def test_a_file_in_another_place_is_told_from_one_of_another_name() -> None:
    renamed = changed("shop/basket.py", "x = 1\n", "x = 1\n", was="shop/cart.py")
    moved = [changed(f"new/{name}.py", "x = 1\n", "x = 1\n", was=f"shop/{name}.py") for name in ("one", "two")]

    assert subject(facts_of([renamed]), default_spec()) == "refactor(basket): rename cart.py to basket.py"
    assert subject(facts_of(moved[:1]), default_spec()) == "refactor(one): move one.py to new"
    assert subject(facts_of(moved), default_spec()) == "refactor(new): move 2 files to new"
