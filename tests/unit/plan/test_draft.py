from __future__ import annotations

from dataclasses import replace

import pytest

from drafts import rewrite, unsafe, violation
from remend.model import Rewrite, Severity
from remend.plan import Draft, Grouping, draft_units
from remend.plan.draft import common_folder
from remend.plan.spec import Spec, Split, default_spec
from remend.rule import Rule
from throwaway import Old

SPEC = replace(default_spec(), review_seconds=15)


class Whole(Old):
    """Everything holds together."""

    def size_of(self, concept: str) -> int:
        """More than none."""
        return 3


def top(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def drafted(*rewrites: Rewrite, rule: Rule | None = None, spec: Spec = SPEC) -> list[Draft]:
    used = rule or Old()
    return draft_units(used, rewrites, Grouping(used, rewrites, top, spec), top, spec)


def shown(drafts: list[Draft]) -> list[tuple[str, list[str]]]:
    return [(draft.place, [each.path for each in draft.rewrites]) for draft in drafts]


def test_each_service_has_one_unit_in_order_of_its_name() -> None:
    rewrites = [rewrite(path) for path in ("shop/b.py", "cart/a.py", "a.py", "shop/a.py")]

    drafts = drafted(*rewrites)

    assert shown(drafts) == [("", ["a.py"]), ("cart", ["cart/a.py"]), ("shop", ["shop/a.py", "shop/b.py"])]
    assert [draft.service for draft in drafts] == ["", "cart", "shop"]
    assert shown(drafted(*reversed(rewrites))) == shown(drafts)


def test_a_concept_crosses_the_border_of_services() -> None:
    paths = ("back/shop/a.py", "back/cart/b.py")

    (draft,) = drafted(*(rewrite(path, violation(path, concept="a to b")) for path in paths))
    (crossing,) = drafted(*(rewrite(path, violation(path, concept="a to b")) for path in ("cart/a.py", "shop/b.py")))

    assert (draft.service, draft.place) == ("back", "back")
    assert (crossing.service, crossing.place, len(crossing.rewrites)) == ("", "", 2)


def test_what_takes_too_long_to_read_is_split_by_package_and_the_worst_comes_first() -> None:
    bad = violation("shop/z/a.py", severity=Severity.CRITICAL)

    drafts = drafted(
        rewrite("shop/a/a.py", lines=2),
        rewrite("shop/b/a.py", text="b", lines=2),
        rewrite("shop/z/a.py", bad, text="z"),
    )

    assert shown(drafts) == [("shop/z", ["shop/z/a.py"]), ("shop/a", ["shop/a/a.py"]), ("shop/b", ["shop/b/a.py"])]
    assert not any(draft.notes for draft in drafts)


def test_a_concept_in_many_files_is_one_unit_whatever_it_costs_to_glance_at_it() -> None:
    (draft,) = drafted(*(rewrite(f"shop/p{number}/a.py") for number in range(300)))

    assert (draft.cost.reading, draft.cost.seconds) == (7.2, 306.2)
    assert draft.notes == ()


@pytest.mark.parametrize(
    ("files", "rule", "why"),
    [
        (["shop/a.py"], Old(), "it is one file"),
        (["shop/a.py", "shop/b.py"], Old(), "no part of it would read faster"),
        (["shop/a/a.py", "shop/b/b.py"], Whole(), "its sites are mended together or not at all"),
    ],
)
def test_what_cannot_be_split_says_so(files: list[str], rule: Rule, why: str) -> None:
    (draft,) = drafted(*(rewrite(path, violation(path, concept="x"), lines=3) for path in files), rule=rule)

    assert draft.notes == (f"reading it takes longer than 15 s, and it cannot be split: {why}",)


@pytest.mark.parametrize(
    ("split", "places"),
    [
        (Split.SERVICE, [["cart/a.py", "shop/a.py"], ["shop/a.py"]]),
        (Split.SAFETY, [["cart/a.py"], ["shop/a.py", "shop/a.py"]]),
        (Split.CONCEPT, [["cart/a.py"], ["shop/a.py"], ["shop/a.py"]]),
    ],
)
def test_what_the_spec_does_not_split_stays_together(split: Split, places: list[list[str]]) -> None:
    spec = replace(SPEC, splits={key: why for key, why in SPEC.splits.items() if key is not split})
    rewrites = [rewrite("shop/a.py"), rewrite("shop/a.py", unsafe("shop/a.py")), rewrite("cart/a.py")]

    assert [paths for _, paths in shown(drafted(*rewrites, spec=spec))] == places


def test_no_unit_is_too_long_where_the_spec_does_not_split_by_review() -> None:
    (draft,) = drafted(
        rewrite("shop/a.py", lines=9), rewrite("shop/b.py", text="b"), spec=replace(SPEC, splits={Split.SERVICE: ""})
    )

    assert draft.notes == ()


def test_a_file_that_could_not_be_taken_apart_counts_as_unsafe() -> None:
    both = rewrite("shop/a.py", violation("shop/a.py", concept="a"), unsafe("shop/a.py", concept="b"))
    other = rewrite("shop/b.py", violation("shop/b.py", concept="a"))

    drafts = drafted(both, other)

    assert [(draft.concepts, draft.safety.value) for draft in drafts] == [(("a",), "safe"), (("a",), "unsafe")]


@pytest.mark.parametrize(
    ("paths", "folder"),
    [(["a/b/c.py", "a/b/d/e.py"], "a/b"), (["a/b.py", "ab/c.py"], ""), (["a.py"], ""), (["a/b.py"], "a"), ([], "")],
)
def test_the_folder_of_some_files_is_the_deepest_one(paths: list[str], folder: str) -> None:
    assert common_folder(paths) == folder
