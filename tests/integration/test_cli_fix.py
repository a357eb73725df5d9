"""`remend fix` on real repositories: the preview, the branch, the files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from commandline import remend
from remend.report.json import SCHEMA_FILE
from repository import MakeRepo, commit, git, write
from scenarios import BOOKSHOP, BOOKSHOP_MENDED, files_of

SCHEMA = json.loads(SCHEMA_FILE.read_text("utf-8"))
BRANCH = "remend/3-rules-209c8ec1"


@pytest.fixture
def shop(make_repo: MakeRepo) -> Path:
    return make_repo(BOOKSHOP)


def state(repo: Path) -> tuple[object, ...]:
    """Everything of a repository and its work tree that a command could have changed."""
    return (
        files_of(repo),
        git(repo, "status", "--porcelain"),
        git(repo, "for-each-ref"),
        git(repo, "symbolic-ref", "HEAD"),
    )


def test_a_dry_run_shows_the_series_and_changes_nothing(shop: Path) -> None:
    before = state(shop)
    told = remend("fix", "--dry-run", cwd=shop)
    assert (told.returncode, told.stderr) == (1, "")
    assert told.stdout.startswith("commit 1/4  fix(catalog): read env through get_env\n")
    assert told.stdout.endswith("nothing was written; without --dry-run this makes 4 commits\n")
    assert state(shop) == before


@pytest.mark.slow
def test_a_dry_run_leaves_nothing_but_its_cache_which_git_does_not_see(shop: Path) -> None:
    before = {path.name for path in shop.iterdir()}
    remend("fix", "--dry-run", cwd=shop)
    assert {path.name for path in shop.iterdir()} - before == {".remend_cache"}
    assert git(shop, "status", "--porcelain", "--untracked-files=all") == ""


@pytest.mark.slow
def test_a_dry_run_is_a_patch_that_gives_the_tree_of_the_branch(shop: Path) -> None:
    patch = remend("fix", "--dry-run", cwd=shop).stdout
    remend("fix", cwd=shop)
    git(shop, "apply", "--index", "-", stdin=patch.encode())
    assert git(shop, "write-tree") == git(shop, "rev-parse", f"{BRANCH}^{{tree}}")


@pytest.mark.slow
def test_a_dry_run_prints_the_very_commits_of_the_real_run(shop: Path) -> None:
    planned = json.loads(remend("fix", "--dry-run", "--format", "json", cwd=shop).stdout)
    written = json.loads(remend("fix", "--format", "json", cwd=shop).stdout)
    for report in (planned, written):
        jsonschema.validate(report, SCHEMA)
    assert [unit.pop("commit") for unit in planned["units"]] == [None] * 4
    commits = [unit.pop("commit") for unit in written["units"]]
    assert commits == git(shop, "rev-list", "--reverse", f"HEAD..{BRANCH}").splitlines()
    assert planned["units"] == written["units"]
    assert [unit["subject"] for unit in planned["units"]] == git(
        shop, "log", "--reverse", "--format=%s", f"HEAD..{BRANCH}"
    ).splitlines()
    assert (planned["summary"]["pending"], written["summary"]["pending"]) == (True, False)


@pytest.mark.slow
def test_a_series_has_no_more_commits_than_are_asked_for(shop: Path) -> None:
    planned = json.loads(remend("fix", "--dry-run", "--max-commits", "2", "--format", "json", cwd=shop).stdout)
    written = json.loads(remend("fix", "--max-commits", "2", "--format", "json", cwd=shop).stdout)

    assert [{**unit, "commit": None} for unit in written["units"]] == planned["units"]
    assert git(shop, "log", "--reverse", "--format=%s", f"HEAD..{BRANCH}").splitlines() == [
        "fix: read env through get_env",
        "fix(orders): mend what 2 rules found",
    ]
    assert git(shop, "log", "-1", "--format=%(trailers:key=Remend-Rule,valueonly)", BRANCH).split() == [
        "missing-await",
        "undefined-name",
    ]
    assert git(shop, "show", f"{BRANCH}:orders/routes.py") == BOOKSHOP_MENDED["orders/routes.py"].decode().strip()
    assert [unit["notes"] for unit in written["units"]] == [
        ["put together from 2 units, for a series of 2 commits at most"]
    ] * 2


def test_what_is_unsafe_is_not_put_together_with_what_is_safe(shop: Path) -> None:
    report = json.loads(remend("fix", "--unsafe", "--max-commits", "1", "--format", "json", cwd=shop).stdout)

    assert [(unit["sites"], unit["safety"]) for unit in report["units"]] == [(8, "safe"), (1, "unsafe"), (2, "safe")]
    (note,) = [each["message"] for each in report["diagnostics"] if each["kind"] == "note"]
    assert note.startswith("the series has 3 commits, and 1 were asked for at most: what is unsafe is not put together")


@pytest.mark.slow
def test_every_violation_is_in_one_commit_or_declined_with_a_reason(shop: Path) -> None:
    report = json.loads(remend("fix", "--format", "json", cwd=shop).stdout)
    in_units = [fingerprint for unit in report["units"] for fingerprint in unit["violations"]]
    mended = [each["fingerprint"] for each in report["violations"] if each["outcome"] == "mended"]
    declined = [each for each in report["violations"] if each["outcome"] == "declined"]
    assert sorted(in_units) == sorted(mended)
    assert len(mended) + len(declined) == len(report["violations"]) == 11
    assert all(each["reason"] for each in declined)


@pytest.mark.slow
def test_a_branch_is_written_beside_the_checkout(shop: Path) -> None:
    files, status, _, head = state(shop)
    told = remend("fix", cwd=shop)
    assert (told.returncode, told.stderr) == (1, "")
    assert (files_of(shop), git(shop, "status", "--porcelain"), git(shop, "symbolic-ref", "HEAD")) == (
        files,
        status,
        head,
    )
    for path, content in BOOKSHOP_MENDED.items():
        assert git(shop, "show", f"{BRANCH}:{path}") == content.decode().removesuffix("\n")


@pytest.mark.slow
def test_the_commands_that_are_told_work_when_pasted(shop: Path) -> None:
    told = remend("fix", cwd=shop).stdout
    for command in re.findall(r"git (?:log|merge) .*", told):
        git(shop, *command.split()[1:])
    assert git(shop, "log", "-1", "--format=%s") == "fix(orders): import what is used"
    (drop,) = re.findall(r"git branch -D .*", told)
    git(shop, *drop.split()[1:])


@pytest.mark.slow
def test_the_branch_can_be_taken_over_where_head_has_moved_on(shop: Path) -> None:
    told = remend("fix", cwd=shop).stdout
    commit(shop, {"notes.txt": "meanwhile\n"})
    (pick,) = re.findall(r"git (cherry-pick \S+)", told)
    git(shop, *pick.split())
    assert git(shop, "log", "--format=%s").splitlines()[4:] == ["change", "first"]


@pytest.mark.slow
def test_a_second_run_finds_nothing_more_to_mend(shop: Path) -> None:
    assert remend("fix", "--unsafe", cwd=shop).returncode == 0
    git(shop, "merge", "--quiet", "--ff-only", BRANCH)
    git(shop, "branch", "--quiet", "-D", BRANCH)
    again = remend("fix", "--unsafe", cwd=shop)
    assert again.returncode == 0
    assert again.stdout.startswith("nothing found; 9 files")
    assert git(shop, "branch", "--format=%(refname:short)") == "main"


@pytest.mark.slow
def test_the_branch_can_be_named(shop: Path) -> None:
    assert remend("fix", "--branch", "tidy", cwd=shop).stdout.startswith("tidy  4 commits on ")
    assert git(shop, "rev-list", "--count", "HEAD..tidy") == "4"


@pytest.mark.slow
def test_files_can_be_written_in_place(shop: Path) -> None:
    (shop / "orders" / "worker.py").chmod(0o755)
    before = git(shop, "for-each-ref")
    told = remend("fix", "--in-place", cwd=shop)
    assert told.returncode == 1
    assert told.stdout.startswith(
        "written  catalog/settings.py  (5 sites)\n"
        "written  orders/routes.py  (2 sites)\n"
        "written  orders/worker.py  (3 sites)\n\n"
    )
    assert files_of(shop) == BOOKSHOP_MENDED
    assert (shop / "orders" / "worker.py").stat().st_mode & 0o777 == 0o755
    assert git(shop, "for-each-ref") == before


@pytest.mark.slow
def test_files_outside_a_repository_are_written_in_place_only(tmp_path: Path) -> None:
    write(tmp_path, BOOKSHOP)
    refused = remend("fix", cwd=tmp_path)
    assert refused.returncode == 2
    assert "--in-place" in refused.stderr
    assert files_of(tmp_path) == BOOKSHOP
    assert remend("fix", "--in-place", cwd=tmp_path).returncode == 1
    assert files_of(tmp_path) == BOOKSHOP_MENDED


@pytest.mark.slow
def test_a_dry_run_in_place_shows_what_would_be_written(shop: Path) -> None:
    before = state(shop)
    told = remend("fix", "--dry-run", "--in-place", cwd=shop)
    assert told.returncode == 1
    assert state(shop) == before
    git(shop, "apply", "-", stdin=told.stdout.encode())
    assert files_of(shop) == BOOKSHOP_MENDED


def test_in_place_and_a_branch_exclude_each_other(shop: Path) -> None:
    before = state(shop)
    told = remend("fix", "--in-place", "--branch", "tidy", cwd=shop)
    assert (told.returncode, told.stdout) == (2, "")
    assert "--in-place" in told.stderr
    assert state(shop) == before


@pytest.mark.slow
def test_a_file_with_uncommitted_changes_is_left_out_and_named(shop: Path) -> None:
    settings = shop / "catalog" / "settings.py"
    settings.write_bytes(settings.read_bytes() + b"# later\n")
    told = remend("fix", cwd=shop)
    assert told.returncode == 1
    assert "catalog/settings.py:1:1: left-out" in told.stdout
    assert git(shop, "diff", "--name-only", f"HEAD..{BRANCH}").splitlines() == [
        "orders/routes.py",
        "orders/worker.py",
    ]
    remend("fix", "--allow-dirty", cwd=shop)
    assert git(shop, "diff", "--name-only", f"HEAD..{BRANCH}").splitlines() == [
        "catalog/settings.py",
        "orders/routes.py",
        "orders/worker.py",
    ]


@pytest.mark.slow
def test_what_needs_a_decision_is_mended_on_request(shop: Path) -> None:
    assert "--unsafe would mend 1 more" in remend("fix", "--dry-run", cwd=shop).stdout
    told = remend("fix", "--unsafe", "--in-place", cwd=shop)
    assert told.returncode == 0
    assert b'get_env().get("PARCEL_TOKEN")' in (shop / "orders" / "worker.py").read_bytes()


@pytest.mark.slow
def test_quiet_tells_what_was_done_alone(shop: Path) -> None:
    told = remend("fix", "-q", cwd=shop).stdout
    assert told.startswith(f"{BRANCH}  4 commits on ")
    assert "declined" not in told


@pytest.mark.slow
def test_a_report_can_go_to_a_file(shop: Path, tmp_path: Path) -> None:
    told = remend("fix", "--dry-run", "--output", str(tmp_path / "series.patch"), cwd=shop, FORCE_COLOR="1")
    assert (told.stdout, told.stderr) == ("", "")
    git(shop, "apply", "--check", str(tmp_path / "series.patch"))


@pytest.mark.slow
def test_what_is_not_utf8_survives_the_way_through_a_patch(make_repo: MakeRepo) -> None:
    latin = "# -*- coding: latin-1 -*-\r\nimport os\r\nimport catalog\r\nNAME = os.getenv('CAFÉ', 'é')".encode(
        "latin-1"
    )
    repo = make_repo({**BOOKSHOP, "catalog/é è.py": latin})
    patch = remend("fix", "--dry-run", "catalog", cwd=repo).stdout
    assert "É', 'é'".encode("latin-1") in patch.encode("utf-8", "surrogateescape")
    assert remend("fix", "catalog", "--branch", "tidy", cwd=repo).returncode == 0
    git(repo, "apply", "--index", "-", stdin=patch.encode("utf-8", "surrogateescape"))
    assert git(repo, "write-tree") == git(repo, "rev-parse", "tidy^{tree}")
