from __future__ import annotations

import pytest
from libcst import ParserSyntaxError

from remend.imports.statement import add_name, drop_name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from m import a", "from m import a, get"),
        ("from m import z", "from m import z, get"),
        ("from m import a, z", "from m import a, get, z"),
        ("from m import z, a", "from m import z, a, get"),
        ("from m import Z, a", "from m import Z, a, get"),
        ("from m import a, B, z", "from m import a, B, get, z"),
        ("from m import a,z", "from m import a,get,z"),
        ("from m import a as b", "from m import a as b, get"),
        ("from m import get as g, z", "from m import get as g, get, z"),
        ("from m import (a, z)", "from m import (a, get, z)"),
        ("from m import ( a, z, )", "from m import ( a, get, z, )"),
        ("from m import a, \\\n    z", "from m import a, \\\n    get, \\\n    z"),
        ("from m import (\n    z\n)", "from m import (\n    z,\n    get\n)"),
        ("from m import (\n    z,\n)", "from m import (\n    z,\n    get,\n)"),
        ("from m import (\n    a,\n    z,\n)", "from m import (\n    a,\n    get,\n    z,\n)"),
        ("from m import (\n    a,\n    z\n)", "from m import (\n    a,\n    get,\n    z\n)"),
        ("from m import (\n\ta, b,\n\ty, z\n)", "from m import (\n\ta, b,\n\tget, y, z\n)"),
        ("from m import (\r\n    a,\r\n    z,\r\n)", "from m import (\r\n    a,\r\n    get,\r\n    z,\r\n)"),
        ("from m import (  # c\n    a,\n)", "from m import (  # c\n    a,\n    get,\n)"),
    ],
)
def test_a_name_is_added_in_the_layout_and_order_of_the_statement(before: str, after: str) -> None:
    assert add_name(before, "get") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from m import (\n    a,  # why a\n    z,  # why z\n)",
            "from m import (\n    a,  # why a\n    get,\n    z,  # why z\n)",
        ),
        ("from m import (\n    b,\n    c,  # why c\n)", "from m import (\n    b,\n    get,\n    c,  # why c\n)"),
        ("from m import (\n    b,\n    c  # why c\n)", "from m import (\n    b,\n    get,\n    c  # why c\n)"),
        ("from m import (\n    c  # why c\n)", "from m import (\n    get,\n    c  # why c\n)"),
        (
            "from m import (\n    # about a\n    a,\n    # about z\n    z,\n)",
            "from m import (\n    # about a\n    a,\n    # about z\n    z,\n    get,\n)",
        ),
        ("from m import (\n    # about a\n    a,\n)", "from m import (\n    # about a\n    a,\n    get,\n)"),
        (
            "from m import (\n    b, # why b\n    c\n    # end\n)",
            "from m import (\n    b, # why b\n    c,\n    get\n    # end\n)",
        ),
    ],
)
def test_every_comment_stays_with_its_name(before: str, after: str) -> None:
    assert add_name(before, "get") == after


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("import a, os, b", "os", "import a, b"),
        ("import os, b", "os", "import b"),
        ("import a,os", "os", "import a"),
        ("import a, os as o", "o", "import a"),
        ("import os as o, os", "os", "import os as o"),
        ("import os.path, os", "os", "import os.path"),
        ("from os import environ, path", "environ", "from os import path"),
        ("from os import path, environ", "environ", "from os import path"),
        ("from os import environ as e, environ", "e", "from os import environ"),
        ("from os import path, \\\n    environ", "environ", "from os import path"),
        ("from os import environ, \\\n    path", "environ", "from os import path"),
        ("from os import (environ, path)", "environ", "from os import (path)"),
        ("from os import (\n    path,\n    environ\n)", "environ", "from os import (\n    path\n)"),
        ("from os import (\n    a,\n    environ,\n    z,\n)", "environ", "from os import (\n    a,\n    z,\n)"),
        ("from os import (\r\n    a,\r\n    environ,\r\n)", "environ", "from os import (\r\n    a,\r\n)"),
    ],
)
def test_a_name_is_dropped_by_what_it_is_bound_as(before: str, name: str, after: str) -> None:
    assert drop_name(before, name) == after


def test_what_libcst_cannot_parse_is_its_error() -> None:
    with pytest.raises(ParserSyntaxError):
        add_name("from m import", "get")
