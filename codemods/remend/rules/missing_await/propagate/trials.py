"""How a project runs its async tests, so that a test may become one."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache

from remend.inference.local import Closely
from remend.module import Site
from remend.rules.missing_await.propagate.functions import Target

_CONFIGS = ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
_SECTION = re.compile(r"(?m)^\[(?:tool[.:])?pytest(?:\.ini_options)?\]")
_AUTO = re.compile(r"""(?m)^\s*asyncio_mode\s*=\s*["']?auto\b""")
_MARKER = re.compile(r"^pytest\.mark\.(?:asyncio|anyio|trio)\b")

Answer = tuple[str, str]
"""Why a test cannot be async, else the marker that it needs; both may be empty."""


class Trials:
    """Answers for the tests of one project."""

    def __init__(self, paths: Collection[str], read: Callable[[str], bytes]) -> None:
        self._paths = frozenset(paths)
        self._read = read
        self._is_auto = cache(self._search)

    def is_test(self, target: Target) -> bool:
        """Whether a test runner calls the function."""
        file = target.path.rpartition("/")[2]
        is_test_file = file.startswith("test") or file.endswith("_test.py") or file == "conftest.py"
        return is_test_file and target.name.startswith("test") and not target.is_local

    def answer(self, closely: Closely, site: Site) -> Answer:
        """Whether the test at `site` may be async, and with which marker."""
        owner = site.parent()
        if isinstance(owner, ast.ClassDef):
            kind = self._of_class(closely, owner)
            if kind is not None:
                return ("", "") if kind else ("unittest.TestCase does not await its tests", "")
        if self._is_auto(closely.module.path.rpartition("/")[0]):
            return "", ""
        return _by_siblings(closely, site)

    def _of_class(self, closely: Closely, owner: ast.ClassDef) -> bool | None:
        """Whether a class of `unittest` awaits its tests; None for any other class."""
        of = closely.class_of(owner)
        bases = closely.inference.index.bases(of.path, of.fact)
        names = {written.rpartition(".")[2] for written in of.fact.bases}
        names |= {base[1].name for base in bases if base is not None}
        if "IsolatedAsyncioTestCase" in names:
            return True
        return False if any(name.endswith("TestCase") for name in names) else None

    def _search(self, folder: str) -> bool:
        for path in _upwards(folder):
            if path in self._paths:
                text = self._read(path).decode("utf-8", "replace")
                if _SECTION.search(text):
                    return _AUTO.search(text) is not None
        return False


def _by_siblings(closely: Closely, site: Site) -> Answer:
    """The marker that async tests of the same file carry."""
    tree = closely.module.tree
    marks = (s.value for s in tree.body if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "pytestmark")
    if any(re.search(r"mark\.(?:asyncio|anyio)\b", ast.unparse(mark)) for mark in marks):
        return "", ""
    owner = site.parent()
    if isinstance(owner, ast.ClassDef) and any(map(_is_marker, owner.decorator_list)):
        return "", ""
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test"):
            marker = next(filter(_is_marker, node.decorator_list), None)
            if marker is not None and not isinstance(marker, ast.Call):
                return "", f"@{ast.unparse(marker)}"
    return "nothing shows how an async test is run here", ""


def _is_marker(decorator: ast.expr) -> bool:
    return _MARKER.match(ast.unparse(decorator)) is not None


def _upwards(folder: str) -> Iterator[str]:
    while True:
        yield from (f"{folder}/{name}" if folder else name for name in _CONFIGS)
        if not folder:
            return
        folder = folder.rpartition("/")[0]
