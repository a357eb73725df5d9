from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from remend.cache import Cache
from remend.checkers.ruff import Lint, UndefinedName, find_undefined_names, undefined_names_in
from remend.checkers.ruff_program import MINIMUM
from remend.errors import UsageError
from remend.model import Diagnostic
from remend.snapshot import FolderSnapshot, Overlay
from remend.source import read_source

Fake = Callable[[str], Path]

TEXTS: Mapping[str, bytes] = {
    "non-ASCII": 'é = 1; "𝔘é", gone\n'.encode(),
    "tab": b"if True:\n\tprint(\tgone)\n",
    "CRLF": b"x = 1\r\n  \\\r\n\r\nif x: gone\r\n",
    "CR": b"x = 1\rgone\r",
    "mixed newlines": b"x = 1\r\ny = 2\rz = 3\ngone\n",
    "form feed": b"x = 1\n\x0c\n\x0cgone\nx\x0c= x\n",
    "BOM": b"\xef\xbb\xbfgone\n",
    "BOM and a blank line": b"\xef\xbb\xbf\r\ngone\r\n",
    "Latin-1": b'# coding: latin-1\nx = "\xe9\xe9", gone\n',
    "UTF-8 bytes called Latin-1": '# coding: latin-1\nx = "é", gone\n'.encode(),
    "line separator within a line": '# \x85\nx = "\u2028", gone\n'.encode(),
    "no final newline": b"x = 1\ngone",
    "f-string": b'x = f"""{1}\n{gone!r:>{1}}"""\n',
    "annotation in a string": b"def f(x: \"list['gone']\"): ...\n",
    "annotation over lines": b'x: """\ngone\n"""\n',
}
KINDS = ("__init__.py", "deep/__init__.py", "plain.py", "stub.pyi", "__init__.pyi", "script")


def names(text: str, path: str = "a.py", builtins: tuple[str, ...] = ()) -> list[str]:
    return [found.name for found in undefined_names_in(path, text.encode(), builtins).names]


