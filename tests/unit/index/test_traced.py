from __future__ import annotations

from pathlib import Path

from remend.index.traced import FACTS, FOLDER, MODULE, NAME, Traced
from remend.project import Project
from remend.snapshot import FolderSnapshot


def _traced(folder: Path, files: dict[str, str]) -> Traced:
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return Traced(Project(FolderSnapshot(folder)).wide)


def test_it_answers_as_the_other_does_and_notes_what_that_hangs_on(tmp_path: Path) -> None:
    files = {"a.py": "from b import load\n", "b.py": "from c import *\n", "c.py": "def load(): ...\n", "d.py": ""}
    index = _traced(tmp_path, files)

    found = index.lookup("a.py", "load")

    assert found is not None and found.path == "c.py"
    assert {(FACTS, "a.py"), (FACTS, "b.py"), (FACTS, "c.py"), (MODULE, "b"), (MODULE, "c")} <= index.questions
    assert (FACTS, "d.py") not in index.questions


def test_what_it_knows_already_is_noted_again(tmp_path: Path) -> None:
    index = _traced(tmp_path, {"a.py": "def load(): ...\n"})
    index.lookup("a.py", "load")
    index.questions.clear()

    index.lookup("a.py", "load")

    assert index.questions == {(FACTS, "a.py")}


def test_what_is_not_there_is_noted_too(tmp_path: Path) -> None:
    index = _traced(tmp_path, {"a.py": "from b import load\n"})

    assert "b.py" not in index.facts
    assert index.lookup("a.py", "load") is None
    assert not index.has_module("pkg.b")
    assert {(FACTS, "b.py"), (MODULE, "b"), (FOLDER, "pkg.b")} <= index.questions


def test_of_what_lies_beyond_the_project_only_its_modules_are_noted(tmp_path: Path) -> None:
    index = _traced(tmp_path, {"pkg/__init__.py": "", "pkg/a.py": "from asyncio import sleep\nfrom .b import x\n"})

    assert index.lookup("pkg/a.py", "sleep") is not None
    assert index.lookup("pkg/a.py", "x") is None
    asked = {about for kind, about in index.questions if kind in (FACTS, NAME)}
    assert asked == {"pkg/a.py", "pkg/__init__.py"}
    assert (MODULE, "asyncio") in index.questions
