"""Blob ids that are remembered: none is ever another than that of the bytes on disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from remend.cache import FOLDER
from remend.errors import UsageError
from remend.git import seen
from remend.git.repository import Repository, open_repository
from remend.git.snapshots import WorkTreeSnapshot
from remend.snapshot import blob_id
from repository import MakeRepo, commit, git, write

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


@pytest.fixture(autouse=True)
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all files that are there be old enough to be remembered."""
    monkeypatch.setattr(seen, "TICK", -3_600_000_000_000)


def read_by(snapshot: WorkTreeSnapshot, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read to tell all blob ids, each of which must be true."""
    read = []

    def reading(self: WorkTreeSnapshot, path: str) -> bytes:
        read.append(path)
        return (self.root / path).read_bytes()

    with monkeypatch.context() as patch:
        patch.setattr(WorkTreeSnapshot, "read", reading)
        told = snapshot.blobs(snapshot.paths)
    assert told == {path: blob_id((snapshot.root / path).read_bytes()) for path in snapshot.paths}
    return read


def test_what_was_read_once_is_remembered(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_by(repository.work_tree(remembers=True), monkeypatch) == list(FILES)
    assert read_by(repository.work_tree(remembers=True), monkeypatch) == []


def same_size_and_time(repo: Path) -> None:
    before = (repo / "a.py").stat()
    time.sleep(0.02)
    (repo / "a.py").write_text("a = 2\n")
    os.utime(repo / "a.py", ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(repo: Path) -> None:
    before = (repo / "a.py").stat()
    write(repo, {"new": "a = 3\n"})
    os.utime(repo / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (repo / "new").replace(repo / "a.py")


def checked_out(repo: Path) -> None:
    commit(repo, {"a.py": "a = 4\n"})
    git(repo, "checkout", "-q", "HEAD~1", "--", "a.py")


@pytest.mark.parametrize(
    "change", [lambda repo: write(repo, {"a.py": "a = 10\n"}), same_size_and_time, replaced, checked_out]
)
def test_a_file_that_was_changed_is_read_again(
    repo: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    read_by(repository.work_tree(remembers=True), monkeypatch)
    change(repo)

    assert read_by(repository.work_tree(remembers=True), monkeypatch) == ["a.py"]
    assert read_by(repository.work_tree(remembers=True), monkeypatch) == []


def test_a_file_that_was_just_written_is_not_remembered(
    repo: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "TICK", 60_000_000_000)
    os.utime(repo / "b.py", (1_000_000_000, 1_000_000_000))

    assert read_by(repository.work_tree(remembers=True), monkeypatch) == list(FILES)
    assert read_by(repository.work_tree(remembers=True), monkeypatch) == list(FILES)


def test_a_new_file_is_read_and_one_that_is_gone_is_not_missed(
    repo: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by(repository.work_tree(remembers=True), monkeypatch)
    (repo / "b.py").unlink()
    write(repo, {"e.py": "e = 1\n"})

    assert read_by(repository.work_tree(remembers=True), monkeypatch) == ["e.py"]


def test_a_file_that_went_after_the_listing_is_told_in_a_sentence(repo: Path, repository: Repository) -> None:
    snapshot = repository.work_tree(remembers=True)
    (repo / "b.py").unlink()

    with pytest.raises(UsageError, match=r"^b\.py went away while remend was at work; run it again$"):
        snapshot.blobs(["b.py"])


@pytest.mark.parametrize("path", ["", ".git/HEAD", "none.py"])
def test_a_path_that_is_not_part_of_it_is_a_key_error(repository: Repository, path: str) -> None:
    with pytest.raises(KeyError):
        repository.work_tree(remembers=True).blobs([path])


def test_bytes_that_git_would_convert_count_as_they_are_on_disk(
    repo: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repo, {".gitattributes": "*.py text eol=crlf\n"})
    (repo / "a.py").write_bytes(b"a = 1\r\n")

    assert "a.py" in read_by(repository.work_tree(remembers=True), monkeypatch)


def test_odd_names_do_not_matter(repo: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = os.fsdecode(b"caf\xe9.py")
    write(repo, {'ein "Wort".py': "x = 1\n", odd: "x = 2\n"})

    assert odd in read_by(repository.work_tree(remembers=True), monkeypatch)
    assert read_by(repository.work_tree(remembers=True), monkeypatch) == [odd]


def test_a_damaged_memory_is_made_anew(repo: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    read_by(repository.work_tree(remembers=True), monkeypatch)
    (repo / FOLDER / "cache.sqlite3").write_bytes(b"nonsense" * 1000)

    assert read_by(repository.work_tree(remembers=True), monkeypatch) == list(FILES)


def test_nothing_is_kept_without_being_asked_for(repo: Path, repository: Repository) -> None:
    snapshot = repository.work_tree()

    assert snapshot.blobs(["a.py"]) == {"a.py": snapshot.blob("a.py")} == {"a.py": blob_id(b"a = 1\n")}
    assert not (repo / FOLDER).exists()
