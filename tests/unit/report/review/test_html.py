"""The page as a file: what is in it, in which order, and that it stands alone. How it looks is told in Chromium."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from remend.model import Severity
from remend.report.review import html
from remend.review.model import Change, Origin, Review, Verdict
from reviews import AWAITED, CALL, CARRIED, CLEAN, ENV, HOSTILE, INCOMPLETE, REVIEW, UNDEFINED, many, review_of

VOID = {"br", "input", "link", "meta"}
SECTIONS = (
    "summary", "scope", "regressions", "verify", "carried", "acceptable", "areas", "actions", "verification",
    "checklist", "series", "guard", "unjudged", "notes",
)  # fmt: skip


class Page(HTMLParser):
    """A page read back: elements with their attributes, texts by section; fails where a tag is not closed."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.source = html.render(review)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(self.source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        assert len(named) == len(attrs)
        self.elements.append((tag, named))
        if tag not in VOID:
            self._open.append((tag, (named.get("id") or "") if tag == "section" else ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, section in self._open:
            if section:
                self.texts[section] = self.texts.get(section, "") + data

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("review", [REVIEW, CLEAN, HOSTILE, review_of(*many(3))])
def test_every_element_is_closed_and_every_id_is_there_once(review: Review) -> None:
    page = Page(review)
    ids = Counter(str(attributes["id"]) for _, attributes in page.elements if "id" in attributes)

    assert set(ids.values()) == {1}
    assert all(link["href"].removeprefix("#") in ids for link in page.all("a"))
    assert {article["aria-labelledby"] for article in page.all("article")} <= set(ids)


def test_the_sections_stand_in_their_order_and_those_with_nothing_to_say_are_left_out() -> None:
    assert tuple(Page(REVIEW).texts) == SECTIONS
    assert tuple(Page(CLEAN).texts) == ("summary", "scope")


def test_the_headings_are_nested() -> None:
    levels = [int(name[1]) for name, _ in Page(REVIEW).elements if re.fullmatch(r"h\d", name)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("origin", Origin)
def test_every_change_has_its_place_once_whatever_it_is(verdict: Verdict, origin: Origin) -> None:
    articles = Page(review_of(replace(CALL, verdict=verdict, origin=origin))).all("article")

    assert [article["data-verdict"] for article in articles] == [verdict]


def test_changes_of_one_topic_are_one_card_that_says_each_thing_once() -> None:
    page = Page(review_of(*ENV))
    text = page.texts["regressions"]

    (article,) = page.all("article")
    assert article["data-count"] == "3"
    assert "lines 14, 15, 16 in Limits" in text
    assert "3 places" in text
    assert text.count(ENV[0].why) == text.count(ENV[0].evidence[0]) == text.count("The mend") == 1
    assert page.source.count(">14</span>") == 3


def test_a_card_of_changes_with_titles_of_their_own_tells_each() -> None:
    text = Page(review_of(ENV[0], replace(ENV[1], title="another matter"))).texts["regressions"]

    assert f"Line 14: {ENV[0].title}Line 15: another matter" in text
    assert "Line 14: " not in Page(review_of(*ENV)).texts["regressions"]


def test_a_card_tells_lines_symbol_questions_evidence_and_commit() -> None:
    text = Page(review_of(CALL)).texts["verify"]

    for said in ("lines 357-359 in stats", *CALL.questions, "boats_waiting", "91d3aa5e7 2025-03-05 refactor(ws)"):
        assert said.replace("`", "") in text


@pytest.mark.parametrize(
    ("change", "heads"),
    [
        (ENV[0], ["Evidence", "Code"]),
        (UNDEFINED, ["Evidence", "Before and after"]),
        (replace(UNDEFINED, after=""), ["Evidence", "Before"]),
        (replace(UNDEFINED, before="", evidence=()), ["Code"]),
        (replace(UNDEFINED, before="", after="", evidence=()), []),
    ],
)
def test_the_code_is_shown_as_it_changed(change: Change, heads: list[str]) -> None:
    assert re.findall(r"<h4>(.*?)</h4>", Page(review_of(change)).source) == heads


def test_each_difference_of_a_topic_names_its_line() -> None:
    page = Page(review_of(UNDEFINED, replace(UNDEFINED, line=160, end_line=160)))

    assert re.findall(r"<h4>(Line .*?)</h4>", page.source) == [
        "Line 151, before and after",
        "Line 160, before and after",
    ]


def test_lines_are_numbered_only_where_the_code_is_all_of_them() -> None:
    assert ">27</span>" in html.render(review_of(replace(INCOMPLETE, mend="")))
    assert ">27</span>" not in html.render(review_of(replace(INCOMPLETE, mend="", end_line=29)))


def test_code_that_does_not_follow_what_stands_above_it_is_set_apart() -> None:
    apart = (ENV[0], replace(ENV[1], line=40, end_line=40))
    unknown = (replace(ENV[0], after="", before="a\nb\n"), replace(ENV[1], after="", before="c\nd\n"))

    assert html.render(review_of(*apart)).count("line apart") == 1
    assert html.render(review_of(*unknown)).count("line apart") == 1
    assert html.render(review_of(*ENV)).count("line apart") == 0


def test_code_is_moved_to_the_left_as_far_as_all_of_it_can_be() -> None:
    deep = replace(UNDEFINED, before="        a\n\n            b\n", after="            c\n")
    shown = re.findall(r"<code>([ abc]+)</code>", html.render(review_of(deep)))

    assert shown == ["a", "    b", "    c"]


def test_why_there_is_no_mend_is_told() -> None:
    assert (
        "No mend: it may be meant"
        in Page(review_of(replace(UNDEFINED, declined="it may be meant"))).texts["regressions"]
    )


def test_long_evidence_is_folded() -> None:
    facts = tuple(f"fact {number}" for number in range(11))

    assert '<details class="more"><summary>3 more</summary>' in html.render(review_of(replace(CALL, evidence=facts)))
    assert 'class="more"' not in html.render(review_of(replace(CALL, evidence=facts[:8])))


def test_many_places_are_counted_instead_of_listed() -> None:
    same = [replace(ENV[0], line=line, end_line=line) for line in range(1, 12)]

    assert "lines 1, 2, 3, 4, 5, 6, 7, 8, and 3 more" in Page(review_of(*same)).texts["regressions"]


def test_words_that_differ_are_marked_in_lines_that_are_alike() -> None:
    alike = html.render(review_of(replace(AWAITED, verdict=Verdict.REGRESSION)))
    other = html.render(review_of(replace(AWAITED, before="a = 1\n", after="return [x for x in y if z]\n")))

    assert "return<b> await</b> assign_berth" in alike
    assert "<b>" not in other


def test_the_worst_come_first_and_the_actions_follow_them() -> None:
    page = Page(review_of(replace(UNDEFINED, severity=Severity.LOW, path="mild.py"), *ENV, CALL, INCOMPLETE))

    assert [article["data-severity"] for article in page.all("article")] == ["critical", "medium", "low", "high"]
    actions = re.findall(r"(Take the mend|Mend by hand|Answer \d+ questions?|Verify): ", page.texts["actions"])
    assert actions == ["Take the mend", "Take the mend", "Mend by hand", "Answer 2 questions"]
    assert "Verify: " in Page(review_of(replace(CALL, questions=()))).texts["actions"]


@pytest.mark.parametrize(
    ("review", "headline"),
    [
        (REVIEW, "6 regressions, the worst critical"),
        (review_of(INCOMPLETE), "1 regression, the worst medium"),
        (review_of(CARRIED, AWAITED, CALL), "No regressions"),
    ],
)
def test_the_headline_is_the_finding(review: Review, headline: str) -> None:
    source = html.render(review)

    assert f"<h1>{headline}</h1>" in source
    assert f": {headline}</title>" in source


def test_the_picture_says_in_words_what_it_shows() -> None:
    page = Page(review_of(*ENV, CALL))
    (picture,) = (svg for svg in page.all("svg") if svg.get("role") == "img")

    assert picture["aria-label"].startswith("By severity. critical: 3 regressions, 0 to verify; high: 0 regressions, 1")
    assert len([rect for rect in page.all("rect") if rect["class"] == "outlined"]) == 2
    assert not Page(review_of(AWAITED)).all("rect")


def test_the_page_stands_alone() -> None:
    page = Page(REVIEW)

    assert not re.search(r"(?:https?:)?//(?!localhost:8000/ws)", re.sub(r"/\*.*?\*/", "", page.source))
    assert page.all("link") == [{"rel": "icon", "href": "data:,"}]
    (policy,) = (meta["content"] for meta in page.all("meta") if meta.get("http-equiv"))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert not [attributes for _, attributes in page.elements if any(name.startswith("on") for name in attributes)]


def test_hostile_text_makes_no_element_and_leaves_no_hidden_character() -> None:
    page = Page(HOSTILE)

    assert {name for name, _ in page.elements} <= {name for name, _ in Page(REVIEW).elements}
    assert [len(page.all(name)) for name in ("script", "style", "img")] == [1, 1, 0]
    assert all(character.isprintable() or character == "\n" for character in page.source)
    page.source.encode()


def test_the_filter_offers_what_is_there() -> None:
    page = Page(review_of(*ENV, CALL))
    boxes = [box["value"] for box in page.all("input") if box["type"] == "checkbox"]

    assert boxes == ["regression", "needs-verification", "critical", "high"]
    assert [option["value"] for option in page.all("option")] == ["", "changed-call", "env-access"]
    assert not Page(review_of(CALL)).all("select")


def test_long_lists_and_long_mends_are_folded() -> None:
    files = replace(CLEAN.scope, files=tuple(f"{number}.py" for number in range(13)))
    long = "--- a/a.py\n+++ b/a.py\n@@ -0,0 +1,61 @@\n" + "+a\n" * 61

    assert [details.get("open", "no") for details in Page(replace(CLEAN, scope=files)).all("details")] == [None, "no"]
    assert Page(review_of(replace(ENV[0], mend=long))).source.count('<details class="mend"><summary>The mend') == 1


def test_a_commit_that_was_made_is_named_and_a_name_that_is_none_is_not_cut() -> None:
    made = replace(REVIEW.units[0], commit="f" * 40)
    page = Page(replace(REVIEW, units=(made,), scope=replace(REVIEW.scope, head="work tree", date="")))

    assert "fffffffff refactor(core): read env through get_env1 file, about 25 s to review" in page.texts["series"]
    assert "b0b27f1cc to work tree" in page.texts["scope"]
    assert "As of" not in page.texts["scope"]


def test_the_same_review_gives_the_same_page() -> None:
    assert html.render(REVIEW) == html.render(replace(REVIEW))
