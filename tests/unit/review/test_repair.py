"""`fix --range`: what a range regressed is mended, and nothing that was there before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from remend.crew import HERE
from remend.model import Outcome, Report
from remend.review.repair import fix, preview
from remend.workspace import Request
from repository import Files, MakeRepo, commit, git
from reviewing import reviewed

BASE: Files = {
    "pyproject.toml": '[tool.remend.env-access]\naccessor = "env:get_env"\n',
    "env.py": "class Env:\n    def get(self, name, default=None): ...\n\n\ndef get_env():\n    return Env()\n",
    "a.py": "import os\n\nOLD = os.getenv('OLD')\n",
}
NEW = "import os\n\nOLD = os.getenv('OLD')\nNEW = os.getenv('NEW')\n"
MENDED = "import os\n\nfrom env import get_env\n\nOLD = os.getenv('OLD')\nNEW = get_env().get('NEW')\n"
DIRTY = "it has uncommitted changes: commit them, or pass --allow-dirty to mend it as it was committed"


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    """An old violation, a range that brings another one, and a commit after it."""
    repo = make_repo(BASE)
    commit(repo, {"a.py": NEW}, "bring")
    commit(repo, {"z.py": ""}, "after")
    return repo


def request(repo: Path, **others: Any) -> Request:
    return Request(**{"paths": (repo,), "cache": False, "crew": HERE, **others})


def found(report: Report) -> list[tuple[str, int, Outcome, str]]:
    return [(f.violation.path, f.violation.span.line, f.outcome, f.reason) for f in report.findings]


def test_the_branch_stands_on_the_end_of_the_range(repo: Path) -> None:
    report = fix(request(repo), "HEAD~2..HEAD~1")

    assert report.branch == "remend/env-access"
    assert git(repo, "show", f"{report.branch}:a.py") == MENDED.removesuffix("\n")
    assert git(repo, "rev-parse", f"{report.branch}~1") == git(repo, "rev-parse", "HEAD~1")
    assert found(report) == [("a.py", 4, Outcome.MENDED, "")]
    assert (report.exit_code, git(repo, "status", "--porcelain")) == (0, "")


def test_a_preview_writes_nothing_and_tells_the_same(repo: Path) -> None:
    report = preview(request(repo), "HEAD~2..HEAD")

    assert git(repo, "branch", "--format=%(refname:short)") == "main"
    assert [unit.rewrites[0].after.decode() for unit in report.plan.units] == [MENDED]
    assert (report.pending, report.exit_code) == (True, 1)


def test_a_dirty_file_is_left_alone_where_the_range_ends_at_head(repo: Path) -> None:
    (repo / "a.py").write_text(f"{NEW}# dirty\n")
    report = fix(request(repo), "HEAD~2..HEAD")

    assert report.branch is None
    assert found(report) == [("a.py", 4, Outcome.DECLINED, DIRTY)]
    assert [(d.kind, d.path) for d in report.diagnostics] == [("left-out", "a.py")]
    assert fix(request(repo, branch="older"), "HEAD~2..HEAD~1").branch == "older"
    assert fix(request(repo, branch="dirty", allow_dirty=True), "HEAD~2..HEAD").branch == "dirty"


def test_a_range_that_regressed_nothing_makes_no_branch(repo: Path) -> None:
    report = fix(request(repo), "HEAD~1..HEAD")

    assert (report.branch, report.findings, report.exit_code) == (None, (), 0)


def test_what_stands_inside_of_another_mend_is_mended_after_it(make_repo: MakeRepo) -> None:
    calls = "async def f(x): ...\n\n\nasync def g():\n    f(os.getenv('A'))\n    await f(1)\n    f(os.getenv('A'))\n"
    before = f"import os\n\n\n{calls.replace('    f(os', '    print(os', 1).replace('A', 'B')}"
    repo = make_repo({**BASE, "a.py": before})
    commit(repo, {"a.py": f"import os\n\n\n{calls}"}, "bring")
    (env, wait) = preview(request(repo), "HEAD~1..").plan.units

    assert env.rewrites[0].after.decode().count("get_env().get('A')") == 2
    assert wait.rewrites[0].after.decode().count("await f(get_env().get('A'))") == 2
    assert all(change.mend for change in reviewed(repo).regressions)
