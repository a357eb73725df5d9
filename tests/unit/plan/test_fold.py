from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from drafts import draft, rewrite, unsafe, violation
from remend.edits import splice
from remend.model import Edit, Rewrite
from remend.plan.draft import Draft
from remend.plan.fold import fold
from throwaway import Old

OLD, OTHER = Old(), Old()


def of(name: str, *, is_unsafe: bool = False, rule: Old = OLD) -> Draft:
    """A unit named by its one file, in the service that its first letter is."""
    path = f"{name[0]}/{name}.py"
    found = unsafe(path) if is_unsafe else violation(path)
    return draft(rewrite(path, found, text=name), rule=rule, service=name[0], place=name)


def shown(drafts: Sequence[Draft]) -> list[str]:
    return [" ".join(each.path.partition("/")[2].removesuffix(".py") for each in d.rewrites) for d in drafts]


def test_what_is_within_the_limit_stays() -> None:
    drafts = [of("a1"), of("a2")]

    assert fold(drafts, 2) == drafts
    assert fold([], 1) == []


def test_the_last_ones_of_a_service_are_put_together_first() -> None:
    drafts = [of("a1"), of("b1"), of("a2"), of("b2"), of("a3"), of("c1")]

    assert shown(fold(drafts, 5)) == ["a1", "b1", "a2 a3", "b2", "c1"]
    assert shown(fold(drafts, 4)) == ["a1", "b1 b2", "a2 a3", "c1"]
    assert shown(fold(drafts, 3)) == ["a1 a2 a3", "b1 b2", "c1"]


def test_then_those_of_all_services() -> None:
    drafts = [of("a1"), of("b1"), of("a2"), of("c1")]

    assert shown(fold(drafts, 2)) == ["a1 a2", "b1 c1"]
    assert shown(fold(drafts, 1)) == ["a1 a2 b1 c1"]


def test_what_is_put_together_says_so_and_loses_nothing() -> None:
    (one, both) = fold([of("a1"), of("b1"), of("b2"), of("b3")], 2)

    assert (one.notes, one.units) == ((), 1)
    assert both.notes == ("put together from 3 units, for a series of 2 commits at most",)
    assert (both.service, both.place, len(both.violations)) == ("b", "b", 3)
    assert both.cost.seconds == 3 * one.cost.seconds
    (everything,) = fold([of("a1"), of("b1")], 1)
    assert (everything.service, everything.place) == ("", "")


def test_what_is_unsafe_is_never_put_together_with_what_is_safe() -> None:
    drafts = [of("a1"), of("b1"), of("a2", is_unsafe=True), of("a3", is_unsafe=True)]

    assert shown(fold(drafts, 3)) == ["a1", "b1", "a2 a3"]
    assert shown(fold(drafts, 1)) == ["a1 b1", "a2 a3"]


def test_what_is_safe_is_put_together_before_what_is_not() -> None:
    drafts = [of("a1"), of("b1"), of("a2"), of("a3", is_unsafe=True), of("a4", is_unsafe=True)]

    assert shown(fold(drafts, 4)) == ["a1 a2", "b1", "a3", "a4"]


def test_rules_keep_their_order() -> None:
    drafts = [of("a1"), of("b1"), of("a2", rule=OTHER), of("b2", rule=OTHER)]

    assert shown(fold(drafts, 3)) == ["a1", "b1", "a2 b2"]
    assert shown(fold(drafts, 2)) == ["a1 b1", "a2 b2"]
    (all_of_it,) = fold(drafts, 1)
    assert all_of_it.rules == (OLD, OTHER)


def test_units_of_one_rule_stay_apart_where_another_comes_between() -> None:
    drafts = [of("a1"), of("a2", is_unsafe=True), of("a3", rule=OTHER)]

    assert shown(fold(drafts, 1)) == ["a1", "a2", "a3"]


def chained(path: str, *states: bytes) -> list[Rewrite]:
    """One rewrite after the other of the same file."""
    return [
        Rewrite(rule="old", path=path, old=one, new=other, mended=(violation(path, concept=str(number)),))
        for number, (one, other) in enumerate(pairwise(states))
    ]


def test_rewrites_of_one_file_become_one() -> None:
    first, second, third = chained("s/a.py", b"a\nb\nc\n", b"A\nb\nc\n", b"A\nb\n", b"A\nb\nD")

    (found,) = fold([draft(each, service="s") for each in (first, second, third)], 1)

    (made,) = found.rewrites
    assert (made.before, made.after, len(made.mended)) == (first.before, third.after, 3)
    assert made.edits == (Edit(0, 2, "A\n"), Edit(4, 6, "D"))
    assert splice(made.before.decode(), made.edits) == made.after.decode()
    assert found.concepts == ("0", "1", "2")


def test_a_unit_does_not_move_past_another_of_its_files() -> None:
    first, second = chained("s/a.py", b"a\n", b"b\n", b"c\n")
    later = chained("s/a.py", b"c\n", b"d\n")[0]
    drafts = [draft(first, service="s"), draft(second, service="t"), draft(later, service="s")]

    found = fold(drafts, 2)

    assert [[each.after for each in part.rewrites] for part in found] == [[b"b\n"], [b"d\n"]]


def test_a_unit_does_not_move_past_one_that_it_needs() -> None:
    needing = replace(of("a2"), needs=of("b1").paths)

    assert shown(fold([of("a1"), of("b1", is_unsafe=True), needing], 1)) == ["a1", "b1", "a2"]
