"""A rule that is wrong costs the files that it is wrong about, and says so; all else goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rule_pack
from commandline import remend
from repository import MakeRepo, git

FILES = {
    "pyproject.toml": '[tool.remend.env-access]\naccessor = "shared.env:get_env"\n',
    "shared/__init__.py": "",
    "shared/env.py": "def get_env(): ...\n",
    "shop/bill.py": "import os\n\nPORT = os.getenv('PORT')\n\n\ndef bill(legacy_total):\n    return legacy_total\n",
    "stock/count.py": "import os\n\nHOST = os.getenv('HOST')\n\n\ndef count(legacy_total):\n    return HOST\n",
}


def run(repo: Path, rule: dict[str, str], *arguments: str, **more: str) -> tuple[int, dict[str, Any]]:
    environment = {**rule_pack.install(repo.parent / "site", rule), **more}
    told = remend(*arguments, "--format", "json", cwd=repo, **environment)
    assert told.stderr == ""
    return told.returncode, json.loads(told.stdout)


def outcomes(report: dict[str, Any], rule: str) -> list[tuple[str, str, str]]:
    return [(each["path"], each["outcome"], each["reason"]) for each in report["violations"] if each["rule"] == rule]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "name", "fault"),
    [
        (rule_pack.BREAKS_SYNTAX, "breaks-syntax", "it does not parse: line 7"),
        (rule_pack.LOSES_A_NAME, "loses-a-name", "undefined-name still finds totl in bill afterwards"),
        (rule_pack.FINDS_IT_AGAIN, "finds-it-again", "finds-it-again still finds legacy_total in bill afterwards"),
    ],
)
def test_a_rewrite_that_fails_a_check_is_withheld_and_the_rest_goes_on(
    make_repo: MakeRepo, rule: dict[str, str], name: str, fault: str
) -> None:
    repo = make_repo(FILES)

    code, report = run(repo, rule, "fix")

    assert code == 3
    ((path, outcome, reason),) = outcomes(report, name)
    assert (path, outcome) == ("shop/bill.py", "withheld")
    assert fault in reason
    assert [each for _, each, _ in outcomes(report, "env-access")] == ["mended", "mended"]
    assert [unit["files"] for unit in report["units"]] == [["shop/bill.py"], ["stock/count.py"]]
    branch = git(repo, "branch", "--list", "remend/*", "--format=%(refname:short)")
    assert git(repo, "show", f"{branch}:shop/bill.py").endswith("return legacy_total")


def test_a_rewrite_that_a_second_run_would_change_is_withheld(make_repo: MakeRepo) -> None:
    repo = make_repo({**FILES, "stock/count.py": "def count(a):\n    return legacy_sum + legacy_total\n"})

    code, report = run(repo, rule_pack.MENDS_IN_STEPS, "fix", "--in-place", "--select", "mends-in-steps")

    assert code == 3
    assert outcomes(report, "mends-in-steps") == [
        ("shop/bill.py", "mended", ""),
        ("stock/count.py", "declined", "one after another"),
        ("stock/count.py", "withheld", "a second run would change it again"),
    ]
    assert "legacy_total" in (repo / "stock" / "count.py").read_text()
    assert "return total" in (repo / "shop" / "bill.py").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["scan", "fix"])
def test_a_rule_that_breaks_while_it_looks_costs_that_file(make_repo: MakeRepo, command: str) -> None:
    repo = make_repo({**FILES, "stock/sum.py": "print(legacy_total)\n"})

    code, report = run(repo, rule_pack.CRASHES_FINDING, command)

    assert code == 3
    ((kind, path, message),) = {(d["kind"], d["path"], d["message"]) for d in report["diagnostics"]}
    assert (kind, path) == ("rule-failed", "shop/bill.py")
    assert message.startswith("rule crashes-finding broke on shop/bill.py: AssertionError: no shops")
    assert "--ignore crashes-finding" in message
    assert ("stock/count.py", "mended" if command == "fix" else "found", "") in outcomes(report, "env-access")


def test_a_rule_that_breaks_while_it_mends_costs_that_file(make_repo: MakeRepo) -> None:
    repo = make_repo(FILES)

    code, report = run(repo, rule_pack.CRASHES_MENDING, "fix")

    assert code == 3
    assert {(d["kind"], d["path"]) for d in report["diagnostics"]} == {("rule-failed", "shop/bill.py")}
    assert ("stock/count.py", "mended", "") in outcomes(report, "env-access")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["scan", "fix"])
def test_a_rule_that_kills_its_process_costs_that_file_until_it_does_not(make_repo: MakeRepo, command: str) -> None:
    repo = make_repo(FILES)
    arguments = (command, "--jobs", "2", *(("--in-place",) if command == "fix" else ()))

    code, report = run(repo, rule_pack.KILLS, *arguments, DEADLY="1")

    assert code == 3
    ((kind, path, message),) = [(d["kind"], d["path"], d["message"]) for d in report["diagnostics"]]
    assert (kind, path) == ("gave-up", "shop/bill.py")
    assert message.startswith("the process that worked on it died twice (SIGKILL")
    end = "mended" if command == "fix" else "found"
    assert outcomes(report, "env-access") == [("stock/count.py", end, "")]

    _, again = run(repo, rule_pack.KILLS, *arguments)

    assert again["diagnostics"] == []
    assert ("shop/bill.py", end, "") in outcomes(again, "kills")


@pytest.mark.slow
def test_a_file_over_its_time_is_left_to_what_the_rules_before_made_of_it(make_repo: MakeRepo) -> None:
    repo = make_repo(FILES)

    code, report = run(repo, rule_pack.HANGS_MENDING, "fix", "--in-place", "--config", "max-file-seconds=12")

    assert code == 3
    ((kind, path, message),) = [(d["kind"], d["path"], d["message"]) for d in report["diagnostics"]]
    assert (kind, path) == ("gave-up", "shop/bill.py")
    assert message.startswith("it took longer than 12 seconds (max-file-seconds); nothing more was done to it")
    assert {path for path, outcome, _ in outcomes(report, "env-access") if outcome == "mended"} == {
        "shop/bill.py",
        "stock/count.py",
    }
    assert "get_env" in (repo / "shop/bill.py").read_text()


@pytest.mark.slow
def test_a_rule_that_breaks_after_another_has_looked_at_the_file_is_told_as_well(make_repo: MakeRepo) -> None:
    earlier = '[[tool.remend.replace]]\nname = "all-sorted"\nmatch = "list(sorted($A))"\nreplace = "sorted($A)"\n'
    bill = "def bill(legacy_total):\n    return list(sorted(legacy_total))\n"
    repo = make_repo({"pyproject.toml": earlier, "shop/bill.py": bill})

    code, report = run(repo, rule_pack.CRASHES_MENDING, "fix")

    assert code == 3
    assert {(d["kind"], d["path"]) for d in report["diagnostics"]} == {("rule-failed", "shop/bill.py")}
    assert outcomes(report, "all-sorted") == [("shop/bill.py", "mended", "")]
