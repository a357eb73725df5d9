"""Annotations of a pull request: what is told, in which order, and that no text can break out of its command."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from remend.model import Severity
from remend.report.review import github
from remend.review.model import Change
from reviews import CALL, CARRIED, CLEAN, ENV, RESTORED, REVIEW, UNDEFINED, many, review_of

COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,]*)(?:,\w+=[^:,]*)*)::([^\r\n]*)")

MESSAGE = (
    "The first boat that joins a room ends its connection with a NameError.",
    "- harbor/web/sessions.py:40 defined berth_session until 91d3aa5e7, which removed it",
    "- no module of the project offers a name like it",
    "Brought by 91d3aa5e7 of 2025-03-05: refactor(ws): split rooms from berths",
    "(undefined-name)",
)


def commands(*changes: Change) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub reads: kind, properties and message of each command, unescaped."""
    found = []
    for line in github.render(review_of(*changes)).removesuffix("\n").split("\n"):
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        found.append((match[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(match[3])))
    return found


def unescaped(text: str) -> str:
    for escape, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_a_regression_is_an_error_at_its_lines() -> None:
    assert commands(UNDEFINED) == [
        (
            "error",
            {
                "file": "harbor/web/rooms.py",
                "line": "151",
                "endLine": "151",
                "title": "critical: `berth_session` is used and defined nowhere",
            },
            "\n".join(MESSAGE),
        )
    ]


def test_what_needs_verification_is_a_warning_with_its_questions() -> None:
    ((kind, place, message),) = commands(CALL)

    assert (kind, place["line"], place["endLine"]) == ("warning", "357", "359")
    assert "To verify: Is `rooms` allowed in the public answer of GET /ws/stats?" in message.splitlines()


def test_what_the_range_did_not_bring_and_what_is_fine_is_not_told() -> None:
    assert github.render(review_of(CARRIED, RESTORED)) == github.render(CLEAN) == ""


def test_why_there_is_no_mend_is_told() -> None:
    ((_, _, message),) = commands(replace(UNDEFINED, declined="it may be meant"))

    assert "No mend: it may be meant" in message.splitlines()


def test_a_change_that_says_nothing_more_still_has_a_message() -> None:
    ((_, _, message),) = commands(replace(UNDEFINED, why="", evidence=(), blame=None))

    assert message == "`berth_session` is used and defined nowhere\n(undefined-name)"


@pytest.mark.parametrize(
    "text", ["100%", "a: b, c::d", "%0A", "line\nline", "\r\n::error::x", "\u2028::notice::", "\x1b[31m"]
)
def test_no_text_breaks_out_of_its_command(text: str) -> None:
    evil = replace(CALL, path=f"{text}.py", title=text, why=text, evidence=(text,), questions=(text,))

    ((kind, place, _),) = commands(evil)

    assert (kind, list(place)) == ("warning", ["file", "line", "endLine", "title"])
    if text.isprintable():
        assert (place["file"], place["title"]) == (f"{text}.py", f"high: {text}")


def test_a_path_that_is_not_utf8_is_written_with_escapes() -> None:
    ((_, place, _),) = commands(replace(UNDEFINED, path="bad\udcff.py"))

    assert place["file"] == "bad\\udcff.py"


def test_the_worst_come_first_and_one_of_each_topic_before_a_second_of_any() -> None:
    mild = replace(UNDEFINED, severity=Severity.LOW, line=1, end_line=1)

    assert [place["line"] for _, place, _ in commands(mild, *ENV)] == ["14", "1", "15", "16"]


def test_ten_of_a_kind_are_told_and_the_last_line_counts_the_others() -> None:
    found = commands(*many(12), *many(11, CALL))

    assert [kind for kind, _, _ in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert found[-1][2] == "2 more regressions and 1 more to verify, beyond the 10 of a kind that GitHub shows"
    assert commands(*many(11))[-1][2] == "1 more regression, beyond the 10 of a kind that GitHub shows"
    assert len(commands(*many(10))) == 10


def test_the_same_review_gives_the_same_text() -> None:
    assert github.render(REVIEW) == github.render(replace(REVIEW))
    assert github.render(REVIEW).count("\n") == 8
