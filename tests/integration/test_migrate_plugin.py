"""A migration that goes on does so with the plug-ins that there are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.crew.journal import Journal
from remend.pipeline import Course, Request, series
from remend.plugin.client import stop_all
from remend.workspace import Workspace
from repository import MakeRepo

CODEMOD = """
from libcst.codemod import VisitorBasedCodemodCommand


class OldCommand(VisitorBasedCodemodCommand):
    def leave_Name(self, original_node, updated_node):
        return updated_node.with_changes(value="new") if original_node.value == "old" else updated_node
"""
CONFIG = '[[tool.remend.codemod]]\ncodemod = "tools.codemods:OldCommand"\nsafety = "safe"\ntriggers = ["old"]\n'
FILES = {"pyproject.toml": CONFIG, "tools/codemods.py": CODEMOD, "shop.py": "old = 1\n"}


def mended(repo: Path, *, resume: bool) -> tuple[int, list[bytes]]:
    """How many answers were there, and what became of the file."""
    with Journal(repo, resume=resume) as journal:
        found = journal.found
        request = Request(paths=(repo,), select=("old",), allow_dirty=True)
        units = series(Workspace(request), Course(journal=journal)).plan.units
        return found, [r.after for unit in units for r in unit.rewrites if r.path == "shop.py"]


@pytest.mark.slow
def test_what_a_plug_in_made_before_it_changed_is_not_taken_up(make_repo: MakeRepo) -> None:
    repo = make_repo(FILES)
    try:
        assert mended(repo, resume=False) == (0, [b"new = 1\n"])
        found, again = mended(repo, resume=True)
        assert found > 0 and again == [b"new = 1\n"]

        (repo / "tools/codemods.py").write_text(CODEMOD.replace('"new"', '"newer"'))

        assert mended(repo, resume=True)[1] == [b"newer = 1\n"]
    finally:
        stop_all()
