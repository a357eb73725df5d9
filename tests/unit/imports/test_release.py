from __future__ import annotations

import ast

import pytest

from remend.edits import splice
from remend.imports.release import release
from remend.module import Module, Surroundings


def released(text: str, *exported: str, filled: frozenset[int] = frozenset()) -> str:
    """The text without the imports that nothing needs once the names of all `x.environ` and `environ` are free."""
    module = Module.load("a.py", text.encode(), Surroundings(exported=frozenset(exported)))
    assert isinstance(module, Module), module
    sites = [site for site in module.sites({"os", "o", "environ", "e"}) if isinstance(site.node, ast.Name)]
    freed = [s for s in sites if not isinstance(call := s.parent(), ast.Call) or ast.unparse(call.func) != "keep"]
    found = release(module, freed)
    after = splice(text, [*found.narrowed, *found.removals(module, filled)])
    ast.parse(after)
    return after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\nos.environ\n", "os.environ\n"),
        ("import os as o\no.environ\n", "o.environ\n"),
        ("from os import environ\nenviron\n", "environ\n"),
        ("from os import environ as e\ne\n", "e\n"),
        ("import os, sys\nos.environ\n", "import sys\nos.environ\n"),
        ("import sys, os as o, re\no.environ\n", "import sys, re\no.environ\n"),
        ("from os import environ, path\nenviron\n", "from os import path\nenviron\n"),
        ("from os import environ as e, environ\nkeep(environ), e\n", "from os import environ\nkeep(environ), e\n"),
        ("from os import environ as e, environ\nenviron, e\n", "environ, e\n"),
        ("from os import (\n    environ,\n    path,\n)\nenviron\n", "from os import (\n    path,\n)\nenviron\n"),
        ("import os\nimport os\nos.environ\n", "os.environ\n"),
        ("if a:\n    import os\n    b\nos.environ\n", "if a:\n    b\nos.environ\n"),
        ("if a:\n    b\nelse:\n    import os\n    c\nos.environ\n", "if a:\n    b\nelse:\n    c\nos.environ\n"),
        ("def f():\n    import os\n    os.environ\n", "def f():\n    os.environ\n"),
        ("def f():\n    import os\n    os.environ\nos = 1\n", "def f():\n    os.environ\nos = 1\n"),
        ("import os\nos.environ\ndef f(os): keep(os)\n", "os.environ\ndef f(os): keep(os)\n"),
        ("import os\nos.environ\n'the os of it'\n", "os.environ\n'the os of it'\n"),
        ("import os\nos.environ\ndef f(x: 'osmosis'): pass\n", "os.environ\ndef f(x: 'osmosis'): pass\n"),
        ("import os\r\nimport re\r\nos.environ\r\n", "import re\r\nos.environ\r\n"),
        ("os.environ\nimport os", "os.environ\n"),
        ("import a.os as o\no.environ\n", "o.environ\n"),
        ("import a, b.c as o\no.environ\n", "import a\no.environ\n"),
        ("import a \\\n    as o\no.environ\n", "o.environ\n"),
        ("from . import os\nos.environ\n", "os.environ\n"),
        ("from .a import (\n    b as o,\n    c as d,\n)\no\n", "from .a import (\n    c as d,\n)\no\n"),
        ("def f():\n    import os as os\n    os.environ\n", "def f():\n    os.environ\n"),
        ("if a:\n    from b import os, c\nos.environ\n", "if a:\n    from b import c\nos.environ\n"),
        ("if T:\n    from b import os\n    from c import d\nos\n", "if T:\n    from c import d\nos\n"),
    ],
)
def test_an_import_goes_when_nothing_needs_it(before: str, after: str) -> None:
    assert released(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.environ\nkeep(os)\n",
        "import os\nos.environ\ndef f(): keep(os)\n",
        "import os\nos.environ\n__all__ = ['os']\n",
        "import os\nos.environ\ngetattr(a, 'os')\n",
        "import os\nos.environ\nx: 'os.PathLike' = 1\n",
        "import os\nos.environ\ndef f(x: 'list[os.PathLike]'): pass\n",
        "import os\nos.environ\ndef f() -> 'os.PathLike': pass\n",
        "import os\nos.environ\nasync def f() -> 'os.PathLike': pass\n",
        "import os\nos.environ\ncast('os.PathLike', x)\n",
        "import os\nos.environ\nT = typing.TypeVar('T', bound='os.PathLike')\n",
        "import os\nos.environ\nx = 1  # type: os.PathLike\n",
        "def f():\n    '''\n    >>> os.getcwd()\n    '''\nimport os\nos.environ\n",
        "import os  # noqa\nos.environ\n",
        "from os import (\n    environ,  # why\n)\nenviron\n",
        "import os; import re\nos.environ\n",
        "import re; import os\nos.environ\n",
        "import os.path\nos.environ\n",
        "import os, os.path\nos.environ\n",
        "import os.path, os\nos.environ\n",
        "import os\nos = a\nos.environ\n",
        "def f():\n    global os\n    import os\n    b\nos.environ\n",
        "try:\n    import os\n    a\nexcept ImportError:\n    b\nos.environ\n",
        "try:\n    a\nexcept ImportError:\n    import os\n    b\nos.environ\n",
        "try:\n    import os\n    a\nexcept* ImportError:\n    b\nos.environ\n",
        "if a:\n    import os\nos.environ\n",
        "if a: import os\nos.environ\n",
        "with a:\n    import os\nos.environ\n",
        "match a:\n    case 1:\n        import os\n        b\nos.environ\n",
        "class A:\n    import os\n    x = os.environ\n    def f(self): self.os\n",
        "def f():\n    import os\n    os.environ\nkeep(os)\n",
        "os.environ\n",
        "from os import *\nos.environ\n",
        "import os as os\nos.environ\n",
        "from a import os as os\nos.environ\n",
        "import os.path\nimport os.b\nos.environ\n",
        "if a:\n    import os\n    import b as o\nos.environ, o.environ\n",
        "try: pass\nfinally:\n    if a:\n        import os\nos.environ\n",
    ],
)
def test_an_import_stays_where_anything_may_need_it(text: str) -> None:
    assert released(text) == text


def test_what_other_files_take_stays_at_module_level_alone() -> None:
    text = "import os\ndef f():\n    import os\n    os.environ\nos.environ\n"

    assert released(text, "os") == "import os\ndef f():\n    os.environ\nos.environ\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\n\n\nos.environ\n", "\nos.environ\n"),
        ("import os\n\nos.environ\n", "os.environ\n"),
        ("import re\n\nimport os\n\nos.environ\n", "import re\n\nos.environ\n"),
        ("import re\nimport os\n\nos.environ\n", "import re\n\nos.environ\n"),
        ("import re\n\nimport os\nimport sys\n", "import re\n\nimport sys\n"),
        ("'Doc.'\n\nimport os\n\nos.environ\n", "'Doc.'\n\nos.environ\n"),
        ("'Doc.'\n\nimport os  \n\nos.environ\n", "'Doc.'\n\nos.environ\n"),
    ],
)
def test_no_gap_is_left_where_it_stood(before: str, after: str) -> None:
    text = before if "environ" in before else before + "os.environ\n"

    assert released(text) == (after if "environ" in after else after + "os.environ\n")


def test_a_gap_stays_where_a_new_line_comes_to_stand() -> None:
    assert released("import os\n\nos.environ\n", filled=frozenset({0})) == "\nos.environ\n"
