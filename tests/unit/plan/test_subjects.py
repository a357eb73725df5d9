from __future__ import annotations

from dataclasses import replace

import pytest

from drafts import draft, rewrite, unsafe, violation
from remend.model import Severity
from remend.plan.draft import Draft
from remend.plan.spec import default_spec
from remend.plan.subjects import kind_of, subject, subjects
from throwaway import Old

SPEC = default_spec()


class Long(Old):
    """The name `old` is used."""

    @property
    def titles(self) -> tuple[str, ...]:
        return "say new in place of what was old", "say new, not old", "say new"


class Endless(Old):
    """Nothing more to say."""

    @property
    def titles(self) -> tuple[str, ...]:
        return "x" * 60, "x" * 55


class Concept(Old):
    """What is said depends on what is mended."""

    def titles_for(self, concept: str) -> tuple[str, ...]:
        return (f"say {concept}",)


@pytest.mark.parametrize(
    ("service", "text"),
    [
        ("shop", "refactor(shop): say new in place of what was old"),
        ("backend/shop", "refactor(shop): say new in place of what was old"),
        ("shop_backend", "refactor(shop_backend): say new, not old"),
        ("authentication", "refactor(auth): say new in place of what was old"),
        ("so-many-words-for-a-single-shop", "refactor(so-many-words-for-a-single-shop): say new"),
        ("so-many-words-for-a-single-shop-service", "refactor(so-many-words-for-a-single-shop): say new"),
        ("so-many-words-for-one-shop-and-more", "refactor: say new in place of what was old"),
        ("app", "refactor(app): say new in place of what was old"),
        ("", "refactor: say new in place of what was old"),
    ],
)
def test_a_subject_names_the_service_as_far_as_it_fits(service: str, text: str) -> None:
    assert subject(draft(rule=Long(), service=service), SPEC) == text
    assert len(text) <= SPEC.subject_limit


def test_the_limit_is_that_of_the_spec() -> None:
    assert subject(draft(rule=Long()), replace(SPEC, subject_limit=30)) == "refactor(shop): say new"


def test_a_subject_that_never_fits_is_as_short_as_can_be() -> None:
    assert subject(draft(rule=Endless()), SPEC) == "refactor: " + "x" * 55


def test_what_fails_when_it_runs_is_a_fix() -> None:
    path = "shop/a.py"
    worst = violation(path, severity=Severity.CRITICAL)

    assert subject(draft(rewrite(path, violation(path), worst)), SPEC) == "fix(shop): say new"
    assert kind_of(draft(), SPEC) == "refactor"


def test_a_type_is_one_of_those_that_the_spec_has() -> None:
    assert kind_of(draft(), replace(SPEC, types={"fix": "", "chore": ""})) == "chore"
    assert kind_of(draft(), replace(SPEC, types={"change": ""})) == "change"


def test_several_concepts_or_rules_are_told_in_general() -> None:
    assert subject(draft(rule=Concept(), concepts=("this",)), SPEC) == "refactor(shop): say this"
    assert subject(draft(rule=Concept(), concepts=("this", "that")), SPEC) == "refactor(shop): say new"
    assert subject(draft(rules=(Old(), Long())), SPEC) == "refactor(shop): mend what 2 rules found"


def test_no_two_subjects_of_a_series_are_the_same() -> None:
    rule = Old()

    def at(place: str) -> Draft:
        return draft(rule=rule, place=place)

    assert subjects([at("a/shop"), at("b/shop"), at("cart")], SPEC) == [
        "refactor(a/shop): say new",
        "refactor(b/shop): say new",
        "refactor(cart): say new",
    ]
    assert subjects([at("shop"), at("cart"), at("shop"), at("shop")], SPEC) == [
        "refactor(shop): say new (1/3)",
        "refactor(cart): say new",
        "refactor(shop): say new (2/3)",
        "refactor(shop): say new (3/3)",
    ]
    assert subjects([at(""), at("")], SPEC) == ["refactor: say new (1/2)", "refactor: say new (2/2)"]


def test_what_is_unsafe_is_marked_where_its_concept_has_safe_commits_too() -> None:
    rule = Old()
    safe = draft(rule=rule)
    other = draft(rewrite("shop/a.py", unsafe("shop/a.py")), rule=rule)
    cart = draft(rewrite("cart/a.py", unsafe("cart/a.py")), rule=rule, service="cart")

    assert subjects([safe, other, cart], SPEC)[1:] == [
        "refactor(shop): say new (unsafe)",
        "refactor(cart): say new (unsafe)",
    ]
    assert subjects([safe, replace(cart, concepts=("another",))], SPEC)[1] == "refactor(cart): say new"
    assert subjects([other, cart], SPEC) == ["refactor(shop): say new", "refactor(cart): say new"]


def test_what_is_added_to_tell_subjects_apart_is_within_the_limit() -> None:
    drafts = [draft(rule=Long(), place="x" * 20) for _ in range(12)]

    found = subjects(drafts, SPEC)

    assert len(set(found)) == 12
    assert max(map(len, found)) <= SPEC.subject_limit
