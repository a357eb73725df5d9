from __future__ import annotations

from itertools import combinations

import pytest

from planning import changed, contents
from remend.plan.changes.parts import state_of

BEFORE = "a\nb\nc\nd\n"
AFTER = "A\nb\nc\nnew\nd"
TWO = ((range(1, 2), range(1, 2)), (range(4, 5), range(4, 6)))


def test_a_file_is_taken_apart_into_its_hunks() -> None:
    file = changed("x.txt", BEFORE, AFTER, *TWO)

    assert [(part.removed, part.added) for part in file.parts] == [("a\n", "A\n"), ("d\n", "new\nd")]


@pytest.mark.parametrize(
    ("chosen", "text"), [((), BEFORE), ((0,), "A\nb\nc\nd\n"), ((1,), "a\nb\nc\nnew\nd"), ((0, 1), AFTER)]
)
def test_some_hunks_of_a_file_are_applied(chosen: tuple[int, ...], text: str) -> None:
    file = changed("x.txt", BEFORE, AFTER, *TWO)

    assert contents(state_of(file, [file.parts[at] for at in chosen]), file) == {"x.txt": text}


def test_hunks_of_another_file_are_noticed() -> None:
    assert changed("x.txt", BEFORE, AFTER, *TWO).is_sound
    assert not changed("x.txt", BEFORE, AFTER, TWO[0]).is_sound


@pytest.mark.parametrize(("before", "after"), [(None, "new\n"), ("old\n", None)])
def test_a_file_that_comes_or_goes_is_one_part(before: str | None, after: str | None) -> None:
    file = changed("x.txt", before, after, (range(1, 1), range(1, 2)))

    assert len(file.parts) == 1
    assert (file.parts[0].removed, file.parts[0].added) == (before or "", after or "")
    assert contents(state_of(file, []), file) == {"x.txt": before}
    assert contents(state_of(file, file.parts), file) == {"x.txt": after}


def test_a_file_may_move_apart_from_what_changes_in_it() -> None:
    file = changed("new.txt", BEFORE, AFTER, *TWO, was="old.txt")
    moved, first, second = file.parts

    assert contents(state_of(file, []), file) == {"old.txt": BEFORE, "new.txt": None}
    assert contents(state_of(file, [moved]), file) == {"old.txt": None, "new.txt": BEFORE}
    assert contents(state_of(file, [first]), file) == {"old.txt": "A\nb\nc\nd\n", "new.txt": None}
    assert contents(state_of(file, [moved, first, second]), file) == {"old.txt": None, "new.txt": AFTER}


def test_a_file_without_text_is_one_part() -> None:
    file = changed("x.bin", "a", "b")

    assert len(file.parts) == 1
    assert contents(state_of(file, file.parts), file) == {"x.bin": "b"}


def test_the_order_in_which_hunks_are_applied_makes_no_difference() -> None:
    before = "".join(f"{number}\n" for number in range(1, 10))
    after = before.replace("2\n", "two\nzwei\n").replace("5\n", "").replace("9\n", "nine\n")
    hunks = ((range(2, 3), range(2, 4)), (range(5, 6), range(6, 6)), (range(9, 10), range(9, 10)))
    file = changed("x.txt", before, after, *hunks)

    for size in range(4):
        for some in combinations(file.parts, size):
            assert state_of(file, some) == state_of(file, reversed(some))
