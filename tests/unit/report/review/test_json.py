"""The review for programs: that it agrees with its schema, and that nothing is lost on the way."""

from __future__ import annotations

import json as builtin
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from remend.model import Diagnostic, Severity
from remend.report.json import SCHEMA_FILE
from remend.report.review import json
from remend.review.advice import actions_of
from remend.review.model import Review
from reviews import CALL, CARRIED, CLEAN, ENV, HOSTILE, REVIEW, SECRET, UNDEFINED, many, review_of

SCHEMA = builtin.loads(SCHEMA_FILE.read_text("utf-8"))


def document(review: Review) -> Any:
    text = json.render(review)
    found = builtin.loads(text.encode("utf-8"))
    jsonschema.validate(found, SCHEMA)
    assert text.endswith("}\n")
    assert text == json.render(replace(review))
    return found


@pytest.mark.parametrize("review", [REVIEW, CLEAN, HOSTILE, review_of(*many(30))])
def test_every_review_agrees_with_the_schema(review: Review) -> None:
    found = document(review)

    assert len(found["changes"]) == len(review.changes)
    assert found["summary"]["exit_code"] == review.exit_code


def test_a_change_is_told_with_all_that_decides_it() -> None:
    (change,) = document(review_of(CALL))["changes"]

    assert change["questions"] == list(CALL.questions)
    assert change["evidence"] == list(CALL.evidence)
    assert (change["line"], change["end_line"], change["symbol"]) == (357, 359, "stats")
    assert (change["verdict"], change["origin"], change["severity"]) == ("needs-verification", "introduced", "high")
    assert (change["before"], change["after"], change["mend"]) == (CALL.before, CALL.after, None)
    assert change["commit"] == {
        "id": "91d3aa5e70c64b02",
        "date": "2025-03-05",
        "subject": "refactor(ws): split rooms from berths",
        "in_range": True,
    }


def test_what_is_not_known_is_null() -> None:
    (change,) = document(review_of(replace(UNDEFINED, blame=None)))["changes"]

    assert change["commit"] is change["mend"] is None
    assert document(review_of(CARRIED))["changes"][0]["commit"]["in_range"] is False


def test_the_range_the_actions_and_the_steps_are_told() -> None:
    found = document(replace(REVIEW, notes=("a note",)))

    assert found["range"]["asked"] == "main..refactor/rooms"
    assert [commit["id"] for commit in found["range"]["commits"]] == [each.commit for each in REVIEW.scope.commits]
    assert (found["range"]["unjudged"], found["range"]["notes"]) == (list(REVIEW.scope.unjudged), ["a note"])
    assert found["actions"] == list(actions_of(REVIEW.changes))
    assert found["steps"] == list(REVIEW.steps)
    assert [unit["subject"] for unit in found["units"]] == [unit.subject for unit in REVIEW.units]
    assert found["summary"]["pending"] is True


def test_a_name_that_is_not_utf8_can_be_read_back() -> None:
    assert document(review_of(replace(SECRET, path="bad\udcff.py")))["changes"][0]["path"] == r"bad\udcff.py"


def test_a_rule_that_broke_is_worse_than_a_regression() -> None:
    broken = Diagnostic(kind="rule-failed", path="a.py", message="it broke")

    assert document(review_of(*ENV, diagnostics=(broken,)))["summary"]["exit_code"] == 3
    assert document(review_of(*ENV, fail_on=Severity.CRITICAL))["summary"]["exit_code"] == 1
