from __future__ import annotations

from drafts import rewrite, unsafe, violation
from remend.model import Rewrite, Safety, Severity
from remend.plan.groups import Group, Grouping
from remend.plan.spec import default_spec
from throwaway import Old


class Whole(Old):
    """Some concepts hold together."""

    def size_of(self, concept: str) -> int:
        """Those that are called whole."""
        return 2 if concept == "whole" else 0


def top(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def grouping(*rewrites: Rewrite) -> Grouping:
    return Grouping(Whole(), rewrites, top, default_spec())


def test_a_group_is_a_concept_in_whatever_service_or_all_of_one() -> None:
    found = grouping()

    assert found.of(violation("shop/a.py")) == Group("", "shop", Safety.SAFE)
    assert found.of(violation("shop/a.py", concept="a to b")) == Group("a to b", "", Safety.SAFE)
    assert found.of(unsafe("shop/a.py")) == Group("", "shop", Safety.UNSAFE)


def test_what_holds_together_is_one_group_and_unsafe_where_any_of_it_is() -> None:
    whole = violation("shop/a.py", concept="whole")
    found = grouping(rewrite("shop/a.py", whole), rewrite("b.py", unsafe("b.py", concept="whole")))

    assert found.order == (Group("whole", "", Safety.UNSAFE),)
    assert grouping(rewrite("shop/a.py", whole)).of(whole).safety is Safety.SAFE


def test_a_concept_of_which_each_place_stands_alone_is_safe_apart_from_unsafe() -> None:
    found = grouping(rewrite("a.py", violation(concept="a"), unsafe(concept="a")))

    assert found.order == (Group("a", "", Safety.SAFE), Group("a", "", Safety.UNSAFE))


def test_what_is_safe_comes_first_then_the_worst_then_by_service_and_concept() -> None:
    found = grouping(
        rewrite("zoo/a.py", violation("zoo/a.py", severity=Severity.CRITICAL), violation("zoo/a.py")),
        rewrite("cart/a.py", violation("cart/a.py")),
        rewrite("bar/a.py", violation("bar/a.py"), unsafe("bar/a.py", severity=Severity.CRITICAL)),
        rewrite("a.py", violation(concept="b"), violation(concept="a")),
    )

    assert [(group.concept, group.service, group.safety.value) for group in found.order] == [
        ("", "zoo", "safe"),
        ("a", "", "safe"),
        ("b", "", "safe"),
        ("", "bar", "safe"),
        ("", "cart", "safe"),
        ("", "bar", "unsafe"),
    ]


def test_the_violations_of_a_file_fall_into_groups_in_order() -> None:
    one, other, third = unsafe(concept="a"), violation(concept="a"), violation(concept="b")
    found = grouping(rewrite("a.py", one, other, third))

    groups = found.groups((one, other, third))

    assert [each.concept for each in groups] == ["a", "b", "a"]
    assert list(groups.values()) == [(other,), (third,), (one,)]
    assert list(found.together(groups).values()) == [(third,), (other, one)]


def test_a_rewrite_is_of_the_group_of_its_first_violation_and_unsafe_where_any_is() -> None:
    found = grouping()

    assert found.of_rewrite(rewrite("a.py", violation(concept="a"), violation(concept="b"))).concept == "a"
    assert found.of_rewrite(rewrite("a.py", violation(), unsafe())).safety is Safety.UNSAFE
