"""`remend fix --verify`: what fails the user's commands is withheld, and all else is handed over."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import rule_pack
from commandline import remend
from commits import state
from many_files import ACCESSOR
from remend import pipeline
from remend.model import Outcome
from remend.proof import withhold
from remend.report.json import render
from repository import MakeRepo, commit, git, write

READ = "import os\n\n\ndef read():\n    return os.getenv('A')\n"
OLD = "import os\n\n\ndef read(legacy_total):\n    return os.getenv('A'), legacy_total\n"
FILES: Mapping[str, str | bytes] = {
    "pyproject.toml": '[tool.remend]\nignore = ["broken-import", "missing-await", "undefined-name"]\n'
    '[tool.remend.env-access]\naccessor = "shared.environment:get_env"\n',
    "shared/__init__.py": "",
    "shared/environment.py": ACCESSOR,
    **{f"shop/{name}.py": READ for name in "abcde"},
    "shop/old.py": OLD,
    "tools/f.py": READ,
    "tools/g.py": READ,
}


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo(FILES)


def untouched(*names: str) -> str:
    """A command that fails once all of these files are mended."""
    mended = " && ".join(f"grep -q get_env {name}.py" for name in names)
    return f"! ({mended})"


def told(repo: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    run = remend("fix", *arguments, "--format", "json", cwd=repo, **environment)
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def planned(repo: Path, *commands: str) -> dict[str, Any]:
    """What a dry run tells, from this process, where all is loaded already."""
    request = pipeline.Request(paths=(repo,), verify=commands or None)
    report: dict[str, Any] = json.loads(render(pipeline.preview(request)))
    return report


def files(report: dict[str, Any]) -> list[list[str]]:
    return [unit["files"] for unit in report["units"]]


def declined(report: dict[str, Any]) -> dict[str, str]:
    return {v["path"]: v["reason"] for v in report["violations"] if v["outcome"] == "declined"}


def notes(report: dict[str, Any]) -> list[str]:
    return [each["message"] for each in report["diagnostics"] if each["kind"] == "note"]


SHOP = [f"shop/{name}.py" for name in ("a", "b", "c", "d", "e", "old")]
TOOLS = ["tools/f.py", "tools/g.py"]


def test_what_passes_is_handed_over_as_it_is(repo: Path) -> None:
    before = state(repo)
    report = planned(repo, "python3 -m compileall -q .", "true")
    assert files(report) == [SHOP, TOOLS]
    assert notes(report) == [
        "`python3 -m compileall -q .` passed at each of the 2 commits",
        "`true` passed at each of the 2 commits",
    ]
    assert state(repo) == before


@pytest.mark.slow
def test_the_file_whose_mend_fails_is_withheld_and_the_rest_kept(repo: Path) -> None:
    command = f"echo looking; {untouched('shop/c')} || (echo c must stay; false)"
    previewed = planned(repo, command)
    written = told(repo, "--branch", "tidy", "--verify", command)
    assert files(previewed) == files(written) == [[path for path in SHOP if path != "shop/c.py"], TOOLS]
    assert [{**unit, "commit": None} for unit in written["units"]] == previewed["units"]
    reason = declined(written)
    assert list(reason) == ["shop/c.py"]
    pattern = r"failed with exit code 1 after the mends of this file: looking \| c must stay \(output in (\S+)\)"
    match = re.fullmatch(re.escape(f"`{command}` ") + pattern, reason["shop/c.py"])
    assert match is not None, reason
    assert (repo / match[1]).read_text() == "looking\nc must stay\n"
    assert previewed["summary"]["exit_code"] == written["summary"]["exit_code"] == 1
    assert git(repo, "show", "tidy:shop/c.py") == READ.rstrip()
    assert remend("verify", "HEAD..tidy", "--run", command, cwd=repo).returncode == 0


def test_files_that_fail_only_together_are_withheld_together(repo: Path) -> None:
    report = planned(repo, untouched("shop/b", "shop/e"))
    assert files(report) == [[path for path in SHOP if path not in {"shop/b.py", "shop/e.py"}], TOOLS]
    reasons = declined(report)
    assert set(reasons) == {"shop/b.py", "shop/e.py"}
    assert all("after the mends of this file, together with those of 1 more" in reason for reason in reasons.values())


def test_files_that_fail_each_for_itself_are_all_found(repo: Path) -> None:
    report = planned(repo, untouched("shop/a"), untouched("tools/g"))
    assert files(report) == [SHOP[1:], ["tools/f.py"]]
    assert set(declined(report)) == {"shop/a.py", "tools/g.py"}


def test_a_unit_that_fails_whole_goes_and_those_behind_it_stay(repo: Path) -> None:
    report = planned(repo, "! grep -q get_env shop/*.py")
    assert files(report) == [TOOLS]
    assert set(declined(report)) == set(SHOP)


@pytest.mark.slow
def test_where_all_fails_there_is_no_branch(repo: Path) -> None:
    before = state(repo)
    report = told(repo, "--branch", "tidy", "--verify", "! grep -rq 'get_env()' shop tools")
    assert report["units"] == []
    assert set(declined(report)) == {*SHOP, *TOOLS}
    assert state(repo) == before


@pytest.mark.slow
def test_what_comes_after_is_derived_again_without_what_is_withheld(repo: Path, tmp_path: Path) -> None:
    rules = rule_pack.install(tmp_path / "site", rule_pack.OLD_NAME)
    both = told(repo, "--dry-run", **rules)
    assert files(both) == [SHOP, TOOLS, ["shop/old.py"]]
    report = told(repo, "--branch", "tidy", "--verify", untouched("shop/old"), **rules)
    assert files(report) == [SHOP[:-1], TOOLS, ["shop/old.py"]]
    assert list(declined(report)) == ["shop/old.py"]
    assert git(repo, "show", "tidy:shop/old.py") == OLD.replace("legacy_total\n", "sum\n").rstrip()


def test_what_fails_before_proves_nothing_and_holds_up_nothing(repo: Path) -> None:
    report = planned(repo, "echo broken; false", untouched("tools/f"))
    assert files(report) == [SHOP, ["tools/g.py"]]
    assert any(note.startswith("`echo broken; false` proves nothing: ") and "broken" in note for note in notes(report))
    nothing = planned(repo, "false")
    assert files(nothing) == [SHOP, TOOLS]
    (note,) = notes(nothing)
    assert note.startswith("`false` proves nothing: `false` failed with exit code 1 on the base already (output in ")


@pytest.mark.slow
def test_commands_may_be_configured_and_left_out(repo: Path) -> None:
    table = f'{FILES["pyproject.toml"]!s}[tool.remend.commits]\nverify = "{untouched("shop/c")}"\n'
    write(repo, {"pyproject.toml": table})
    assert set(declined(planned(repo))) == {"shop/c.py"}
    assert declined(planned(repo, "true")) == {}
    assert declined(told(repo, "--dry-run", "--no-verify")) == {}
    assert declined(told(repo, "--dry-run", "--in-place")) == {}


@pytest.mark.parametrize("other", ["--in-place", "--no-verify"])
def test_what_proves_no_commit_is_refused(repo: Path, other: str) -> None:
    run = remend("fix", "--verify", "true", other, cwd=repo)
    assert (run.returncode, run.stdout) == (2, "")
    assert other in run.stderr


@pytest.mark.slow
def test_what_a_range_regressed_is_proven_too(repo: Path) -> None:
    commit(repo, {"shop/new.py": READ, "shop/newer.py": READ})
    report = told(repo, "--range", "HEAD^!", "--branch", "tidy", "--verify", untouched("shop/new"))
    assert files(report) == [["shop/newer.py"]]
    assert set(declined(report)) == {"shop/new.py"}
    assert git(repo, "diff", "--name-only", "HEAD..tidy") == "shop/newer.py"


def test_after_a_few_rounds_what_stands_before_the_first_that_falls_is_kept(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withhold, "MOST_ROUNDS", 1)
    request = pipeline.Request(paths=(repo,), verify=(untouched("shop/a"), untouched("tools/g")))
    report = pipeline.preview(request)
    assert [[rewrite.path for rewrite in unit.rewrites] for unit in report.plan.units] == [SHOP[1:]]
    left = {f.violation.path: f.reason for f in report.findings if f.outcome is Outcome.DECLINED}
    assert set(left) == {"shop/a.py", *TOOLS}
    assert "also without what was withheld before" in left["tools/f.py"]
    assert report.count(Outcome.MENDED) + len(left) == len(report.findings)


def test_nothing_to_mend_runs_nothing(repo: Path, tmp_path: Path) -> None:
    report = told(repo, "--dry-run", "--verify", f"touch {tmp_path}/ran", "shared")
    assert report["units"] == []
    assert not (tmp_path / "ran").exists()
