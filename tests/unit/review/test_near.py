"""Which unchanged files a range may reach."""

from __future__ import annotations

import pytest

from remend.review.near import near
from repository import Files, MakeRepo
from reviewing import change_to, ends_of

APP: Files = {
    "app/__init__.py": "",
    "app/cart.py": "def total(): ...\n\n\ndef size(): ...\n\n\nclass Cart:\n    async def load(self): ...\n",
    "app/shop.py": "from app.cart import total\n",
    "app/page.py": "from app import cart\n",
    "app/other.py": "from app.cart import size\n",
    "app/all.py": "from app.cart import *\n",
    "app/again.py": "from app.shop import total\n",
    "app/user.py": "def use(thing):\n    thing.load()\n",
    "app/alone.py": "load_all = total_of = 1\n",
}


@pytest.mark.parametrize(
    ("file", "content", "reached"),
    [
        ("app/cart.py", str(APP["app/cart.py"]).replace("total", "sum_up"), {"shop", "page", "all", "again"}),
        ("app/cart.py", str(APP["app/cart.py"]).replace("async ", ""), {"user"}),
        ("app/cart.py", str(APP["app/cart.py"]).replace("total(): ...", "total():\n    return 1"), set()),
        ("app/cart.py", str(APP["app/cart.py"]) + "\n\ndef more(): ...\n", {"page", "all"}),
        ("app/alone.py", "x = 1\n", set()),
    ],
)
def test_files_that_take_what_changed_are_near(make_repo: MakeRepo, file: str, content: str, reached: set[str]) -> None:
    repo = make_repo(APP)
    change_to(repo, {**APP, file: content})

    with ends_of(repo) as ends:
        assert near(ends) == {file, *(f"app/{name}.py" for name in reached)}


def test_a_module_that_moved_is_near_to_all_that_import_it(make_repo: MakeRepo) -> None:
    repo = make_repo(APP)
    moved = {path: content for path, content in APP.items() if path != "app/cart.py"}
    change_to(repo, {**moved, "app/basket.py": APP["app/cart.py"]})

    with ends_of(repo) as ends:
        assert near(ends) >= {"app/cart.py", "app/basket.py", "app/shop.py", "app/other.py", "app/all.py"}
