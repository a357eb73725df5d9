from __future__ import annotations

from dataclasses import replace

import pytest

from drafts import draft, rewrite, unsafe, violation
from remend.model import Severity
from remend.plan.message import body, reasons, trailers
from remend.plan.spec import Footer, default_spec
from throwaway import Old

SPEC = default_spec()


class Long(Old):
    """The name `old` is used.

    A first reason that goes on and on, over more than one line of the docstring, until it is longer than a line of
    a commit message.

    What the mend does.
    """


class Brief(Old):
    """Nothing more to say."""


def test_a_body_says_why_in_lines_that_fit_and_how_many() -> None:
    text = body(draft(rewrite("a.py"), rule=Long()), SPEC)

    assert text.startswith("A first reason that goes on and on, over more than one line of the\n")
    assert text.endswith("commit message.\n\n1 site in 1 file, one template:\n- a.py:7 old()")
    assert max(map(len, text.splitlines())) <= SPEC.body_width
    assert max(map(len, body(draft(rule=Long()), replace(SPEC, body_width=40)).splitlines())) <= 40


def test_a_body_shows_the_first_ten_sites() -> None:
    first = rewrite("a.py", *[violation()] * 8, lines=3)

    lines = body(draft(first, rewrite("b.py", *[violation("b.py")] * 5)), SPEC).splitlines()

    assert lines[2] == "13 sites in 2 files, 3 templates:"
    assert lines[3:] == ["- a.py:7 old()"] * 8 + ["- b.py:7 old()"] * 2 + ["- and 3 more"]


def test_a_rule_with_one_sentence_gives_no_reason() -> None:
    assert reasons(Brief()) == []
    assert body(draft(rewrite("a.py"), rule=Brief()), SPEC) == "1 site in 1 file, one template:\n- a.py:7 old()"
    assert len(reasons(Long())) == 2


def test_each_rule_of_a_commit_says_why() -> None:
    text = body(draft(rules=(Long(), Old())), SPEC)

    assert text.split("\n\n")[1] == "It is going away."


def test_a_site_whose_mend_was_a_choice_says_what_was_chosen_and_why() -> None:
    evidence = ("12 files of shop import it so", "it is called")
    chosen = violation(remedy="from shop.cart import old", evidence=evidence)

    text = body(draft(rewrite("a.py", chosen, replace(chosen, evidence=()))), SPEC)

    assert text.endswith(
        "- a.py:7 old()\n  from shop.cart import old (12 files of shop import it so; it is\n  called)\n"
        "- a.py:7 old()\n  from shop.cart import old"
    )


def test_evidence_is_told_once_for_the_sites_of_a_file_that_share_it() -> None:
    seen = violation(evidence=("it fails", "others are new"))
    other = violation("b.py", evidence=seen.evidence)

    text = body(draft(rewrite("a.py", seen, seen, violation()), rewrite("b.py", other)), SPEC)

    told = "  it fails; others are new\n"
    assert text.endswith(f"- a.py:7 old()\n{told}- a.py:7 old()\n- a.py:7 old()\n- b.py:7 old()\n{told}"[:-1])


def test_what_may_change_the_meaning_is_to_be_checked_the_most_frequent_first() -> None:
    mended = [unsafe(because="it may raise"), *[unsafe(because="it may differ")] * 2, violation()]

    text = body(draft(rewrite("a.py", *mended)), SPEC)

    assert text.split("\n\n")[1] == (
        "To check, for the meaning may change:\n- it may differ (2 sites)\n- it may raise (1 site)"
    )


def test_notes_stand_at_the_end() -> None:
    text = body(draft(notes=("put together from 3 units", "it is long")), SPEC)

    assert text.endswith("\n\nPut together from 3 units.\n\nIt is long.")


@pytest.mark.parametrize(("count", "seconds"), [(1, "7.2"), (54, "60.2"), (12346, "12352.2")])
def test_trailers_are_for_machines(count: int, seconds: str) -> None:
    one = rewrite("a.py", *[violation()] * 2)
    made = draft(one, readings=draft(one).readings * count)

    assert trailers(made, SPEC) == (
        ("Remend-Rule", "old"),
        ("Remend-Violations", "2"),
        ("Remend-Template", "old0 -> new0"),
        ("Remend-Review-Seconds", seconds),
    )


def test_several_templates_are_not_named() -> None:
    assert "Remend-Template" not in dict(trailers(draft(rewrite("a.py", lines=2)), SPEC))


def test_a_long_template_is_a_digest() -> None:
    made = rewrite("a.py", text="x" * 40)

    (digest,) = [value for key, value in trailers(draft(made), SPEC) if key == "Remend-Template"]

    assert len(digest) == 16
    assert ("Remend-Template", digest) in trailers(draft(made), SPEC)


def test_footers_of_the_spec_are_trailers_where_they_look_like_it() -> None:
    footers = (
        Footer(text="Checked by hand\nSigned-off-by: A <a@b.c>"),
        Footer(text="Fixes: 1", types=("fix",)),
    )
    spec = replace(SPEC, footers=footers)
    fix = draft(rewrite("a.py", violation(severity=Severity.CRITICAL)))

    assert body(draft(), spec).endswith("\n\nChecked by hand")
    assert trailers(draft(), spec)[-1] == ("Signed-off-by", "A <a@b.c>")
    assert trailers(fix, spec)[-2:] == (("Signed-off-by", "A <a@b.c>"), ("Fixes", "1"))
