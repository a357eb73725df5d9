"""`remend spec`, as a user starts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, write

SPEC = "<spec><name>House</name><guidelines><guideline>Subject: 30 characters</guideline></guidelines></spec>"
CONFIG = "[tool.remend.commits]\nspec = 'house.xml'\n"


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo({"house.xml": SPEC, "pyproject.toml": CONFIG, "pkg/a.py": "x = 1\n"})


class TestSpec:
    def test_the_spec_in_force_is_shown(self, repo: Path) -> None:
        shown = remend("spec", cwd=repo / "pkg")

        assert (shown.returncode, shown.stderr) == (0, "")
        assert "  limit       30 characters  (house.xml:1)\n" in shown.stdout

    def test_a_key_can_be_tried_out(self, repo: Path) -> None:
        shown = remend("spec", "--config", "commits.subject-limit=72", "--format", "json", cwd=repo)

        assert json.loads(shown.stdout)["subject_limit"] == {
            "value": 72,
            "origin": "tool.remend.commits.subject-limit",
        }

    def test_it_works_outside_a_repository(self, tmp_path: Path) -> None:
        assert remend("spec", cwd=tmp_path).stdout.startswith("remend  (remend's own)\n")

    def test_a_broken_spec_is_told(self, repo: Path) -> None:
        write(repo, {"house.xml": "<spec>\n<a></spec>"})

        shown = remend("spec", cwd=repo)

        assert (shown.returncode, shown.stdout) == (2, "")
        assert shown.stderr == (
            "remend: house.xml: line 2: this is no well-formed XML: mismatched tag; mend it, or name another\n"
        )
