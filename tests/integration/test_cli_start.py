"""How the command line starts: at once, and without running anything of the user's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import remend as library
from commandline import command, remend

HEAVY = {"libcst", "git", "gitdb", "bowler", "fissix", "ruff", "rich", "pathspec"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        *([name, "--help"] for name in ("scan", "fix", "migrate", "plan", "verify", "check-message", "rules", "demo")),
    ],
)
def test_help_and_version_import_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    program = (
        "import sys\nfrom remend_cli.app import run\ncode = run(sys.argv[1:])\nprint(*sys.modules)\nsys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    imported = {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}
    assert imported & HEAVY == set()
    assert "remend_cli" in imported


def test_the_version_is_that_of_the_library(tmp_path: Path) -> None:
    assert remend("--version", cwd=tmp_path).stdout == f"remend {library.__version__}\n"


def test_help_lists_the_commands_and_the_exit_codes(tmp_path: Path) -> None:
    shown = remend("-h", cwd=tmp_path)
    assert shown.returncode == 0
    commands = shown.stdout.partition("Commands:\n")[2].partition("\n\n")[0]
    names = [line.split()[0] for line in commands.splitlines()]
    work = ["scan", "review", "fix", "migrate", "verify", "plan", "undo", "blame-ignore"]
    assert names == [*work, "spec", "check-message", "check-commit", "rules", "explain", "demo"]
    assert "130 interrupted" in shown.stdout


def test_packages_of_the_current_folder_are_never_imported(tmp_path: Path) -> None:
    for name in ("remend", "typer", "git", "msgspec", "ast"):
        package = tmp_path / name
        package.mkdir()
        (package / "__init__.py").write_text("raise SystemExit('imported')")
    assert remend("rules", cwd=tmp_path).returncode == 0


def test_the_current_folder_stays_off_the_path_when_python_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit('imported')")
    assert remend("--version", cwd=tmp_path, PYTHONSAFEPATH="1").returncode == 0


@pytest.mark.parametrize("arguments", [["scna"], ["scan", "--formt", "json"], ["scan", "--jobs", "0"], ["explain"], []])
def test_a_wrong_call_exits_with_2(tmp_path: Path, arguments: list[str]) -> None:
    assert remend(*arguments, cwd=tmp_path).returncode == 2


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("explain", "env-access"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0
