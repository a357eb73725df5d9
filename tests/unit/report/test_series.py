"""A repair as a person reads it, planned and carried out."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from remend.model import Plan, Rewrite
from remend.report import series
from reports import AFTER, BEFORE, BRANCH, CLEAN, IN_PLACE, PREVIEW, UNIT

PLANNED = """\
commit 1/1  refactor(shop): read env through get_env
    1 site in 1 file, one template, about 15 s to review
    shop/settings.py  1 site, +2 -2

    One read went past the accessor.

    Remend-Rule: env-access
    Remend-Violations: 1

diff --git a/shop/settings.py b/shop/settings.py
--- a/shop/settings.py
+++ b/shop/settings.py
@@ -1,2 +1,2 @@
-import os
-port = os.getenv("PORT", "80")
+from shared.env import get_env
+port = get_env().get("PORT", "80")
"""
LEFT = """\
shop/billing.py:7:1: critical env-access os.environ[...] past the accessor get_env()
    os.environ["TOKEN"]
    declined: unsafe: it raises KeyError

1 mended, 1 declined; 12 files, 4 inspected
--unsafe would mend 1 more; read the reasons above first
"""


def test_a_preview_shows_each_commit_what_is_left_and_the_next_step() -> None:
    step = "nothing was written; without --dry-run this makes 1 commit\n"
    assert series.render(PREVIEW) == f"{PLANNED}\n{LEFT}{step}"


def test_a_quiet_preview_is_the_series_alone() -> None:
    assert series.render(PREVIEW, quiet=True) == PLANNED


def test_a_whole_preview_is_a_patch(tmp_path: Path) -> None:
    again = AFTER.replace(b"80", b"81")
    second = replace(
        UNIT,
        body="--- a hyphen, and a line that begins with\n+++ plus signs",
        rewrites=(Rewrite(rule="x", path="shop/settings.py", old=AFTER, new=again, mended=()),),
    )
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/settings.py").write_bytes(BEFORE)
    preview = series.render(replace(PREVIEW, plan=Plan(base="", units=(UNIT, second))))
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=preview.encode(), check=True)
    assert (tmp_path / "shop/settings.py").read_bytes() == again


def test_a_written_branch_shows_its_commits_and_how_to_take_them() -> None:
    assert series.render(BRANCH, quiet=True) == (
        "remend/env-access  1 commit on 012345678\n"
        "    fedcba987  refactor(shop): read env through get_env"
        "  (1 site in 1 file, one template, about 15 s to review)\n"
        "\n"
        "look at it    git log -p HEAD..remend/env-access\n"
        "merge it      git merge --ff-only remend/env-access\n"
        "              git cherry-pick HEAD..remend/env-access    where HEAD has moved on\n"
        "drop it       git branch -D remend/env-access\n"
    )


def test_a_written_branch_shows_what_is_left() -> None:
    assert series.render(BRANCH).endswith(f"\n\n{LEFT}")


def test_a_branch_name_is_safe_to_paste_into_a_shell() -> None:
    assert "git branch -D 'a$(b)'\n" in series.render(replace(BRANCH, branch="a$(b)"))


def test_a_repair_in_place_names_the_files_once_each() -> None:
    twice = replace(IN_PLACE, plan=Plan(base="work tree", units=(UNIT, UNIT)))
    assert series.render(twice, quiet=True) == "written  shop/settings.py  (2 sites)\n"


def test_nothing_to_mend_is_one_line() -> None:
    for pending in (True, False):
        assert series.render(replace(CLEAN, command="fix", pending=pending)) == "nothing found; 3 files, 0 inspected\n"


def test_colour_is_left_out_unless_asked_for() -> None:
    assert "\x1b" not in series.render(PREVIEW)
    assert "\x1b[33mcommit 1/1\x1b[0m" in series.render(PREVIEW, color=True)
    assert "\x1b[32mwritten\x1b[0m" in series.render(IN_PLACE, color=True)


def test_control_characters_of_a_message_do_not_reach_the_terminal() -> None:
    unit = replace(UNIT, subject="fix(a\x1b[2J): b", body="c\rd")
    planned = series.render(replace(PREVIEW, plan=Plan(base="", units=(unit,))))
    assert "commit 1/1  fix(a\\x1b[2J): b\n" in planned
    assert "    c\\rd\n" in planned


def test_a_commit_without_a_message_is_its_subject_alone() -> None:
    unit = replace(UNIT, body="", trailers=())
    planned = series.render(replace(PREVIEW, plan=Plan(base="", units=(unit,))), quiet=True)
    assert planned.splitlines()[3:5] == ["", "diff --git a/shop/settings.py b/shop/settings.py"]
