"""Which places of a file fail with an import of it."""

from __future__ import annotations

import pytest

from remend.module import Module
from remend.rules.broken_import.sites import imported_names
from remend.rules.broken_import.uses import told


def failing(text: str) -> str:
    """What is told of the first import of a file."""
    module = Module.load("app/case.py", text.encode())
    assert isinstance(module, Module)
    return told(module, next(imported_names(module.tree, "app/case.py", "app.case")))


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("from app.a import X\nX()\n", "one use of X fails with it, in line 2"),
        ("from app.a import X as Y\nX = 1\nY(Y)\n", "2 uses of Y fail with it, in line 3"),
        ("from app.a import X\ndef f(a: 'X') -> X: ...\nNAME = 'X'\n", "2 uses of X fail with it, in line 2"),
        ("from app.a import X\nclass A:\n    X = X\n    y: 'list[X]'\n", ""),
        ("from app.a import X\ndef f(X):\n    return X\nX.y\n", "one use of X fails with it, in line 4"),
        ("def f():\n    from app.a import X\n    return lambda: X\nX\n", "one use of X fails with it, in line 3"),
        ("import app.a.b\napp.a.b.c\napp.a\napp.other\n", "one use of app.a.b fails with it, in line 2"),
        ("import app.a as a\na.b\na\n", "2 uses of a fail with it, in lines 2, 3"),
        ("from app.a import X\n" + "X\n" * 7, "7 uses of X fail with it, in lines 2, 3, 4, 5, 6 and 2 more"),
        ("from app.a import *\nX\n", ""),
        ("from app.a import X\n", ""),
        ("from app.a import X\nif DEBUG:\n    X = None\nX()\n", ""),
        ("from app.a import X\na: Literal['X'] = 'X'\nb: 'no X' = 1\n", ""),
    ],
)
def test_the_uses_of_what_an_import_binds_are_counted(text: str, uses: str) -> None:
    assert failing(text) == uses
