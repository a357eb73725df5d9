from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from remend.git.repository import Repository, open_repository
from remend.git.unmodified import unmodified
from remend.snapshot import blob_id
from repository import Files, MakeRepo, commit, git, write

FILES = {"a.py": "a = 1\n", "b.py": "b = 1\n", "c/d.py": "d = 1\n"}


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo(FILES)


@pytest.fixture
def repository(repo: Path) -> Iterator[Repository]:
    opened = open_repository(repo)
    assert opened is not None
    with opened:
        yield opened


def known(repository: Repository) -> set[str]:
    """The paths whose blob id is known without reading; whatever is known must be true, and so must all other ids."""
    snapshot = repository.work_tree()
    sizes = {path: (repository.root / path).stat().st_size for path in snapshot.paths}
    found = unmodified(repository.command, sizes)
    on_disk = {path: blob_id((repository.root / path).read_bytes()) for path in snapshot.paths}
    assert {path: found[path] for path in found if path in on_disk} == {p: on_disk[p] for p in on_disk if p in found}
    assert {path: snapshot.blob(path) for path in snapshot.paths} == on_disk
    return set(found)


def commit_old(repo: Path, files: Files) -> None:
    """Commit files that were written long ago, so that git has no reason to look at them again."""
    write(repo, files)
    for path in files:
        os.utime(repo / path, (1_000_000_000, 1_000_000_000))
    commit(repo, {})


def test_files_that_git_knows_to_be_unmodified_are_not_read(repo: Path, repository: Repository) -> None:
    snapshot = repository.work_tree()
    assert snapshot.blob("a.py") == blob_id(b"a = 1\n")
    (repo / "b.py").unlink()

    assert snapshot.blob("b.py") == blob_id(b"b = 1\n")


def test_nothing_is_asked_of_git_before_a_blob_is(repo: Path, repository: Repository) -> None:
    snapshot = repository.work_tree()
    write(repo, {"a.py": "a = 2\n"})

    assert snapshot.blob("a.py") == blob_id(b"a = 2\n")


@pytest.mark.parametrize("path", ["nowhere.py", "../repo1/a.py"])
def test_a_path_that_is_not_part_of_it_is_a_key_error(repository: Repository, path: str) -> None:
    with pytest.raises(KeyError, match="py"):
        repository.work_tree().blob(path)


def test_a_tracked_path_that_is_no_file_on_disk_is_a_key_error(repo: Path, repository: Repository) -> None:
    (repo / "a.py").unlink()
    (repo / "a.py").symlink_to("b.py")

    assert known(repository) == {"b.py", "c/d.py"}
    with pytest.raises(KeyError, match=r"a\.py"):
        repository.work_tree().blob("a.py")


def test_modified_staged_and_new_files_have_the_id_of_what_is_on_disk(repo: Path, repository: Repository) -> None:
    write(repo, {"a.py": "a = 'longer'\n", "b.py": "b = 2\n", "new.py": "n = 1\n", "staged.py": "s = 1\n"})
    git(repo, "add", "b.py", "staged.py")

    assert known(repository) == {"b.py", "c/d.py", "staged.py"}
    write(repo, {"b.py": "b = 3\n", "staged.py": "s = 2\n"})
    assert known(repository) == {"c/d.py"}


def test_a_file_that_is_only_touched_is_read(repo: Path, repository: Repository) -> None:
    os.utime(repo / "a.py", (1, 1))

    assert known(repository) == {"b.py", "c/d.py"}


@pytest.mark.parametrize("attempt", range(5))
def test_a_change_of_the_same_size_in_the_same_moment_is_seen(repo: Path, repository: Repository, attempt: int) -> None:
    commit(repo, {"a.py": f"a = {attempt}\n"})
    before = (repo / "a.py").stat()
    write(repo, {"a.py": f"b = {attempt}\n"})
    os.utime(repo / "a.py", ns=(before.st_atime_ns, before.st_mtime_ns))

    assert repository.work_tree().blob("a.py") == blob_id(f"b = {attempt}\n".encode())
    assert known(repository) == {"b.py", "c/d.py"}


def test_files_that_git_does_not_look_at_are_read(repo: Path, repository: Repository) -> None:
    git(repo, "update-index", "--assume-unchanged", "a.py")
    git(repo, "update-index", "--skip-worktree", "b.py")
    write(repo, {"a.py": "a = 2\n", "b.py": "b = 2\n"})

    assert known(repository) == {"c/d.py"}


def test_a_file_that_is_only_meant_to_be_added_is_read(repo: Path, repository: Repository) -> None:
    write(repo, {"new.py": "n = 1\n", "empty.py": ""})
    git(repo, "add", "--intent-to-add", "new.py", "empty.py")

    assert known(repository) == set(FILES)


