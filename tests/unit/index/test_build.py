from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from remend.cache import FOLDER, Cache
from remend.git.repository import Repository, open_repository
from remend.index import build
from remend.index.build import gather_facts
from remend.index.extract import extract
from remend.index.facts import Facts
from remend.snapshot import FolderSnapshot, Snapshot
from repository import MakeRepo, commit, write

FILES = {
    "a.py": "import b\n\n\ndef f(x: int = 1) -> str: ...\n",
    "b.py": "class B(A):\n    def __init__(self, y: int): self.y = y\n",
    "copy/a.py": "import b\n\n\ndef f(x: int = 1) -> str: ...\n",
    "broken.py": "def (:\n",
    "empty.py": "",
}


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    write(tmp_path / "code", FILES)
    return FolderSnapshot(tmp_path / "code")


def entries(root: Path) -> int:
    with sqlite3.connect(root / FOLDER / "cache.sqlite3") as connection:
        (count,) = connection.execute("SELECT COUNT(*) FROM entries").fetchone()
    connection.close()
    assert isinstance(count, int)
    return count


def damage(root: Path, value: object) -> None:
    with sqlite3.connect(root / FOLDER / "cache.sqlite3") as connection:
        connection.execute("UPDATE entries SET value = ?", (value,))
    connection.close()


def opened(repo: Path) -> Repository:
    repository = open_repository(repo)
    assert repository is not None
    return repository


def test_the_facts_of_each_file_come_under_its_path_in_the_order_asked_for(snapshot: Snapshot) -> None:
    found = gather_facts(snapshot, ["b.py", "a.py", "broken.py"])

    assert list(found) == ["b.py", "a.py", "broken.py"]
    assert found == {path: extract(path, FILES[path].encode()) for path in found}


def test_nothing_asked_is_nothing_found(snapshot: Snapshot, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        assert gather_facts(snapshot, [], cache) == {}


def test_one_and_two_jobs_and_a_cache_give_the_same(snapshot: Snapshot, tmp_path: Path) -> None:
    alone = gather_facts(snapshot, snapshot.paths, jobs=1)

    with Cache(tmp_path) as cache:
        assert gather_facts(snapshot, snapshot.paths, cache, jobs=2) == alone
        assert gather_facts(snapshot, snapshot.paths, cache, jobs=2) == alone


def test_many_files_are_spread_of_its_own_accord(tmp_path: Path) -> None:
    files = {f"m{number}.py": f"x{number} = 1\n" for number in range(build.WORTH_PROCESSES + 1)}
    write(tmp_path, files)

    found = gather_facts(FolderSnapshot(tmp_path), list(files))

    assert [[fact.name for fact in facts.names] for facts in found.values()] == [[f"x{n}"] for n in range(len(files))]


def test_the_same_content_is_kept_once_whatever_its_path(snapshot: Snapshot, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        found = gather_facts(snapshot, snapshot.paths, cache)

    assert found["a.py"] == found["copy/a.py"]
    assert entries(tmp_path) == len(FILES) - 1


def test_progress_counts_what_is_parsed(snapshot: Snapshot, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    with Cache(tmp_path) as cache:
        for _ in range(2):
            gather_facts(snapshot, snapshot.paths, cache, progress=lambda done, total: told.append((done, total)))

    assert told == [(done, 4) for done in (1, 2, 3, 4)]


def test_a_second_commit_parses_only_what_differs(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo(FILES)
    commit(repo, {"b.py": "class B: ...\n", "moved/a.py": FILES["a.py"]})
    told: list[int] = []

    with opened(repo) as repository, Cache(tmp_path) as cache:
        for rev in ("HEAD", "HEAD~1", "HEAD", "HEAD~1"):
            state = repository.commit(rev)
            found = gather_facts(state, state.paths, cache, progress=lambda _, total: told.append(total))
            assert found == gather_facts(state, state.paths)

    assert told == [4, 4, 4, 4, 1]
    assert entries(tmp_path) == 5


def test_a_work_tree_shares_the_facts_of_its_commit(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo(FILES)
    with opened(repo) as repository, Cache(tmp_path) as cache:
        state, tree = repository.commit("HEAD"), repository.work_tree()

        assert gather_facts(tree, tree.paths, cache) == gather_facts(state, state.paths, cache)

    assert entries(tmp_path) == 4


def test_a_warm_commit_reads_no_content(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo(FILES)
    with opened(repo) as repository, Cache(tmp_path) as cache:
        state = repository.commit("HEAD")
        cold = gather_facts(state, state.paths, cache)
    for blob in {state.blob(path) for path in state.paths}:
        (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()

    with Cache(tmp_path) as cache:
        assert gather_facts(state, state.paths, cache) == cold


@pytest.mark.parametrize("value", [b"", b"\xc1", b"\x98", b"\x93\x01\x02\x03", b"\x98" + b"\x90" * 4 + b"\xc0\xa1\xff"])
def test_a_damaged_value_is_worked_out_again(snapshot: Snapshot, tmp_path: Path, value: bytes) -> None:
    cold = gather_facts(snapshot, snapshot.paths)
    with Cache(tmp_path) as cache:
        gather_facts(snapshot, snapshot.paths, cache)
    damage(tmp_path, value)

    with Cache(tmp_path) as cache:
        assert gather_facts(snapshot, snapshot.paths, cache) == cold


def test_a_damaged_file_of_the_cache_is_done_without(snapshot: Snapshot, tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cold = gather_facts(snapshot, snapshot.paths, cache)
    (tmp_path / FOLDER / "cache.sqlite3").write_bytes(b"not a database" * 1000)

    with Cache(tmp_path) as cache:
        assert gather_facts(snapshot, snapshot.paths, cache) == cold


def test_a_name_that_cannot_be_encoded_costs_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"odd.py": "__all__ = ['\\udcff', 'x']\nx = 1\n"})

    assert gather_facts(FolderSnapshot(tmp_path), ["odd.py"])["odd.py"].exports == ("x",)


def test_a_file_that_does_not_parse_is_told_so(snapshot: Snapshot) -> None:
    assert gather_facts(snapshot, ["broken.py"]) == {"broken.py": Facts(parses=False)}


def test_a_file_that_is_gone_is_a_key_error(snapshot: Snapshot) -> None:
    with pytest.raises(KeyError, match=r"gone\.py"):
        gather_facts(snapshot, ["gone.py"])
