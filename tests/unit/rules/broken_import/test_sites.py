"""Which import statements run into what is missing, and which know what they do."""

from __future__ import annotations

import ast

import pytest

from remend.rules.broken_import.sites import imported_names


def names(text: str) -> list[str]:
    return [str(found.target) for found in imported_names(ast.parse(text), "app/case.py", "app.case")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import app.a, app.b\n", ["app.a", "app.b"]),
        ("from .a import x as y\n", ["app.a.x"]),
        ("from . import a\n", ["app.a"]),
        ("from app.a import *\n", ["app.a"]),
        ("def f():\n    from app.a import x\n", ["app.a.x"]),
        ("try:\n    from app.a import x\nexcept KeyError:\n    pass\n", ["app.a.x"]),
        ("try:\n    pass\nexcept KeyError:\n    from app.a import x\n", ["app.a.x"]),
        ("try:\n    def f():\n        from app.a import x\nexcept ImportError:\n    pass\n", ["app.a.x"]),
        ("try:\n    pass\nexcept ImportError:\n    pass\nelse:\n    from app.a import x\n", ["app.a.x"]),
        ("with pytest.raises(KeyError):\n    from app.a import x\n", ["app.a.x"]),
        ("if DEBUG:\n    from app.a import x\n", ["app.a.x"]),
    ],
)
def test_an_import_that_nothing_guards_is_seen(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    from app.a import x\nexcept ImportError:\n    x = None\n",
        "try:\n    from app.a import x\nexcept (KeyError, ModuleNotFoundError):\n    x = None\n",
        "try:\n    from app.a import x\nexcept:\n    x = None\n",
        "try:\n    if a:\n        from app.a import x\nexcept Exception:\n    x = None\n",
        "try:\n    from app.b import x\nexcept ImportError:\n    from app.a import x\n",
        "def f():\n    try:\n        from app.a import x\n    except ImportError:\n        pass\n",
        "with pytest.raises(ImportError):\n    from app.a import x\n",
        "with pytest.raises((KeyError, ImportError)):\n    from app.a import x\n",
        "with contextlib.suppress(ImportError):\n    from app.a import x\n",
        "with try_import() as found:\n    from app.a import x\n",
        "if sys.version_info < (3,):\n    from app.a import x\n",
        "if False:\n    from app.a import x\n",
        "pytest.importorskip('app.a')\nfrom app.a import x\n",
        "if find_spec('app.a'):\n    from app.a import x\n",
        "sys.modules['app.a'] = fake\nimport app.a\n",
        "with patch.dict('sys.modules', {'app.a': fake}):\n    from app.a.b import x\n",
        "from .... import x\n",
    ],
)
def test_an_import_that_is_made_to_fail_or_not_to_run_is_left_out(text: str) -> None:
    assert not [name for name in names(text) if name.startswith("app.a")]


def test_when_an_import_runs_is_told() -> None:
    text = "from app.a import x\ndef f():\n    from app.b import y\nif TYPE_CHECKING:\n    from app.c import z\n"

    found = [(n.is_deferred, n.is_for_typing) for n in imported_names(ast.parse(text), "app/case.py", "app.case")]

    assert found == [(False, False), (True, False), (False, True)]
