from __future__ import annotations

from collections.abc import Mapping

import pytest

from remend.index.extract import extract
from remend.index.graph import Imports
from remend.index.index import Index
from remend.index.modules import ModuleMap


def imports(files: Mapping[str, str]) -> Imports:
    return Imports(Index({path: extract(path, text.encode()) for path, text in files.items()}, ModuleMap(files)))


CHAIN = {
    "p/__init__.py": "",
    "p/a.py": "",
    "p/b.py": "from . import c\n",
    "p/c.py": "from p.a import x\n",
    "p/d.py": "",
    "q.py": "from p.b import y\n",
}


@pytest.mark.parametrize(
    ("path", "dotted", "chain"),
    [
        ("p/a.py", "p.c", ("p/a.py", "p/c.py", "p/a.py")),
        ("p/a.py", "p.b.y", ("p/a.py", "p/b.py", "p/c.py", "p/a.py")),
        ("p/a.py", "q", ("p/a.py", "q.py", "p/b.py", "p/c.py", "p/a.py")),
        ("p/a.py", "p.d.z", ()),
        ("p/a.py", "p.a.x", ()),
        ("p/a.py", "os.path", ()),
        ("p/d.py", "p.b.y", ()),
        ("p/a.py", "p.missing", ()),
    ],
)
def test_an_import_that_leads_back_to_its_file_closes_a_cycle(path: str, dotted: str, chain: tuple[str, ...]) -> None:
    assert imports(CHAIN).closes_cycle(path, dotted) == chain


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from p.a import x\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.a import x\n",
    ],
)
def test_what_does_not_run_at_import_time_closes_none(text: str) -> None:
    assert imports({**CHAIN, "p/c.py": text}).closes_cycle("p/a.py", "p.c.z") == ()


@pytest.mark.parametrize("text", ["try:\n    import p.a\nexcept ImportError: ...\n", "if y:\n    import p.a\n"])
def test_what_may_run_at_import_time_closes_one(text: str) -> None:
    assert imports({**CHAIN, "p/c.py": text}).closes_cycle("p/a.py", "p.c.z") == ("p/a.py", "p/c.py", "p/a.py")


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("from p.d import z\n", False),
        ("from . import d\n", False),
        ("import p.d\n", False),
        ("from p.gone.z import y\n", False),
        ("from p import z\n", True),
        ("from p import *\n", True),
        ("import p\n", True),
    ],
)
def test_a_module_waits_for_its_package_only_for_what_that_binds(text: str, closes: bool) -> None:  # noqa: FBT001
    chain = ("p/__init__.py", "p/a.py", "p/__init__.py") if closes else ()

    assert imports({**CHAIN, "p/a.py": text}).closes_cycle("p/__init__.py", "p.a.x") == chain


def test_imports_that_files_are_about_to_have_count() -> None:
    files = {"p/__init__.py": "", "p/a.py": "", "p/b.py": ""}
    index = Index({path: extract(path, text.encode()) for path, text in files.items()}, ModuleMap(files))

    assert Imports(index, {"p/b.py": ["p.a.x"]}).closes_cycle("p/a.py", "p.b.y") == ("p/a.py", "p/b.py", "p/a.py")


def test_an_edge_that_is_there_already_closes_nothing_new() -> None:
    files = {**CHAIN, "p/a.py": "from p.c import other\n"}

    assert imports(files).closes_cycle("p/a.py", "p.c.z") == ()


def test_the_packages_around_a_file_have_begun_to_run() -> None:
    files = {"p/__init__.py": "from p import a, b\n", "p/a.py": "", "p/b.py": "import p\n"}

    assert imports(files).closes_cycle("p/a.py", "p.b.z") == ()


@pytest.mark.parametrize(
    ("package", "chain"),
    [
        ("from p.a import x\nNAME = 1\n", ("p/a.py", "p/__init__.py", "p/a.py")),
        ("from p.c import x\nNAME = 1\n", ("p/a.py", "p/__init__.py", "p/c.py", "p/a.py")),
        ("NAME = 1\nfrom p.a import x\n", ()),
        ("NAME = 1\n", ()),
    ],
)
def test_a_package_has_to_bind_a_name_before_it_runs_the_file_that_takes_it(
    package: str, chain: tuple[str, ...]
) -> None:
    assert imports({**CHAIN, "p/__init__.py": package}).closes_cycle("p/a.py", "p.NAME") == chain


def test_a_package_outside_runs_before_its_modules() -> None:
    files = {"p/__init__.py": "import q\n", "p/a.py": "", "q.py": ""}

    assert imports(files).closes_cycle("q.py", "p.a.x") == ("q.py", "p/__init__.py", "q.py")


def test_a_file_tells_what_it_runs() -> None:
    assert imports(CHAIN).runs("q.py") == ("p/__init__.py", "p/b.py")
    assert imports(CHAIN).runs("missing.py") == ()
