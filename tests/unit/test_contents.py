from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from remend.contents import Contents
from remend.snapshot import Snapshot


class Counting(Snapshot):
    """Remembers what was read, one by one and together."""

    root = Path()
    label = "test"
    paths = ("a.py", "b.py", "c.txt")

    def __init__(self) -> None:
        self.read_paths: list[str] = []

    def read(self, path: str) -> bytes:
        self.read_paths.append(path)
        return path.encode()

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(paths)
        self.read_paths.append("+".join(wanted))
        return iter([(path, path.encode()) for path in wanted])


def test_a_file_is_read_when_it_is_asked_for_and_once() -> None:
    snapshot = Counting()
    contents = Contents(snapshot, ["a.py", "b.py"])
    assert (list(contents), len(contents), "a.py" in contents, snapshot.read_paths) == (["a.py", "b.py"], 2, True, [])
    assert [contents["a.py"], contents["a.py"]] == [b"a.py", b"a.py"]
    assert snapshot.read_paths == ["a.py"]


def test_what_goes_through_all_reads_the_rest_together() -> None:
    snapshot = Counting()
    contents = Contents(snapshot, ["a.py", "b.py", "c.txt"])
    contents.fetch(["b.py", "elsewhere.py"])
    assert list(contents.items()) == [("a.py", b"a.py"), ("b.py", b"b.py"), ("c.txt", b"c.txt")]
    assert list(contents.values()) == [b"a.py", b"b.py", b"c.txt"]
    assert snapshot.read_paths == ["b.py", "a.py+c.txt"]


def test_other_files_are_not_among_them() -> None:
    contents = Contents(Counting(), ["a.py"])
    assert "b.py" not in contents
    with pytest.raises(KeyError):
        contents["b.py"]


def test_changed_files_take_the_place_of_what_was() -> None:
    snapshot = Counting()
    contents = Contents(snapshot, ["a.py", "b.py"])
    assert contents["b.py"] == b"b.py"
    assert dict(contents.after({"a.py": b"new"})) == {"a.py": b"new", "b.py": b"b.py"}
    assert contents["a.py"] == b"a.py"


def test_what_is_copied_or_sent_to_a_process_is_all_bytes() -> None:
    assert copy.copy(Contents(Counting(), ["a.py"])) == {"a.py": b"a.py"}
