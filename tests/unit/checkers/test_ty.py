from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from remend.checkers.ty import MINIMUM, Complaint, Position, ask_ty, find_ty
from remend.errors import UsageError

Fake = Callable[[str], Path]

VERSION = "if '--version' in sys.argv: sys.exit(print('ty 0.0.100'))\n"


def said(message: str, path: str = "a.py", begin: tuple[int, int] = (1, 1), end: tuple[int, int] = (1, 2)) -> object:
    """A complaint as ty writes it."""
    positions = {"begin": dict(zip(("line", "column"), begin, strict=True))}
    positions["end"] = dict(zip(("line", "column"), end, strict=True))
    return {"check_name": "a", "description": message, "location": {"path": path, "positions": positions}}


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Puts a script of this body in the place of the package ty."""

    def put(body: str) -> Path:
        program = tmp_path / "ty"
        program.write_text(f"#!{sys.executable}\nimport os, sys\n{body}\n")
        program.chmod(0o755)
        monkeypatch.setitem(sys.modules, "ty", SimpleNamespace(find_ty_bin=lambda: str(program)))
        return program

    return put


def test_ty_is_asked_about_a_copy_of_the_files_alone(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (
        "import pathlib\n"
        f"log = pathlib.Path({str(tmp_path / 'log')!r})\n"
        "files = sorted(map(str, pathlib.Path('.').rglob('*.py')))\n"
        "log.write_text(repr((files, sys.argv[1:], 'TY_CONFIG_FILE' in os.environ)))\n"
    )
    fake(VERSION + body + f"print({json.dumps([said('odd', 'p/b.py', (2, 3), (4, 5))])!r})")
    monkeypatch.setenv("TY_CONFIG_FILE", "mine.toml")

    found = ask_ty(find_ty(), {"a.py": b"", "p/b.py": b""}, ("p/", "lib/", ""), tmp_path)

    files, arguments, is_configured = eval((tmp_path / "log").read_text())  # noqa: S307 (the fake wrote it)
    assert found == (Complaint("p/b.py", "odd", Position(2, 3), Position(4, 5)),)
    assert (files, is_configured) == (["a.py", "p/b.py"], False)
    assert arguments[-4:] == ["--extra-search-path", "p/", "--project", "."]
    assert str(tmp_path) in arguments


def test_the_oldest_ty_is_the_one_that_the_extra_asks_for() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]

    assert project["optional-dependencies"]["types"] == [f"ty>={'.'.join(map(str, MINIMUM))}"]


@pytest.mark.parametrize("package", [None, SimpleNamespace()], ids=["none", "another package of that name"])
def test_that_ty_is_not_installed_is_said(package: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ty", package)

    with pytest.raises(UsageError, match=r'ty, which `types = "ty"` .* is not installed; install it: pip install'):
        find_ty()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("print('ty 0.0.9')", r"has version 0\.0\.9, remend needs ty>=0\.0\.100; update it: pip install --upgrade"),
        ("print('something else')", r"has version unknown, remend needs ty>=0\.0\.100"),
        (VERSION + "print('no JSON')", r"ty 0\.0\.100 .* writes what remend cannot read"),
        (VERSION + "print('[{}]')", r"cannot read .*missing required field"),
        (VERSION + "sys.exit('no such option')", r"gave up: no such option;"),
        (VERSION + "sys.exit(9)", r"gave up: exit status 9;"),
    ],
)
def test_a_ty_that_does_not_do_is_named_in_one_sentence(fake: Fake, body: str, sentence: str) -> None:
    fake(body)

    with pytest.raises(UsageError, match=sentence):
        ask_ty(find_ty(), {"a.py": b""}, (), None)


def test_a_ty_that_cannot_be_run_is_named(fake: Fake) -> None:
    program = fake(VERSION)
    ty = find_ty()
    program.unlink()

    with pytest.raises(UsageError, match=rf"ty \({re.escape(str(program))}\) cannot be run: .*; install it again: pip"):
        ask_ty(ty, {"a.py": b""}, (), None)


def test_without_room_for_files_ty_is_not_asked(fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake(VERSION)
    ty = find_ty()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))

    with pytest.raises(UsageError, match="no temporary files can be written for ty"):
        ask_ty(ty, {"a.py": b""}, (), None)
