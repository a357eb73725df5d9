"""The forms of an import other than `from module import name`, and the places other than the top of a file."""

from __future__ import annotations

import ast

import pytest

from remend.edits import splice
from remend.imports.place import place_import
from remend.model import Edit
from remend.module import Module, Surroundings
from remend.rule import Needs

SURROUNDINGS = Surroundings(name="shop.cart.order", first_party=frozenset({"shop", "shared"}))


def load(text: str, path: str = "shop/cart/order.py", surroundings: Surroundings = SURROUNDINGS) -> Module:
    module = Module.load(path, text.encode(), surroundings)
    assert isinstance(module, Module), module
    return module


def needed(line: str, *, typing: bool = False, function: ast.FunctionDef | None = None) -> Needs:
    """What an absolute import statement says."""
    statement = ast.parse(line).body[0]
    assert isinstance(statement, (ast.Import, ast.ImportFrom))
    alias = statement.names[0]
    if isinstance(statement, ast.Import):
        return Needs(module=alias.name, alias=alias.asname or "", typing=typing, function=function)
    assert statement.module is not None
    return Needs(module=statement.module, name=alias.name, alias=alias.asname or "", typing=typing, function=function)


def placed(text: str, line: str, *, typing: bool = False, in_function: bool = False) -> str:
    """The text with the import that `line` writes, or why it has no place."""
    module = load(text)
    functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
    needs = needed(line, typing=typing, function=functions[0] if in_function else None)
    edit = place_import(module, needs, [])
    return splice(text, [edit]) if isinstance(edit, Edit) else edit


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("import json", "import abc\nimport os\n", "import abc\nimport json\nimport os\n"),
        ("import json", "import abc\nfrom re import A\n", "import abc\nimport json\nfrom re import A\n"),
        (
            "import json",
            "import abc\nfrom io import A\nimport os\n",
            "import abc\nfrom io import A\nimport json\nimport os\n",
        ),
        ("import os.path", "import os\nimport re\n", "import os\nimport os.path\nimport re\n"),
        (
            "import numpy as np",
            "import os\n\nimport attrs\nimport pytz\n",
            "import os\n\nimport attrs\nimport numpy as np\nimport pytz\n",
        ),
        ("import re as r", "import re\n", "import re\nimport re as r\n"),
        ("import a10", "import shop\n\nimport a2\nimport a11\n", "import shop\n\nimport a2\nimport a10\nimport a11\n"),
        ("from re import A as B", "from re import sub, Z as Y\n", "from re import A as B, sub, Z as Y\n"),
        (
            "from re import A as B",
            "import os\nfrom re import sub\n",
            "import os\nfrom re import A as B\nfrom re import sub\n",
        ),
        (
            "from re import A",
            "from re import B as C\nfrom re import X\n",
            "from re import B as C\nfrom re import A, X\n",
        ),
    ],
)
def test_every_form_stands_where_the_order_of_the_file_puts_it(line: str, before: str, after: str) -> None:
    assert placed(before, line) == after


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("import re", "'''Doc.'''\n\nimport requests\n", "'''Doc.'''\n\nimport re\n\nimport requests\n"),
        ("import re", "# Licence\nimport requests\n", "# Licence\nimport re\n\nimport requests\n"),
        (
            "import re",
            "'''Doc.'''\n\n# others\nimport requests\n",
            "'''Doc.'''\n\nimport re\n\n# others\nimport requests\n",
        ),
        ("import requests", "import re\n\nimport shop\n", "import re\n\nimport requests\n\nimport shop\n"),
        ("import shared", "import re\n\nfrom . import a\n", "import re\n\nimport shared\n\nfrom . import a\n"),
        (
            "from shop.cart import b",
            "import re\n\nfrom .a import a\n",
            "import re\n\nfrom . import b\nfrom .a import a\n",
        ),
        (
            "from shop.cart.b import b",
            "import re\n\nfrom . import a\n",
            "import re\n\nfrom . import a\nfrom .b import b\n",
        ),
        (
            "from shop.lib import b",
            "import re\n\nfrom . import a\n",
            "import re\n\nfrom shop.lib import b\n\nfrom . import a\n",
        ),
        (
            "from shop.lib import b",
            "from .. import a\nfrom .z import y\n",
            "from .. import a\nfrom ..lib import b\nfrom .z import y\n",
        ),
        (
            "from shop import b",
            "from shop.x import a\nfrom . import y\n",
            "from shop import b\nfrom shop.x import a\nfrom . import y\n",
        ),
        (
            "import attrs",
            "import re\n\nimport shop\nimport zope\n",
            "import re\n\nimport attrs\nimport shop\nimport zope\n",
        ),
        ("import attrs", "import re\nimport zope\n", "import re\nimport attrs\nimport zope\n"),
    ],
)
def test_sections_are_kept_as_the_file_has_them(line: str, before: str, after: str) -> None:
    assert placed(before, line) == after


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        (
            "from re import sub",
            "from os import a\nfrom os import b\nfrom re import A\n",
            "from os import a\nfrom os import b\nfrom re import A\nfrom re import sub\n",
        ),
        (
            "import json",
            "import io\n\nfrom os import a\n\nimport attr\n",
            "import io\nimport json\n\nfrom os import a\n\nimport attr\n",
        ),
        (
            "from io import x",
            "from abc import a\nfrom os import b\nimport re\n",
            "from abc import a\nfrom io import x\nfrom os import b\nimport re\n",
        ),
        ("import json", "import abc\n# about os\nimport os\n", "import abc\nimport json\n# about os\nimport os\n"),
    ],
)
def test_habits_of_the_file_are_followed(line: str, before: str, after: str) -> None:
    assert placed(before, line) == after


