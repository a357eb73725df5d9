from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from remend.index.extract import extract
from remend.index.facts import Class
from remend.index.index import Definition, Index
from remend.index.modules import ModuleMap
from repository import write

Files = Mapping[str, str]


def index(files: Files) -> Index:
    return Index({path: extract(path, text.encode()) for path, text in files.items()}, ModuleMap(files))


def shown(found: Definition | None) -> str | None:
    """A definition as `path` or `path:line`."""
    if found is None:
        return None
    return found.path if found.fact is None else f"{found.path}:{found.fact.line}"


def resolved(files: Files, dotted: str) -> str | None:
    return shown(index(files).resolve(dotted))


def python_says(files: Files, program: str, folder: Path) -> str:
    write(folder, files)
    line = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{program}"]
    return subprocess.run(line, capture_output=True, text=True, check=True, cwd=folder).stdout.strip()


SHOP = {
    "shop/__init__.py": "from .cart import Cart, total as sum_up\nfrom . import stock\nVERSION = 1\n",
    "shop/cart.py": "import os\n\n\nclass Cart:\n    limit = 1\n    def add(self): ...\n\n\ndef total(): ...\n",
    "shop/stock/__init__.py": "from ..cart import Cart as Basket\nfrom .shelf import *\n",
    "shop/stock/shelf.py": "def put(): ...\ndef _hidden(): ...\n",
}


@pytest.mark.parametrize(
    ("dotted", "where"),
    [
        ("shop", "shop/__init__.py"),
        ("shop.cart", "shop/cart.py"),
        ("shop.cart.Cart", "shop/cart.py:4"),
        ("shop.cart.Cart.add", "shop/cart.py:6"),
        ("shop.cart.Cart.limit", "shop/cart.py:5"),
        ("shop.VERSION", "shop/__init__.py:3"),
        ("shop.Cart", "shop/cart.py:4"),
        ("shop.Cart.add", "shop/cart.py:6"),
        ("shop.sum_up", "shop/cart.py:9"),
        ("shop.stock", "shop/stock/__init__.py"),
        ("shop.stock.Basket.add", "shop/cart.py:6"),
        ("shop.stock.put", "shop/stock/shelf.py:1"),
        ("shop.stock.shelf.put", "shop/stock/shelf.py:1"),
        ("shop.stock.shelf._hidden", "shop/stock/shelf.py:2"),
        ("shop.stock._hidden", None),
        ("shop.missing", None),
        ("shop.missing.name", None),
        ("shop.cart.missing", None),
        ("shop.cart.os", None),
        ("shop.cart.Cart.missing", None),
        ("shop.cart.total.missing", None),
        ("shop.VERSION.real", None),
        ("os.path", None),
        ("", None),
        (".", None),
        ("shop.", None),
        (".shop", None),
    ],
)
def test_a_dotted_name_leads_to_its_definition(dotted: str, where: str | None) -> None:
    assert resolved(SHOP, dotted) == where


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("import shop.cart", "shop", "shop/__init__.py"),
        ("import shop.cart as c", "c", "shop/cart.py"),
        ("import shop.cart as shop", "shop", "shop/cart.py"),
        ("from shop import cart", "cart", "shop/cart.py"),
        ("from shop.stock import Basket as B", "B", "shop/cart.py:4"),
        ("from shop.stock import *", "Basket", "shop/cart.py:4"),
        ("from shop.stock import *", "put", "shop/stock/shelf.py:1"),
        ("import os", "os", None),
        ("from os import path", "path", None),
        ("from ...too.far import x", "x", None),
        ("def f():\n    from shop import Cart", "Cart", None),
        ("", "absent", None),
    ],
)
def test_a_name_of_a_module_is_followed_through_its_imports(text: str, name: str, where: str | None) -> None:
    assert shown(index({**SHOP, "app.py": text}).lookup("app.py", name)) == where


