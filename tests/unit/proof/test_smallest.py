"""The search for what makes a whole fail."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.proof.smallest import Search

MANY = 10_000


def search(parts: Sequence[int], *guilty: set[int], most: int = MANY) -> tuple[list[list[int]], int]:
    """What is found where each of `guilty` fails when it is there as a whole, and after how many trials."""
    asked: list[tuple[int, ...]] = []

    def fails(some: Sequence[int]) -> bool:
        asked.append(tuple(some))
        return any(each <= set(some) for each in guilty)

    return Search(fails, most).guilty(parts), len(asked)


@pytest.mark.parametrize(
    ("count", "guilty", "trials"),
    [(1, [{0}], 0), (2, [{1}], 2), (8, [{5}], 6), (300, [{299}], 20), (8, [{0}, {7}], 8), (8, [{0, 7}], 25)],
)
def test_the_guilty_are_found_in_few_trials(count: int, guilty: list[set[int]], trials: int) -> None:
    found, asked = search(range(count), *guilty)
    assert [set(each) for each in found] == guilty
    assert asked <= trials + 1


def test_what_is_left_when_the_trials_are_used_up_is_told_whole() -> None:
    found, asked = search(range(64), {3}, {40}, most=4)
    assert found == [[0, 1, 2, 3]]
    assert asked == 4


@given(
    st.integers(1, 24).flatmap(
        lambda n: st.tuples(
            st.just(n), st.lists(st.sets(st.integers(0, n - 1), min_size=1, max_size=3), min_size=1, max_size=3)
        )
    )
)
def test_without_the_guilty_nothing_fails_and_each_is_needed(case: tuple[int, list[set[int]]]) -> None:
    count, guilty = case
    found, _ = search(range(count), *guilty)
    rest = set(range(count)) - {part for each in found for part in each}
    assert not any(each <= rest for each in guilty)
    for parts in found:
        assert any(each <= set(parts) for each in guilty)
        for part in parts:
            assert not any(each <= set(parts) - {part} for each in guilty)
