"""`remend review` on real repositories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from commandline import remend
from remend.report.json import SCHEMA_FILE
from repository import MakeRepo, commit, git

SCHEMA = json.loads(SCHEMA_FILE.read_text("utf-8"))
CONFIG = """\
[tool.remend.env-access]
accessor = "shop.env:get_env"

[tool.remend.areas]
"shop/web*" = "Storefront"
"""
START: Mapping[str, str] = {
    "pyproject.toml": CONFIG,
    "shop/__init__.py": "",
    "shop/env.py": "class Env:\n    def get(self, name, default=None): ...\n\n\ndef get_env():\n    return Env()\n",
    "shop/stock.py": "async def reserve(item): ...\n\n\ndef count():\n    return 3\n",
    "shop/settings.py": (
        "import os\n\nHOST = os.getenv('HOST', 'a')\nPORT = os.getenv('PORT', '1')\n"
        "NAME = os.getenv('NAME', 'b')\nSIZE = os.getenv('SIZE', '2')\n"
    ),
    "shop/web.py": (
        "from fastapi import FastAPI\n\nfrom shop.stock import count, reserve\n\napp = FastAPI()\n\n\n"
        "@app.get('/stock')\nasync def stock():\n    return count()\n\n\n"
        "@app.post('/orders')\nasync def order(item):\n    reserve(item)\n    return 1\n"
    ),
    "shop/report.py": "from shop.stock import count\n\nprint(count())\n",
    "tests/test_web.py": "from shop import web\n",
}
HALF = (
    "from shop.env import get_env\n\nHOST = get_env().get('HOST', 'a')\nPORT = get_env().get('PORT', '1')\n"
    "NAME = get_env().get('NAME', 'b')\nSIZE = os.getenv('SIZE', '2')\n"
)


@pytest.fixture
def shop(make_repo: MakeRepo) -> Path:
    """A range of three commits: half of a refactoring, a function renamed under its importer, and a repair."""
    repo = make_repo(START)
    commit(repo, {"shop/settings.py": HALF}, "use the accessor")
    commit(repo, {"shop/stock.py": START["shop/stock.py"].replace("count", "total")}, "call it total")
    web = START["shop/web.py"].replace("    reserve(", "    await reserve(").replace("count", "total")
    commit(repo, {"shop/web.py": web, "notes.md": "new\n"}, "await the reservation")
    return repo


def reviewed(repo: Path, *arguments: str) -> Any:
    told = remend("review", *arguments, "--format", "json", cwd=repo)
    assert told.stderr == ""
    document = json.loads(told.stdout)
    jsonschema.validate(document, SCHEMA)
    assert document["summary"]["exit_code"] == told.returncode
    return document


def file_rules(document: Any) -> list[tuple[str, int, str, str, str | None]]:
    rules = {"env-access", "undefined-name", "broken-import", "missing-await", "unparsable"}
    return [
        (each["path"], each["line"], each["verdict"], each["origin"], each["commit"] and each["commit"]["subject"])
        for each in document["changes"]
        if each["rule"] in rules
    ]


def test_what_came_and_went_is_told_with_the_commit_that_did_it(shop: Path) -> None:
    document = reviewed(shop, "HEAD~3..HEAD")

    assert file_rules(document) == [
        ("shop/report.py", 1, "regression", "introduced", "call it total"),
        ("shop/settings.py", 3, "acceptable", "resolved", "use the accessor"),
        ("shop/settings.py", 4, "acceptable", "resolved", "use the accessor"),
        ("shop/settings.py", 5, "acceptable", "resolved", "use the accessor"),
        ("shop/settings.py", 6, "regression", "introduced", "use the accessor"),
        ("shop/web.py", 15, "acceptable", "resolved", "await the reservation"),
    ]
    assert document["summary"]["exit_code"] == 1
    assert document["range"]["unjudged"] == ["notes.md"]
    assert [each["subject"] for each in document["range"]["commits"]] == [
        "use the accessor",
        "call it total",
        "await the reservation",
    ]


def test_a_regression_that_was_half_there_says_why_it_is_worse(shop: Path) -> None:
    (change,) = (
        c for c in reviewed(shop, "HEAD~3..HEAD")["changes"] if c["path"].endswith("settings.py") and c["line"] == 6
    )

    assert change["severity"] == "critical"
    assert "it was there before, and was medium then" in change["evidence"]
    assert "-SIZE = os.getenv('SIZE', '2')\n+SIZE = get_env().get('SIZE', '2')\n" in change["mend"]


def test_what_was_there_before_the_range_is_carried(shop: Path) -> None:
    commit(shop, {"shop/settings.py": "# settings\n" + HALF}, "say what it is")
    told = file_rules(reviewed(shop, "HEAD~1..HEAD"))

    assert told == [("shop/settings.py", 7, "regression", "carried", "use the accessor")]
    assert remend("review", "HEAD~1..", cwd=shop).returncode == 0


def test_markdown_has_what_a_reader_acts_on(shop: Path) -> None:
    told = remend("review", "HEAD~3..HEAD", cwd=shop)

    assert told.returncode == 1
    for line in (
        "# Review of HEAD~3..HEAD",
        "- **File:** `shop/settings.py`, line 6",
        "| Storefront | 0 | 0 | 1 |",
        "remend scan --select broken-import,env-access shop/report.py shop/settings.py",
        "- `notes.md`",
    ):
        assert line in told.stdout.splitlines()
    assert remend("review", "HEAD~3..HEAD", cwd=shop).stdout == told.stdout


def test_text_names_the_place_the_mend_and_the_commit(shop: Path) -> None:
    told = remend("review", "HEAD~3..HEAD", "--format", "text", cwd=shop).stdout

    assert "shop/settings.py:6: critical regression env-access" in told
    assert "help: remend fix --range mends 1 site" in told
    assert "use the accessor" in told
    assert "notes.md" not in told
    assert "not judged: notes.md" in remend("review", "HEAD~3..", "--format", "text", "-v", cwd=shop).stdout


@pytest.mark.parametrize(("level", "code"), [("critical", 1), ("low", 1), ("never", 0)])
def test_the_exit_code_heeds_the_level(shop: Path, level: str, code: int) -> None:
    assert remend("review", "HEAD~3..", "--fail-on", level, cwd=shop).returncode == code


def test_a_level_above_the_worst_does_not_fail(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "def f():\n    return 1\n"})
    commit(repo, {"a.py": "def f():\n    return one\n"})

    assert remend("review", "HEAD~1..", "--fail-on", "high", cwd=repo).returncode == 1
    assert remend("review", "HEAD~1..", "--fail-on", "critical", cwd=repo).returncode == 0


def test_what_is_not_committed_can_be_reviewed(shop: Path) -> None:
    (shop / "shop/report.py").write_text("print(counted)\n")
    (shop / "shop/new.py").write_text("print(nothing)\n")
    git(shop, "add", "shop/report.py")

    staged = file_rules(reviewed(shop, "--staged"))
    assert staged == [
        ("shop/report.py", 1, "acceptable", "resolved", None),
        ("shop/report.py", 1, "regression", "introduced", None),
    ]
    assert ("shop/new.py", 1, "regression", "introduced", None) in file_rules(reviewed(shop, "--worktree"))


def test_paths_narrow_the_review(shop: Path) -> None:
    document = reviewed(shop, "HEAD~3..HEAD", "shop/settings.py")

    assert {each["path"] for each in document["changes"]} == {"shop/settings.py"}
    assert document["range"]["files"] == ["shop/settings.py"]


def test_a_file_that_no_longer_parses_is_a_regression_and_costs_no_other(shop: Path) -> None:
    commit(shop, {"shop/web.py": "def broken(:\n", "shop/report.py": "print(nothing)\n"}, "break it")
    told = file_rules(reviewed(shop, "HEAD^!"))

    assert ("shop/web.py", 1, "regression", "introduced", "break it") in told
    assert ("shop/report.py", 1, "regression", "introduced", "break it") in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name one thing to review"),
        (("HEAD~1..", "--since", "2020-01-01"), "there is no file or folder"),
        (("--staged", "--worktree"), "name one thing to review"),
        (("nowhere..",), "unknown revision 'nowhere'"),
    ],
)
def test_what_cannot_be_reviewed_is_said_in_one_sentence(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    told = remend("review", *arguments, cwd=shop)

    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("remend: ")
    assert message in told.stderr
    assert told.stderr.count("\n") == 1


def test_outside_of_a_repository_there_is_nothing_to_review(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    told = remend("review", "HEAD~1..", cwd=tmp_path)

    assert told.returncode == 2
    assert "is not in a git repository" in told.stderr


def test_the_repair_of_a_range_mends_what_it_brought_and_nothing_else(shop: Path) -> None:
    commit(shop, {"shop/old.py": "import os\n\nMODE = os.getenv('MODE')\n"}, "older")
    commit(shop, {"shop/old.py": "import os\n\nMODE = os.getenv('MODE')\nKIND = os.getenv('KIND')\n"}, "newer")
    preview = remend("fix", "--range", "HEAD~1..HEAD", "--dry-run", cwd=shop)
    told = remend("fix", "--range", "HEAD~1..HEAD", "--branch", "mended", cwd=shop)

    assert (preview.returncode, told.returncode) == (1, 0)
    changed = [
        line for line in git(shop, "diff", "HEAD", "mended").splitlines() if line[:1] in "+-" and line[1:2] != line[0]
    ]
    assert changed == [
        "+",
        "+from shop.env import get_env",
        "-KIND = os.getenv('KIND')",
        "+KIND = get_env().get('KIND')",
    ]
    assert "KIND" in preview.stdout
    assert "-MODE" not in preview.stdout
    assert git(shop, "rev-parse", "mended~1") == git(shop, "rev-parse", "HEAD")


def test_a_range_that_regressed_nothing_makes_no_branch(shop: Path) -> None:
    told = remend("fix", "--range", "HEAD~1..HEAD", cwd=shop)

    assert told.returncode == 0
    assert git(shop, "branch", "--format=%(refname:short)") == "main"


def test_a_range_and_the_work_tree_are_not_mended_together(shop: Path) -> None:
    told = remend("fix", "--range", "HEAD~1..", "--in-place", cwd=shop)

    assert told.returncode == 2
    assert "--range mends commits" in told.stderr