def test_nothing_is_known_of_a_module_that_is_not_there() -> None:
    assert index(SHOP).lookup("nowhere.py", "x") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def f(): ...\nf = wrap(f)", 2),
        ("f = 1\ndef f(): ...", 2),
        ("from shop import total as f\ndef f(): ...", 2),
        ("@overload\ndef f(a: int): ...\n@overload\ndef f(a: str): ...\ndef f(a): ...", 5),
        ("if x:\n    def f(a): ...\nelse:\n    def f(b): ...", 2),
        ("try:\n    f = a.b\nexcept E:\n    f = None", 2),
        ("f = 1\nif x:\n    f = 2", 1),
        ("if TYPE_CHECKING:\n    class f: ...\nelse:\n    f = object", 4),
        ("def g():\n    global f\n    f = 1\nf = None", 4),
    ],
)
def test_of_several_bindings_the_one_that_counts_is_taken(text: str, line: int) -> None:
    assert shown(index({"m.py": text}).lookup("m.py", "f")) == f"m.py:{line}"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("def f(): ...\nfrom a import f", "a.py:1"),
        ("try:\n    from a import f\nexcept ImportError:\n    f = None", "a.py:1"),
        ("try:\n    from a import f\nexcept ImportError:\n    from b import f", "a.py:1"),
        ("def f(): ...\nfrom a import *", "a.py:1"),
        ("from a import *\ndef f(): ...", "m.py:2"),
        ("from a import *\nfrom b import *", "b.py:1"),
        ("def f(): ...\ntry:\n    from a import *\nexcept ImportError: pass", "m.py:1"),
    ],
)
def test_imports_and_definitions_shadow_each_other(text: str, where: str) -> None:
    files = {"a.py": "def f(): ...", "b.py": "def f(): ...", "m.py": text}

    assert shown(index(files).lookup("m.py", "f")) == where


@pytest.mark.parametrize(
    ("files", "program", "says", "where"),
    [
        (
            {"pkg/__init__.py": "from .name import name\n", "pkg/name.py": "def name(): ...\n"},
            "from pkg import name; print(type(name).__name__)",
            "function",
            "pkg/name.py:1",
        ),
        (
            {"pkg/__init__.py": "name = 1\n", "pkg/name.py": ""},
            "from pkg import name; print(type(name).__name__)",
            "int",
            "pkg/__init__.py:1",
        ),
        (
            {"pkg/__init__.py": "from . import name\n", "pkg/name.py": ""},
            "from pkg import name; print(type(name).__name__)",
            "module",
            "pkg/name.py",
        ),
        (
            {"pkg/__init__.py": "", "pkg/name.py": ""},
            "from pkg import name; print(type(name).__name__)",
            "module",
            "pkg/name.py",
        ),
        (
            {"pkg/__init__.py": "from .other import *\n", "pkg/other.py": "name = 1\n", "pkg/name.py": ""},
            "from pkg import name; print(type(name).__name__)",
            "int",
            "pkg/other.py:1",
        ),
    ],
)
def test_what_a_package_binds_comes_before_its_submodule_as_in_python(
    files: Files, program: str, says: str, where: str, tmp_path: Path
) -> None:
    assert python_says(files, program, tmp_path) == says
    assert resolved(files, "pkg.name") == where


def test_inside_a_module_that_a_package_shadows_names_are_found_as_python_does(tmp_path: Path) -> None:
    files = {"pkg/__init__.py": "from .name import name\n", "pkg/name.py": "class name:\n    x = 1\ny = 2\n"}
    program = "from pkg.name import y; import pkg.name; print(y, pkg.name.x)"

    assert python_says(files, program, tmp_path) == "2 1"
    assert resolved(files, "pkg.name.y") == "pkg/name.py:3"
    assert resolved(files, "pkg.name.x") == "pkg/name.py:2"


def test_folders_without_init_are_packages_too() -> None:
    files = {
        "space/deep/m.py": "class A:\n    def f(self): ...\n",
        "user.py": "import space.deep.m\nfrom space import deep\nimport space.deep as d\n"
        "class B(space.deep.m.A): ...\nclass C(deep.m.A): ...\nclass D(d.m.A): ...\n",
    }

    for name in ("space.deep.m.A.f", "user.B.f", "user.C.f", "user.D.f"):
        assert resolved(files, name) == "space/deep/m.py:2"


