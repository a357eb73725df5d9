from __future__ import annotations

import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from remend.cache import FOLDER, Cache, Roll, Shelf, code_state, digest
from remend.model import Rewrite
from remend.scanning import Request, scan
from remend.store import Store, Stored

ACCESSOR = "class Env:\n    def get(self, key, default=None): ...\n\n\ndef get_env() -> Env: ...\n"
CONFIG = '[tool.remend.env-access]\naccessor = "app.environment:get_env"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/environment.py").write_text(ACCESSOR)
    (tmp_path / "app/ports.py").write_text('import os\n\nPORT = os.getenv("PORT")\n')
    (tmp_path / "pyproject.toml").write_text(CONFIG)
    return tmp_path


def entries(root: Path) -> int:
    with sqlite3.connect(root / FOLDER / "cache.sqlite3") as connection:
        (count,) = connection.execute("SELECT COUNT(*) FROM entries").fetchone()
    connection.close()
    assert isinstance(count, int)
    return count


def test_a_value_comes_back(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put({"a": b"1", "b": b"2"})
    with Cache(tmp_path) as cache:
        assert cache.get(["a", "b", "c"]) == {"a": b"1", "b": b"2"}


def test_many_keys_are_asked_for_at_once(tmp_path: Path) -> None:
    values = {str(number): str(number).encode() for number in range(1_234)}
    with Cache(tmp_path) as cache:
        cache.put(values)
        assert cache.get(list(values)) == values


def test_the_folder_keeps_itself_out_of_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    with Cache(tmp_path) as cache:
        cache.put({"a": b"1"})
    status = subprocess.run(
        ["git", "-C", tmp_path, "status", "--porcelain"], check=True, capture_output=True, text=True
    )
    assert status.stdout == ""


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "cache.sqlite3").write_bytes(b"no database at all, but long enough to look like one" * 100)
    with Cache(tmp_path) as cache:
        cache.put({"a": b"1"})
        assert cache.get(["a"]) == {"a": b"1"}


def test_a_file_damaged_in_the_middle_is_done_without(tmp_path: Path) -> None:
    values = {str(number): bytes(2_000) for number in range(200)}
    with Cache(tmp_path) as cache:
        cache.put(values)
    file = tmp_path / FOLDER / "cache.sqlite3"
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with Cache(tmp_path) as cache:
        assert set(cache.get(list(values))) < set(values)
        cache.put({"a": b"1"})


def test_a_file_of_another_version_is_made_anew(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put({"a": b"1"})
    connection = sqlite3.connect(tmp_path / FOLDER / "cache.sqlite3")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with Cache(tmp_path) as cache:
        assert cache.get(["a"]) == {}
        cache.put({"a": b"2"})
        assert cache.get(["a"]) == {"a": b"2"}


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    with Cache(tmp_path) as cache:
        cache.put({"a": b"1"})
        assert cache.get(["a"]) == {}


def test_two_runs_share_one_file(tmp_path: Path) -> None:
    with Cache(tmp_path) as one, Cache(tmp_path) as other:
        one.put({"a": b"1"})
        other.put({"b": b"2"})
        assert one.get(["a", "b"]) == other.get(["a", "b"]) == {"a": b"1", "b": b"2"}


def test_a_process_that_was_forked_off_does_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache(tmp_path) as cache:
        cache.put({"a": b"1"})
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr("os.getpid", lambda: -1)
            cache.put({"b": b"2"})
            assert cache.get(["a"]) == {}
        assert cache.get(["a", "b"]) == {"a": b"1"}


def test_a_pickled_shelf_leaves_the_cache_behind(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        shelf = Shelf(cache, int, "state")
        assert shelf.fill({"a": "content"}, lambda _: [1]) == {"a": 1}
        copy: Shelf[int] = pickle.loads(pickle.dumps(shelf))  # noqa: S301
        assert copy.fill({"a": "content"}, lambda _: [2]) == {"a": 2}
        assert shelf.fill({"a": "content"}, lambda _: [3]) == {"a": 1}


def test_the_key_does_not_depend_on_the_order_of_sets() -> None:
    program = "from remend.cache import digest; print(digest(frozenset('abcdefgh'), {'b': 1, 'a': 2}))"
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True
        ).stdout
        for seed in "123"
    }
    assert told == {digest(frozenset("abcdefgh"), {"a": 2, "b": 1}) + "\n"}


