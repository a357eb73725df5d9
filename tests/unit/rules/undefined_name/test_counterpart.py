from __future__ import annotations

import pytest

from questions import ask, ground_of, written
from remend.rules.undefined_name.counterpart import Counterpart

SHOP = {
    "shop/__init__.py": "",
    "shop/cart/__init__.py": "",
    "shop/cart/urls.py": "from .views import index\n",
    "shop/cart/views.py": "def index(request): ...\n",
    "shop/user/__init__.py": "",
    "shop/user/views.py": "def index(request): ...\n",
}


def counterparts(files: dict[str, str], use: str, path: str) -> list[str]:
    project = {**files, path: use}
    return [written(each) for each in Counterpart(ground_of(project))(ask(project, path, "index"))]


def test_what_files_of_the_name_take_from_below_their_own_folder_this_one_does_too() -> None:
    assert counterparts(SHOP, "index(1)", "shop/user/urls.py") == ["from shop.user.views import index"]


@pytest.mark.parametrize(
    ("use", "path", "more"),
    [
        ("index(1)", "shop/user/routes.py", {}),
        ("index(1, 2)", "shop/user/urls.py", {}),
        ("index(1)", "shop/user/urls.py", {"shop/user/views.py": "from shop.cart.views import index\n"}),
        ("index(1)", "shop/user/urls.py", {"shop/cart/urls.py": "from shop.views import index\n", "shop/views.py": ""}),
        (
            "index(1)",
            "shop/user/urls.py",
            {
                "shop/page/__init__.py": "",
                "shop/page/urls.py": "from .pages import index\n",
                "shop/page/pages.py": "def index(request): ...\n",
                "shop/user/pages.py": "def index(request): ...\n",
            },
        ),
    ],
    ids=["another name", "arguments", "from elsewhere", "not below", "two of them"],
)
def test_nothing_is_said_where_they_are_not_alike(use: str, path: str, more: dict[str, str]) -> None:
    assert counterparts({**SHOP, **more}, use, path) == []


def test_the_evidence_names_the_definition_and_the_files() -> None:
    project = {**SHOP, "shop/user/urls.py": "index(1)"}
    (found,) = Counterpart(ground_of(project))(ask(project, "shop/user/urls.py", "index"))

    assert found.evidence == (
        "shop/user/views.py defines it in line 1, and another urls.py takes its own from such a module",
    )