LONG = "from shop.inventory.warehouse import first_of_the_names, second_of_the_names, third_of"


def test_a_line_that_gets_too_long_is_wrapped() -> None:
    assert placed(f"{LONG}\n", "from shop.inventory.warehouse import fourth") == (
        "from shop.inventory.warehouse import (\n    first_of_the_names,\n    fourth,\n    second_of_the_names,\n"
        "    third_of,\n)\n"
    )


def test_a_line_may_be_as_long_as_others_of_the_file() -> None:
    other = f"x = {'1' * 110}\n" * 2

    assert placed(f"{LONG}\n{other}", "from shop.inventory.warehouse import zero") == f"{LONG}, zero\n{other}"


def test_a_line_with_a_comment_is_not_wrapped() -> None:
    assert placed(f"{LONG}  # noqa\n", "from shop.inventory.warehouse import zero") == f"{LONG}, zero  # noqa\n"


def test_a_new_line_that_is_too_long_is_wrapped() -> None:
    module = "shop." + "inventory" * 9

    assert placed("import os\n", f"from {module} import a") == f"import os\n\nfrom {module} import (\n    a,\n)\n"


GUARD = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n"


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("from re import Match", "    from re import Pattern\n", "    from re import Match, Pattern\n"),
        ("import re", "    import abc\n    import sys\n", "    import abc\n    import re\n    import sys\n"),
        (
            "import shop",
            "    import abc\n\n    import attrs\n",
            "    import abc\n\n    import attrs\n\n    import shop\n",
        ),
        ("import shop", "    import abc\n", "    import abc\n\n    import shop\n"),
    ],
)
def test_what_only_types_need_goes_under_the_guard_of_the_file(line: str, before: str, after: str) -> None:
    assert placed(GUARD + before, line, typing=True) == GUARD + after


def test_a_guard_is_known_by_what_it_asks() -> None:
    text = "import typing as t\n\nif t.TYPE_CHECKING:\n    import abc\n"

    assert placed(text, "import re", typing=True) == text + "    import re\n"


@pytest.mark.parametrize("guard", ["if DEBUG:\n    import abc\n", "if TYPE_CHECKING:\n    A = 1\n", ""])
def test_without_a_guard_of_imports_it_goes_to_the_others(guard: str) -> None:
    assert placed(f"import os\n{guard}", "import re", typing=True).startswith("import os\nimport re\n")


