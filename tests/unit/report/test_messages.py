from __future__ import annotations

import json

from remend.checking import Checked
from remend.plan.spec.problem import Kind, Problem
from remend.report.messages import render_commits, render_json, render_message

LONG = Problem(kind=Kind.LIMIT, line=1, text="too long; shorten it")
BROKEN = Problem(kind=Kind.PARSE, line=4, path="a.py", text="broken; mend it")
SERVICES = Problem(kind=Kind.SERVICES, text="two; split them")
GOOD = Checked(commit="a" * 40, subject="fix: a", problems=())
BAD = Checked(commit="b" * 40, subject="fix: \x1b[1mb", problems=(LONG, BROKEN, SERVICES))


def test_a_message_is_told_like_a_file() -> None:
    assert render_message(Checked(subject="fix: b", problems=(LONG,)), ".git/COMMIT_EDITMSG") == (
        ".git/COMMIT_EDITMSG:1: limit: too long; shorten it\n"
    )
    assert render_message(GOOD, "stdin") == ""


def test_commits_are_a_table() -> None:
    assert render_commits([GOOD, BAD]) == (
        "aaaaaaaaa  ok  fix: a\n"
        "bbbbbbbbb   3  fix: \\x1b[1mb\n"
        "    limit  line 1: too long; shorten it\n"
        "    parse  a.py:4: broken; mend it\n"
        "    services  two; split them\n"
        "2 commits, 1 with problems: limit 1, parse 1, services 1\n"
    )
    assert render_commits([GOOD]).endswith("1 commit, all as the spec has it\n")
    assert "\x1b[32mok\x1b[0m" in render_commits([GOOD], color=True)


def test_programs_are_told_all() -> None:
    told = json.loads(render_json([GOOD, BAD]))

    assert told["schema"] == "remend.messages/1"
    assert [each["commit"] for each in told["messages"]] == [GOOD.commit, BAD.commit]
    assert told["messages"][1]["problems"][1] == {"kind": "parse", "text": "broken; mend it", "line": 4, "path": "a.py"}
