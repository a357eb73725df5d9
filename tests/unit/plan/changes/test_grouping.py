from __future__ import annotations

from collections.abc import Mapping

import pytest

from remend.plan.changes.grouping import group


def groups(count: int, scores: Mapping[tuple[int, int], float], *bound: tuple[int, int]) -> list[list[int]]:
    return group([[scores.get((other, one), -1.0) for other in range(one)] for one in range(count)], bound)


def test_nothing_is_joined_that_nothing_speaks_for() -> None:
    assert groups(3, {}) == [[0], [1], [2]]
    assert groups(0, {}) == []


def test_what_speaks_for_each_other_is_joined() -> None:
    assert groups(4, {(0, 2): 2.0, (1, 3): 1.0}) == [[0, 2], [1, 3]]


def test_the_strongest_evidence_comes_first() -> None:
    scores = {(0, 1): 3.0, (1, 2): 1.0, (0, 2): -5.0}

    assert groups(3, scores) == [[0, 1], [2]]


def test_one_strong_tie_outweighs_several_that_say_little() -> None:
    assert groups(3, {(0, 1): 5.0, (1, 2): 6.0, (0, 2): -0.5}) == [[0, 1, 2]]


@pytest.mark.parametrize("pair", [(0, 2), (2, 0)])
def test_what_is_bound_stays_together_whatever_speaks_against_it(pair: tuple[int, int]) -> None:
    assert groups(3, {(0, 2): -50.0, (0, 1): -50.0, (1, 2): -50.0}, pair) == [[0, 2], [1]]
    assert groups(3, {}, (0, 1), (1, 2), (0, 2)) == [[0, 1, 2]]
