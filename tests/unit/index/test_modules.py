from __future__ import annotations

import pytest

from remend.index.modules import ModuleMap, absolute


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("a.py", ("a",)),
        ("a/b.py", ("a.b",)),
        ("a/__init__.py", ("a",)),
        ("src/a.py", ("a", "src.a")),
        ("lib/a/b.py", ("a.b", "lib.a.b")),
        ("services/orders/app/__init__.py", ("app", "services.orders.app")),
        ("services/orders/app/api/routes.py", ("app.api.routes", "services.orders.app.api.routes")),
        ("src/namespace/json/load.py", ("namespace.json.load", "src.namespace.json.load")),
        ("dist-a/src/shared/one/__init__.py", ("shared.one", "one")),
        ("dist-a/src/shared/one/b.py", ("shared.one.b", "one.b")),
        ("dist-b/src/run.py", ()),
        ("my-scripts/run.py", ()),
        ("my-scripts/pack/__init__.py", ("pack",)),
        ("my-scripts/pack/run.py", ("pack.run",)),
        ("my-scripts/pack/inner/run.py", ("pack.inner.run",)),
        ("my-scripts/pack/in-ner/run.py", ()),
        ("two words.py", ()),
        ("2024.py", ()),
    ],
)
def test_a_path_has_the_names_by_which_it_can_be_imported(path: str, names: tuple[str, ...]) -> None:
    packages = [
        "src/namespace/json/__init__.py",
        "services/orders/app/__init__.py",
        "services/orders/app/api/__init__.py",
        "my-scripts/pack/__init__.py",
        "dist-a/src/shared/one/__init__.py",
    ]
    modules = ModuleMap([path, *packages])

    assert modules.names(path) == names
    assert modules.name(path) == (names[0] if names else "")
    assert {modules.find(name) for name in names} <= {path}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("libs/core/shop/cart/item.py", ("shop.cart.item", "cart.item", "libs.core.shop.cart.item")),
        ("libs/extra-2/shop/extra/__init__.py", ("shop.extra", "extra")),
        ("libs/alone/own/inner/a.py", ("inner.a", "own.inner.a", "libs.alone.own.inner.a")),
        ("libs/core/src/base/a.py", ("base.a", "libs.core.src.base.a")),
        ("libs/extra-2/src/base/b.py", ("base.b",)),
        ("tools/run/a.py", ("run.a", "tools.run.a")),
    ],
)
def test_distributions_may_share_a_namespace(path: str, names: tuple[str, ...]) -> None:
    packages = [
        *("pyproject.toml", "libs/core/pyproject.toml", "libs/extra-2/setup.py", "libs/alone/setup.cfg"),
        *("libs/core/shop/cart/__init__.py", "libs/extra-2/shop/extra/__init__.py"),
        *("libs/core/src/base/__init__.py", "libs/extra-2/src/base/__init__.py"),
        *("libs/alone/own/inner/__init__.py", "tools/run/__init__.py"),
    ]
    modules = ModuleMap([path, *packages])
    assert modules.names(path) == names
    assert {modules.find(name) for name in names} <= {path}


def test_configured_roots_replace_the_usual_ones() -> None:
    modules = ModuleMap(["src/a.py", "python/a/b.py"], source_roots=("python/",))

    assert modules.names("src/a.py") == ("src.a",)
    assert modules.names("python/a/b.py") == ("a.b", "python.a.b")


def test_the_folder_of_the_configuration_is_a_root() -> None:
    modules = ModuleMap(["shared/env.py", "backend/shared/env.py", "backend/src/a.py"], home="backend")

    assert modules.names("backend/shared/env.py") == ("shared.env", "backend.shared.env")
    assert modules.names("backend/src/a.py") == ("a", "src.a", "backend.src.a")
    assert modules.find("shared.env") == "backend/shared/env.py"


def test_a_package_hides_the_module_of_its_name_as_in_python() -> None:
    assert ModuleMap(["a.py", "a/__init__.py"]).find("a") == "a/__init__.py"


def test_only_python_files_are_modules() -> None:
    modules = ModuleMap(["a.txt", "b.pyi", "c.py"])

    assert modules.top_level == {"c"}
    assert modules.find("a") is None


@pytest.mark.parametrize(
    ("name", "path"),
    [("a.b.c", "a/b.py"), ("a.b", "a/b.py"), ("a.c", "a/__init__.py"), ("a", "a/__init__.py"), ("b", None), ("", None)],
)
def test_the_longest_part_that_is_a_module_is_found(name: str, path: str | None) -> None:
    assert ModuleMap(["a/__init__.py", "a/b.py"]).resolve(name) == path


def test_the_top_level_is_what_imports_of_the_project_start_with() -> None:
    assert ModuleMap(["src/shop/cart.py", "tools/run.py"]).top_level == {"shop", "src", "tools"}


@pytest.mark.parametrize(
    ("origin", "module", "is_package", "result"),
    [
        ("a.b", "x.y", False, "a.b"),
        (".a", "x.y", False, "x.a"),
        (".", "x.y", False, "x"),
        ("..a", "x.y.z", False, "x.a"),
        (".a", "x.y", True, "x.y.a"),
        (".", "x", True, "x"),
        ("..a", "x.y", True, "x.a"),
        (".a", "x", False, ""),
        ("..a", "x", True, ""),
        ("...a", "x.y", False, ""),
        (".a", "", False, ""),
    ],
)
def test_a_relative_name_is_made_absolute(origin: str, module: str, is_package: bool, result: str) -> None:  # noqa: FBT001
    assert absolute(origin, module, is_package=is_package) == result
