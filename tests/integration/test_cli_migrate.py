"""`remend migrate`: the branch that `fix` makes, and an account of every file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commandline import remend
from many_files import make_many
from remend.report.account.json import SCHEMA_FILE
from repository import MakeRepo, git

RULES = "env-access"
BRANCH = "remend/env-access"
JOURNAL = Path(".remend_cache", "migrate.journal")


def account(repo: Path, *arguments: str) -> dict[str, Any]:
    told = remend("migrate", "--rules", RULES, "--format", "json", *arguments, cwd=repo)
    made: dict[str, Any] = json.loads(told.stdout)
    assert told.returncode == made["summary"]["exit_code"]
    return made


def series(repo: Path, branch: str = BRANCH) -> list[str]:
    return git(repo, "log", "--format=%T %B", f"main..{branch}").split("\n")


def progress(told: dict[str, Any]) -> dict[str, str]:
    return {file["path"]: file["progress"] for file in told["files"]}


@pytest.mark.slow
def test_it_makes_the_commits_that_fix_makes_and_accounts_for_every_file(make_repo: MakeRepo) -> None:
    repo = make_many(make_repo)
    assert remend("fix", "--select", RULES, "--branch", "fixed", cwd=repo).returncode == 1

    told = account(repo)

    assert told["schema"] == "remend.account/1"
    assert json.loads(SCHEMA_FILE.read_text("utf-8"))["title"] == told["schema"]
    assert series(repo) == series(repo, "fixed")
    assert progress(told) == {
        "billing/__init__.py": "unchanged",
        "billing/invoice.py": "migrated",
        "billing/settings.py": "partly",
        "catalog/latin.py": "migrated",
        "catalog/marked.py": "migrated",
        "catalog/mixed.py": "migrated",
        "orders/broken.py": "failed",
        "orders/lost.py": "migrated",
        "orders/none.py": "unchanged",
        "orders/quiet.py": "unchanged",
        "orders/run.py": "migrated",
        "orders/tail.py": "migrated",
        "shared/__init__.py": "unchanged",
        "shared/environment.py": "unchanged",
        "tools/names.py": "unchanged",
    }
    assert told["summary"]["branch"] == BRANCH
    assert not (repo / JOURNAL).exists()


@pytest.mark.slow
def test_a_dry_run_writes_nothing_and_says_the_same(make_repo: MakeRepo) -> None:
    repo = make_many(make_repo)
    planned = account(repo, "--dry-run")
    assert git(repo, "branch", "--format=%(refname:short)") == "main"
    made = account(repo)
    assert planned["files"] == made["files"]
    assert [unit["subject"] for unit in planned["units"]] == [unit["subject"] for unit in made["units"]]


@pytest.mark.slow
def test_so_many_files_are_taken_up_and_the_next_run_takes_the_next(make_repo: MakeRepo) -> None:
    repo = make_many(make_repo)
    whole = account(repo, "--branch", "whole")
    mended = [file["path"] for file in whole["files"] if file["mended"]]

    taken: list[list[str]] = []
    while (told := account(repo, "--max-files", "3"))["units"]:
        taken.append([file["path"] for file in told["files"] if file["mended"]])
        waiting = [file["path"] for file in told["files"] if file["progress"] == "waiting"]
        assert waiting == mended[3 * len(taken) :]
        git(repo, "merge", "--quiet", "--ff-only", BRANCH)
        git(repo, "branch", "--delete", "--force", BRANCH)

    assert [path for part in taken for path in part] == mended
    assert git(repo, "rev-parse", "main^{tree}") == git(repo, "rev-parse", "whole^{tree}")


@pytest.mark.slow
def test_the_account_is_written_to_a_file_as_its_ending_asks(make_repo: MakeRepo) -> None:
    repo = make_many(make_repo)
    told = remend("migrate", "--dry-run", "--rules", RULES, "--report", "account.json", cwd=repo)
    assert json.loads((repo / "account.json").read_text("utf-8"))["summary"]["mended"] > 0
    assert "package" in told.stdout
    remend("migrate", "--dry-run", "--rules", RULES, "--report", "account.txt", cwd=repo)
    assert "partly  billing/settings.py" in (repo / "account.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rules", "env-acess"], "env-access"),
        (["--report", "nowhere/account.json"], "there is no folder nowhere"),
        (["--verify", "true", "--no-verify"], "leave out --no-verify or --verify"),
        (["--max-files", "0"], "--max-files"),
        (["nowhere"], "there is no file or folder"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_2(make_repo: MakeRepo, arguments: list[str], told: str) -> None:
    repo = make_repo({"a.py": "x = 1\n"})
    run = remend("migrate", *arguments, cwd=repo)
    assert (run.returncode, run.stdout) == (2, "")
    assert told in run.stderr
    assert not (repo / JOURNAL).exists()


def test_outside_a_repository_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(x)\n")
    run = remend("migrate", cwd=tmp_path)
    assert run.returncode == 2
    assert "is not in a git repository" in run.stderr


@pytest.mark.slow
def test_resume_without_an_interrupted_run_says_so_and_begins(make_repo: MakeRepo) -> None:
    repo = make_many(make_repo)
    run = remend("migrate", "--rules", RULES, "--resume", "--quiet", "--format", "json", cwd=repo)
    told = json.loads(run.stdout)
    assert told["notes"] == ["there is no interrupted run to go on with, so this one begins at the beginning"]
    assert told["summary"]["branch"] == BRANCH


@pytest.mark.slow
def test_several_repositories_have_a_branch_and_an_account_each(make_repo: MakeRepo, tmp_path: Path) -> None:
    first, second = make_many(make_repo), make_many(make_repo)
    listed = "# of the shop\nrepo1\nnowhere\nrepo2  # the same again\n"
    (tmp_path / "list.txt").write_text(listed)

    run = remend(
        "migrate", "--repos", "list.txt", "--rules", RULES, "--format", "json", "--report", "all.html", cwd=tmp_path
    )

    told = json.loads(run.stdout)
    assert (run.returncode, told["exit_code"], told["schema"]) == (2, 2, "remend.accounts/1")
    assert [each["account"] and each["account"]["summary"]["branch"] for each in told["repositories"]] == [
        BRANCH,
        None,
        BRANCH,
    ]
    assert "there is no file or folder" in told["repositories"][1]["error"]
    assert series(first) == series(second)
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["all-repo1.html", "all-repo2.html"]


def test_a_list_of_repositories_and_paths_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("a\n")
    run = remend("migrate", ".", "--repos", "list.txt", cwd=tmp_path)
    assert run.returncode == 2
    assert "leave out --repos or PATHS" in run.stderr
