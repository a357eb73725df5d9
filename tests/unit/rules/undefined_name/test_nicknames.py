from __future__ import annotations

from dataclasses import replace

import pytest

from questions import ask, ground_of, written
from remend.index.standard import Standard
from remend.rules.undefined_name.definers import Definers
from remend.rules.undefined_name.nicknames import Nickname

STANDARD = Standard((3, 12))
SHOP = {
    "shop/__init__.py": "__version__ = '1'\n",
    "shop/models/__init__.py": "",
    "shop/models/cart.py": "class Cart: ...\ndef total(items, tax): ...\nlimit = 3\n",
    "shop/models/user.py": "class User: ...\n",
    "shop/web/__init__.py": "",
}


def nicknames(use: str, name: str, files: dict[str, str] | None = None, *, has: bool | None = False) -> list[str]:
    project = {**SHOP, **(files or {}), "shop/web/use.py": use}
    ground = replace(ground_of(project), has_outside=lambda *_: has)
    return [
        written(each) for each in Nickname(ground, STANDARD, Definers(ground))(ask(project, "shop/web/use.py", name))
    ]


@pytest.mark.parametrize("base", ["BaseCart", "CartBase", "_Cart", "OriginalCart"])
def test_a_class_extends_one_of_its_own_name(base: str) -> None:
    assert nicknames(f"class Cart({base}): ...", base) == [f"from shop.models.cart import Cart as {base}"]


@pytest.mark.parametrize("use", ["class Box(BaseCart): ...", "BaseCart()"])
def test_a_class_of_another_name_tells_nothing(use: str) -> None:
    assert nicknames(use, "BaseCart") == []


def test_a_class_that_is_called_so_is_no_nickname() -> None:
    assert nicknames("class Cart(BaseCart): ...", "BaseCart", {"shop/base.py": "class BaseCart: ...\n"}) == []


@pytest.mark.parametrize("name", ["CartUser", "cart_total"])
def test_the_module_has_to_be_said_in_the_name(name: str) -> None:
    assert nicknames(f"User = total = 1\n{name}(1, 2)", name.replace("cart", "user")) == []


def test_a_name_is_made_of_a_thing_and_its_module_where_the_thing_s_own_is_taken() -> None:
    expected = ["from shop.models.cart import total as cart_total"]

    assert nicknames("total = 1\ncart_total([], 1)", "cart_total") == expected
    assert nicknames("def f(x):\n    total = x\n    return cart_total([], total)", "cart_total") == expected
    assert nicknames("cart_total([], 1)", "cart_total") == []


@pytest.mark.parametrize(
    ("use", "name"), [("total = 1\ncart_total(1)", "cart_total"), ("limit = 1\nprint(cart_limit)", "cart_limit")]
)
def test_what_does_not_fit_or_show_is_not_meant(use: str, name: str) -> None:
    assert nicknames(use, name) == []


def test_a_package_that_may_have_it_too_is_a_doubt_unless_the_file_takes_names_from_the_module() -> None:
    use = "from store import Box\ntotal = 1\ncart_total([], 1)"
    expected = ["from shop.models.cart import total as cart_total"]

    assert nicknames(use, "cart_total", has=None) == []
    assert nicknames(f"from shop.models.cart import Cart\n{use}", "cart_total", has=None) == expected
    assert nicknames(use, "cart_total") == expected


@pytest.mark.parametrize(
    ("use", "name", "expected"),
    [
        ("re_findall('a', text)", "re_findall", "from re import findall as re_findall"),
        ("x = dataclass_field(default=1)", "dataclass_field", "from dataclasses import field as dataclass_field"),
        ("timezone = 1\nx = dt_timezone.utc", "dt_timezone", "from datetime import timezone as dt_timezone"),
    ],
)
def test_the_standard_library_is_asked_as_well(use: str, name: str, expected: str) -> None:
    assert nicknames(use, name) == [expected]


@pytest.mark.parametrize(
    ("use", "name"),
    [("dt_timezone.utc", "dt_timezone"), ("re_findall()", "re_findall"), ("x = re_findall", "re_findall")],
)
def test_a_short_word_alone_and_calls_that_do_not_fit_tell_nothing(use: str, name: str) -> None:
    assert nicknames(use, name) == []


def test_a_private_name_stands_for_the_thing_whose_name_is_taken() -> None:
    assert nicknames("def f(cart):\n    return _cart.total(cart)", "_cart") == ["from shop.models import cart as _cart"]
    assert nicknames("_cart.total", "_cart") == []


def test_an_underscore_alone_is_short_for_nothing() -> None:
    assert nicknames("print(_('Cart'))", "_") == []


def test_a_private_name_of_several_words_needs_no_other_of_its_name() -> None:
    files = {"shop/times.py": "def tell_seconds(count): ...\n"}

    assert nicknames("_tell_seconds(1)", "_tell_seconds", files) == [
        "from shop.times import tell_seconds as _tell_seconds"
    ]
    assert nicknames("_tell_seconds()", "_tell_seconds", files) == []
    assert nicknames("from shop.times import tell_seconds\n_tell_seconds(1)", "_tell_seconds", files) == []


def test_what_a_package_tells_of_itself_goes_by_a_constant() -> None:
    assert nicknames("print(VERSION)", "VERSION") == ["from shop import __version__ as VERSION"]
    assert nicknames("from store import Box\nprint(VERSION)", "VERSION", has=None) == []
    assert nicknames("from setuptools import setup\nsetup(version=VERSION)", "VERSION", has=None) != []
    assert nicknames("VERSION()", "VERSION") == []