def test_what_runs_does_not_go_under_the_guard() -> None:
    text = GUARD + "    from re import Pattern\n"

    assert placed(text, "from re import Match") == text.replace("import TYPE", "import TYPE", 1).replace(
        "from typing", "from re import Match\nfrom typing", 1
    )


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("import re", "def f():\n    import os\n    a\n", "def f():\n    import os\n    import re\n    a\n"),
        ("from re import A", "def f():\n    from re import B\n    a\n", "def f():\n    from re import A, B\n    a\n"),
        (
            "import numpy as np",
            "def f():\n    'Doc.'\n    a\n",
            "def f():\n    'Doc.'\n    import numpy as np\n    a\n",
        ),
        (
            "import re",
            "def f():\n    # late\n    import sys\n",
            "def f():\n    # late\n    import re\n    import sys\n",
        ),
        ("import re", "def f():\n    a\n    import os\n", "def f():\n    import re\n    a\n    import os\n"),
    ],
)
def test_in_a_function_it_goes_to_the_imports_at_its_top(line: str, before: str, after: str) -> None:
    assert placed(before, line, in_function=True) == after


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("import re", "re = 1\n"),
        ("import re", "def re(): pass\n"),
        ("import re as r", "import requests as r\n"),
        ("from os import path", "try:\n    from os import path\nexcept ImportError:\n    path = None\n"),
        ("import a.b", "from x import a\n"),
    ],
)
def test_a_name_that_stands_for_something_else_is_not_taken(line: str, text: str) -> None:
    assert "already stands for something else" in placed(text, line)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("import re", "def f(re): re\n"),
        ("import re", "def f():\n    re = 1\n    re\n"),
        ("import re", "def f(): re\nre = 2\n"),
    ],
)
def test_in_a_function_too(line: str, text: str) -> None:
    assert placed(text, line, in_function=True) == "re already stands for something else in f"


def test_packages_share_the_name_of_their_modules() -> None:
    assert placed("import shop.a\n", "import shop.b") == "import shop.a\nimport shop.b\n"


@pytest.mark.parametrize("line", ["import re", "import shop.a", "from re import A as B", "import numpy as np"])
def test_what_is_there_is_not_added_again(line: str) -> None:
    assert placed(f"{line}\n", line) == "the import that stands there does not reach the place that needs it"


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("from shop.cart import b", "from . import a, b\n"),
        ("from shop.cart.b import c", "from . import a\nfrom .b import c\n"),
        ("from shop import b", "from shop import b\n\nfrom . import a\n"),
    ],
)
def test_a_package_imports_from_itself_by_a_dot(line: str, after: str) -> None:
    surroundings = Surroundings(name="shop.cart", first_party=frozenset({"shop"}))
    module = load("from . import a\n", "shop/cart/__init__.py", surroundings)

    edit = place_import(module, needed(line), [])

    assert isinstance(edit, Edit)
    assert splice("from . import a\n", [edit]) == after


def test_a_relative_import_in_a_function_shows_the_habit_too() -> None:
    text = "def f():\n    from .a import b\n"

    assert placed(text, "from shop.cart.z import y") == f"from .z import y\n\n{text}"


def test_code_between_two_groups_does_not_part_the_kinds() -> None:
    text = "import os\n\nx = 1\n\nfrom os import path\n"

    assert placed(text, "import json") == text.replace("import os\n", "import json\nimport os\n", 1)


def test_most_of_a_group_says_what_it_is_for() -> None:
    text = "import re\n\nimport pytest\n\nimport shop\nimport shared\nimport zope\n"

    assert placed(text, "import attrs") == text.replace("import pytest\n", "import attrs\nimport pytest\n")


def test_the_version_of_a_module_stays_above_its_first_import() -> None:
    text = "'''Doc.'''\n\n__version__ = '1'\n\n\ndef f(): pass\n"

    assert placed(text, "import re") == text.replace("'1'\n", "'1'\n\nimport re\n")
