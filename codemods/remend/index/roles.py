"""What a file is there for, as far as its path tells: product code, tests, or a script."""

from __future__ import annotations

from functools import cache

_TEST_FOLDERS = frozenset({"test", "tests"})


@cache
def is_test(path: str) -> bool:
    """Whether a file belongs to the tests: by its own name, or by a folder that it lies in."""
    *folders, name = path.split("/")
    return _holds_cases(name) or not _TEST_FOLDERS.isdisjoint(folders)


def is_source(path: str) -> bool:
    """Whether other files may be expected to import from a file: not where it holds test cases, or is run by a tool."""
    name = path.rpartition("/")[2]
    return not _holds_cases(name) and name not in ("setup.py", "__main__.py")


def _holds_cases(name: str) -> bool:
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
