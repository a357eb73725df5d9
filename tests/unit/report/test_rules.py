"""What the rules say about themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import msgspec

from remend.model import Safety, Severity
from remend.report.rules import catalog, catalog_json, explain, explain_range
from remend.review.ends import Ends
from remend.review.model import Change
from remend.review.range_rule import RangeRule
from remend.rule import Keeps, Mends, Options, Rule


class Marks(msgspec.Struct, frozen=True):
    question: str | Literal[False] = "?"


class MarkOptions(Options, frozen=True):
    """`mark` is what ends a sentence."""

    mark: str
    many: bool = False
    most: Annotated[int, msgspec.Meta(ge=1)] = 3
    names: tuple[str, ...] = ("a", "b")
    other: str | None = None
    marks: Marks = Marks()
    table: dict[str, int] = msgspec.field(default_factory=dict)


class NoMark(Rule):
    """A sentence without its mark.

    Readers stumble over it.
    """

    id = "no-mark"
    summary = "sentence without a mark"
    subject = "end sentences with {mark}"
    safety = Safety.UNSAFE
    severity = Severity.HIGH
    triggers = (b"sentence",)
    options_type: ClassVar[type[Options]] = MarkOptions
    examples = (
        Mends("a\nsentence\n", "a\nsentence!\n", title="the plain case", config=(("mark", "!"),)),
        Mends(
            "sentence\n",
            "sentence.\n",
            unsafe=True,
            beside=(("near/empty.py", ""), ("near/marks.py", "x = 1\nMARK = '.'\n")),
        ),
        Keeps("x = 1\n\ny = 2\n", because="no sentence"),
        Keeps("sentence?\n", because="a question", found=True),
    )


class Bare(Rule):
    id = "bare"
    summary = "nothing much"
    subject = "do little"
    triggers = (b"x",)
    examples = ()


PAGE = """\
no-mark  high, mend is unsafe

A sentence without its mark.

Readers stumble over it.

Options, in [tool.remend.no-mark]

    mark            string, required
    many            boolean, default false
    most            integer, default 3
    names           list of strings, default ["a","b"]
    other           string, not set
    marks.question  string or false, default "?"
    table           table, default {}

    `mark` is what ends a sentence.

Mends

    the plain case
    with mark = "!"
     a
    -sentence
    +sentence!

    (with --unsafe)
    beside near/marks.py
        x = 1
        MARK = '.'
    -sentence
    +sentence.

Leaves as it is

    no sentence
    x = 1

    y = 2

    a question (reported)
    sentence?

To silence it on one line:  # remend: ignore[no-mark] the reason
"""


def test_the_page_of_a_rule_holds_all_that_its_class_says() -> None:
    assert explain(NoMark) == PAGE


def test_a_rule_without_options_and_examples_has_a_short_page() -> None:
    assert explain(Bare) == (
        "bare  medium, mend is safe\n\nnothing much\n\nTo silence it on one line:  # remend: ignore[bare] the reason\n"
    )


def test_the_page_is_coloured_on_request() -> None:
    assert "\x1b[32m+sentence!\x1b[0m" in explain(NoMark, color=True)


def test_the_list_is_sorted_by_id_and_aligned() -> None:
    assert catalog([NoMark, Bare], []) == (
        "bare     medium    safe         nothing much\nno-mark  high      unsafe       sentence without a mark\n"
    )


def test_the_list_for_programs_is_versioned() -> None:
    assert json.loads(catalog_json([NoMark], [Swapped])) == {
        "schema": "remend.rules/1",
        "rules": [
            {
                "id": "no-mark",
                "summary": "sentence without a mark",
                "severity": "high",
                "safety": "unsafe",
                "options": ["mark", "many", "most", "names", "other", "marks", "table"],
            }
        ],
        "range_rules": [{"id": "swapped", "summary": "one thing for another", "options": []}],
    }


class Swapped(RangeRule):
    """One thing stands for another.

    Nobody expects that.
    """

    id = "swapped"
    summary = "one thing for another"

    def judge(self, ends: Ends) -> Iterator[Change]:
        yield from ()


def test_the_rules_of_a_review_come_last() -> None:
    assert catalog([NoMark], [Swapped]).splitlines() == [
        "no-mark  high      unsafe       sentence without a mark",
        "swapped  review                 one thing for another",
    ]


def test_a_rule_of_a_review_has_a_page_too() -> None:
    assert explain_range(Swapped) == ("swapped  in a review\n\nOne thing stands for another.\n\nNobody expects that.\n")
