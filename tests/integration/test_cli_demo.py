"""The demo: the main job on a real repository, end to end, and the series that it is known to give."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from commandline import remend
from remend_cli.app import run
from remend_cli.commands import demo
from repository import git

SCENARIO = Path(__file__).parents[2] / "fixtures" / "repos" / "ssot_regression"
EXPECTED = tomllib.loads((SCENARIO / "commits.toml").read_text("utf-8"))


@pytest.mark.slow
def test_the_demo_leaves_the_series_and_the_files_that_come_with_it(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shown = remend("demo", "--keep", str(kept), cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    commits = EXPECTED["commits"]
    assert git(kept, "log", "--reverse", "--format=%s").splitlines()[1:] == [each["subject"] for each in commits]
    files = git(kept, "log", "--reverse", "--format=", "--name-only").splitlines()
    assert files[-len(commits) :] == [name for each in commits for name in each["files"]]
    after = {path.relative_to(SCENARIO / "after"): path.read_bytes() for path in (SCENARIO / "after").rglob("*.py")}
    assert {path.relative_to(kept): path.read_bytes() for path in kept.rglob("*.py")} == after


@pytest.mark.slow
def test_the_demo_shows_the_commands_that_it_runs(tmp_path: Path) -> None:
    shown = remend("demo", cwd=tmp_path)
    prompts = [line for line in shown.stdout.splitlines() if line.startswith("$ ")]
    assert prompts == [
        "$ remend scan",
        "$ remend fix --dry-run",
        "$ remend fix",
        "$ git log --stat --oneline HEAD..remend/3-rules-209c8ec1",
        "$ git merge --ff-only --quiet remend/3-rules-209c8ec1",
        "$ remend scan",
    ]
    for declined in EXPECTED["declined"]:
        assert f"{declined['path']}:{declined['line']}:" in shown.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_demo_depends_on_nothing_of_the_user(tmp_path: Path) -> None:
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = Somebody\n[commit]\ngpgsign = true\n[core]\nhooksPath = /nonexistent\n")
    foreign = {"GIT_CONFIG_GLOBAL": str(config), "GIT_DIR": str(tmp_path / "elsewhere"), "GIT_AUTHOR_NAME": "Somebody"}
    shown = remend("demo", "--keep", "kept", cwd=tmp_path, **foreign)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert set(git(tmp_path / "kept", "log", "--format=%an%n%cn").splitlines()) == {"remend demo"}


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    for taken in (tmp_path, tmp_path / "mine.txt"):
        shown = remend("demo", "--keep", str(taken), cwd=tmp_path)
        assert shown.returncode == 2
        assert shown.stderr == f"remend: {taken} is there already; name a new or an empty folder for --keep\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_demo_without_git_says_what_it_needs(tmp_path: Path) -> None:
    shown = remend("demo", cwd=tmp_path, PATH=str(tmp_path))
    assert shown.returncode == 2
    assert shown.stderr == "remend: the demo needs git, and there is none on the PATH; install git\n"


def test_the_data_of_the_demo_is_that_of_the_scenario() -> None:
    assert demo.DATA == SCENARIO


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo's data that a test may spoil."""
    copy = tmp_path / "data"
    shutil.copytree(SCENARIO, copy)
    monkeypatch.setattr(demo, "DATA", copy)
    return copy


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("commits.toml", "fix(catalog)", "feat(catalog)", "its commits are fix(catalog)"),
        ("after/orders/worker.py", "get_env().exists", "get_env().has", "orders/worker.py is not as it should be"),
        ("before/pyproject.toml", "get_env", "get_environment", "`remend scan` exits with 2 instead of 1"),
    ],
)
def test_a_demo_that_goes_otherwise_says_so(
    *, data: Path, capsys: pytest.CaptureFixture[str], name: str, old: str, new: str, told: str
) -> None:
    spoil(data / name, old, new)
    assert run(["demo"]) == 3
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"remend: the demo failed: {told}")


def test_a_demo_whose_git_fails_says_what_git_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "SETTINGS", {"nosection": "x"})
    assert run(["demo"]) == 3
    told = capsys.readouterr().err
    assert told.startswith("remend: the demo failed: git config nosection x: error: key does not contain a section")