def test_a_conflicted_file_is_read(repo: Path, repository: Repository) -> None:
    git(repo, "checkout", "--quiet", "-b", "side")
    commit(repo, {"b.py": "b = 'side'\n"})
    git(repo, "checkout", "--quiet", "main")
    commit(repo, {"b.py": "b = 'main'\n"})
    with pytest.raises(Exception, match="merge"):
        git(repo, "merge", "side")

    assert known(repository) == {"a.py", "c/d.py"}


@pytest.mark.parametrize("still_set", [True, False], ids=["while it is set", "after it was unset"])
def test_line_ends_that_autocrlf_converts_are_noticed(repo: Path, repository: Repository, *, still_set: bool) -> None:
    git(repo, "config", "core.autocrlf", "true")
    commit_old(repo, {"a.py": b"a = 1\r\nb = 2\r\n"})
    if not still_set:
        git(repo, "config", "--unset", "core.autocrlf")

    assert git(repo, "diff-files", "--name-only") == ""
    assert known(repository) == {"b.py", "c/d.py"}


@pytest.mark.parametrize("still_set", [True, False], ids=["while it is set", "after it was unset"])
@pytest.mark.parametrize(
    ("attribute", "content"),
    [
        ("text eol=crlf", b"a = 1\r\n"),
        ("text=auto", b"a = 1\r\n"),
        ("ident", b"# $Id: 1234567890 $\n"),
        ("working-tree-encoding=UTF-16LE", "a = 1\n".encode("utf-16-le")),
    ],
)
def test_what_attributes_convert_is_noticed(
    repo: Path, repository: Repository, attribute: str, content: bytes, *, still_set: bool
) -> None:
    commit_old(repo, {".gitattributes": f"a.py {attribute}\n", "a.py": content})
    if not still_set:
        commit(repo, {".gitattributes": ""})

    assert (git(repo, "diff-files", "--name-only"), git(repo, "rev-parse", ":a.py") == blob_id(content)) == ("", False)
    assert known(repository) == {".gitattributes", "b.py", "c/d.py"}


def test_attributes_that_convert_nothing_here_cost_nothing(repo: Path, repository: Repository) -> None:
    commit(repo, {".gitattributes": "* text=auto\n*.py diff=python\n"})

    assert known(repository) == {".gitattributes", *FILES}


def test_what_a_filter_converts_is_read_though_its_size_is_the_same(repo: Path, repository: Repository) -> None:
    git(repo, "config", "filter.upper.clean", "tr a-z A-Z")
    git(repo, "config", "filter.upper.smudge", "tr A-Z a-z")
    commit(repo, {".gitattributes": "c/*.py filter=upper\n", "c/d.py": "d = 'odd'\n"})

    assert git(repo, "show", ":c/d.py") == "D = 'ODD'"
    assert git(repo, "diff-files", "--name-only") == ""
    assert known(repository) == {".gitattributes", "a.py", "b.py"}


def test_a_filter_that_is_not_installed_leaves_the_bytes_on_disk(repo: Path, repository: Repository) -> None:
    commit(repo, {".gitattributes": "*.py filter=lfs diff=lfs merge=lfs -text\n"})

    assert known(repository) == {".gitattributes"}


def test_pathspecs_that_are_taken_literally_hide_no_filter(
    repo: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repo, {".gitattributes": "a.py filter=x\n"})
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")

    assert known(repository) == {".gitattributes", "b.py", "c/d.py"}


def test_modes_and_odd_names_do_not_matter(repo: Path, repository: Repository) -> None:
    names = {"sp ace.py": "s = 1\n", "new\nline.py": "n = 1\n", "é.py": "e = 1\n", "tab\t.py": "t = 1\n"}
    write(repo, names)
    (repo / "a.py").chmod(0o755)
    commit(repo, {})

    assert known(repository) == {*FILES, *names}


def test_a_blob_that_is_missing_from_the_store_is_worked_out(repo: Path, repository: Repository) -> None:
    blob = git(repo, "rev-parse", "HEAD:a.py")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()

    assert known(repository) == {"b.py", "c/d.py"}


def test_a_partial_clone_without_its_remote_answers(repo: Path, tmp_path: Path) -> None:
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", repo.as_uri(), "partial")
    repo.rename(tmp_path / "moved")
    opened = open_repository(tmp_path / "partial")
    assert opened is not None

    with opened:
        assert known(opened) == set(FILES)


def test_a_repository_without_commits_answers(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    write(tmp_path, FILES)
    opened = open_repository(tmp_path)
    assert opened is not None

    with opened:
        assert known(opened) == set()


def test_submodules_are_not_looked_into(repo: Path, repository: Repository, make_repo: MakeRepo) -> None:
    other = make_repo({"inner.py": "i = 1\n"})
    git(repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    commit(repo, {})

    assert known(repository) == {".gitmodules", *FILES}
