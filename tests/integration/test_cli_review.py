"""`remend review` on real repositories."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from commandline import remend
from remend.model import Severity
from remend.report.json import SCHEMA_FILE
from remend.review.model import Review
from remend.review.run import Asked
from repository import MakeRepo, commit, git
from reviewing import reviewed, told

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the repository of `shop` is made once."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture
def shop(folder: Path) -> Path:
    """A range of three commits: half of a refactoring, a function renamed under its importer, and a repair.

    Tests share it, and leave it as it is.
    """
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
        commit(folder, START, "first")
        commit(folder, {"shop/settings.py": HALF}, "use the accessor")
        commit(folder, {"shop/stock.py": START["shop/stock.py"].replace("count", "total")}, "call it total")
        web = START["shop/web.py"].replace("    reserve(", "    await reserve(").replace("count", "total")
        commit(folder, {"shop/web.py": web, "notes.md": "new\n"}, "await the reservation")
    return folder


@pytest.fixture
def own_shop(shop: Path, tmp_path: Path) -> Path:
    """A copy of `shop` to write into."""
    return Path(shutil.copytree(shop, tmp_path / "shop"))


def file_rules(found: Review) -> list[tuple[str, int, str, str]]:
    rules = ("env-access", "undefined-name", "broken-import", "missing-await", "unparsable")
    return [each[1:] for each in told(found, *rules)]


def test_what_came_and_went_is_told_with_the_commit_that_did_it(shop: Path) -> None:
    found = reviewed(shop, "HEAD~3..HEAD")

    assert file_rules(found) == [
        ("shop/report.py", 1, "introduced regression", "call it total"),
        ("shop/settings.py", 3, "resolved acceptable", "use the accessor"),
        ("shop/settings.py", 4, "resolved acceptable", "use the accessor"),
        ("shop/settings.py", 5, "resolved acceptable", "use the accessor"),
        ("shop/settings.py", 6, "introduced regression", "use the accessor"),
        ("shop/web.py", 15, "resolved acceptable", "await the reservation"),
    ]
    assert found.exit_code == 1
    assert found.scope.unjudged == ("notes.md",)
    assert [each.subject for each in found.scope.commits] == [
        "use the accessor",
        "call it total",
        "await the reservation",
    ]


@pytest.mark.slow
def test_json_tells_the_review_as_it_is(shop: Path) -> None:
    run = remend("review", "HEAD~3..HEAD", "shop", "--format", "json", cwd=shop)
    document = json.loads(run.stdout)
    jsonschema.validate(document, SCHEMA)
    assert (run.stderr, run.returncode) == ("", document["summary"]["exit_code"])
    (change,) = (c for c in document["changes"] if c["path"].endswith("settings.py") and c["line"] == 6)

    assert [(each["path"], each["line"], each["verdict"]) for each in document["changes"]] == [
        (each.path, each.line, each.verdict) for each in reviewed(shop, "HEAD~3..HEAD").changes
    ]
    assert change["severity"] == "critical"
    assert change["commit"]["subject"] == "use the accessor"
    assert "it was there before, and was medium then" in change["evidence"]
    assert "-SIZE = os.getenv('SIZE', '2')\n+SIZE = get_env().get('SIZE', '2')\n" in change["mend"]


def test_what_was_there_before_the_range_is_carried(own_shop: Path) -> None:
    commit(own_shop, {"shop/settings.py": "# settings\n" + HALF}, "say what it is")
    found = reviewed(own_shop)

    assert file_rules(found) == [("shop/settings.py", 7, "carried regression", "use the accessor")]
    assert found.exit_code == 0


@pytest.mark.slow
def test_markdown_has_what_a_reader_acts_on_and_is_the_same_each_time(shop: Path) -> None:
    run = remend("review", "HEAD~3..HEAD", cwd=shop)

    assert run.returncode == 1
    for line in (
        "# Review of HEAD~3..HEAD",
        "- **File:** `shop/settings.py`, line 6",
        "| Storefront | 0 | 0 | 1 |",
        "remend scan --select broken-import,env-access shop/report.py shop/settings.py",
        "- `notes.md`",
    ):
        assert line in run.stdout.splitlines()
    assert remend("review", "HEAD~3..HEAD", "--fail-on", "never", "--no-cache", cwd=shop).stdout == run.stdout


@pytest.mark.slow
def test_text_names_the_place_the_mend_and_the_commit(shop: Path) -> None:
    run = remend("review", "HEAD~3..", "--format", "text", "-v", "--fail-on", "never", cwd=shop)

    assert "shop/settings.py:6: critical regression env-access" in run.stdout
    assert "help: remend fix --range mends 1 site" in run.stdout
    assert "use the accessor" in run.stdout
    assert "not judged: notes.md" in run.stdout
    assert run.returncode == 0


@pytest.mark.slow
def test_the_exit_code_heeds_the_level(make_repo: MakeRepo) -> None:
    repo = make_repo({"a.py": "def f():\n    return 1\n"})
    commit(repo, {"a.py": "def f():\n    return one\n"})

    assert reviewed(repo).severity is Severity.HIGH
    assert remend("review", "HEAD~1..", "--fail-on", "critical", cwd=repo).returncode == 0


def test_what_is_not_committed_can_be_reviewed(own_shop: Path) -> None:
    (own_shop / "shop/report.py").write_text("print(counted)\n")
    (own_shop / "shop/new.py").write_text("print(nothing)\n")
    git(own_shop, "add", "shop/report.py")

    assert file_rules(reviewed(own_shop, Asked(staged=True))) == [
        ("shop/report.py", 1, "resolved acceptable", ""),
        ("shop/report.py", 1, "introduced regression", ""),
    ]
    on_disk = file_rules(reviewed(own_shop, Asked(work_tree=True)))
    assert ("shop/new.py", 1, "introduced regression", "") in on_disk


def test_paths_narrow_the_review(shop: Path) -> None:
    found = reviewed(shop, "HEAD~3..HEAD", paths=(shop / "shop/settings.py",))

    assert {change.path for change in found.changes} == {"shop/settings.py"}
    assert found.scope.files == ("shop/settings.py",)


def test_what_cannot_be_reviewed_is_said_in_one_sentence(shop: Path) -> None:
    run = remend("review", "HEAD~1..", "--since", "2020-01-01", cwd=shop)

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("remend: ")
    assert "there is no file or folder" in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_repair_of_a_range_mends_what_it_brought_and_nothing_else(own_shop: Path) -> None:
    shop = own_shop
    commit(shop, {"shop/old.py": "import os\n\nMODE = os.getenv('MODE')\n"}, "older")
    commit(shop, {"shop/old.py": "import os\n\nMODE = os.getenv('MODE')\nKIND = os.getenv('KIND')\n"}, "newer")
    preview = remend("fix", "--range", "HEAD~1..HEAD", "--dry-run", cwd=shop)
    run = remend("fix", "--range", "HEAD~1..HEAD", "--branch", "mended", cwd=shop)

    assert (preview.returncode, run.returncode) == (1, 0)
    assert git(shop, "show", "mended:shop/old.py") == (
        "import os\n\nfrom shop.env import get_env\n\nMODE = os.getenv('MODE')\nKIND = get_env().get('KIND')"
    )
    assert "KIND" in preview.stdout
    assert "-MODE" not in preview.stdout
    assert git(shop, "rev-parse", "mended~1") == git(shop, "rev-parse", "HEAD")


def test_a_range_and_the_work_tree_are_not_mended_together(shop: Path) -> None:
    run = remend("fix", "--range", "HEAD~1..", "--in-place", cwd=shop)

    assert run.returncode == 2
    assert "--range mends commits" in run.stderr
