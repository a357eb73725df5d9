"""Where something was found is known again, and only files that changed are read for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from remend.cache import Cache
from remend.lazy import Lazy
from remend.searches import Searches


class Files:
    """Files that are searched run by run, with what was read in the last run."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.texts = {f"{number:03}.py": "cart" if number % 3 == 0 else "other" for number in range(300)}
        self.read: list[str] = []

    def find(self, word: str, among: set[str] | None = None) -> set[str]:
        """The files that a new run finds a word in."""
        self.read = []

        def gather(paths: list[str]) -> dict[str, bytes]:
            self.read += paths
            return {path: self.texts[path].encode() for path in paths}

        with Cache(self._root) as cache:
            contents = Lazy(self.texts, lambda paths: gather(list(paths)))
            searches = Searches(contents, cache, lambda: self.texts)  # a text tells its content as its id does
            return set(searches.passing(word, lambda raw: word.encode() in raw, among))

    def holding(self, word: str) -> set[str]:
        return {path for path, text in self.texts.items() if word in text}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_nothing_is_read_where_all_is_as_it_was(files: Files) -> None:
    assert files.find("cart") == files.holding("cart")
    assert len(files.read) == 300
    assert files.find("cart") == files.holding("cart")
    assert files.read == []


def test_what_changed_is_read_again(files: Files) -> None:
    files.find("cart")
    files.texts |= {"000.py": "gone", "001.py": "cart now"}
    assert files.find("cart") == files.holding("cart") > {"001.py"}
    assert files.read == ["000.py", "001.py"]


def test_what_is_asked_between_two_changes_holds_after_the_second(files: Files) -> None:
    files.find("cart")
    before = files.texts["000.py"]
    files.texts["000.py"] = "a basket"
    assert files.find("basket") == {"000.py"}
    files.texts["000.py"] = before
    assert files.find("basket") == set()
    assert files.find("cart") == files.holding("cart")


def test_files_come_and_go(files: Files) -> None:
    files.find("cart")
    del files.texts["000.py"]
    files.texts["new.py"] = "cart"
    assert files.find("cart") == files.holding("cart") > {"new.py"}


def test_all_is_searched_anew_once_many_have_changed(files: Files) -> None:
    files.find("cart")
    files.texts |= {f"{number:03}.py": "cart now" for number in range(30)}
    assert files.find("cart") == files.holding("cart")
    assert len(files.read) == 300
    assert files.find("cart") == files.holding("cart")
    assert files.read == []


def test_a_search_may_be_among_some(files: Files) -> None:
    some = {"000.py", "001.py", "003.py"}
    assert files.find("cart", some) == {"000.py", "003.py"}
    assert files.read == sorted(some)
    files.texts["001.py"] = "cart"
    assert files.find("cart", some) == some
    assert files.read == ["001.py"]


def test_without_a_cache_every_file_is_read() -> None:
    assert Searches({"a.py": b"cart", "b.py": b""}).passing("cart", lambda raw: b"cart" in raw) == {"a.py"}
