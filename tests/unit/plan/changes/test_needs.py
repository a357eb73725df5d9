from __future__ import annotations

from collections.abc import Mapping

from planning import changed
from remend.plan.changes.facts import Facts, facts_of
from remend.plan.changes.ground import Ground
from remend.plan.changes.needs import knots, needs_of, ordered
from remend.plan.changes.parts import FileChange


def needs(*files: FileChange) -> Mapping[int, frozenset[int]]:
    facts = facts_of(files)
    groups: list[list[Facts]] = [[each] for each in facts]
    return needs_of(groups, Ground.of(files, facts, ()))


def test_what_uses_a_new_definition_needs_it() -> None:
    definition = changed("a.py", "", "def rounded(x): ...\n", (range(1, 1), range(1, 2)))
    use = changed("b.py", "x = 1\n", "x = rounded(1)\n", (range(1, 2), range(1, 2)))

    assert needs(definition, use) == {0: frozenset(), 1: frozenset({0})}


def test_what_takes_a_definition_away_needs_its_uses_to_go_first() -> None:
    definition = changed("a.py", "def rounded(x): ...\n", "", (range(1, 2), range(1, 1)))
    use = changed("b.py", "x = rounded(1)\n", "x = 1\n", (range(1, 2), range(1, 2)))

    assert needs(definition, use) == {0: frozenset({1}), 1: frozenset()}


def test_a_new_module_comes_before_those_who_import_it() -> None:
    module = changed("shop/money.py", None, "x = 1\n")
    use = changed("shop/cart.py", "\n", "from shop.money import x\n", (range(1, 2), range(1, 2)))

    assert needs(use, module)[0] == {1}


def test_groups_that_need_each_other_are_a_knot_and_come_after_what_it_needs() -> None:
    circle = {0: frozenset({1, 3}), 1: frozenset({2}), 2: frozenset({0}), 3: frozenset[int]()}

    assert knots(circle) == [[3], [0, 1, 2]]
    assert knots({0: frozenset({1}), 1: frozenset()}) == [[1], [0]]


def test_what_may_come_in_any_order_comes_by_rank() -> None:
    free = {number: frozenset[int]() for number in range(3)}

    assert ordered(free, [("c",), ("a",), ("b",)]) == [1, 2, 0]
    assert ordered({**free, 1: frozenset({0})}, [("c",), ("a",), ("b",)]) == [2, 0, 1]
