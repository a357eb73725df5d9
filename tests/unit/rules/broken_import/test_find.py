"""Which imports count as broken: what a project's own packages lack, and nothing that may come from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from broken_project import broken_in, finder_of, write
from remend.snapshot import FolderSnapshot

APP = {"app/__init__.py": "", "app/db.py": "def connect(): ...\n", "app/user.py": "from app.db import connect\n"}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("from app.session import Session\n", "app.session"),
        ("import app.session.pool\n", "app.session.pool"),
        ("from app.db import close\n", "app.db.close"),
        ("from app import session\n", "app.session"),
        ("from .session import Session\n", "app.session"),
        ("from .db import close\n", "app.db.close"),
        ("from . import session\n", "app.session"),
        ("from app.session import *\n", "app.session"),
        ("def f():\n    from app.session import Session\n", "app.session"),
        ("import app.db.pool\n", "app.db.pool"),
    ],
)
def test_what_is_not_there_is_broken(tmp_path: Path, text: str, missing: str) -> None:
    assert broken_in(tmp_path, {**APP, "app/case.py": text}) == {("app/case.py", missing)}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"app/case.py": "from app.db import connect\n"}, "it is there"),
        ({"app/case.py": "from app import db\n"}, "a submodule"),
        ({"app/case.py": "from app.parts import one\n", "app/parts/one.py": ""}, "a folder without __init__"),
        ({"app/case.py": "from app.fast import run\n", "app/fast.pyx": ""}, "compiled"),
        ({"app/case.py": "from app.fast import run\n", "app/fast.pyi": ""}, "a stub"),
        ({"app/case.py": "from app.fast import run\n", "app/fast.cpython-311-x86_64-linux-gnu.so": ""}, "a library"),
        ({"app/case.py": "from app.made import run\n", "app/made.py.in": ""}, "a template"),
        ({"app/case.py": "from app.api_pb2 import Request\n"}, "generated, as its name says"),
        ({"app/case.py": "from app._version import version\n"}, "written by the build"),
        ({"app/case.py": "from app.keys import KEY\n", ".gitignore": "keys.py\n"}, "ignored by git"),
        ({"app/case.py": "from app.build.info import X\n", "app/.gitignore": "/build/\n"}, "in an ignored folder"),
        (
            {"app/case.py": "from app.info import X\n", "pyproject.toml": 'write_to = "app/info.py"\n'},
            "named by the build",
        ),
        ({"app/case.py": "from app.lazy import x\n", "app/lazy.py": "def __getattr__(name): ...\n"}, "dynamic names"),
        ({"app/case.py": "from app.wide import x\n", "app/wide.py": "from elsewhere import *\n"}, "a star import"),
        ({"app/case.py": "from app.bad import x\n", "app/bad.py": "def (\n"}, "a module that does not parse"),
        ({"app/case.py": "from app.ext.x import y\n", "app/ext/__init__.py": "__path__ = []\n"}, "a path of its own"),
        ({"app/case.py": "import app.fake\n", "conf.py": 'import sys\nsys.modules["app.fake"] = sys\n'}, "put there"),
        ({"app/case.py": "from email.nowhere import x\n", "app/email/__init__.py": ""}, "the standard library's name"),
        ({"app/case.py": "from redis import Redis\n", "redis/dump.py": ""}, "a distribution with a folder's name"),
        ({"case.py": "from redis import Redis\n", "examples/redis/__init__.py": ""}, "another folder's package"),
        ({"app/case.py": "from app.core.x import y\n", "requirements.txt": "app-core\n"}, "shared by a distribution"),
        ({"case.py": "from ..up import x\n"}, "above all folders"),
        ({"scripts/case.py": "from near import x\n", "scripts/near.py": "x = 1\n"}, "the script's own folder"),
        ({"scripts/docker.py": "from docker import Client\n"}, "a file of the same name as what it imports"),
        (
            {
                "app/case.py": "if TYPE_CHECKING:\n    from app.compat.inner import X\n",
                "app/compat.py": "from outside import inner\n",
            },
            "a type checker finds it",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_may_be_there_is_not_broken(tmp_path: Path, files: Mapping[str, str], why: str) -> None:
    assert not broken_in(tmp_path, {**APP, **files}), why


def test_modules_that_a_link_brings_are_there(tmp_path: Path) -> None:
    write(tmp_path, {**APP, "app/case.py": "from app.linked import x\nfrom app.folder.y import z\n", "other/x.py": ""})
    (tmp_path / "app/linked.py").symlink_to(tmp_path / "app/db.py")
    (tmp_path / "app/folder").symlink_to(tmp_path / "other")

    assert not finder_of(tmp_path).broken(FolderSnapshot(tmp_path).paths)


def test_modules_of_a_submodule_are_there(tmp_path: Path) -> None:
    modules = '[submodule "vendor"]\n\tpath = app/vendor\n\turl = https://example.org/vendor\n'

    assert not broken_in(tmp_path, {**APP, "app/case.py": "from app.vendor.tool import x\n", ".gitmodules": modules})


def test_packages_of_one_name_in_two_places_are_looked_into_both(tmp_path: Path) -> None:
    files = {
        "one/tests/__init__.py": "",
        "one/tests/a.py": "A = 1\n",
        "one/tests/test_a.py": "from tests.a import A\n",
        "two/tests/__init__.py": "",
        "two/tests/b.py": "B = 1\n",
        "two/tests/test_b.py": "from tests.b import B\n",
    }

    assert not broken_in(tmp_path, files)


def test_a_folder_counts_as_the_projects_own_where_most_of_its_imports_work(tmp_path: Path) -> None:
    files = {
        "scripts/one.py": "X = 1\n",
        "a.py": "from scripts.one import X\n",
        "b.py": "from scripts.one import X\n",
        "c.py": "from scripts.two import Y\n",
    }

    assert broken_in(tmp_path, files) == {("c.py", "scripts.two")}


def test_a_part_that_the_project_has_itself_is_not_another_distributions(tmp_path: Path) -> None:
    files = {
        **APP,
        "app/case.py": "from app.core.x import y\n",
        "app/core/__init__.py": "",
        "requirements.txt": "app-core",
    }

    assert broken_in(tmp_path, files) == {("app/case.py", "app.core.x")}
