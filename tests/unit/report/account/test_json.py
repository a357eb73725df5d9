"""The envelope of an account, and the schema that describes it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from accounts import ACCOUNT, CLEAN, EMPTY, HOSTILE, WRITTEN
from remend.migrate.account import Account
from remend.report.account import json as envelope

SCHEMA = json.loads(envelope.SCHEMA_FILE.read_text("utf-8"))


def decoded(account: Account) -> Any:
    return json.loads(envelope.render(account))


def test_the_schema_file_is_the_one_that_the_types_give() -> None:
    assert envelope.SCHEMA_FILE.read_text("utf-8") == envelope.schema(), "run `make schema`"


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("account", [ACCOUNT, WRITTEN, EMPTY, CLEAN, HOSTILE])
def test_every_account_agrees_with_the_schema(account: Account) -> None:
    jsonschema.validate(decoded(account), SCHEMA)


@pytest.mark.parametrize("wrong", [{"schema": "remend.account/2"}, {"files": [{}]}, {"summary": {}}])
def test_the_schema_refuses_what_is_no_account(wrong: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**decoded(ACCOUNT), **wrong}, SCHEMA)


def test_the_keys_stay_as_they_are_within_a_version() -> None:
    told = decoded(ACCOUNT)
    assert list(told) == ["schema", "root", "summary", "packages", "blockers", "files", "units", "notes"]
    assert list(told["summary"]) == [
        "base", "branch", "pending", "files", "mended", "counts", "seconds", "exit_code",
    ]  # fmt: skip
    assert list(told["summary"]["counts"]) == ["migrated", "partly", "blocked", "waiting", "failed", "unchanged"]
    assert list(told["files"][0]) == ["path", "package", "progress", "mended", "left"]
    assert list(told["files"][0]["left"][0]) == ["rule", "line", "reason", "cause"]
    assert list(told["packages"][0]) == ["name", "files", "done", "counts"]
    assert list(told["blockers"][0]) == [
        "rule", "cause", "files", "places", "alone", "path", "line", "reason",
    ]  # fmt: skip


def test_the_sum_is_that_of_the_files() -> None:
    told = decoded(ACCOUNT)
    assert told["summary"]["counts"] == {
        "migrated": 1, "partly": 1, "blocked": 2, "waiting": 1, "failed": 1, "unchanged": 1,
    }  # fmt: skip
    assert (told["summary"]["files"], told["summary"]["mended"], told["summary"]["exit_code"]) == (7, 2, 3)
    assert [(each["name"], each["files"], each["done"]) for each in told["packages"]] == [
        ("shop", 5, 2),
        ("stock", 2, 0),
    ]
    assert told["notes"] == ["going on with 12 results of the run before"]
