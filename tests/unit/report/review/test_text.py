"""The review for a terminal: what is told at which length, and that no text reaches the terminal as a command."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from remend.model import Severity
from remend.report.review import text
from remend.review.model import Review
from reviews import AWAITED, CALL, CARRIED, CLEAN, ENV, HOSTILE, LIMITS_PATH, REVIEW, UNDEFINED, review_of


def kinds(review: Review, *, quiet: bool = False, verbose: bool = False) -> list[str]:
    """What kind of matter each block tells of."""
    found = text.render(review, quiet=quiet, verbose=verbose)
    return re.findall(r"^\S+:\d+: \w+ (regression|to verify|carried|acceptable) ", found, re.MULTILINE)


def test_what_is_to_be_done_is_told_and_the_rest_on_request() -> None:
    assert kinds(REVIEW, quiet=True) == ["regression"] * 4
    assert kinds(REVIEW) == ["regression"] * 4 + ["to verify"] * 2
    assert kinds(REVIEW, verbose=True) == [*kinds(REVIEW), "carried", "acceptable", "acceptable"]


def test_a_block_has_place_code_evidence_questions_commit_and_mend() -> None:
    assert text.render(review_of(CALL), quiet=False).splitlines()[:10] == [
        f"harbor/web/rooms.py:357: high to verify changed-call {CALL.title}",
        "    - stats = BerthManager.global_stats()",
        "    - return answer(stats)",
        "    + rooms = get_rooms()",
        "    + stats = rooms.stats()",
        "    + return answer(stats)",
        *(f"    note: {each}" for each in CALL.evidence),
        f"    check: {CALL.questions[0]}",
    ]
    assert text.render(review_of(*ENV), quiet=True).splitlines()[:2] == [
        f"{LIMITS_PATH}:14: critical regression env-access {ENV[0].title}",
        "    lines 14, 15, 16",
    ]
    assert "    help: remend fix --range mends 3 sites\n" in text.render(review_of(*ENV))
    assert "    no mend: it may be meant\n" in text.render(review_of(replace(UNDEFINED, declined="it may be meant")))
    assert "    since: 91d3aa5e7 2025-03-05 refactor(ws): split rooms from berths\n" in text.render(REVIEW)


def test_the_worst_comes_first() -> None:
    mild = replace(UNDEFINED, path="mild.py", severity=Severity.LOW)
    found = text.render(review_of(mild, UNDEFINED), quiet=True)

    assert found.index(UNDEFINED.path) < found.index("mild.py")


def test_long_code_is_cut() -> None:
    long = "".join(f"line_{number}\n" for number in range(20))

    assert text.render(review_of(replace(UNDEFINED, before=long, after="")), quiet=True).count("    - ") == 6


def test_it_ends_with_the_range_and_the_sum() -> None:
    assert text.render(CLEAN).splitlines() == [
        "main..refactor/rooms: 3 commits, 9 files changed",
        "No regression, 0 to be verified, 0 acceptable changes.",
    ]
    assert text.render(REVIEW).splitlines()[-1] == (
        "Severity: critical. 6 regressions (4 critical, 1 high, 1 medium), 2 to be verified, 2 acceptable changes, "
        "1 carried from before. 4 regressions can be mended by `remend fix --range`."
    )
    assert text.render(CLEAN, quiet=True) == ""


def test_what_nobody_judged_is_counted_or_listed() -> None:
    assert "not judged: 2 changed files that no rule speaks about (-v lists them)\n" in text.render(REVIEW)
    assert "not judged: docs/rooms.md\nnot judged: web/dashboard.js\n" in text.render(REVIEW, verbose=True)
    assert "note: harbor/data/charts.py was not read: it is larger than 1 MB\n" in text.render(REVIEW)


@pytest.mark.parametrize("color", [False, True])
def test_no_text_is_a_command_to_the_terminal(color: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    found = text.render(HOSTILE, color=color, verbose=True)
    plain = re.sub(r"\x1b\[[\d;]+m", "", found) if color else found

    assert all(character.isprintable() or "\udc80" <= character <= "\udcff" for character in plain.replace("\n", ""))
    assert ("\x1b" in found) is color


def test_colour_changes_nothing_but_the_colour() -> None:
    painted = text.render(review_of(*ENV, CALL, CARRIED, AWAITED), color=True, verbose=True)

    assert re.sub(r"\x1b\[[\d;]+m", "", painted) == text.render(
        review_of(*ENV, CALL, CARRIED, AWAITED), color=False, verbose=True
    )
