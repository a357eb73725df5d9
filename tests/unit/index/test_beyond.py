from __future__ import annotations

from pathlib import Path

import pytest

from remend.index import reading
from remend.index.beyond import Beyond
from repository import write

NEW = (3, 12)


def found(folders: list[Path], name: str, since: tuple[int, int] = NEW) -> str | None:
    """The path of a module, relative to the folder above those of the libraries."""
    path = Beyond(folders, since).find(name)
    return path and path.removeprefix(f"{folders[0].parent.as_posix()}/" if folders else "")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("asyncio", "<typeshed>/asyncio/__init__.pyi"),
        ("asyncio.tasks", "<typeshed>/asyncio/tasks.pyi"),
        ("builtins", "<typeshed>/builtins.pyi"),
        ("_asyncio", "<typeshed>/_asyncio.pyi"),
        ("asyncio.taskgroups", "<typeshed>/asyncio/taskgroups.pyi"),
        ("os.path", "<typeshed>/os/path.pyi"),
        ("asyncio.Tasks", None),
        ("asyncio.tasks.sleep", None),
        ("nothing", None),
        ("VERSIONS", None),
        ("", None),
    ],
)
def test_the_standard_library_is_found_by_its_stubs(name: str, path: str | None) -> None:
    assert found([], name) == path


def test_a_module_counts_for_the_versions_that_have_it() -> None:
    assert found([], "distutils.core", (3, 11)) == "<typeshed>/distutils/core.pyi"
    assert found([], "distutils.core", (3, 12)) is None
    assert found([], "asyncio.taskgroups", (3, 8)) == "<typeshed>/asyncio/taskgroups.pyi"


def test_stubs_come_before_the_code_that_they_describe(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "site/shop/__init__.py": "",
            "site/shop/cart.py": "",
            "site/shop/cart.pyi": "",
            "site/shop/till.py": "",
            "site/shop/_private.py": "",
            "site/shop/stock/__init__.py": "",
            "site/shop/stock.py": "",
            "site/shop-stubs/__init__.pyi": "",
            "site/shop-stubs/till/__init__.pyi": "",
            "site/solo.py": "",
            "site/spread/part/__init__.py": "",
            "site/asyncio/__init__.py": "",
            "more/spread/other.py": "",
            "more/shop/cart.py": "",
        },
    )
    names = (
        ("shop", "site/shop-stubs/__init__.pyi"),
        ("shop.till", "site/shop-stubs/till/__init__.pyi"),
        ("shop.cart", "site/shop/cart.pyi"),
        ("shop._private", "site/shop/_private.py"),
        ("shop.stock", "site/shop/stock/__init__.py"),
        ("solo", "site/solo.py"),
        ("spread", None),
        ("spread.part", "site/spread/part/__init__.py"),
        ("spread.other", "more/spread/other.py"),
        ("asyncio", "<typeshed>/asyncio/__init__.pyi"),
        ("solo.deep.er", None),
    )

    for name, path in names:
        assert found([tmp_path / "site", tmp_path / "more"], name) == path


def test_nothing_is_looked_for_before_it_is_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"site/shop/__init__.py": "def sell(): ...\n"})
    read: list[str] = []
    monkeypatch.setattr(reading, "extract", lambda path, *_: read.append(path))
    beyond = Beyond([tmp_path / "site", tmp_path / "not there"], NEW)

    path = beyond.find("shop")
    assert path is not None
    assert path in beyond
    assert (beyond.name(path), beyond.is_standard("shop"), beyond.is_standard("asyncio")) == ("shop", False, True)
    assert read == []
    beyond.facts(path)
    beyond.facts(path)
    assert read == [path]


def test_only_modules_that_were_found_have_facts() -> None:
    beyond = Beyond([], NEW)

    assert "<typeshed>/asyncio/tasks.pyi" not in beyond
    assert beyond.name("<typeshed>/asyncio/tasks.pyi") == ""
    with pytest.raises(KeyError):
        beyond.facts("<typeshed>/asyncio/tasks.pyi")


def test_what_is_installed_later_is_not_seen_by_one_that_looked_before(tmp_path: Path) -> None:
    beyond = Beyond([tmp_path], NEW)
    assert beyond.find("shop") is None
    write(tmp_path, {"shop.py": ""})

    assert beyond.find("shop") is None
    assert Beyond([tmp_path], NEW).find("shop") == (tmp_path / "shop.py").as_posix()
