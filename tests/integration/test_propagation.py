"""`remend fix --propagate` on a real repository of several files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, commit, git, write

BRANCH = "awaited"
COMMAND = ("fix", "--select", "missing-await", "--propagate")
FILES: Mapping[str, str] = {
    "shop/__init__.py": "",
    "shop/db.py": "async def save(what): ...\n\n\ndef store(order):\n    save(order)  # for good\n",
    "shop/orders.py": "from shop.db import store\n\n\ndef place(order):\n    store(order)\n    return order\n",
    "shop/web.py": "from fastapi import APIRouter\n\nfrom shop.orders import place\n\nrouter = APIRouter()\n\n\n"
    "@router.post('/orders')\ndef handle(order):\n    return place(order)\n",
    "shop/other.py": "from shop.db import save\n\n\nasync def other():\n    save(1)\n",
}
AFTER = {
    "shop/db.py": "async def save(what): ...\n\n\nasync def store(order):\n    await save(order)  # for good\n",
    "shop/orders.py": FILES["shop/orders.py"].replace("def", "async def").replace("    store", "    await store"),
    "shop/web.py": FILES["shop/web.py"]
    .replace("def handle", "async def handle")
    .replace("return place", "return await place"),
}


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo(FILES)


def test_a_chain_up_to_a_route_is_one_commit(repo: Path) -> None:
    run = remend(*COMMAND, "--branch", BRANCH, cwd=repo)

    assert run.returncode == 0, run.stdout + run.stderr
    subjects = git(repo, "log", "--format=%s", f"HEAD..{BRANCH}").splitlines()
    assert sorted(subjects) == ["fix(shop): await what is async", "fix(shop): make store async"]
    for path, text in AFTER.items():
        assert git(repo, "show", f"{BRANCH}:{path}") + "\n" == text
    assert "await save(1)" in git(repo, "show", f"{BRANCH}:shop/other.py")


@pytest.mark.slow
def test_a_dry_run_shows_what_the_run_writes(repo: Path) -> None:
    patch = remend(*COMMAND, "--dry-run", cwd=repo).stdout
    remend(*COMMAND, "--branch", BRANCH, cwd=repo)

    git(repo, "apply", "--index", "-", stdin=patch.encode())

    assert git(repo, "write-tree") == git(repo, "rev-parse", f"{BRANCH}^{{tree}}")


@pytest.mark.slow
def test_a_second_run_finds_nothing(repo: Path) -> None:
    remend(*COMMAND, "--in-place", cwd=repo)
    again = remend(*COMMAND, "--in-place", "--format", "json", cwd=repo)

    assert again.returncode == 0
    assert json.loads(again.stdout)["violations"] == []


def test_without_the_option_it_is_told_and_left_alone(repo: Path) -> None:
    run = remend("fix", "--select", "missing-await", "--dry-run", "shop/db.py", cwd=repo)

    assert "store is not async: --propagate makes it so, and its callers" in run.stdout
    assert git(repo, "status", "--porcelain") == ""


def test_a_refusal_names_the_chain(repo: Path) -> None:
    commit(
        repo,
        {"shop/app.py": "from shop.orders import place\n\n\nclass App:\n    def __init__(self):\n        place(1)\n"},
    )

    run = remend(*COMMAND, "--dry-run", cwd=repo)

    assert "store cannot be made async: Python calls __init__ itself" in " ".join(run.stdout.split())
    assert "it would be App.__init__ for place for store" in " ".join(run.stdout.split())
    assert "async def store" not in run.stdout


def test_all_is_left_where_one_file_has_uncommitted_changes(repo: Path) -> None:
    write(repo, {"shop/orders.py": FILES["shop/orders.py"] + "\n\nMORE = 1\n"})

    run = remend(*COMMAND, "--dry-run", "--format", "json", cwd=repo)

    report = json.loads(run.stdout)
    assert [unit["files"] for unit in report["units"]] == [["shop/other.py"]]
    reasons = {f["path"]: f["reason"] for f in report["violations"] if f["outcome"] == "declined"}
    assert reasons["shop/orders.py"].startswith("it has uncommitted changes")
    assert reasons["shop/db.py"].startswith("it can only be mended together with other places")
    assert "shop/orders.py:4, it has uncommitted changes" in reasons["shop/web.py"]


@pytest.mark.slow
def test_all_is_left_where_a_comment_silences_one_place(repo: Path) -> None:
    silenced = FILES["shop/web.py"].replace("place(order)\n", "place(order)  # remend: ignore[missing-await] not yet\n")
    commit(repo, {"shop/web.py": silenced})

    run = remend(*COMMAND, "--branch", BRANCH, cwd=repo)

    assert "suppressed by a comment" in " ".join(run.stdout.split())
    assert git(repo, "diff", "--name-only", f"HEAD..{BRANCH}") == "shop/other.py"


def test_all_is_left_where_a_file_is_not_among_those_asked_for(repo: Path) -> None:
    run = remend(*COMMAND, "--dry-run", "shop/db.py", "shop/orders.py", cwd=repo)

    assert "shop/web.py:10 is not among the files to mend" in " ".join(run.stdout.split())
    assert "+async" not in run.stdout


def test_a_file_that_has_more_to_mend_is_in_two_commits(repo: Path) -> None:
    more = FILES["shop/orders.py"] + "\n\nasync def more():\n    from shop.db import save\n\n    save(2)\n"
    commit(repo, {"shop/orders.py": more})

    run = remend(*COMMAND, "--branch", BRANCH, cwd=repo)

    assert run.returncode == 0, run.stdout + run.stderr
    first, second = git(repo, "rev-list", "--reverse", f"HEAD..{BRANCH}").splitlines()
    states = [git(repo, "show", f"{each}:shop/orders.py") for each in (first, second)]
    assert ["await save(2)" in state for state in states] == [True, True]
    assert ["async def place" in state for state in states] == [False, True]
