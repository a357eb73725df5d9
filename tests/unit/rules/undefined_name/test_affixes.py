from __future__ import annotations

import pytest

from questions import ask, ground_of, written
from remend.rules.undefined_name.affixes import MOST, Affixes
from remend.rules.undefined_name.definers import Definers

SHOP = {
    "shop/__init__.py": "",
    "shop/types/__init__.py": "",
    "shop/types/cart.py": "class Cart: ...\nclass Line: ...\nclass Coupon: ...\n",
    "shop/types/user.py": "class User: ...\nclass Coupon: ...\nclass Address: ...\n",
    "shop/cart.py": "from .types.cart import Cart as CartPayload, Line as LinePayload\nclass Address: ...\n",
    "shop/user.py": "from .types.user import User as UserPayload, User as Person\n",
    "shop/far/__init__.py": "",
}


def affixes(name: str, path: str = "shop/use.py", **changed: str) -> list[str]:
    files = {**SHOP, **{f"shop/{stem}.py": text for stem, text in changed.items()}, path: name}
    ground = ground_of(files)
    return [written(each) for each in Affixes(ground, Definers(ground))(ask(files, path, name))]


def test_what_others_rename_alike_is_renamed_here_too() -> None:
    assert affixes("AddressPayload") == ["from shop.types.user import Address as AddressPayload"]


def test_how_many_others_do_so_is_the_evidence() -> None:
    ground = ground_of({**SHOP, "shop/use.py": "AddressPayload"})
    (found,) = Affixes(ground, Definers(ground))(
        ask({"shop/use.py": "AddressPayload"}, "shop/use.py", "AddressPayload")
    )

    assert found.evidence[1:] == ("3 others from shop.types are called so: CartPayload",)


@pytest.mark.parametrize("name", ["AddressData", "Payload", "NobodyPayload", "PayloadAddress", "Address"])
def test_another_name_is_not_of_the_custom(name: str) -> None:
    assert affixes(name) == []


def test_two_things_of_the_name_are_equally_good() -> None:
    assert affixes("CouponPayload") == [
        "from shop.types.cart import Coupon as CouponPayload",
        "from shop.types.user import Coupon as CouponPayload",
    ]


def test_two_of_them_are_no_custom_yet() -> None:
    assert affixes("AddressPayload", user="from .types.user import User") == []


def test_it_is_the_custom_of_a_folder() -> None:
    assert affixes("AddressPayload", "shop/far/use.py") == []


def test_a_name_that_is_defined_is_no_renamed_one() -> None:
    assert affixes("AddressPayload", other="class AddressPayload: ...") == []


def test_a_folder_of_very_many_files_has_no_custom() -> None:
    def many(count: int) -> dict[str, str]:
        return {f"n{number}": "" for number in range(count)}

    assert affixes("AddressPayload", **many(MOST - 4)) == ["from shop.types.user import Address as AddressPayload"]
    assert affixes("AddressPayload", **many(MOST)) == []
