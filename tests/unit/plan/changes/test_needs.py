from __future__ import annotations

from collections.abc import Mapping

from planning import changed
from remend.plan.changes.facts import Facts, facts_of
from remend.plan.changes.ground import Ground
from remend.plan.changes.needs import knots, needs_of, ordered, wants_of
from remend.plan.changes.parts import FileChange


def needs(*files: FileChange) -> Mapping[int, frozenset[int]]:
    facts = facts_of(files)
    groups: list[list[Facts]] = [[each] for each in facts]
    return needs_of(groups, wants_of(facts, Ground.of(files, facts, ())))


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


def test_what_only_speaks_of_a_definition_can_come_at_any_time() -> None:
    definition = changed("a.py", "", "def rounded(x): ...\n", (range(1, 1), range(1, 2)))
    page = changed("a.md", "\n", "`rounded` is there\n", (range(1, 2), range(1, 2)))

    assert needs(definition, page) == {0: frozenset(), 1: frozenset()}


def test_a_name_of_several_files_is_the_one_of_the_module_that_its_user_names() -> None:
    one = changed("pack/one.py", "", "def rounded(x): ...\n", (range(1, 1), range(1, 2)))
    two = changed("pack/two.py", "", "def rounded(x): ...\n", (range(1, 1), range(1, 2)))
    doubtful = changed("a.py", "x = 1\n", "x = rounded(1)\n", (range(1, 2), range(1, 2)))
    plain = changed("b.py", "\n", "from pack.two import rounded\n", (range(1, 2), range(1, 2)))

    assert needs(one, two, doubtful, plain)[2] == frozenset()
    assert needs(one, two, doubtful, plain)[3] == {1}


def test_what_is_bound_inside_of_a_function_is_nobody_elses() -> None:
    hidden = changed("a.py", "def f():\n    pass\n", "def f():\n    leftover = 1\n", (range(2, 3), range(2, 3)))
    other = changed("b.py", "x = 1\n", "x = leftover\n", (range(1, 2), range(1, 2)))

    assert needs(hidden, other)[1] == frozenset()


def test_code_never_needs_a_test() -> None:
    test = changed("tests/test_a.py", "", "def rounded(x): ...\n", (range(1, 1), range(1, 2)))
    code = changed("b.py", "x = 1\n", "x = rounded(1)\n", (range(1, 2), range(1, 2)))

    assert needs(test, code)[1] == frozenset()
