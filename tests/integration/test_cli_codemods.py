"""Codemods of LibCST and Bowler, run as rules by the command as a user starts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commandline import remend
from repository import MakeRepo, git

CODEMOD = """
import time

from libcst.codemod import VisitorBasedCodemodCommand


class OldCommand(VisitorBasedCodemodCommand):
    def leave_Name(self, original_node, updated_node):
        if original_node.value == "break_me":
            raise ValueError("no")
        if original_node.value == "hang_me":
            time.sleep(60)
        return updated_node.with_changes(value="new") if original_node.value == "old" else updated_node
"""
QUERY = 'from bowler import Query\n\nQuery(".").select_function("load").rename("fetch").idiff()\n'
CONFIG = """
[tool.remend]
select = ["old", "rename"]

[[tool.remend.codemod]]
name = "old"
codemod = "tools.codemods:OldCommand"
safety = "safe"
max-seconds = 2
subject = "use the new name"

[[tool.remend.codemod]]
query = "tools/rename.py"
safety = "safe"
triggers = ["load"]
"""
FILES = {
    "pyproject.toml": CONFIG,
    "tools/codemods.py": CODEMOD,
    "tools/rename.py": QUERY,
    "shop/a.py": "def load():\n    return old\n",
    "shop/b.py": "from shop.a import load\n\nload()\nbreak_me = old\n",
    "stock/c.py": "old = hang_me = 1\n",
    "stock/d.py": "def load(old):\n    return old  # as it was\n",
}


def run(repo: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    told = remend(*arguments, "--format", "json", cwd=repo)
    assert told.stderr == ""
    return told.returncode, json.loads(told.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_codemods_are_mended_and_committed_and_what_breaks_costs_its_file(make_repo: MakeRepo, jobs: str) -> None:
    repo = make_repo(FILES)

    code, report = run(repo, "fix", "--jobs", jobs)

    assert code == 1
    assert [(unit["subject"], unit["files"]) for unit in report["units"]] == [
        ("refactor(shop): use the new name", ["shop/a.py"]),
        ("refactor(stock): use the new name", ["stock/d.py"]),
        ("refactor(shop): run tools/rename.py", ["shop/a.py", "shop/b.py"]),
        ("refactor(stock): run tools/rename.py", ["stock/d.py"]),
    ]
    assert [(each["path"], each["kind"], each["message"]) for each in report["diagnostics"]] == [
        ("shop/b.py", "plug-in-failed", "old (OldCommand) failed on this file: ValueError: no"),
        (
            "stock/c.py",
            "plug-in-failed",
            "old (OldCommand) failed on this file: it was stopped after 2 seconds (max-seconds)",
        ),
    ]
    branch = git(repo, "branch", "--list", "remend/*", "--format=%(refname:short)")
    assert git(repo, "show", f"{branch}:stock/d.py") == "def fetch(new):\n    return new  # as it was"
    assert git(repo, "show", f"{branch}:shop/b.py").endswith("fetch()\nbreak_me = old")
    assert git(repo, "status", "--porcelain") == ""


@pytest.mark.slow
def test_a_file_keeps_the_names_that_others_import_from_it(make_repo: MakeRepo) -> None:
    config = CONFIG.replace('["load"]', '["here"]').replace('"old", "rename"', '"rename"')
    files = {
        "pyproject.toml": config,
        "tools/rename.py": QUERY,
        "tools/codemods.py": CODEMOD,
        "shop/a.py": "def load():  # here\n    pass\n",
        "shop/b.py": "from shop.a import load\n\nload()\n",
        "shop/c.py": "from shop.a import load  # here\nfrom stock.d import load as more  # here\n\nload()\n",
        "stock/d.py": "def load():  # here\n    pass\n",
        "stock/e.py": "from stock.d import load  # here\n",
        "stock/f.py": "def load():  # here\n    pass\n",
    }
    _, report = run(make_repo(files), "fix")

    assert [unit["files"] for unit in report["units"]] == [["stock/f.py"]]
    reasons = {each["path"]: each["reason"] for each in report["violations"] if each["outcome"] == "declined"}
    assert reasons == {
        "shop/a.py": "it would take away `load`, which shop/b.py imports",
        "shop/c.py": "it would import `fetch`, which shop/a.py has not",
        "stock/d.py": "it would take away `load`, which shop/c.py imports",
        "stock/e.py": "it would import `fetch`, which stock/d.py has not",
    }


@pytest.mark.slow
def test_what_went_wrong_once_is_tried_again(make_repo: MakeRepo) -> None:
    raising = CODEMOD.replace('"break_me"', '"old" and os.environ.get("BREAK")').replace(
        "import time", "import os, time"
    )
    repo = make_repo({**FILES, "tools/codemods.py": raising})

    def found(**environment: str) -> list[str]:
        told = json.loads(remend("scan", "--format", "json", "shop/a.py", cwd=repo, **environment).stdout)
        return [each["kind"] for each in told["diagnostics"]] + [each["rule"] for each in told["violations"]]

    assert found(BREAK="1") == ["plug-in-failed", "rename"]
    assert found() == ["rename", "old"]


@pytest.mark.slow
def test_a_codemod_that_cannot_be_used_ends_the_run(make_repo: MakeRepo) -> None:
    repo = make_repo({**FILES, "pyproject.toml": CONFIG.replace("OldCommand", "NewCommand")})
    told = remend("scan", cwd=repo)

    assert told.returncode == 2
    assert told.stderr == ("remend: tool.remend.codemod.old.codemod: the module tools.codemods has no NewCommand\n")


@pytest.mark.slow
def test_examples_of_a_codemod_are_tried(make_repo: MakeRepo) -> None:
    keys = '[[tool.remend.codemod]]\ncodemod = "tools.codemods:OldCommand"\nsafety = "safe"\n'
    good = '[[tool.remend.codemod.examples]]\nbefore = "old = 1"\nafter = "new = 1"\n'
    repo = make_repo({**FILES, "pyproject.toml": keys + good})
    held = remend("rules", "--check", cwd=repo)
    (repo / "pyproject.toml").write_text(keys + good.replace("new", "newer"))
    failed = remend("rules", "--check", cwd=repo)

    assert (held.stdout, held.returncode) == ("old  1 example held\n", 0)
    assert failed.returncode == 1
    assert "-newer = 1\n+new = 1\n" in failed.stdout


def test_a_codemod_is_explained_and_listed_without_being_run(make_repo: MakeRepo) -> None:
    repo = make_repo({"pyproject.toml": CONFIG})

    assert "OldCommand writes it otherwise" in remend("rules", cwd=repo).stdout
    assert "`tools/rename.py` is run on each file" in remend("explain", "rename", cwd=repo).stdout