def test_changed_code_has_another_state(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    before = code_state(tmp_path)
    (tmp_path / "a.py").write_text("x = 12\n")
    assert code_state(tmp_path) == before  # that of the code that runs
    code_state.cache_clear()
    assert code_state(tmp_path) != before
    assert code_state(tmp_path / "a.py") == code_state(tmp_path)


def test_a_second_scan_says_the_same_from_the_cache(project: Path) -> None:
    request = Request(paths=(project,), select=("env-access",))
    first = scan(request)
    assert [finding.violation.form for finding in first.findings] == ["os.getenv"]
    assert entries(project) == 2  # of the file, and of the whole
    assert scan(request) == first
    assert entries(project) == 2


def test_one_content_takes_the_place_of_another(tmp_path: Path) -> None:
    made = iter(range(9))
    with Cache(tmp_path) as cache:
        shelf = Shelf(cache, int, "state")
        asked = [shelf.latest(content, lambda: next(made)) for content in ("a", "a", "b", "ab", "a")]
        assert asked == [0, 0, 1, 2, 3]
        cache.put({"state": b"a\n\xc1"})
        assert shelf.latest("a", lambda: next(made)) == 4
    assert entries(tmp_path) == 1
    assert Shelf(None, int, "state").latest("a", lambda: 7) == 7


def test_a_damaged_value_is_found_again(project: Path) -> None:
    request = Request(paths=(project,), select=("env-access",))
    first = scan(request)
    with sqlite3.connect(project / FOLDER / "cache.sqlite3") as connection:
        connection.execute("UPDATE entries SET value = ?", (b"\xc1",))
    connection.close()
    assert scan(request) == first


def test_changed_content_and_changed_settings_are_looked_at_again(project: Path) -> None:
    scan(Request(paths=(project,), select=("env-access",)))
    (project / "app/ports.py").write_text("PORT = 1\n")
    assert not scan(Request(paths=(project,), select=("env-access",))).findings
    (project / "app/ports.py").write_text('import os\n\nPORT = os.environ.get("PORT")\n')
    named = Request(paths=(project,), select=("env-access",), overrides=('env-access.source="here"',))
    (finding,) = scan(Request(paths=(project,), select=("env-access",))).findings
    assert finding.violation.form == "os.environ.get"
    assert len(scan(named).findings) == 1
    assert entries(project) == 5  # three of files, two of the whole


def test_without_the_cache_nothing_is_written(project: Path) -> None:
    scan(Request(paths=(project,), select=("env-access",), cache=False))
    assert not (project / FOLDER).exists()


def test_a_shelf_makes_one_value_for_one_content(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def make(paths: list[str]) -> list[int]:
        asked.append(paths)
        return [len(path) for path in paths]

    contents = {"a": "1", "bb": "2", "ccc": "1"}
    with Cache(tmp_path) as cache:
        assert Shelf(cache, int, "state").fill(contents, make) == {"a": 1, "bb": 2, "ccc": 1}
        assert Shelf(cache, int, "state").fill(contents | {"dddd": "3"}, make) == {"a": 1, "bb": 2, "ccc": 1, "dddd": 4}
        assert Shelf(cache, int, "other").fill({"a": "1"}, make) == {"a": 1}
    assert Shelf(None, int, "state").fill({"a": "1"}, make) == {"a": 1}
    assert asked == [["a", "bb"], ["dddd"], ["a"], ["a"]]


def test_a_shelf_asks_in_the_order_in_which_contents_first_appear() -> None:
    asked: list[str] = []

    def make(paths: list[str]) -> list[int]:
        asked.extend(paths)
        return [0 for _ in paths]

    Shelf(None, int, "state").fill({"a": "1", "b": "2", "c": "3", "d": "2"}, make)

    assert asked == ["a", "b", "c"]


def test_a_roll_asks_for_what_has_changed_and_is_written_anew_where_that_is_much(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def make(paths: list[str]) -> list[int]:
        asked.append(paths)
        return [len(path) for path in paths]

    def roll(cache: Cache | None) -> Roll[int]:
        return Roll(cache, dict[str, tuple[str, int]], "state")

    contents = {f"{number}": "old" for number in range(200)}
    one, many = contents | {"7": "new"}, contents | dict.fromkeys(["7", "88", "99"], "new")
    with Cache(tmp_path) as cache:
        assert roll(cache).fill(contents, make) == {path: len(path) for path in contents}
        assert roll(cache).fill(contents, make) == {path: len(path) for path in contents}
        for changed in (one, one, many, many, {"7": "new"}):
            assert roll(cache).fill(changed, make) == {path: len(path) for path in changed}

    assert asked == [list(contents), ["7"], ["7"], ["7", "88", "99"]]
    assert roll(None).fill({"a": "1"}, make) == {"a": 1}


def test_what_was_put_away_is_kept_as_the_bytes_that_it_stands_for(tmp_path: Path) -> None:
    old, new = map(Store(room=0).put, (b"old", b"new"))
    rewrite = Rewrite(rule="r", path="a.py", old=old, new=new, mended=())

    with Cache(tmp_path) as cache:
        Shelf(cache, Rewrite, "state").keep({"a": rewrite})
        found = Shelf(cache, Rewrite, "state").known(["a"])["a"]

    assert isinstance(old, Stored)
    assert (found.old, found.new) == (b"old", b"new")
    assert digest(rewrite) == digest(found)
    with pytest.raises(NotImplementedError):
        digest(object())
