from __future__ import annotations

import gc
import os
import signal
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from remend.errors import GitError, UsageError
from remend.git.repository import Repository, open_repository
from remend.snapshot import blob_id
from repository import MakeRepo, commit, git, write


@pytest.fixture
def repo(make_repo: MakeRepo) -> Path:
    return make_repo({"b.py": "b = 1\n", "a/c.py": "c = 1\n", ".gitignore": "*.log\n"})


@pytest.fixture
def repository(repo: Path) -> Iterator[Repository]:
    opened = open_repository(repo)
    assert opened is not None
    with opened:
        yield opened


def remove_blob(repo: Path, rev: str) -> None:
    blob = git(repo, "rev-parse", rev)
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()


def test_a_work_tree_holds_tracked_and_untracked_files_but_not_ignored_ones(repo: Path, repository: Repository) -> None:
    write(repo, {"new.py": "n = 1\n", "x.log": "l", "b.py": "b = 2\n"})

    snapshot = repository.work_tree()

    assert snapshot.label == "work tree"
    assert snapshot.paths == (".gitignore", "a/c.py", "b.py", "new.py")
    assert dict(snapshot.read_many(["new.py", "b.py"])) == {"new.py": b"n = 1\n", "b.py": b"b = 2\n"}
    assert snapshot.blob("b.py") == git(repo, "hash-object", "b.py")


def test_a_work_tree_leaves_out_what_is_not_on_disk(repo: Path, repository: Repository) -> None:
    (repo / "b.py").unlink()

    assert "b.py" not in repository.work_tree()


def test_a_sparse_checkout_lists_what_is_on_disk(repo: Path, repository: Repository) -> None:
    git(repo, "sparse-checkout", "set", "nowhere")

    assert repository.work_tree().paths == (".gitignore", "b.py")
    assert "a/c.py" in repository.commit("HEAD")


def test_symlinks_are_left_out_wherever_they_lead(repo: Path, repository: Repository, tmp_path: Path) -> None:
    write(tmp_path, {"outside/c.py": "secret = 1\n"})
    (repo / "link.py").symlink_to("b.py")
    (repo / "leak.py").symlink_to(tmp_path / "outside/c.py")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "links")
    (repo / "a/c.py").unlink()
    (repo / "a").rmdir()
    (repo / "a").symlink_to(tmp_path / "outside")

    assert repository.work_tree().paths == (".gitignore", "b.py")
    assert repository.commit("HEAD").paths == (".gitignore", "a/c.py", "b.py")


