from __future__ import annotations

import dataclasses

import pytest

from remend.mending.turns import WAITS
from remend.migrate.account import Account, Progress, account_of
from remend.model import Diagnostic, Finding, Outcome, Report
from reports import GETENV

PATHS = ("shop/a.py", "shop/b.py", "stock/c.py")


def found(path: str, outcome: Outcome, reason: str = "", rule: str = "env-access") -> Finding:
    return Finding(violation=dataclasses.replace(GETENV, path=path, rule=rule), outcome=outcome, reason=reason)


def told(kind: str, path: str, *, counts: bool = True) -> Diagnostic:
    return Diagnostic(kind=kind, path=path, message=f"{kind} it is", counts=counts)


def account(*said: Finding | Diagnostic) -> Account:
    findings = tuple(each for each in said if isinstance(each, Finding))
    diagnostics = tuple(each for each in said if isinstance(each, Diagnostic))
    return account_of(Report(command="fix", root="/p", findings=findings, diagnostics=diagnostics), PATHS)


A = PATHS[0]
MENDED = found(A, Outcome.MENDED)


@pytest.mark.parametrize(
    ("said", "progress"),
    [
        ([], Progress.UNCHANGED),
        ([found(A, Outcome.SUPPRESSED)], Progress.UNCHANGED),
        ([told("note", A, counts=False)], Progress.UNCHANGED),
        ([MENDED], Progress.MIGRATED),
        ([MENDED, found(A, Outcome.SUPPRESSED)], Progress.MIGRATED),
        ([MENDED, found(A, Outcome.DECLINED, "why")], Progress.PARTLY),
        ([MENDED, found(A, Outcome.WITHHELD, "why")], Progress.PARTLY),
        ([MENDED, told("unused-suppression", A)], Progress.PARTLY),
        ([MENDED, told("rule-failed", A)], Progress.PARTLY),
        ([MENDED, told("gave-up", A)], Progress.PARTLY),
        ([found(A, Outcome.FOUND)], Progress.BLOCKED),
        ([found(A, Outcome.DECLINED, "why")], Progress.BLOCKED),
        ([found(A, Outcome.DECLINED, WAITS)], Progress.WAITING),
        ([found(A, Outcome.DECLINED, WAITS), found(A, Outcome.DECLINED, "why")], Progress.WAITING),
        ([told("unparsable", A)], Progress.FAILED),
        ([told("gave-up", A), found(A, Outcome.DECLINED, "why")], Progress.FAILED),
    ],
)
def test_how_far_a_file_came(said: list[Finding | Diagnostic], progress: Progress) -> None:
    files = {file.path: file.progress for file in account(*said).files}
    assert files == {**dict.fromkeys(PATHS, Progress.UNCHANGED), A: progress}


def test_every_file_is_in_one_package_and_counted_once() -> None:
    made = account(MENDED, found("shop/b.py", Outcome.DECLINED, "why"))
    assert [(each.name, each.files, each.done) for each in made.packages] == [("shop", 2, 1), ("stock", 1, 1)]
    assert sum(made.count(each) for each in Progress) == len(PATHS)


def test_what_is_left_is_told_with_its_place_and_its_cause() -> None:
    (left,) = account(found(A, Outcome.WITHHELD, "line 7 does not parse")).files[0].left
    assert (left.rule, left.line, left.reason) == ("env-access", 2, "withheld: line 7 does not parse")
    assert left.cause == "withheld: line … does not parse"


def test_the_causes_that_hold_back_most_files_come_first() -> None:
    made = account(
        found(A, Outcome.DECLINED, "1 more module defines it"),
        found(A, Outcome.DECLINED, "2 more modules define it"),
        found("shop/b.py", Outcome.DECLINED, "3 more modules define it"),
        found("stock/c.py", Outcome.DECLINED, "4 more modules define it"),
        told("unparsable", "stock/c.py"),
        found("shop/b.py", Outcome.DECLINED, WAITS),
    )
    ranked = [(each.cause, each.files, each.places, each.alone, each.path) for each in made.blockers]
    assert ranked == [
        ("… more modules define it", 3, 3, 1, A),
        ("… more module defines it", 1, 1, 0, A),
        ("unparsable it is", 1, 1, 0, "stock/c.py"),
    ]


def test_the_exit_code_is_that_of_what_is_told() -> None:
    assert account().exit_code == 0
    assert account(MENDED).exit_code == 0
    assert account(found(A, Outcome.DECLINED, WAITS)).exit_code == 1
    assert account(told("rule-failed", A)).exit_code == 3
