from __future__ import annotations

from collections.abc import Sequence

from remend.plan.changes.folding import fold

ALIKE = [[1.0] * 4 for _ in range(4)]


def cost(numbers: Sequence[int]) -> float:
    return 10.0 * len(numbers)


def test_the_cheapest_goes_to_the_one_that_it_has_most_to_do_with() -> None:
    sums = [[0.0, 1.0, 5.0], [1.0, 0.0, 1.0], [5.0, 1.0, 0.0]]
    free = {number: frozenset[int]() for number in range(3)}

    assert fold(sums, [1, 1, 1], free, cost, 2) == [[1], [0, 2]]


def test_nothing_is_joined_past_what_has_to_come_between() -> None:
    chain = {0: frozenset[int](), 1: frozenset({0}), 2: frozenset({1})}
    sums = [[0.0, 1.0, 9.0], [1.0, 0.0, 1.0], [9.0, 1.0, 0.0]]

    assert fold(sums, [1, 1, 1], chain, cost, 2) == [[0, 1], [2]]


def test_what_was_joined_keeps_what_it_needs() -> None:
    needs = {0: frozenset[int](), 1: frozenset({0}), 2: frozenset({1}), 3: frozenset({2})}
    sums = [[0.0, 9.0, 1.0, 1.0], [9.0, 0.0, 1.0, 9.0], [1.0, 1.0, 0.0, 1.0], [1.0, 9.0, 1.0, 0.0]]

    found = fold(sums, [1, 1, 1, 1], needs, cost, 2)

    assert found == [[0, 1, 2], [3]]


def test_as_many_as_may_be_are_left_alone() -> None:
    assert fold(ALIKE, [1] * 4, {number: frozenset() for number in range(4)}, cost, 4) == [[0], [1], [2], [3]]