@pytest.mark.parametrize(
    ("files", "dotted", "where"),
    [
        ({"a.py": "from b import x\n", "b.py": "from a import x\n"}, "a.x", None),
        ({"a.py": "from a import x\n"}, "a.x", None),
        ({"a.py": "from b import *\n", "b.py": "from a import *\n"}, "a.x", None),
        ({"a.py": "from b import *\n", "b.py": "from a import *\ndef x(): ...\n"}, "a.x", "b.py:2"),
        ({"a.py": "def x(): ...\nfrom b import *\n", "b.py": "from a import x\n"}, "a.x", "a.py:1"),
        ({"a.py": "import a\n"}, "a.a.a.a", "a.py"),
        ({"a.py": "x = x.y\n"}, "a.x.y", None),
        ({"a.py": "x = y\ny = x\n"}, "a.x.z", None),
        ({"a.py": "class A(A): ...\n"}, "a.A.x", None),
        ({"a.py": "class A(A.B): ...\n"}, "a.A.x", None),
        ({"a.py": "class A(B): ...\nclass B(A):\n    x = 1\n"}, "a.A.x", "a.py:3"),
        ({"a.py": "class A(B): ...\nB = A\n"}, "a.A.x", None),
        ({"a.py": "B = C\nC = B\nclass A(B): ...\n"}, "a.A.x", None),
        ({"a/__init__.py": "from a.b import b\n", "a/b.py": "from a import b\n"}, "a.b", "a/b.py"),
    ],
)
def test_circles_come_to_an_end(files: Files, dotted: str, where: str | None) -> None:
    assert resolved(files, dotted) == where


@pytest.mark.parametrize(
    ("exports", "offered", "withheld"),
    [
        ("", ["public"], ["_private"]),
        ("__all__ = ['_private']", ["_private"], ["public"]),
        ("__all__ = ['absent']", [], ["absent", "public"]),
        ("__all__ = []", [], ["public", "_private"]),
        ("__all__ = [n for n in dir()]", ["public", "_private"], ["absent"]),
    ],
)
def test_a_star_gives_what_all_says(exports: str, offered: list[str], withheld: list[str]) -> None:
    files = {"a.py": "from b import *\n", "b.py": f"public = 1\n_private = 2\n{exports}\n"}
    made = index(files)

    assert [name for name in (*offered, *withheld) if made.defines("a.py", name)] == offered
    assert [name for name in (*offered, *withheld) if made.lookup("a.py", name) is not None] == offered


def member(text: str, name: str, **others: str) -> str | None:
    """Where class `A` of a module has `name`."""
    files = {"m.py": text, **{f"{module}.py": code for module, code in others.items()}}
    made = index(files)
    found = made.lookup("m.py", "A")
    assert found is not None and isinstance(found.fact, Class)
    return shown(made.member("m.py", found.fact, name))


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("class A:\n    def f(self): ...", "f", "m.py:2"),
        ("class A:\n    x = 1", "x", "m.py:2"),
        ("class A:\n    def __init__(self):\n        self.x = 1", "x", "m.py:3"),
        ("class A:\n    class B: ...", "B", "m.py:2"),
        ("class A:\n    x = None\n    def __init__(self, x: int):\n        self.x = x", "x", "m.py:4"),
        ("class A:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, v): ...", "x", "m.py:3"),
        ("class A:\n    @overload\n    def f(self): ...\n    def f(self, a=1): ...", "f", "m.py:4"),
        ("class B:\n    x = 1\nclass A(B):\n    x = 2", "x", "m.py:4"),
        ("class B:\n    x = 1\nclass A(B): ...", "x", "m.py:2"),
        ("class B:\n    x = 1\nclass C(B): ...\nclass A(C): ...", "x", "m.py:2"),
        ("class B:\n    x = 1\nclass C:\n    x = 2\nclass A(B, C): ...", "x", "m.py:2"),
        ("class D:\n    x = 1\nclass B(D): ...\nclass C(D):\n    x = 2\nclass A(B, C): ...", "x", "m.py:5"),
        ("class B:\n    x = 1\nclass A(B[int], Generic[T]): ...", "x", "m.py:2"),
        ("class B:\n    x = 1\nclass A(Generic[T], abc.ABC, Protocol, object, B): ...", "x", "m.py:2"),
        ("class B:\n    x = 1\nC = B\nclass A(C): ...", "x", "m.py:2"),
        ("class B:\n    x = 1\nclass A(B, Unknown): ...", "x", "m.py:2"),
        ("class B:\n    x = 1\nclass A(Unknown, B): ...", "x", None),
        ("class B(Unknown):\n    x = 1\nclass C:\n    y = 1\nclass A(B, C): ...", "y", None),
        ("class A(Unknown):\n    x = 1", "x", "m.py:2"),
        ("class B:\n    x = 1\nclass A(make(B)): ...", "x", None),
        ("class B:\n    x = 1\nclass A(*bases): ...", "x", None),
        ("class A: ...", "x", None),
    ],
)
def test_a_member_is_looked_for_as_python_does(text: str, name: str, where: str | None) -> None:
    assert member(text, name) == where


