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
    [["--help"], ["--version"], *([name, "--help"] for name in ("scan", "fix", "rules", "explain", "demo"))],
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
