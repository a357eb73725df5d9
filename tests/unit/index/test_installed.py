from __future__ import annotations

from pathlib import Path

import pytest

from remend.cache import Cache
from remend.index.installed import Installed, environments


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return root


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write(
        tmp_path / "site-packages",
        {
            "PyYAML-6.0.dist-info/top_level.txt": "_yaml\nyaml\n",
            "PyYAML-6.0.dist-info/METADATA": "",
            "marked_up-1.dist-info/RECORD": "shop/__init__.py,,\nshop/sub/x.py,,\nsolo.py,,\n../../bin/shop,,\n",
            "shop/__init__.py": "from shop._core import Basket\nfrom .sub import *\nfrom .prices import total\n",
            "shop/_core.py": "class Basket:\n    def __init__(self, size): ...\n",
            "shop/prices.py": "import os\nfrom shop._core import Basket\ndef total(basket): ...\n",
            "shop/sub/__init__.py": "class Shelf: ...\n",
            "shop/tests/__init__.py": "class Basket: ...\n",
            "solo.py": "__all__ = ['one']\ndef one(): ...\ndef two(): ...\n",
        },
    )


def ways(installed: Installed, package: str, name: str) -> list[tuple[str, str]]:
    return [(module, definition.path) for module, definition in installed.look_up(package, name)[1]]


def test_metadata_tells_what_a_distribution_is_imported_as(site: Path) -> None:
    installed = Installed([site])

    assert installed.import_names("pyyaml") == ("yaml",)
    assert installed.import_names("marked-up") == ("shop", "solo")


def test_without_metadata_the_usual_name_counts(site: Path) -> None:
    installed = Installed([site])

    assert installed.import_names("beautifulsoup4") == ("bs4",)
    assert installed.import_names("some-thing") == ("some_thing",)


def test_names_are_found_through_reexports_and_the_shortest_way_comes_first(site: Path) -> None:
    installed = Installed([site])

    assert ways(installed, "shop", "Basket") == [("shop", "shop/_core.py")]
    assert ways(installed, "shop", "total") == [("shop", "shop/prices.py"), ("shop.prices", "shop/prices.py")]
    assert ways(installed, "shop", "os") == []


def test_a_list_of_exports_is_believed(site: Path) -> None:
    installed = Installed([site])

    assert ways(installed, "solo", "one") == [("solo", "solo.py")]
    assert ways(installed, "solo", "two") == []


def test_a_submodule_that_the_package_does_not_bind_has_to_be_imported(site: Path) -> None:
    write(site, {"shop/extra.py": "", "shop/more.py": ""})
    installed = Installed([site])

    assert installed.needed_submodule("shop", {"Basket"}) == "shop"
    assert installed.needed_submodule("shop", {"Basket", "extra"}) == "shop.extra"
    assert installed.needed_submodule("shop", {"extra", "more"}) is None
    assert installed.needed_submodule("shop", {"nothing"}) is None
    assert installed.needed_submodule("unknown", {"anything"}) == "unknown"


def test_the_cache_forgets_what_has_changed(site: Path, tmp_path: Path) -> None:
    for expected in ([], [("solo", "solo.py")]):
        with Cache(tmp_path) as cache:
            assert ways(Installed([site], cache), "solo", "two") == expected
        (site / "solo.py").write_text("def two(): return 'changed'\n")


def test_a_project_s_own_environment_comes_before_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)

    assert all(tmp_path not in folder.parents for folder in environments(tmp_path))

    own = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    own.mkdir(parents=True)

    assert environments(tmp_path) == (own,)
