from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.index.imports import (
    from_imports,
    import_closure,
    imported_at_start,
    name_takers,
    package_closures,
    taken_names,
)
from remend.index.modules import ModuleMap

NAMES = ("environ", "os")


def imported(text: str, module: str = "shop.cart", *, is_package: bool = False) -> list[str]:
    return list(imported_at_start(ast.parse(text), module, is_package=is_package))


def taken(files: Mapping[str, str]) -> dict[str, set[str]]:
    """What other files take from each, by path."""
    found = taken_names({path: text.encode() for path, text in files.items()}, NAMES)
    return {path: set(names) for path, names in found.items()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a.b, c as d", ["a.b", "c"]),
        ("from a import b as c, d", ["a.b", "a.d"]),
        ("from a.b import *", ["a.b"]),
        ("from . import a", ["shop.a"]),
        ("from .a import b", ["shop.a.b"]),
        ("from .. import a", []),
        ("if x:\n    import a\nelif y:\n    import b\nelse:\n    import c", ["a", "b", "c"]),
        ("try:\n    import a\nexcept E:\n    import b\nelse:\n    import c\nfinally:\n    import d", list("abcd")),
        ("with x:\n    import a\nfor y in z:\n    import b\nwhile x:\n    import c", list("abc")),
        ("match x:\n    case 1:\n        import a\n    case _:\n        import b", ["a", "b"]),
        ("class A:\n    import a", ["a"]),
    ],
)
def test_what_runs_at_import_is_imported_in_source_order(text: str, names: list[str]) -> None:
    assert imported(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f():\n    import a", []),
        ("async def f():\n    import a", []),
        ("class A:\n    def f(self):\n        import a", []),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", ["b"]),
        ("if typing.TYPE_CHECKING and x:\n    import a\nelif x:\n    import b", ["b"]),
        ("if not TYPE_CHECKING:\n    import a\nelse:\n    import b", ["a", "b"]),
        ("if TYPE_CHECKING or x:\n    import a", ["a"]),
        ("if __name__ == '__main__':\n    import a", []),
        ("if __name__ != '__main__':\n    import a", ["a"]),
    ],
)
def test_what_does_not_run_at_import_does_not_count(text: str, names: list[str]) -> None:
    assert imported(text) == names


def test_a_package_is_the_start_of_its_own_relative_imports() -> None:
    assert imported("from . import a\nfrom .b import c\nfrom .. import d", "shop", is_package=True) == [
        "shop.a",
        "shop.b.c",
    ]


def test_a_long_chain_of_branches_breaks_nothing() -> None:
    assert imported("if a:\n    import x\n" + "elif b:\n    import y\n" * 1500) == ["x", *["y"] * 1500]


def closure(start: str, files: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return dict(import_closure(start, ModuleMap(files), lambda path: files[path].encode()))


def test_the_closure_tells_the_shortest_chain_to_each_file_that_runs() -> None:
    files = {
        "env.py": "import a, b\n",
        "a.py": "import b\nfrom c.d import e\nimport os\n",
        "b.py": "from env import x\n",
        "c/__init__.py": "",
        "c/d.py": "def f():\n    import late\n",
        "late.py": "",
        "other.py": "import env\n",
    }

    assert closure("env", files) == {
        "env.py": ("env.py",),
        "a.py": ("env.py", "a.py"),
        "b.py": ("env.py", "b.py"),
        "c/__init__.py": ("env.py", "a.py", "c/__init__.py"),
        "c/d.py": ("env.py", "a.py", "c/d.py"),
    }


def test_a_file_that_cannot_be_read_imports_nothing() -> None:
    files = {"env.py": "import a, b\n", "a.py": "import (\n", "b.py": "# coding: nonsense\nimport c\n", "c.py": ""}

    assert set(closure("env", files)) == {"env.py", "a.py", "b.py"}


def test_the_packages_around_the_start_have_begun_before_it() -> None:
    files = {
        "shop/__init__.py": "from shop import cart\n",
        "shop/env.py": "import shop.stock\n",
        "shop/cart.py": "",
        "shop/stock.py": "",
    }
    modules = ModuleMap(files)

    assert set(closure("shop.env", files)) == {"shop/env.py", "shop/stock.py"}
    ((package, around),) = package_closures("shop.env", modules, lambda path: files[path].encode())
    assert package == "shop"
    assert set(around) == {"shop/__init__.py", "shop/cart.py"}


def test_each_package_around_a_module_runs_what_it_imports() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/tools/__init__.py": "from shop.paths import HOME\nfrom shop import VERSION\n",
        "shop/tools/env.py": "",
        "shop/paths.py": "",
    }
    modules = ModuleMap(files)

    def read(path: str) -> bytes:
        return files[path].encode()

    around = package_closures("shop.tools.env", modules, read)
    assert [(package, list(chains.values())) for package, chains in around] == [
        ("shop", [("shop/__init__.py",)]),
        ("shop.tools", [("shop/tools/__init__.py",), ("shop/tools/__init__.py", "shop/paths.py")]),
    ]
    assert name_takers({}, around, modules, read) == {"shop": ("shop/tools/__init__.py", "shop/__init__.py")}