def in_batch(folder: Path, contents: Mapping[str, bytes], cache: Cache | None = None) -> dict[str, Lint]:
    for path, raw in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    return find_undefined_names(FolderSnapshot(folder), list(contents), cache)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Takes the package ruff away and puts a script of this body on PATH instead."""
    for module in ("ruff", "ruff.__main__"):
        monkeypatch.setitem(sys.modules, module, None)
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")

    def put(body: str) -> Path:
        program = programs / "ruff"
        program.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
        program.chmod(0o755)
        return program

    return put


@pytest.mark.parametrize("raw", TEXTS.values(), ids=TEXTS)
def test_a_place_is_counted_in_characters_of_the_text(raw: bytes) -> None:
    source = read_source("a.py", raw)
    assert not isinstance(source, Diagnostic)
    span = source.span(at := source.text.index("gone"), at + 4)

    assert undefined_names_in("a.py", raw) == Lint(
        (UndefinedName("gone", span.line, span.column, span.end_line, span.end_column),)
    )


def test_a_batch_says_the_same_as_one_by_one(tmp_path: Path) -> None:
    contents = {f"{number}.py": raw for number, raw in enumerate(TEXTS.values())}
    contents |= dict.fromkeys(KINDS, b"__path__, gone\n") | {
        "bad.py": b"gone\nprint 'x'\n",
        "late.py": b"def f(x: Later): ...\nclass Later: ...\n",
        "late.pyi": b"def f(x: Later): ...\nclass Later: ...\n",
        "latin.py": b"x = '\xe9'\n",
        "nul.py": b"x = 1\0\ngone\n",
        "empty.py": b"",
    }

    assert in_batch(tmp_path, contents) == {path: undefined_names_in(path, raw) for path, raw in contents.items()}


@pytest.mark.parametrize(("path", "found"), [(path, ["__path__"] * (path[-11:] != "__init__.py")) for path in KINDS])
def test_only_a_package_has_a_path(path: str, found: list[str]) -> None:
    assert names("__path__\n", path) == found


def test_files_of_one_content_and_another_kind_are_told_apart(tmp_path: Path) -> None:
    text = b"def f(x: Later): ...\nclass Later: ...\n__path__\n"
    found = in_batch(tmp_path, dict.fromkeys(("a.py", "b.pyi", "c/__init__.py"), text))

    assert [[name.name for name in found[path].names] for path in sorted(found)] == [
        ["Later", "__path__"], ["__path__"], ["Later"],
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="names of odd bytes need a file system that takes them")
def test_odd_bytes_in_a_path_do_no_harm(tmp_path: Path) -> None:
    path = os.fsdecode(b"odd\xff\n{name}.py")

    assert in_batch(tmp_path, {path: b"gone\n"}) == {path: Lint((UndefinedName("gone", 1, 1, 1, 5),))}


def test_a_fault_is_told_with_its_line() -> None:
    assert undefined_names_in("a.py", b"x = 1\ndef f(:\n") == Lint(
        fault="Expected a parameter or the end of the parameter list", line=2
    )
    assert undefined_names_in("a.py", b"x = 1\ny = '\xe9'\n").line == 2
    assert undefined_names_in("a.py", b"gone\nprint 'x'\n").names == ()


def test_only_content_that_is_not_known_is_handed_to_ruff(tmp_path: Path, fake: Fake) -> None:
    log = tmp_path / "log"
    fake(
        "import pathlib\n"
        "if '--version' in sys.argv: sys.exit(print('ruff 77.1.2'))\n"
        "texts = sorted(file.read_text() for file in pathlib.Path(sys.argv[-1]).rglob('*.py'))\n"
        f"with open({str(log)!r}, 'a') as file: print(texts, file=file)\n"
        "print('[]')"
    )
    root = tmp_path / "project"
    root.mkdir()
    with Cache(root) as cache:
        in_batch(root, {"a.py": b"1", "b.py": b"2", "c.py": b"1"}, cache)
        in_batch(root, {"a.py": b"1", "b.py": b"2"}, cache)
        find_undefined_names(Overlay(FolderSnapshot(root), {"a.py": b"3"}), ["a.py", "b.py"], cache)
        find_undefined_names(FolderSnapshot(root), ["a.py"], cache, ["builtin"])

    assert log.read_text().splitlines() == ["['1', '2']", "['3']", "['1']"]


def test_what_the_cache_gives_is_what_ruff_said(tmp_path: Path) -> None:
    contents = {"a.py": b"gone\n", "b.py": b"def f(:\n", "c.py": b"x = 1\n"}
    with Cache(tmp_path) as cache:
        first = in_batch(tmp_path, contents, cache)
        assert in_batch(tmp_path, contents, cache) == first
    assert first["a.py"].names
    assert first["b.py"].fault


def test_no_files_are_no_work(tmp_path: Path) -> None:
    assert find_undefined_names(FolderSnapshot(tmp_path), [], None) == {}


def test_nothing_around_the_files_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path, tmp_path / "venv"):
        folder.mkdir(exist_ok=True)
        (folder / "ruff.toml").write_text(
            'lint.ignore = ["F821"]\nexclude = ["*"]\nbuiltins = ["gone"]\nforce-exclude = 1'
        )
        (folder / ".gitignore").write_text("*\n")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "venv"))
    monkeypatch.setattr("tempfile.tempdir", None)
    for name, value in {"OUTPUT_FILE": "out", "OUTPUT_FORMAT": "github", "CONFIG": "ruff.toml"}.items():
        monkeypatch.setenv(f"RUFF_{name}", value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = Lint((UndefinedName("gone", 1, 1, 1, 5),))
    paths = ("build/a.py", "venv/lib/site-packages/a.py", "dist/a.py", "node_modules/a.py")

    assert in_batch(tmp_path, dict.fromkeys(paths, b"gone\n")) == dict.fromkeys(paths, found)
    assert undefined_names_in("venv/a.py", b"gone\n") == found
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.rglob(".ruff_cache"))
    assert not list(tmp_path.rglob("remend-*"))


def test_builtins_count_as_bound() -> None:
    assert names("_(gone), profile\n", builtins=("profile", "_")) == ["gone"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a # noqa: F821\nb # noqa\nc # noqa: F401\nd # type: ignore\n", ["c", "d"]),
        ("# ruff: noqa\ngone\n", []),
        ("# ruff: noqa: F821\ngone\n", []),
        ("from os import *\ngone\n", []),
        ("def f():\n    return gone\nfrom os import *\n", []),
        ("x = 1\ndel x\nx\n", ["x"]),
        ("x = 1\nif x:\n    del x\nx\n", []),
        ("try: ...\nexcept OSError as e: ...\ne\n", ["e"]),
        ("if __name__ == 'x':\n    y = 1\ny\n", []),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import B\nx: 'B' = B\ny: 'C'\n", ["C"]),
        ("def __getattr__(name): ...\nlazy\n", ["lazy"]),
        ("class A:\n    x = 1\n    y = [x for _ in range(x)]\n    def f(self): return x\n", ["x", "x"]),
        ("class A:\n    def f(self, other: A): ...\n", ["A"]),
        ("from __future__ import annotations\nclass A:\n    def f(self, other: A): ...\n", []),
        ("print(late)\nlate = 1\ndef f(): return later\nlater = 1\n", ["late"]),
        ("__all__ = ['gone']\n", []),
        ("def f():\n    '''\n    >>> gone\n    '''\n", []),
        ("x = []  # type: List[Gone]\n", []),
        ("def f():\n    global x\ndef g(): return x\n", []),
        ("def f():\n    exec('x = 1')\n    locals()['y'] = 1\n    return x, y\n", ["x", "y"]),
        ("try:\n    text = unicode\nexcept NameError:\n    text = str\n", []),
        ("[y := 1 for _ in []], y\n", []),
        ("gone += 1\nother.x = 1\ndel third\n", ["gone", "other", "third"]),
    ],
)
def test_what_ruff_counts_as_undefined(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PythonFinalizationError\n", []),
        ("globals()['x'] = 1\nx, y\n", ["y"]),
        ("globals()['x'] == 1\nx\n", ["x"]),
        ("if 'x' in globals(): x\nif 'y' not in locals(): y\nif 'z' in vars(z): z\n", ["z", "z"]),
        (
            "import builtins\nif hasattr(builtins, 'profile'): profile\nbuiltins.x = 1\nx\nif hasattr(y, 'y'): y\n",
            ["y", "y"],
        ),
        ("try:\n    x  # asked\nexcept NameError:\n    y()\nx\n", ["y"]),
        ("globals().update(vars(z))\nx\n", []),
        ("for x in 'ab':\n    globals()['is_' + x] = x\nis_a\n", []),
        ("x = globals()\nx['y'] = 1\ny\n", []),
        ("import enum\n@enum.global_enum\nclass A(enum.Enum):\n    B = 1\nB\n", []),
        ("import enum\nenum.IntEnum._convert_('X', __name__, str)\nx\n", []),
        ("globals()['x'], globals().get('y'), exec('', globals())\nx, y\n", ["x", "y"]),
        ("x: Literal['a', 'it\\'s', B, 'c']\ny: 'D'\n", ["Literal", "B", "D"]),
        ("x: \"list[typing.Literal['a']]\"\n", ["typing"]),
        ("x: Literal[\n    'a',  # one\n    'b',\n] | 'C'\n", ["Literal", "C"]),
        ("# opened: Literal[\nx: 'Gone'\n", ["Gone"]),
        ("x: Annotated['A', 'b']\n", ["Annotated", "A"]),
        ("x: Annotated[dict['A', 'B'], 'c', f(d='e')]\ny: 'G'\n", ["Annotated", "A", "B", "f", "G"]),
        ("x: 'G\\x6fne'\ny: 'Go' 'ne'\nz: 'Gone'\n", ["Gone"]),
        ("ﬁx\n", ["fix"]),
    ],
)
def test_what_no_import_could_mend_is_left_out(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_the_oldest_ruff_is_the_one_that_the_project_asks_for() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert f"ruff>={MINIMUM[0]}.{MINIMUM[1]}" in project["dependencies"]


def test_without_the_package_the_ruff_on_the_path_is_taken(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = {
        "code": "F821", "message": "Undefined name `gone`", "filename": "/x/module.py",
        "location": {"row": 1, "column": 1}, "end_location": {"row": 1, "column": 5},
    }  # fmt: skip
    fake(f"print('ruff 0.9.0' if '--version' in sys.argv else {json.dumps([complaint])!r})")
    assert names("gone\n") == ["gone"]

    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match=r"ruff, which finds undefined names, is not installed; install it: pip"):
        names("gone\n")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("print('ruff 0.8.6')", r"has version 0\.8\.6, remend needs ruff>=0\.9; update it: pip install --upgrade"),
        ("print('something else')", r"has version unknown, remend needs ruff>=0\.9; update it"),
        ("print('ruff 1.0.0' if '--version' in sys.argv else 'no JSON')", r"ruff 1\.0\.0 .* remend cannot read"),
        ("print('ruff 1.0.0' if '--version' in sys.argv else '[{}]')", r"remend cannot read .*missing required field"),
        ("print('ruff 1.0.0' if '--version' in sys.argv else sys.exit('no such option'))", r"gave up: no such option;"),
        ("print('ruff 1.0.0' if '--version' in sys.argv else sys.exit(9))", r"gave up: exit status 9;"),
    ],
)
def test_a_ruff_that_does_not_do_is_named_in_one_sentence(fake: Fake, body: str, sentence: str) -> None:
    program = fake(body)

    with pytest.raises(UsageError, match=sentence) as caught:
        undefined_names_in("a.py", b"gone\n")
    assert str(program) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_words_that_remend_does_not_know_are_not_passed_over(fake: Fake) -> None:
    place = {"row": 1, "column": 1}
    complaint = {"code": "F821", "message": "gone!", "filename": "", "location": place, "end_location": place}
    fake(f"print('ruff 1.0.0' if '--version' in sys.argv else {json.dumps([complaint])!r})")

    with pytest.raises(UsageError, match=r"remend cannot read \(gone!\)"):
        undefined_names_in("a.py", b"gone\n")


def test_a_ruff_that_cannot_be_run_is_named(fake: Fake) -> None:
    program = fake("")
    program.write_bytes(b"\x7fELF no program at all")

    with pytest.raises(
        UsageError, match=rf"ruff \({re.escape(str(program))}\) cannot be run: .*; install it again: pip"
    ):
        undefined_names_in("a.py", b"gone\n")


def test_a_package_without_its_program_is_no_ruff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ruff").mkdir()
    (tmp_path / "ruff/__init__.py").touch()
    (tmp_path / "ruff/__main__.py").write_text("def find_ruff_bin():\n    raise FileNotFoundError('ruff')\n")
    for module in ("ruff", "ruff.__main__"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))

    with pytest.raises(UsageError, match="is not installed"):
        undefined_names_in("a.py", b"gone\n")
    for module in ("ruff", "ruff.__main__"):
        sys.modules.pop(module, None)


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("gone\n")
    monkeypatch.setenv("TMPDIR", absent := str(tmp_path / "absent"))
    monkeypatch.setattr("tempfile.tempdir", absent)

    with pytest.raises(UsageError, match="no temporary files can be written for ruff: No such file"):
        find_undefined_names(FolderSnapshot(tmp_path), ["a.py"], None)


def test_no_more_is_held_than_one_process_of_ruff_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [f"m{number}.py" for number in range(5)]
    for number, path in enumerate(paths):
        (tmp_path / path).write_text(f"gone_{number}\n")
    monkeypatch.setattr("remend.checkers.ruff._AT_A_TIME", 12)
    found = find_undefined_names(FolderSnapshot(tmp_path), paths, None)
    assert [lint.names[0].name for lint in map(found.__getitem__, paths)] == [f"gone_{n}" for n in range(5)]
