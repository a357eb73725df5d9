"""`remend blame-ignore`: which commits come into the file, and that the file keeps all else."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import remend
from repository import MakeRepo, commit, git, write

FILE = ".git-blame-ignore-revs"
RULE = "\n\nWhy.\n\nRemend-Rule: x\nRemend-Review-Seconds: 3"


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo({"a.py": "a = 1\n", "b.py": "b = 1\n"})


def mend(repo: Path, text: str, subject: str = "fix: a") -> str:
    return commit(repo, {"a.py": text}, subject + RULE)


def content(repo: Path) -> bytes:
    return (repo / FILE).read_bytes()


def entry(commit_id: str, subject: str = "fix: a", end: str = "\n") -> bytes:
    return f"# 2024-01-02 {subject}{end}{commit_id}{end}".encode()


def test_the_commits_that_mend_by_rule_come_in_and_blame_looks_past_them(repo: Path) -> None:
    first = mend(repo, "a  = 1\n", "fix: é #1")
    commit(repo, {"b.py": "b = 2\n"}, "feat: by hand\n\nRemend-Rule: x\n\nquoted, and no trailer")
    commit(repo, {"b.py": "b = 3\n"}, "feat: planned\n\nRemend-Review-Seconds: 3")
    second = mend(repo, "a   = 1\n")
    head, refs = git(repo, "rev-parse", "HEAD"), git(repo, "for-each-ref")

    told = remend("blame-ignore", cwd=repo)

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == (
        f"{first[:9]}  2024-01-02 fix: é #1\n{second[:9]}  2024-01-02 fix: a\n"
        f"2 added to {FILE}, 0 named there already\n"
        f"let git blame read it    git config blame.ignoreRevsFile {FILE}\n"
    )
    assert content(repo) == entry(first, "fix: é #1") + entry(second)
    assert (git(repo, "rev-parse", "HEAD"), git(repo, "for-each-ref")) == (head, refs)
    assert git(repo, "status", "--porcelain") == f"?? {FILE}"
    git(repo, "config", "blame.ignoreRevsFile", FILE)
    assert git(repo, "blame", "-l", "-s", "--root", "a.py").split()[0] == git(
        repo, "rev-list", "--max-parents=0", "HEAD"
    )


def test_nothing_comes_in_twice_and_the_advice_not_again(repo: Path) -> None:
    made = mend(repo, "a = 2\n")
    git(repo, "config", "blame.ignoreRevsFile", FILE)
    remend("blame-ignore", cwd=repo)
    before = content(repo)

    told = remend("blame-ignore", cwd=repo / ".")

    assert content(repo) == before == entry(made)
    assert told.stdout == f"0 added to {FILE}, 1 named there already\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"# ours\n\n" + b"1" * 40 + b"\n", "\n"),
        (b"# ours\r\n" + b"1" * 40 + b" # why\r\n", "\r\n"),
        (b"\xff no text", "\n"),
        (b"", "\n"),
    ],
    ids=["plain", "crlf", "open end", "empty"],
)
def test_what_the_file_holds_stays_byte_for_byte(repo: Path, before: bytes, after: str) -> None:
    made = mend(repo, "a = 2\n")
    write(repo, {FILE: before})

    assert remend("blame-ignore", cwd=repo).returncode == 0

    gap = b"\n" if before == b"\xff no text" else b""
    assert content(repo) == before + gap + entry(made, end=after)


def test_an_id_in_a_comment_does_not_count_and_one_in_capitals_does(repo: Path) -> None:
    first, second = mend(repo, "a = 2\n"), mend(repo, "a = 3\n")
    before = f"# not {first}\n  {second.upper()} # this\n".encode()
    write(repo, {FILE: before})

    remend("blame-ignore", cwd=repo)

    assert content(repo) == before + entry(first)


def test_a_dry_run_writes_nothing(repo: Path) -> None:
    made = mend(repo, "a = 2\n")

    told = remend("blame-ignore", "--dry-run", cwd=repo)

    assert told.returncode == 1
    assert told.stdout.startswith(f"{made[:9]}  2024-01-02 fix: a\n1 would be added to {FILE}, 0 named there already\n")
    assert not (repo / FILE).exists()
    remend("blame-ignore", cwd=repo)
    assert remend("blame-ignore", "--dry-run", cwd=repo).returncode == 0


@pytest.mark.parametrize("asked", ["{base}", "{base}..", "{base}..HEAD", "{base}..main"])
def test_a_range_limits_it(repo: Path, asked: str) -> None:
    base = mend(repo, "a = 2\n")
    made = mend(repo, "a = 3\n")

    remend("blame-ignore", asked.format(base=base), cwd=repo)

    assert content(repo) == entry(made)


def test_what_head_does_not_hold_is_left_out_and_told(repo: Path) -> None:
    git(repo, "checkout", "--quiet", "-b", "side")
    mend(repo, "a = 2\n")
    git(repo, "checkout", "--quiet", "main")

    told = remend("blame-ignore", "main..side", cwd=repo)
    empty = remend("blame-ignore", cwd=repo)

    assert told.stdout == (
        f"0 added to {FILE}, 0 named there already\n1 left out, which HEAD does not hold: merge them first\n"
    )
    assert empty.stdout == f"0 added to {FILE}, 0 named there already\n"
    assert not (repo / FILE).exists()


def test_what_was_merged_comes_in(repo: Path) -> None:
    git(repo, "checkout", "--quiet", "-b", "side")
    made = mend(repo, "a = 2\n")
    git(repo, "checkout", "--quiet", "main")
    commit(repo, {"b.py": "b = 2\n"})
    git(repo, "merge", "--quiet", "--no-ff", "-m", "Merge side", "side")

    remend("blame-ignore", "HEAD^1..", cwd=repo)

    assert content(repo) == entry(made)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [("nowhere..", "unknown revision 'nowhere'"), ("a...b", "has three dots"), ("HEAD^!", "unknown revision 'HEAD^!'")],
)
def test_a_range_that_git_does_not_know_is_told(repo: Path, asked: str, reason: str) -> None:
    told = remend("blame-ignore", asked, cwd=repo)

    assert told.returncode == 2
    assert reason in told.stderr


@pytest.mark.slow
def test_where_no_file_can_be_written_it_is_said(repo: Path, tmp_path: Path) -> None:
    mend(repo, "a = 2\n")
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), "bare")
    outside = remend("blame-ignore", cwd=tmp_path)
    bare = remend("blame-ignore", cwd=tmp_path / "bare")
    (repo / FILE).symlink_to("a.py")
    linked = remend("blame-ignore", cwd=repo)
    (repo / FILE).unlink()
    (repo / FILE).mkdir()
    folder = remend("blame-ignore", cwd=repo)

    assert [told.returncode for told in (outside, bare, linked, folder)] == [2, 2, 2, 2]
    assert "is not in a git repository" in outside.stderr
    assert "is bare" in bare.stderr
    assert "is a link" in linked.stderr
    assert "cannot be read: Is a directory" in folder.stderr
    assert (repo / "a.py").read_text() == "a = 2\n"


def test_it_writes_to_the_top_from_a_folder_below(repo: Path) -> None:
    made = mend(repo, "a = 2\n")
    (repo / "below").mkdir()

    remend("blame-ignore", cwd=repo / "below")

    assert content(repo) == entry(made)
