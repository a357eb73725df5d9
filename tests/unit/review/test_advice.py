"""What to do about a review: actions in order, and lines for a shell that do what they say, whatever the paths are."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.model import Severity
from remend.project import Project
from remend.review.advice import actions_of, steps_of
from remend.review.model import Change, Origin, Verdict
from remend.review.routes import Route
from remend.snapshot import FolderSnapshot
from repository import Files, write
from reviews import AWAITED, CALL, CARRIED, ENV, INCOMPLETE, REMOVED, RESTORED, UNDEFINED

RULES = frozenset({"env-access", "undefined-name", "missing-await"})
NOWHERE = FolderSnapshot(Path(__file__).parent / "nowhere")
HOSTILE = (
    "we ird.py", "it's.py", "$(touch x).py", "`x`.py", "a;b.py", "new\nline.py", "-rf.py", "~/x.py", "*.py", "\udcff",
)  # fmt: skip


def steps(*changes: Change, index: Index | None = None, routes: tuple[Route, ...] = ()) -> list[list[str]]:
    """The words of each step, as a shell reads them."""
    index = index or Project(NOWHERE, ModuleMap(())).index
    return [shlex.split(step) for step in steps_of(changes, RULES, index, lambda _: routes)]


def test_the_worst_is_mended_first_and_what_is_open_is_checked_last() -> None:
    mild = replace(UNDEFINED, severity=Severity.LOW, path="mild.py")

    assert actions_of([mild, CALL, AWAITED, CARRIED, *ENV]) == (
        f"take the mend of {ENV[0].path}:14, 15, 16: {ENV[0].title}",
        f"mend mild.py:151: {UNDEFINED.title}",
        f"check {CALL.path}:357-359: {CALL.title}",
    )


def test_what_is_fine_or_was_there_before_asks_for_nothing() -> None:
    assert actions_of([RESTORED, AWAITED, CARRIED]) == ()
    assert steps(RESTORED, AWAITED, CARRIED) == []


def test_one_scan_looks_at_all_that_file_rules_found() -> None:
    assert steps(UNDEFINED, *ENV, REMOVED, INCOMPLETE) == [
        ["remend", "scan", "--select", "env-access,undefined-name", "harbor/core/limits.py", "harbor/web/rooms.py"]
    ]


@pytest.mark.parametrize("path", HOSTILE)
def test_a_path_is_one_word_and_no_option(path: str) -> None:
    ((*_, word),) = steps(replace(UNDEFINED, path=path))

    assert word.removeprefix("./") == path
    assert not word.startswith("-")


@pytest.mark.parametrize("path", ["/a b", "/a'b", "/$(touch x)", "/a;rm -rf ~", "/items/{id}", "/a?b=1&c=2", "/#x"])
@pytest.mark.parametrize("method", ["GET", "POST", "X; TOUCH X"])
def test_a_route_is_asked_for_by_one_address(path: str, method: str) -> None:
    ((*start, word),) = steps(replace(CALL, line=5), routes=(Route(method, path, 4, 6),))

    assert start == (["curl", "-i"] if method == "GET" else ["curl", "-i", "-X", method])
    assert word == f"http://localhost:8000{path}"


def test_only_routes_that_a_change_is_in_are_asked_for_each_once() -> None:
    routes = (Route("GET", "/a", 1, 3), Route("GET", "/b", 4, 6), Route("PUT", "/b", 4, 6))
    changes = [replace(CALL, line=5), replace(UNDEFINED, line=6, rule="removed-api")]

    assert [words[-1] for words in steps(*changes, routes=routes)] == ["http://localhost:8000/b"] * 2
    assert len(steps(CALL, routes=tuple(Route("GET", f"/{n}", 300, 400) for n in range(30)))) == 10


def test_tests_that_import_what_was_touched_are_run_and_so_are_tests_that_were(tmp_path: Path) -> None:
    files: Files = {
        "shop/__init__.py": "",
        "shop/cart.py": "",
        "shop/user.py": "from shop import cart\n",
        "tests/test_cart.py": "from shop.cart import total\n",
        "tests/test one.py": "import shop.cart\n",
        "tests/test_other.py": "import shop\n",
        "test_alone.py": "",
    }
    write(tmp_path, files)
    index = Project(FolderSnapshot(tmp_path), ModuleMap(tuple(files))).index
    changes = [replace(CALL, path=path) for path in ("shop/cart.py", "test_alone.py", "gone.py")]

    assert steps(*changes, index=index) == [
        ["python", "-m", "pytest", "test_alone.py", "tests/test one.py", "tests/test_cart.py"]
    ]
    assert steps(replace(changes[0], verdict=Verdict.ACCEPTABLE, origin=Origin.RESOLVED), index=index) == []
