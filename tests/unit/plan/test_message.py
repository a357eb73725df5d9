from __future__ import annotations

import dataclasses

import pytest

from remend.model import Rewrite, Safety, Severity, Span, Violation
from remend.plan.message import BODY_WIDTH, SUBJECT_LIMIT, body, reasons, subject, trailers
from throwaway import Old

PLACE = Violation(
    rule="old",
    path="a.py",
    span=Span(0, 3, 7, 1, 7, 4),
    severity=Severity.LOW,
    safety=Safety.SAFE,
    message="",
    form="old()",
    code="",
    symbol="",
)


class Long(Old):
    """The name `old` is used.

    A first reason that goes on and on, over more than one line of the docstring, until it is longer than a line of
    a commit message.

    What the mend does.
    """

    @property
    def titles(self) -> tuple[str, ...]:
        return "say new in place of what was old", "say new, not old", "say new"


class Endless(Old):
    """Nothing more to say."""

    @property
    def titles(self) -> tuple[str, ...]:
        return "x" * 60, "x" * 55


def mended(number: int, path: str = "a.py") -> Rewrite:
    return Rewrite(
        rule="old", path=path, before=b"", after=b"", mended=(dataclasses.replace(PLACE, path=path),) * number
    )


@pytest.mark.parametrize(
    ("service", "text"),
    [
        ("shop", "refactor(shop): say new in place of what was old"),
        ("backend/shop", "refactor(shop): say new in place of what was old"),
        ("shop_backend", "refactor(shop_backend): say new, not old"),
        ("so-many-words-for-a-single-shop", "refactor(so-many-words-for-a-single-shop): say new"),
        ("so-many-words-for-a-single-shop-service", "refactor(so-many-words-for-a-single-shop): say new"),
        ("so-many-words-for-one-shop-and-more", "refactor: say new in place of what was old"),
        ("app", "refactor(app): say new in place of what was old"),
        ("", "refactor: say new in place of what was old"),
    ],
)
def test_a_subject_names_the_service_as_far_as_it_fits(service: str, text: str) -> None:
    assert subject(Long(), service, [PLACE]) == text
    assert len(text) <= SUBJECT_LIMIT


def test_a_subject_that_never_fits_is_as_short_as_can_be() -> None:
    assert subject(Endless(), "shop", [PLACE]) == "refactor: " + "x" * 55


def test_what_fails_when_it_runs_is_a_fix() -> None:
    worst = dataclasses.replace(PLACE, severity=Severity.CRITICAL)

    assert subject(Old(), "shop", [PLACE, worst]) == "fix(shop): say new"


def test_a_body_says_why_in_lines_that_fit_and_how_many() -> None:
    text = body(Long(), [mended(1)])

    assert text.startswith("A first reason that goes on and on, over more than one line of the\n")
    assert text.endswith("commit message.\n\n1 site in 1 file:\n- a.py:7 old()")
    assert max(map(len, text.splitlines())) <= BODY_WIDTH


def test_a_body_shows_the_first_ten_sites() -> None:
    lines = body(Old(), [mended(8), mended(5, "b.py")]).splitlines()

    assert lines[2] == "13 sites in 2 files:"
    assert lines[3:] == ["- a.py:7 old()"] * 8 + ["- b.py:7 old()"] * 2 + ["- and 3 more"]


def test_a_rule_with_one_sentence_gives_no_reason() -> None:
    assert reasons(Endless()) == []
    assert body(Endless(), [mended(2)]) == "2 sites in 1 file:\n- a.py:7 old()\n- a.py:7 old()"
    assert len(reasons(Long())) == 2


@pytest.mark.parametrize(("seconds", "text"), [(7.2, "7.2"), (60.0, "60"), (12345.6, "12345.6")])
def test_trailers_are_for_machines(seconds: float, text: str) -> None:
    assert trailers(Old(), [mended(2), mended(1)], seconds) == (
        ("Remend-Rule", "old"),
        ("Remend-Violations", "3"),
        ("Remend-Review-Seconds", text),
    )


def test_a_site_whose_mend_was_a_choice_says_what_was_chosen_and_why() -> None:
    evidence = ("12 files of shop import it so", "it is called")
    chosen = dataclasses.replace(PLACE, remedy="from shop.cart import old", evidence=evidence)

    text = body(Old(), [Rewrite(rule="old", path="a.py", before=b"", after=b"", mended=(chosen,))])

    assert text.endswith("- a.py:7 old()\n  from shop.cart import old (12 files of shop import it so; it is\n  called)")
