"""`remend rules` and `remend explain`."""

from __future__ import annotations

import json
from pathlib import Path

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


def test_colour_is_for_terminals_unless_forced(tmp_path: Path) -> None:
    assert "\x1b[" not in remend("explain", "env-access", cwd=tmp_path).stdout
    assert "\x1b[1m" in remend("explain", "env-access", cwd=tmp_path, FORCE_COLOR="1").stdout
    assert "\x1b[" not in remend("explain", "env-access", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="1").stdout