def test_submodules_and_nested_repositories_are_left_out(
    repo: Path, repository: Repository, make_repo: MakeRepo
) -> None:
    other = make_repo({"inner.py": "i = 1\n"})
    git(repo, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    git(repo, "commit", "--quiet", "-m", "sub")
    git(repo, "clone", "--quiet", str(other), "nested")

    assert repository.work_tree().paths == (".gitignore", ".gitmodules", "a/c.py", "b.py")
    assert repository.commit("HEAD").paths == (".gitignore", ".gitmodules", "a/c.py", "b.py")


def test_a_conflicted_file_is_listed_once(repo: Path, repository: Repository) -> None:
    git(repo, "checkout", "--quiet", "-b", "side")
    commit(repo, {"b.py": "b = 'side'\n"})
    git(repo, "checkout", "--quiet", "main")
    commit(repo, {"b.py": "b = 'main'\n"})
    with pytest.raises(Exception, match="merge"):
        git(repo, "merge", "side")

    assert repository.work_tree().paths == (".gitignore", "a/c.py", "b.py")


def test_a_commit_stays_what_it_was(repo: Path, repository: Repository) -> None:
    first = git(repo, "rev-parse", "HEAD")
    commit(repo, {"b.py": "b = 2\n", "d.py": "d = 1\n"})

    snapshot = repository.commit(first[:10])

    assert snapshot.label == first
    assert snapshot.root == repo
    assert snapshot.paths == (".gitignore", "a/c.py", "b.py")
    assert snapshot.read("b.py") == b"b = 1\n"
    assert snapshot.blob("b.py") == blob_id(b"b = 1\n")


def test_many_files_come_in_the_order_asked_for(repo: Path, repository: Repository) -> None:
    files = {f"m{number:03}.py": f"x = {number}\n" * number for number in range(200)}
    commit(repo, files)
    order = sorted(files, reverse=True)

    snapshot = repository.commit("HEAD")

    assert list(snapshot.read_many([*order, *order])) == [(name, files[name].encode()) for name in [*order, *order]]


def test_a_reader_that_stops_half_way_does_not_disturb_the_next(repo: Path, repository: Repository) -> None:
    commit(repo, {f"m{number:03}.py": f"x = {number}\n" for number in range(200)})
    snapshot = repository.commit("HEAD")

    abandoned = snapshot.read_many(snapshot.paths)
    next(abandoned)

    assert snapshot.read("m150.py") == b"x = 150\n"
    assert dict(abandoned)["m199.py"] == b"x = 199\n"


def test_a_closed_repository_reads_again_when_asked(repository: Repository) -> None:
    snapshot = repository.commit("HEAD")
    snapshot.read("b.py")
    repository.close()

    assert snapshot.read("b.py") == b"b = 1\n"


def test_git_ends_where_a_repository_is_lost_in_a_cycle(repo: Path) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for _ in range(20):  # which of its parts goes first is a matter of chance
            opened = open_repository(repo)
            assert opened is not None
            assert opened.commit("HEAD").read("b.py")
            cycle: list[object] = [opened]
            cycle.append(cycle)
            del opened, cycle
        gc.collect()
    assert [str(each.message) for each in told] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forked processes")
def test_git_ends_although_a_forked_process_holds_its_pipes(repository: Repository) -> None:
    assert repository.commit("HEAD").read("b.py")
    child = os.fork()
    if not child:
        signal.pause()
    try:
        closing = threading.Thread(target=repository.close, daemon=True)
        closing.start()
        closing.join(timeout=20)
        assert not closing.is_alive()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_bytes_are_those_of_the_store_and_of_the_disk(repo: Path, repository: Repository) -> None:
    git(repo, "config", "core.autocrlf", "true")
    commit(repo, {"b.py": "x = 1\r\ny = 2\r\n"})

    assert repository.commit("HEAD").read("b.py") == b"x = 1\ny = 2\n"
    assert repository.work_tree().read("b.py") == b"x = 1\r\ny = 2\r\n"


def test_modes_are_known(repo: Path, repository: Repository) -> None:
    (repo / "b.py").chmod(0o755)
    commit(repo, {})

    for snapshot in (repository.work_tree(), repository.commit("HEAD")):
        assert (snapshot.mode("b.py"), snapshot.mode("a/c.py")) == ("100755", "100644")


def test_names_that_are_not_utf8_or_hold_blanks_survive(repo: Path, repository: Repository) -> None:
    names = [b"sp ace.py", b"new\nline.py", b"tab\tb.py", "é.py".encode(), b"latin\xe9.py"]
    for name in names:
        Path(os.fsdecode(os.fsencode(repo) + b"/" + name)).write_bytes(name)
    paths = [name.decode("utf-8", "surrogateescape") for name in names]

    untracked = repository.work_tree()
    commit(repo, {})

    for snapshot in (untracked, repository.work_tree(), repository.commit("HEAD")):
        assert [content for _, content in snapshot.read_many(paths)] == names


@pytest.mark.parametrize("path", ["nowhere.py", "../repo1/b.py", "a", "x.log"])
def test_a_path_that_is_not_part_of_it_is_a_key_error(repo: Path, repository: Repository, path: str) -> None:
    write(repo, {"x.log": "l"})

    for snapshot in (repository.work_tree(), repository.commit("HEAD")):
        with pytest.raises(KeyError, match=path):
            snapshot.read(path)


def test_a_file_deleted_after_the_listing_is_told_in_a_sentence(repo: Path, repository: Repository) -> None:
    snapshot = repository.work_tree()
    (repo / "b.py").unlink()

    with pytest.raises(UsageError, match=r"^b\.py went away while remend was at work; run it again$"):
        snapshot.read("b.py")


def test_a_missing_blob_fails_only_where_it_is_read(repo: Path, repository: Repository) -> None:
    remove_blob(repo, "HEAD:a/c.py")
    snapshot = repository.commit("HEAD")

    assert snapshot.paths == (".gitignore", "a/c.py", "b.py")
    assert snapshot.blob("a/c.py") == blob_id(b"c = 1\n")
    assert dict(snapshot.read_many([".gitignore", "b.py"]))["b.py"] == b"b = 1\n"
    reading = snapshot.read_many(snapshot.paths)
    assert next(reading) == (".gitignore", b"*.log\n")
    with pytest.raises(GitError, match=r"a/c\.py of [0-9a-f]{12}: its content is missing"):
        next(reading)
    assert snapshot.read("b.py") == b"b = 1\n"


def test_a_damaged_blob_fails_only_where_it_is_read(repo: Path, repository: Repository) -> None:
    blob = git(repo, "rev-parse", "HEAD:a/c.py")
    stored = repo / ".git/objects" / blob[:2] / blob[2:]
    stored.chmod(0o644)
    stored.write_bytes(b"not zlib")
    snapshot = repository.commit("HEAD")

    with pytest.raises(GitError, match=r"a/c\.py .*damaged"):
        snapshot.read("a/c.py")
    assert snapshot.read("b.py") == b"b = 1\n"


def test_a_partial_clone_that_lost_its_remote_reads_what_it_has(repo: Path, tmp_path: Path) -> None:
    commit(repo, {"b.py": "b = 2\n"})
    git(repo, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", repo.as_uri(), "partial")
    repo.rename(tmp_path / "moved")
    opened = open_repository(tmp_path / "partial")
    assert opened is not None

    with opened:
        first = opened.commit("HEAD~1")
        with pytest.raises(GitError, match=r"b\.py .*missing"):
            first.read("b.py")
        assert first.read("a/c.py") == b"c = 1\n"
        assert opened.commit("HEAD").read("b.py") == b"b = 2\n"


def test_a_large_file_pointer_is_not_resolved(repo: Path, repository: Repository) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12\n"
    git(repo, "config", "filter.lfs.smudge", "false")
    commit(repo, {"model.py": pointer})

    assert repository.commit("HEAD").read("model.py") == pointer
