"""The review as Markdown: what stands where, and that no text of the code base is taken for markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from remend.report.review import markdown
from remend.review.model import Review
from reviews import CALL, CARRIED, CLEAN, ENV, HOSTILE, LIMITS_PATH, RESTORED, REVIEW, UNDEFINED, review_of

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
HEADINGS = (
    "Review of main..refactor/rooms", "Scope", "Regressions", "To be verified", "Acceptable",
    "Carried, not of this range", "Impact by area", "Recommended actions", "Verification", "Checklist",
    "Commit series", "For continuous integration", "Not judged",
)  # fmt: skip
PLAIN = {"text", "code_inline"}
BLOCKS = {"heading", "paragraph", "inline", "bullet_list", "ordered_list", "list_item", "fence"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


def tokens(review: Review) -> list[Token]:
    """What a Markdown reader makes of a review; fails where anything is taken for markup that is none."""
    found = PARSER.parse(markdown.render(review))
    assert {re.sub("_(open|close)$", "", token.type) for token in found} <= BLOCKS | TABLE
    for token in found:
        bold = {"strong_open", "strong_close"} if token.content.startswith("**") else set()
        assert {child.type for child in token.children or ()} <= PLAIN | bold, token.content
    return found


def headings(review: Review, level: str) -> list[str]:
    found = tokens(review)
    opened = [at for at, token in enumerate(found) if token.type == "heading_open" and token.tag == level]
    return [shown(found[at + 1]) for at in opened]


def shown(token: Token) -> str:
    """The words of a line as they are read."""
    return "".join(child.content for child in token.children or ())


def lines(review: Review) -> list[str]:
    return [shown(token) for token in tokens(review) if token.type == "inline"]


def fences(review: Review) -> list[tuple[str, str]]:
    return [(token.info, token.content) for token in tokens(review) if token.type == "fence"]


def test_the_sections_stand_in_their_order_and_those_with_nothing_to_say_are_left_out() -> None:
    assert tuple(headings(REVIEW, "h1") + headings(REVIEW, "h2")) == HEADINGS
    assert headings(CLEAN, "h2") == ["Scope"]
    assert headings(review_of(CARRIED), "h2") == ["Scope", "Carried, not of this range", "Checklist"]


def test_the_same_review_gives_the_same_text() -> None:
    assert markdown.render(REVIEW) == markdown.render(replace(REVIEW))
    assert markdown.render(REVIEW).endswith("\n")
    assert not re.search(r"\n\n\n| \n", markdown.render(REVIEW))


def test_the_scope_lists_commits_and_ends_with_the_notes() -> None:
    told = lines(replace(CLEAN, notes=("a note", "another")))

    assert told[3] == "From b0b27f1cc5d8 to c20f6b9be447: 3 commits, 9 files changed."
    assert told[4] == "4be1c07d2 2025-03-04 refactor(core): read settings through get_env"
    assert told[-2:] == ["Note: a note.", "Note: another."]


def test_changes_of_one_topic_are_one_section() -> None:
    assert headings(review_of(*ENV), "h3") == [f"1. {ENV[0].title}"]
    assert f"File: {LIMITS_PATH}, lines 14, 15, 16 in Limits" in lines(review_of(*ENV))


def test_why_there_is_no_mend_is_told() -> None:
    assert "No mend: it may be meant." in lines(review_of(replace(UNDEFINED, declined="it may be meant")))


def test_what_is_to_be_checked_is_asked() -> None:
    assert {question.replace("`", "") for question in CALL.questions} <= set(lines(review_of(CALL)))


def test_what_is_fine_says_why_and_by_which_commit() -> None:
    told = lines(REVIEW)
    at = told.index(f"deploy/settings.py:52-53 {RESTORED.title}")

    assert told[at + 1 : at + 3] == [
        "07aa12f33 dropped them",
        "since c20f6b9be 2025-03-06 fix(deploy): bring the cache settings back",
    ]


def test_the_checklist_has_each_rule_once_and_crosses_out_what_regressed() -> None:
    text = markdown.render(REVIEW)

    assert "- [ ] `env-access`: regressed\n" in text
    assert "- [x] `missing-await`: nothing regressed\n" in text
    assert text.count("`: regressed") + text.count("`: nothing regressed") == len({c.rule for c in REVIEW.changes})


def test_the_steps_stand_as_they_are_to_be_pasted() -> None:
    assert ("sh", "\n".join([*REVIEW.steps, ""])) in fences(REVIEW)


@pytest.mark.parametrize("code", ["```", "````\n```", "~~~", "x = '''\n```python\n'''"])
def test_code_that_has_fences_stays_between_its_own(code: str) -> None:
    review = replace(review_of(replace(UNDEFINED, before=code, after="")), steps=(code,))

    assert fences(review)[:1] == [("python", f"{code}\n")]
    assert ("sh", f"{code}\n") in fences(review)


def test_hostile_text_is_shown_as_it_is() -> None:
    assert headings(HOSTILE, "h2")[0] == "Scope"
    assert "<script>" in " ".join(lines(HOSTILE))


@pytest.mark.parametrize(
    "text",
    ["`", "a`b", "``", "`a``b`", "a | b", "<b>x</b>", "&lt;", "*a*", "_a_", "~~a~~", "[a](b)", "![a](b)", "# a", "- a"],
)
def test_markup_in_names_is_shown_as_it_is(text: str) -> None:
    review = everywhere(text)

    assert headings(review, "h1") == [f"Review of {text}"]
    assert f"File: {text}, line 151 in {text}" in lines(review)
    bare = re.compile("[` ]")  # two lone ticks of a line make code of what lies between them
    told = [bare.sub("", line) for line in lines(review)]
    assert bare.sub("", f"{text}:151{text}") in told
    assert bare.sub("", f"since{text[:9]}2025-03-04{text}") in told
    assert len([token for token in tokens(review) if token.type == "td_open"]) == 4


def test_code_in_words_is_code() -> None:
    assert "### 1. `berth_session` is used and defined nowhere" in markdown.render(review_of(UNDEFINED))


def test_a_path_with_a_newline_stays_on_its_line() -> None:
    assert r"File: new\nline.py, line 151" in lines(review_of(replace(UNDEFINED, path="new\nline.py", symbol="")))


@settings(max_examples=40)
@given(st.text(alphabet="`~*_<>|&\\[]()!#-+=. \n\r\t1ab\x1b\u2028\udcff", min_size=1, max_size=12))
def test_no_text_is_taken_for_markup(text: str) -> None:
    tokens(everywhere(text))


def everywhere(text: str) -> Review:
    """A review in which a text stands wherever a text of the code base can stand."""
    change = replace(
        UNDEFINED, path=text, title=text, topic=text, why=text, symbol=text, evidence=(text,), declined=text
    )
    blame = replace(REVIEW.scope.commits[0], commit=text, subject=text)
    fine = replace(RESTORED, path=text, title=text, topic=text, evidence=(text,), blame=blame, line=151, end_line=151)
    return replace(
        review_of(change, fine, replace(CALL, questions=(text,)), replace(CARRIED, title=text, blame=blame)),
        areas=(replace(REVIEW.areas[0], name=text),),
        notes=(text,),
        units=(replace(REVIEW.units[0], subject=text),),
        scope=replace(REVIEW.scope, asked=text, unjudged=(text,), commits=(blame,)),
    )
