"""The envelope for programs, and the schema that describes it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from remend.model import Report, Severity
from remend.report import json as envelope
from reports import BRANCH, CLEAN, IN_PLACE, PREVIEW, SCAN, scan_of

SCHEMA = json.loads(envelope.SCHEMA_FILE.read_text("utf-8"))
VIOLATION_KEYS = [
    "rule", "path", "line", "column", "end_line", "end_column", "severity", "message", "fingerprint", "safety",
    "outcome", "reason", "remedy", "evidence",
]  # fmt: skip
UNIT_KEYS = ["subject", "body", "trailers", "files", "commit", "review_seconds", "violations"]
UNIT_KEYS += ["sites", "templates", "safety", "notes"]


def decoded(report: Report) -> Any:
    return json.loads(envelope.render(report))


def test_the_schema_file_is_the_one_that_the_types_give() -> None:
    assert envelope.SCHEMA_FILE.read_text("utf-8") == envelope.schema(), "run `make schema`"


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [SCAN, PREVIEW, BRANCH, IN_PLACE, CLEAN])
def test_every_report_agrees_with_the_schema(report: Report) -> None:
    jsonschema.validate(decoded(report), SCHEMA)


@pytest.mark.parametrize(
    "wrong", [{"schema": "remend.report/2"}, {"violations": [{}]}, {"summary": {}}, {"units": [{"subject": 1}]}]
)
def test_the_schema_refuses_what_is_no_report(wrong: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**decoded(PREVIEW), **wrong}, SCHEMA)


def test_the_keys_stay_as_they_are_within_a_version() -> None:
    scan, fix = decoded(SCAN), decoded(BRANCH)
    assert list(scan) == ["schema", "root", "violations", "diagnostics", "summary"]
    assert list(fix) == [*scan, "units"]
    assert list(scan["violations"][0]) == VIOLATION_KEYS
    assert list(fix["units"][0]) == UNIT_KEYS
    assert list(scan["diagnostics"][0]) == ["kind", "path", "line", "column", "message", "counts"]


def test_a_violation_carries_its_place_and_what_became_of_it() -> None:
    assert decoded(PREVIEW)["violations"][0] == {
        "rule": "env-access",
        "path": "shop/billing.py",
        "line": 7,
        "column": 1,
        "end_line": 7,
        "end_column": 19,
        "severity": "critical",
        "message": "os.environ[...] past the accessor get_env()",
        "fingerprint": "f2",
        "safety": "unsafe",
        "outcome": "declined",
        "reason": "unsafe: it raises KeyError",
        "remedy": "",
        "evidence": [],
    }


def test_a_unit_names_its_commit_files_and_violations() -> None:
    assert decoded(BRANCH)["units"] == [
        {
            "subject": "refactor(shop): read env through get_env",
            "body": "One read went past the accessor.",
            "trailers": [
                {"key": "Remend-Rule", "value": "env-access"},
                {"key": "Remend-Violations", "value": "1"},
            ],
            "files": ["shop/settings.py"],
            "commit": "fedcba9876543210",
            "review_seconds": 12.3,
            "violations": ["f1"],
            "sites": 1,
            "templates": 1,
            "safety": "safe",
            "notes": [],
        }
    ]
    assert decoded(PREVIEW)["units"][0]["commit"] is None


def test_the_summary_counts_by_outcome_and_holds_the_exit_code() -> None:
    assert decoded(SCAN)["summary"] == {
        "command": "scan",
        "base": "",
        "branch": None,
        "pending": False,
        "files": 12,
        "inspected": 4,
        "found": 2,
        "mended": 0,
        "declined": 0,
        "withheld": 0,
        "suppressed": 1,
        "exit_code": 1,
    }


def test_the_same_report_gives_the_same_text_whatever_the_order() -> None:
    turned = replace(SCAN, findings=SCAN.findings[::-1], diagnostics=SCAN.diagnostics[::-1])
    assert envelope.render(SCAN) == envelope.render(turned)
    assert envelope.render(SCAN).endswith("}\n")


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_is_written_as_reports_print_it(severity: Severity) -> None:
    assert decoded(scan_of(severity=severity))["violations"][0]["severity"] == severity.label


def test_a_path_that_is_not_utf8_is_escaped() -> None:
    rendered = envelope.render(scan_of(path="caf\udce9/ö.py"))
    assert json.loads(rendered)["violations"][0]["path"] == r"caf\udce9/ö.py"
    assert rendered.encode("utf-8")
