from __future__ import annotations

import pytest

from remend.imports.reach import can_import, imports_from, is_script, prepared_folders
from remend.module import Module


def load(text: str, path: str = "tools/deep/run.py") -> Module:
    module = Module.load(path, text.encode())
    assert isinstance(module, Module), module
    return module


def folders(text: str) -> list[str | None]:
    return [folder for _, folder in prepared_folders(load(text))]


@pytest.mark.parametrize(
    ("expression", "folder"),
    [
        ("str(Path(__file__).parent)", "tools/deep"),
        ("str(Path(__file__).resolve().parent.parent)", "tools"),
        ("os.fspath(pathlib.Path(__file__).absolute().parents[1])", "tools"),
        ("str(Path(__file__).parents[2])", ""),
        ("str(Path(__file__).parents[9])", None),
        ("str(Path(__file__).parent / '..' / '..')", ""),
        ("str((Path(__file__).parent / 'lib').resolve())", "tools/deep/lib"),
        ("str(Path(__file__).parent / name)", None),
        ("os.path.dirname(__file__)", "tools/deep"),
        ("os.path.dirname(os.path.dirname(os.path.abspath(__file__)))", "tools"),
        ("os.path.join(os.path.dirname(__file__), '..', '..')", ""),
        ("os.path.join(os.path.dirname(__file__), '..', '..', '..')", None),
        ("os.path.abspath(os.path.join(os.path.dirname(__file__), '../..'))", ""),
        ("os.path.join(__file__, '..', 'lib')", "tools/deep/lib"),
        ("os.path.normpath(os.path.realpath(dirname(__file__)))", None),
        ("os.path.join(os.path.dirname(__file__), os.pardir)", None),
        ("os.path.join(os.getcwd(), '..')", None),
        ("os.getcwd()", None),
        ("'.'", None),
        ("ROOT", None),
    ],
)
def test_the_folder_that_a_file_adds_is_worked_out_from_its_own_path(expression: str, folder: str | None) -> None:
    assert folders(f"import sys\nsys.path.insert(0, {expression})\n") == [folder]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sys.path.append(os.path.dirname(__file__))", ["tools/deep"]),
        ("site.addsitedir(os.path.dirname(__file__))", ["tools/deep"]),
        ("addsitedir(os.path.dirname(__file__))", ["tools/deep"]),
        ("ROOT = Path(__file__).parents[2]\nsys.path.insert(0, str(ROOT))", [""]),
        ("here = os.path.dirname(__file__)\nup = os.path.dirname(here)\nsys.path.append(up)", ["tools"]),
        ("a.b = Path(__file__)\nsys.path.append(a.b)", [None]),
        ("if x not in sys.path:\n    sys.path.insert(0, os.path.dirname(__file__))", ["tools/deep"]),
        ("try:\n    import x\nexcept ImportError:\n    sys.path.append(os.path.dirname(__file__))", ["tools/deep"]),
        ("for p in (a, b):\n    sys.path.insert(0, p)", [None]),
        ("sys.path.extend([a])", [None]),
        ("sys.path += [a]", [None]),
        ("sys.path = [a] + sys.path", [None]),
        ("sys.path[0:0] = [a]", [None]),
        ("from sys import path\npath.append(a)", [None]),
        ("from sys import path as p\np.extend([a])", [None]),
        ("import sys as s\ns.path.insert(0, a)", [None]),
        ("sys.path.append(a); sys.path.append(b)", [None, None]),
    ],
)
def test_every_usual_way_to_extend_the_path_is_seen(text: str, found: list[str | None]) -> None:
    assert folders(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "print(sys.path)",
        "x = sys.path[0]",
        "sys.path.remove(a)",
        "sys.argv.append(a)",
        "os.path.append(a)",
        "path = []\npath.append(a)",
        "def f():\n    sys.path.append(a)",
        "class A:\n    sys.path.append(a)",
        "sys.path.insert()",
        "a.b.extend(c)",
        "a += b",
        "x, y = z",
    ],
)
def test_what_does_not_extend_the_path_is_not_taken_for_it(text: str) -> None:
    assert folders(text) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("#!/usr/bin/env python\n", True),
        ("if __name__ == '__main__':\n    main()\n", True),
        ("if '__main__' == __name__: main()\n", True),
        ("def f():\n    if __name__ == '__main__': pass\n", False),
        ("import os\n", False),
        ("# not #!\n", False),
    ],
)
def test_a_script_is_known_by_its_first_line_or_its_guard(text: str, answer: bool) -> None:  # noqa: FBT001
    assert is_script(load(text)) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("import shared", True),
        ("import a, shared.env as e", True),
        ("from shared import a", True),
        ("def f():\n    from shared.env import a", True),
        ("import share", False),
        ("from .shared import a", False),
        ("from . import shared", False),
        ("from other.shared import a", False),
    ],
)
def test_an_import_of_the_same_root_shows_that_it_can_be_reached(text: str, answer: bool) -> None:  # noqa: FBT001
    module = load(f"#!python\n{text}\n")

    assert imports_from(module, frozenset({"shared"})) is answer
    assert can_import(module, "", frozenset({"shared"})) is answer


@pytest.mark.parametrize(
    ("text", "path", "root", "answer"),
    [
        ("x\n", "tools/deep/run.py", "", True),
        ("#!python\n", "tools/run.py", "", False),
        ("#!python\n", "run.py", "", True),
        ("#!python\n", "tools/run.py", "tools", True),
        ("#!python\nsys.path.append(str(Path(__file__).parents[1]))\n", "tools/run.py", "", True),
        ("#!python\nsys.path.append(str(Path(__file__).parents[1]))\n", "tools/run.py", "src", False),
        ("#!python\nsys.path.append(somewhere)\n", "tools/run.py", "src", True),
    ],
)
def test_a_script_reaches_its_own_folder_and_what_it_prepares(text: str, path: str, root: str, *, answer: bool) -> None:
    assert can_import(load(text, path), root, frozenset({"shared"})) is answer
