"""`fix --range` completes what a range began, with what it learned from the range."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.model import Outcome
from remend.review import repair
from remend.workspace import Request
from repository import MakeRepo, commit

LOGGING = "import logging\n\nlog = logging.getLogger()\n\n\ndef f(a):\n"
OLD = LOGGING + "    log.warn(a, 1)\n    log.warn(2, 3)\n    log.warn(a, a)\n    log.warn(5, a)\n"


@pytest.fixture
def repo(make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three of four calls were renamed."""
    repo = make_repo({"app/a.py": OLD})
    commit(repo, {"app/a.py": OLD.replace("warn(", "warning(", 3)})
    monkeypatch.chdir(repo)
    return repo


@pytest.mark.usefixtures("repo")
def test_a_learned_rewrite_needs_consent() -> None:
    report = repair.preview(Request(), "HEAD~1..")

    (finding,) = report.findings
    assert (finding.violation.rule, finding.outcome) == ("incomplete-refactor", Outcome.DECLINED)
    assert finding.reason.startswith("unsafe: learned from 3 sites")
    assert report.plan.units == ()


def test_a_learned_rewrite_completes_the_range(repo: Path) -> None:
    report = repair.preview(Request(unsafe=True), "HEAD~1..")

    (unit,) = report.plan.units
    assert unit.rewrites[0].after.decode() == OLD.replace("warn(", "warning(")
    assert unit.subject == "refactor(app): rewrite the sites that were left"
    assert (repo / "app/a.py").read_text("utf-8").count("warn(") == 1
