"""`remend rules` and `remend explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commandline import remend


def test_rules_lists_what_is_installed(tmp_path: Path) -> None:
    listed = remend("rules", cwd=tmp_path)
    assert listed.returncode == 0
    assert "env-access" in [line.split()[0] for line in listed.stdout.splitlines()]


def test_rules_are_told_to_programs_too(tmp_path: Path) -> None:
    listed = json.loads(remend("rules", "--format", "json", cwd=tmp_path).stdout)
    assert listed["schema"] == "remend.rules/1"
    assert "env-access" in [rule["id"] for rule in listed["rules"]]


def test_explain_shows_the_page_of_a_rule(tmp_path: Path) -> None:
    page = remend("explain", "env-access", cwd=tmp_path)
    assert page.returncode == 0
    assert page.stdout.startswith("env-access  medium, mend is safe\n")
    assert "    accessor " in page.stdout


def test_explain_answers_a_misspelt_name_with_the_nearest(tmp_path: Path) -> None:
    page = remend("explain", "env-acces", cwd=tmp_path)
    assert (page.returncode, page.stdout) == (2, "")
    assert page.stderr == "remend: there is no rule `env-acces`; did you mean `env-access`?\n"


@pytest.mark.slow
def test_colour_is_for_terminals_unless_forced(tmp_path: Path) -> None:
    assert "\x1b[" not in remend("explain", "env-access", cwd=tmp_path).stdout
    assert "\x1b[1m" in remend("explain", "env-access", cwd=tmp_path, FORCE_COLOR="1").stdout
    assert "\x1b[" not in remend("explain", "env-access", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="1").stdout


def declare(folder: Path, after: str) -> None:
    """A configuration with one replacement, whose example becomes `after`."""
    keys = 'name = "old-call"\nmatch = "m.old($A)"\nreplace = "m.new($A)"\nimports = "import m"\n'
    example = f'examples = [{{ before = "import m\\nm.old(1)", after = "import m\\n{after}" }}]\n'
    (folder / "pyproject.toml").write_text(f"[tool.remend]\n[[tool.remend.replace]]\n{keys}{example}")


@pytest.mark.slow
def test_a_declared_replacement_is_a_rule(tmp_path: Path) -> None:
    declare(tmp_path, "m.new(1)")
    (tmp_path / "a.py").write_text("import m\n\nm.old(2)\nm.old(3)  # remend: ignore[old-call] as it was\n")

    assert "old-call" in remend("rules", cwd=tmp_path).stdout
    assert "`m.old($A)` becomes `m.new($A)`" in remend("explain", "old-call", cwd=tmp_path).stdout
    scanned = remend("scan", "--select", "old-call", "--format", "json", cwd=tmp_path)
    assert [each["outcome"] for each in json.loads(scanned.stdout)["violations"]] == ["found", "suppressed"]
    assert remend("fix", "--in-place", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.py").read_text() == "import m\n\nm.new(2)\nm.old(3)  # remend: ignore[old-call] as it was\n"
    assert remend("scan", "--ignore", "old-call", cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_examples_are_tried(tmp_path: Path) -> None:
    declare(tmp_path, "m.new(1)")
    held = remend("rules", "--check", cwd=tmp_path)
    assert (held.stdout, held.returncode) == ("old-call  1 example held\n", 0)

    declare(tmp_path, "m.other(1)")
    failed = remend("rules", "--check", cwd=tmp_path)
    assert failed.returncode == 1
    assert "-m.other(1)\n+m.new(1)\n" in failed.stdout


def test_a_replacement_cannot_have_the_name_of_a_rule(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.remend.replace]]\nname = "env-access"\nmatch = "m.f()"\nreplace = "m.g()"\n'
    )
    told = remend("rules", cwd=tmp_path)

    assert told.returncode == 2
    assert (
        "tool.remend.replace.env-access.name: there is another rule `env-access`; name this one otherwise"
        in told.stderr
    )


def test_a_replacement_is_one_commit_for_each_service(tmp_path: Path) -> None:
    for name in ("shop/a.py", "shop/b.py", "desk/a.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("import os\n\nhere = os.getcwdb()\n")
    keys = 'name = "own"\nmatch = "os.getcwdb()"\nreplace = "os.fsencode(os.getcwd())"\nsubject = "encode here"\n'
    (tmp_path / "pyproject.toml").write_text(f"[[tool.remend.replace]]\n{keys}")
    told = json.loads(remend("fix", "--dry-run", "--in-place", "--format", "json", cwd=tmp_path).stdout)

    assert [(unit["subject"], unit["files"]) for unit in told["units"]] == [
        ("refactor(desk): encode here", ["desk/a.py"]),
        ("refactor(shop): encode here", ["shop/a.py", "shop/b.py"]),
    ]