def test_a_module_that_is_not_there_has_no_closure() -> None:
    assert closure("elsewhere", {"env.py": ""}) == {}


@pytest.mark.parametrize(
    ("line", "module", "names"),
    [
        ("from a.b import c", "a.b", {"c"}),
        ("from a import b as c, d  # e", "a", {"b", "c", "d"}),
        ("from a import *", "a", {"*"}),
        ("from a import(b)", "a", {"b"}),
        ("from\ta\timport\tb", "a", {"b"}),
        ("from .. import b", "..", {"b"}),
        ("from ..a import b", "..a", {"b"}),
        ("from a import (\n    b,\n    c,\n)", "a", {"b", "c"}),
        ("from a import (\n    b,  # only (for now)\n    c,\n)", "a", {"b", "c"}),
        ("from a import b, \\\n    c", "a", {"b", "c"}),
        ("from a import b, \\\r\n    c\r\n", "a", {"b", "c"}),
        ("from a \\\n    import b", "a", {"b"}),
        ("from a import \\\n    b", "a", {"b"}),
        ("from münzen import größe", "münzen", {"größe"}),
        ("x = 1; from a import b", "a", {"b"}),
    ],
)
def test_an_import_is_found_in_the_bytes_however_it_is_written(line: str, module: str, names: set[str]) -> None:
    ((found, imported_names),) = from_imports(f"x\n{line}\ny = 1\n".encode())

    assert found == module
    assert imported_names >= names
    assert "y" not in imported_names


@pytest.mark.parametrize("line", ["xfrom a import b", "from a importb", "from a\nimport b", "yield from a"])
def test_what_is_no_from_import_is_not_one(line: str) -> None:
    assert list(from_imports(line.encode())) == []


@given(st.binary())
def test_no_bytes_break_the_search(content: bytes) -> None:
    found = list(from_imports(content + b"\nfrom a import (b, # " + content.replace(b"\n", b"#")))

    assert len(found) <= content.count(b"from") * 2 + 1


@pytest.mark.parametrize(
    "text",
    [
        "from shop.settings import os",
        "from .settings import x, os as o",
        "from shop.settings import (  # a ) b\n    x,\n    os,\n)",
        "import shop.settings\nshop.settings.os.getenv('A')",
        "from shop import settings\nsettings.os = fake",
        "import shop.settings as s\ns.os.getenv('A')",
        "from shop import settings as s\npatch.object(s, 'os')",
        "from shop import settings\npatch.object(settings, 'os')",
        'monkeypatch.setattr(settings,\n    "os", fake)',
        "patch('shop.settings.os.getcwd')",
        "monkeypatch.setattr('shop.settings.os', fake)",
        "getattr(settings, 'os')",
    ],
)
def test_a_name_that_another_file_takes_is_known_as_taken(text: str) -> None:
    assert taken({"shop/settings.py": "import os\n", "test.py": text}) == {"shop/settings.py": {"os"}}


@pytest.mark.parametrize("text", ["from a.settings import *", "from a.settings import  *", "from .settings import*"])
def test_a_star_takes_every_name(text: str) -> None:
    assert taken({"shop/settings.py": "import os\n", "a.py": text}) == {"shop/settings.py": {"os", "environ"}}


@pytest.mark.parametrize(
    "text",
    [
        "from shop.settings import path",
        "from other import os",
        "import os\nos.environ\n",
        "settings.osmosis",
        "settings.path.os",
        "f(settings, 'osmosis')",
        "settings = 1",
    ],
)
def test_what_is_not_taken_from_a_module_is_free(text: str) -> None:
    assert taken({"shop/settings.py": "import os\n", "a.py": text}).get("shop/settings.py") is None


def test_a_name_can_be_taken_from_a_package() -> None:
    files = {"shop/__init__.py": "import os\n", "a.py": "from shop import os\n", "shop/b.py": "from . import environ\n"}

    assert taken(files) == {"shop/__init__.py": {"os", "environ"}}


def test_a_long_word_does_not_take_long() -> None:
    blob = "A" * 300_000

    assert taken({"a.py": f"os = '{blob}'\n", "b.py": f"# os {blob}, {blob} as {blob}\n"}) == {}