def test_a_base_may_come_from_another_module() -> None:
    base = "class B:\n    def f(self): ...\n"

    assert member("from b import B\nclass A(B): ...\n", "f", b=base) == "b.py:2"
    assert member("import b as base\nclass A(base.B[int]): ...\n", "f", b=base) == "b.py:2"
    assert member("import c\nclass A(c.Renamed): ...\n", "f", b=base, c="from b import B\nRenamed = B\n") == "b.py:2"
    assert member("from b import A as Base\nclass A(Base): ...\n", "f", b=base.replace("B", "A")) == "b.py:2"
    assert member("from b import *\nclass A(B): ...\n", "f", b=base) == "b.py:2"


def test_many_shared_bases_take_no_time() -> None:
    levels = [f"class B{n}(L{n}, R{n}): ...\nclass L{n}(B{n + 1}): ...\nclass R{n}(B{n + 1}): ..." for n in range(12)]

    assert member("\n".join(["class A(B0): ...", *levels, "class B12:\n    x = 1"]), "x") == "m.py:39"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x = 1", "x"),
        ("import x.y", "x"),
        ("x: int", "x"),
        ("if a:\n    def x(): ...", "x"),
        ("if TYPE_CHECKING:\n    from a import x", "x"),
        ("for x in y: pass", "x"),
        ("match y:\n    case {'k': x}: pass", "x"),
        ("print(x := 1)", "x"),
        ("def f():\n    global x\n    x = 1", "x"),
        ("def __getattr__(name): ...", "x"),
        ("globals().update(y)", "x"),
        ("sys.modules[__name__] = y", "x"),
        ("def (:", "x"),
        ("from os.path import *", "x"),
        ("from nowhere import *", "x"),
        ("from a import *", "from_a"),
        ("from broken import *", "x"),
        ("", "__name__"),
        ("", "__doc__"),
    ],
)
def test_an_import_that_can_work_or_cannot_be_judged_is_let_through(text: str, name: str) -> None:
    assert index({"m.py": text, "a.py": "from_a = 1", "broken.py": "def (:"}).defines("m.py", name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "x"),
        ("def f():\n    x = 1", "x"),
        ("class A:\n    x = 1", "x"),
        ("def f():\n    import x", "x"),
        ("import a as x", "a"),
        ("x.y = 1", "x"),
        ("[x for x in y]", "x"),
        ("from a import *", "x"),
        ("from a import *", "_from_a"),
        ("from m import *", "x"),
        ("from circle import *", "x"),
        ("", "a"),
        ("", "__path__"),
    ],
)
def test_an_import_that_cannot_work_is_known(text: str, name: str) -> None:
    files = {"m.py": text, "a.py": "from_a = _from_a = 1", "circle.py": "from m import *"}

    assert not index(files).defines("m.py", name)


