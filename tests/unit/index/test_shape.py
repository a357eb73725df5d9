from __future__ import annotations

from pathlib import Path

import pytest

from remend.index.extract import extract
from remend.index.shape import shapes_of
from remend.snapshot import FolderSnapshot

CODE = "import os\nX = os.sep\n\n\nclass A:\n    y: int = 1\n\n    def f(self): ...\n\n\ndef g(): ...\n"


def _shape(folder: Path, text: str) -> str:
    path = "a.py"
    (folder / path).write_text(text, "utf-8")
    snapshot = FolderSnapshot(folder)
    return shapes_of(snapshot, [path], lambda paths: [(each, extract(each, text.encode())) for each in paths])[path]


@pytest.mark.parametrize(
    "edited",
    [
        CODE.replace("\n\n\n", "\n# more\n\n\n\n"),
        CODE.replace("def g(): ...", "def g():\n    if print():\n        pass"),
        "# first\n" + CODE,
    ],
    ids=["lines", "a body", "all moved"],
)
def test_an_edit_that_says_nothing_else_keeps_the_shape(tmp_path: Path, edited: str) -> None:
    assert edited != CODE
    assert _shape(tmp_path, edited) == _shape(tmp_path, CODE)


@pytest.mark.parametrize(
    "edited",
    [
        CODE.replace("def g", "async def g"),
        CODE.replace("def f(self)", "def f(self, x)"),
        CODE.replace("y: int", "y: str"),
        CODE.replace("import os\nX = os.sep\n", "X = os.sep\nimport os\n"),
        CODE + "\n\ndef h(): ...\n",
    ],
    ids=["async", "a parameter", "an annotation", "the order", "one more"],
)
def test_what_is_said_otherwise_changes_the_shape(tmp_path: Path, edited: str) -> None:
    assert _shape(tmp_path, edited) != _shape(tmp_path, CODE)
