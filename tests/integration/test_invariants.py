"""The promises of the design page, each on a real repository with two rules, one of them from another distribution.

Each test was seen to fail with the promise broken in the code; its docstring names what it guards.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import rule_pack
from commandline import remend
from many_files import EXECUTABLE, FILES, LINK, LINKED, make_many
from repository import MakeRepo, git, write
from scenarios import files_of

BRANCH = "tidy"
Json = dict[str, Any]


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_many(make_repo)


@pytest.fixture
def rules(tmp_path: Path) -> Mapping[str, str]:
    """The environment in which a second rule is installed, which mends some of the same files."""
    return rule_pack.install(tmp_path / "site", rule_pack.OLD_NAME)


def told(repo: Path, rules: Mapping[str, str], *arguments: str) -> Json:
    run = remend(*arguments, "--format", "json", cwd=repo, **rules)
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    report: Json = json.loads(run.stdout)
    return report


def fix(repo: Path, rules: Mapping[str, str], *arguments: str) -> Json:
    """Write the branch; its report, which has units in several services and one file in two of them."""
    report = told(repo, rules, "fix", "--branch", BRANCH, *arguments)
    files = Counter(path for unit in report["units"] for path in unit["files"])
    assert len(report["units"]) >= 6
    assert max(files.values()) >= 2
    return report


def clone(repo: Path, revision: str) -> Path:
    copy = repo.parent / f"clone-{len(list(repo.parent.iterdir()))}"
    git(repo.parent, "clone", "--quiet", "--no-hardlinks", str(repo), str(copy))
    git(copy, "checkout", "--quiet", "--detach", git(repo, "rev-parse", revision))
    return copy


def commits(repo: Path) -> list[str]:
    """HEAD and the commits of the branch, in order."""
    return [git(repo, "rev-parse", "HEAD"), *git(repo, "rev-list", "--reverse", f"HEAD..{BRANCH}").splitlines()]


@pytest.mark.slow
def test_the_last_commit_has_the_tree_of_a_one_shot_fix(repo: Path, rules: Mapping[str, str]) -> None:
    """Invariant 1: units applied one after another lose nothing and add nothing."""
    fix(repo, rules)
    copy = clone(repo, "HEAD")
    told(copy, rules, "fix", "--in-place")
    git(copy, "add", "--all")

    assert git(copy, "write-tree") == git(repo, "rev-parse", f"{BRANCH}^{{tree}}")
    assert git(copy, "write-tree") != git(repo, "rev-parse", "HEAD^{tree}")


@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [(), ("--unsafe",)])
def test_every_violation_is_in_one_unit_or_declined_with_a_reason(
    repo: Path, rules: Mapping[str, str], unsafe: tuple[str, ...]
) -> None:
    """Invariant 2: what a scan finds comes out of a fix, mended in exactly one unit or with a reason."""
    found = {(v["rule"], v["path"], v["fingerprint"]) for v in told(repo, rules, "scan")["violations"]}
    report = fix(repo, rules, *unsafe)

    assert {(v["rule"], v["path"], v["fingerprint"]) for v in report["violations"]} == found
    prints = {v["fingerprint"]: v for v in report["violations"]}
    assert len(prints) == len(found) == len(report["violations"])
    units = Counter(fingerprint for unit in report["units"] for fingerprint in unit["violations"])
    for fingerprint, violation in prints.items():
        mended = violation["outcome"] == "mended"
        assert units.pop(fingerprint, 0) == mended
        assert mended or (violation["outcome"] in {"declined", "suppressed"} and violation["reason"]), violation
    assert not units
    assert {v["outcome"] for v in prints.values()} == {"mended", "declined", "suppressed"}


@pytest.mark.slow
def test_a_dry_run_prints_the_series_that_the_real_run_commits(repo: Path, rules: Mapping[str, str]) -> None:
    """Invariant 3: same units in the report, and each printed difference gives the tree of its commit."""
    planned = told(repo, rules, "fix", "--dry-run")["units"]
    printed = remend("fix", "--dry-run", cwd=repo, **rules).stdout
    written = fix(repo, rules)["units"]
    copy = clone(repo, "HEAD")

    assert [{**unit, "commit": None} for unit in written] == planned
    head, *series = commits(repo)
    assert [unit["commit"] for unit in written] == series
    _, *parts = re.split(r"^commit \d+/\d+  ", printed, flags=re.MULTILINE)
    assert [part.partition("\n")[0] for part in parts] == [
        git(repo, "log", "-1", "--format=%s", each) for each in series
    ]
    for part, unit, commit in zip(parts, written, series, strict=True):
        git(copy, "apply", "--index", "-", stdin=part.encode("utf-8", "surrogateescape"))
        assert git(copy, "write-tree") == git(repo, "rev-parse", f"{commit}^{{tree}}")
        assert git(repo, "diff", "--name-only", f"{commit}^", commit).splitlines() == sorted(unit["files"])
        message = git(repo, "log", "-1", "--format=%B", commit)
        assert message.startswith(f"{unit['subject']}\n\n{unit['body']}\n\n")
    assert git(repo, "rev-parse", f"{series[0]}^") == head


@pytest.mark.slow
def test_a_second_run_finds_nothing_to_do(repo: Path, rules: Mapping[str, str]) -> None:
    """Invariant 4: on the tip of the branch nothing is mended, and all that is left was left before."""
    first = fix(repo, rules)
    copy = clone(repo, BRANCH)
    before = files_of(copy)
    second = told(copy, rules, "fix", "--in-place")

    assert second["units"] == []
    assert files_of(copy) == before
    left = Counter((v["rule"], v["path"], v["reason"]) for v in first["violations"] if v["outcome"] != "mended")
    assert Counter(
        (v["rule"], v["path"], re.sub(r"line \d+", "", v["reason"])) for v in second["violations"]
    ) == Counter({(rule, path, re.sub(r"line \d+", "", reason)): count for (rule, path, reason), count in left.items()})


@pytest.mark.slow
def test_a_branch_touches_nothing_of_the_checkout(repo: Path, rules: Mapping[str, str]) -> None:
    """Invariant 5: work tree, index, HEAD, stash, configuration and hooks stay; only the branch comes."""
    write(repo, {"README.md": "stashed\n"})
    git(repo, "stash", "--quiet")
    write(repo, {"README.md": "staged\n", "notes.txt": "untracked\n"})
    git(repo, "add", "README.md")
    write(repo, {"README.md": "edited\n"})
    for hook in ("pre-commit", "commit-msg", "post-commit", "post-checkout", "post-rewrite", "prepare-commit-msg"):
        script = repo / ".git" / "hooks" / hook
        write(script.parent, {hook: "#!/bin/sh\ntouch hook-ran\n"})
        script.chmod(0o755)
    before = _all_but_objects(repo)
    fix(repo, rules)
    after = _all_but_objects(repo)

    came = {path for path in after if path not in before}
    assert came == {f".git/refs/heads/{BRANCH}", f".git/logs/refs/heads/{BRANCH}"}
    assert {path: content for path, content in after.items() if path not in came} == before


def _all_but_objects(repo: Path) -> dict[str, tuple[bytes, int, int]]:
    left_out = (".git/objects", ".remend_cache/")
    files = (p for p in repo.rglob("*") if p.is_file() and not any(part in p.as_posix() for part in left_out))
    return {
        path.relative_to(repo).as_posix(): (path.read_bytes(), path.lstat().st_mode, path.stat().st_mtime_ns)
        for path in files
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="stands in for git with a shell script")
@pytest.mark.parametrize("failing", ["commit-tree", "update-ref", "write-tree"])
def test_a_branch_appears_whole_or_not_at_all(
    repo: Path, rules: Mapping[str, str], tmp_path: Path, failing: str
) -> None:
    """Invariant 5: a run that fails half way leaves no branch behind, and none where one was."""
    fix(repo, rules)
    git(repo, "update-ref", f"refs/heads/{BRANCH}", f"{BRANCH}~1")
    refs = git(repo, "for-each-ref")
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    allowed = 0 if failing == "update-ref" else 2
    script = (
        f'#!/bin/sh\ncase " $* " in *" {failing} "*) echo x >> "{tmp_path}/calls"\n'
        f'[ $(wc -l < "{tmp_path}/calls") -gt {allowed} ] && echo "fatal: disk full" >&2 && exit 128;; esac\n'
        f'exec {real} "$@"\n'
    )
    write(tmp_path / "bin", {"git": script})
    (tmp_path / "bin" / "git").chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    for branch in (BRANCH, "other"):
        (tmp_path / "calls").unlink(missing_ok=True)
        run = remend("fix", "--branch", branch, cwd=repo, PATH=path, **rules)
        assert run.returncode == 2, run.stdout + run.stderr
        assert "disk full" in run.stderr
        assert git(repo, "for-each-ref") == refs


@pytest.mark.slow
def test_each_commit_parses_and_brings_no_violation_and_no_lost_name(repo: Path, rules: Mapping[str, str]) -> None:
    """Invariant 6: every commit of the series is as good as its parent, by remend's own measure and by ruff's."""
    fix(repo, rules, "--unsafe")
    copy = clone(repo, "HEAD")
    states = []
    for commit in commits(repo):
        git(copy, "checkout", "--quiet", "--detach", commit)
        for path in copy.rglob("*.py"):
            if path.name != "broken.py":
                ast.parse(path.read_bytes())
        violations = told(copy, rules, "scan")["violations"]
        found = Counter((v["rule"], v["path"], v["message"], v["severity"] == "critical") for v in violations)
        states.append((found, _lost_names(copy)))
    for (parents, names), (found, lost) in pairwise(states):
        assert not found - parents
        assert found.total() < parents.total()
        assert not lost - names
    assert ("orders/lost.py", "Undefined name `os`") in states[0][1]
    assert ("orders/lost.py", "Undefined name `os`") not in states[-1][1]


def _lost_names(folder: Path) -> Counter[tuple[str, str]]:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", "--output-format", "json", "."]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    told = json.loads(run.stdout)
    return Counter((Path(each["filename"]).relative_to(folder).as_posix(), each["message"]) for each in told)


@pytest.mark.slow
def test_outside_the_edit_bytes_stay(repo: Path, rules: Mapping[str, str]) -> None:
    """Invariant 7: encoding, BOM, newlines, trailing blanks, missing final newline, mode, links, other files."""
    before = files_of(repo)
    report = told(repo, rules, "fix", "--in-place")
    after = files_of(repo)

    touched = {path for unit in report["units"] for path in unit["files"]}
    edited = {(v["path"], n) for v in report["violations"] for n in range(v["line"], v["end_line"] + 1)}
    assert touched == {path for path in after if after[path] != before[path]} - {LINK}
    for path in touched:
        old, new = before[path], after[path]
        kept = [
            line
            for number, line in enumerate(old.splitlines(keepends=True), 1)
            if (path, number) not in edited and b"import os" not in line
        ]
        rest = iter(new.splitlines(keepends=True))
        assert all(line in rest for line in kept), path
        assert old.startswith(b"\xef\xbb\xbf") == new.startswith(b"\xef\xbb\xbf")
        assert new.count(b"\xef\xbb\xbf") <= 1
        assert old.endswith(b"\n") == new.endswith(b"\n")
        if b"\r\n" in old and old.count(b"\n") == old.count(b"\r\n"):
            assert new.count(b"\n") == new.count(b"\r\n")
        if b"\r" not in old:
            assert b"\r" not in new
    assert 'CAFÉ = "é"\nNAME = get_env().get("CAFÉ", CAFÉ), "ü"\n' in after["catalog/latin.py"].decode("latin-1")
    assert (repo / EXECUTABLE).stat().st_mode & 0o777 == 0o755
    assert (repo / LINK).readlink() == Path(LINKED)
    assert not list(repo.rglob(".remend-*"))


SIDE_EFFECT = "open({marker!r}, 'a').close()\nraise SystemExit(7)\n"


@pytest.mark.slow
def test_the_analysed_code_never_runs(tmp_path: Path, make_repo: MakeRepo) -> None:
    """Invariant 8: no module of the project is imported or run, not the accessor's either, nor one named as ours."""
    marker = tmp_path / "ran"
    effect = SIDE_EFFECT.format(marker=str(marker))
    names = ("remend", "git", "typer", "rich", "libcst", "msgspec", "pathspec", "ast", "sitecustomize")
    poisoned = {f"{name}.py": effect.encode() for name in (*names, "conftest", "setup")}
    for path, content in FILES.items():
        code = content if isinstance(content, bytes) else content.encode()
        poisoned[path] = code + effect.encode() if path.endswith("/__init__.py") else code
    poisoned |= {path: poisoned[path] + effect.encode() for path in ("shared/environment.py", "billing/settings.py")}
    repo = make_repo(poisoned)

    assert remend("scan", cwd=repo).returncode == 1
    assert remend("fix", "--dry-run", "--unsafe", cwd=repo).returncode == 1
    assert remend("fix", "--branch", BRANCH, cwd=repo).returncode == 1
    assert remend("fix", "--in-place", "--jobs", "2", cwd=repo).returncode == 1
    assert len(commits(repo)) > 3
    assert not marker.exists()
    assert not list(repo.rglob("__pycache__"))