def test_a_package_offers_its_submodules_and_folders_of_modules() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/mod.py": "",
        "pkg/sub/__init__.py": "",
        "pkg/space/deep/m.py": "",
        "odd__init__.py": "",
        "odd/mod.py": "",
    }
    made = index(files)

    assert [n for n in ("mod", "sub", "space", "deep", "__path__", "x") if made.defines("pkg/__init__.py", n)] == [
        "mod", "sub", "space", "__path__",
    ]  # fmt: skip
    assert not made.defines("pkg/mod.py", "sub")
    assert not made.defines("odd__init__.py", "mod")
    assert index({"pkg/__init__.py": "__path__ = extend_path(__path__, __name__)"}).defines("pkg/__init__.py", "x")


def test_nothing_is_held_against_a_module_that_is_not_known() -> None:
    assert index(SHOP).defines("nowhere.py", "x")
    assert Index({}, ModuleMap(SHOP)).defines("shop/cart.py", "x")
    assert Index({"m.py": extract("m.py", b"from shop.cart import *")}, ModuleMap([*SHOP, "m.py"])).defines("m.py", "x")


def test_modules_packages_and_folders_can_be_imported() -> None:
    made = index({**SHOP, "space/deep/m.py": "", "src/lib/x.py": ""})

    for name in ("shop", "shop.cart", "shop.stock", "space", "space.deep", "space.deep.m", "lib", "lib.x", "src.lib"):
        assert made.has_module(name)
    for name in ("", "shop.Cart", "sho", "space.dee", "deep", "space.deep.m.x"):
        assert not made.has_module(name)


def test_definers_are_all_modules_that_define_a_name_themselves() -> None:
    made = index(
        {
            "a.py": "def f(): ...",
            "b.py": "from a import f",
            "c.py": "class f: ...",
            "d.py": "try:\n    from a import f\nexcept ImportError:\n    f = None",
            "e.py": "f = None\ntry:\n    import f\nexcept ImportError: pass",
            "f.py": "try:\n    from a import f\nexcept ImportError:\n    pass\ndef f(): ...",
            "g.py": "@overload\ndef f(a: int): ...\ndef f(a): ...",
            "h.py": "def outer():\n    from a import f\nf = outer",
            "i.py": "from a import *",
            "j.py": "try:\n    from a import f\nexcept ImportError:\n    def f(): ...",
        }
    )

    assert [shown(found) for found in made.definers("f")] == ["a.py:1", "c.py:1", "f.py:5", "g.py:3", "h.py:3"]
    assert made.definers("absent") == ()


def test_importers_are_all_imports_that_bind_a_name() -> None:
    made = index(
        {
            "a.py": "import x.y\nfrom b import c as x",
            "b.py": "def f():\n    from z import x",
            "c.py": "import y as z\nfrom x import z",
        }
    )

    assert [(site.path, site.fact.line) for site in made.importers("x")] == [("a.py", 1), ("a.py", 2), ("b.py", 2)]
    assert made.importers("absent") == ()


def test_importing_finds_every_import_of_a_module_and_of_what_is_in_it() -> None:
    made = index(
        {
            **SHOP,
            "a.py": "import shop.cart\nimport shop.cartons\nfrom shop import cart\nimport shop",
            "b.py": "def f():\n    from shop.cart import *",
            "shop/extra.py": "from .cart import total\nfrom . import cart, cart_x",
        }
    )

    assert sorted((site.path, site.fact.line) for site in made.importing("shop.cart")) == [
        ("a.py", 1),
        ("a.py", 3),
        ("b.py", 2),
        ("shop/__init__.py", 1),
        ("shop/__init__.py", 1),
        ("shop/extra.py", 1),
        ("shop/extra.py", 2),
        ("shop/stock/__init__.py", 1),
    ]
    assert list(made.importing("shop.absent")) == []
    assert list(made.importing("zzz")) == []


@pytest.mark.parametrize(
    ("path", "text", "origin"),
    [
        ("shop/__init__.py", "from . import x", "shop.x"),
        ("shop/cart.py", "from . import x", "shop.x"),
        ("shop/cart.py", "from .stock import x", "shop.stock.x"),
        ("shop/stock/__init__.py", "from ..cart import x", "shop.cart.x"),
        ("shop/stock/shelf.py", "from . import *", "shop.stock"),
        ("shop/cart.py", "from .. import x", ""),
        ("shop/cart.py", "import os.path as x", "os.path"),
    ],
)
def test_the_origin_of_an_import_is_absolute(path: str, text: str, origin: str) -> None:
    made = index({**SHOP, path: text})
    sites = [*made.importers("x"), *(site for site in made.importers("*") if site.path == path)]

    assert [made.origin(site) for site in sites] == [origin]


@pytest.mark.parametrize(
    ("text", "expression", "dotted"),
    [
        ("import lib", "lib", "lib"),
        ("import lib", "lib.a.b", "lib.a.b"),
        ("import lib.a", "lib.a.b", "lib.a.b"),
        ("import lib.a as x", "x.b", "lib.a.b"),
        ("from lib import a", "a", "lib.a"),
        ("from lib import a as b", "b.c", "lib.a.c"),
        ("from . import a", "a.b", "pkg.a.b"),
        ("from .lib import a", "a", "pkg.lib.a"),
        ("from ....lib import a", "a", ""),
        ("try:\n    import lib\nexcept ImportError: ...", "lib.a", "lib.a"),
        ("if TYPE_CHECKING:\n    from lib import a", "a", "lib.a"),
        ("from lib import *", "a", ""),
        ("def f():\n    import lib", "lib", ""),
        ("lib = 1", "lib.a", ""),
        ("import lib\nlib = 1", "lib.a", ""),
        ("", "int", ""),
    ],
)
def test_a_name_is_known_by_the_import_that_binds_it(text: str, expression: str, dotted: str) -> None:
    assert index({"pkg/__init__.py": "", "pkg/m.py": text}).named("pkg/m.py", expression) == dotted


def test_no_name_of_a_module_that_is_not_there_is_known() -> None:
    assert index(SHOP).named("nowhere.py", "os.path") == ""


def owner_of(text: str, **others: str) -> tuple[Index, Class]:
    made = index({"m.py": text, **{f"{module}.py": code for module, code in others.items()}})
    found = made.lookup("m.py", "A")
    assert found is not None and isinstance(found.fact, Class)
    return made, found.fact


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("class A:\n    x = None\n    def __init__(self):\n        self.x = 1", ["m.py:2", "m.py:4"]),
        ("class A:\n    def start(self):\n        self.x = 1", ["m.py:3"]),
        ("class A:\n    def x(self): ...", ["m.py:2"]),
        ("class A:\n    x = 1\n    def x(self): ...", ["m.py:3"]),
        ("class B:\n    x = 1\nclass A(B):\n    x = 2\n    x = 3", ["m.py:4", "m.py:5"]),
        ("class B:\n    x = 1\nclass A(B): ...", ["m.py:2"]),
        ("class A(Unknown):\n    x = 1", ["m.py:2"]),
        ("class B:\n    x = 1\nclass A(Unknown, B): ...", []),
        ("class A: ...", []),
    ],
)
def test_all_that_binds_a_member_is_found(text: str, where: list[str]) -> None:
    made, owner = owner_of(text)

    assert [shown(found) for found in made.members("m.py", owner, "x")] == where


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("class A: ...", []),
        ("class A(object, Generic[T], abc.ABC, Protocol): ...", []),
        ("class B: ...\nclass A(B): ...", ["m.py B"]),
        ("class B: ...\nclass C(B): ...\nclass A(C): ...", ["m.py C", "m.py B"]),
        ("class D: ...\nclass B(D): ...\nclass C(D): ...\nclass A(B, C): ...", ["m.py B", "m.py C", "m.py D"]),
        ("from b import B\nclass A(B[int]): ...", ["b.py B"]),
        ("class A(Unknown): ...", [None]),
        ("class B(Unknown): ...\nclass A(B): ...", ["m.py B", None]),
        ("class A(A): ...", []),
    ],
)
def test_bases_come_in_the_order_in_which_python_asks_them(text: str, bases: list[str | None]) -> None:
    made, owner = owner_of(text, b="class B: ...")
    found = made.bases("m.py", owner)

    assert [base and f"{base[0]} {base[1].name}" for base in found] == bases
