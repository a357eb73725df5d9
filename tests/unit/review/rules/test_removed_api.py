"""What went from a code base: found by comparing both ends, held against what still uses it."""

from __future__ import annotations

import pytest

from api_changes import Review, review_in, told
from remend.model import Severity
from remend.review.model import Origin, Verdict
from remend.review.range_rule import all_range_rules
from remend.review.rules.removed_api import RemovedApi
from repository import MakeRepo

TOTAL = "def total(items):\n    found = 0\n    for item in items:\n        found += item.price\n    return found\n"
CART = (
    "class Cart:\n    def __init__(self):\n        self.items = []\n\n"
    "    def total(self):\n        return sum(self.items)\n\n    def clear(self):\n        self.items = []\n"
)
LESS = CART[: CART.index("    def clear")]
PAY = "from shop.cart import Cart\n\n\ndef pay(cart: Cart):\n    cart.clear()\n"


@pytest.fixture
def review(make_repo: MakeRepo) -> Review:
    return review_in(make_repo)


def test_the_rule_is_discovered() -> None:
    assert RemovedApi in all_range_rules()


def test_a_function_that_is_still_called_by_its_module(review: Review) -> None:
    pay = "from shop import cart\n\n\ndef pay(items):\n    return cart.total(items)\n"

    [change] = review({"cart.py": "RATE = 1\n\n\n" + TOTAL, "pay.py": pay}, {"cart.py": "RATE = 1\n", "pay.py": pay})

    assert told([change]) == ["regression high total shop/cart.py:4"]
    assert change.title == "function `shop.cart.total` is gone, and 1 place still uses it"
    assert "shop/pay.py:5 calls it: `return cart.total(items)`" in change.evidence
    assert change.before == "def total(items):"
    assert change.cause is not None
    assert (change.cause.path, change.cause.went) == ("shop/cart.py", "def total(items):")
    assert change.origin is Origin.INTRODUCED
    assert "AttributeError" in change.why


def test_a_function_that_is_still_imported(review: Review) -> None:
    pay = "from .cart import total as sum_of\n\nprint(sum_of([]))\n"

    [change] = review({"cart.py": TOTAL, "pay.py": pay}, {"cart.py": "", "pay.py": pay})

    assert told([change]) == ["regression high total shop/cart.py:1"]
    assert "shop/pay.py:1 imports it: `from .cart import total as sum_of`" in change.evidence
    assert "ImportError" in change.why


def test_an_import_for_type_checkers_raises_nothing(review: Review) -> None:
    pay = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from shop.cart import total\n"

    assert told(review({"cart.py": TOTAL, "pay.py": pay}, {"cart.py": "", "pay.py": pay})) == [
        "regression medium total shop/cart.py:1"
    ]


def test_an_import_that_expects_to_fail_is_no_use(review: Review) -> None:
    pay = "try:\n    from shop.cart import total\nexcept ImportError:\n    total = None\n"

    assert told(review({"cart.py": TOTAL, "pay.py": pay}, {"cart.py": "", "pay.py": pay})) == [
        "acceptable low total shop/cart.py:1"
    ]


def test_uses_in_its_own_module(review: Review) -> None:
    rest = "\n\ndef twice(items):\n    return 2 * total(items)\n"

    [change] = review({"cart.py": TOTAL + rest}, {"cart.py": rest})

    assert told([change]) == ["regression high total shop/cart.py:1"]
    assert "NameError" in change.why


def test_tests_alone_hurt_less(review: Review) -> None:
    test = "from shop.cart import total\n\n\ndef test_total():\n    assert total([]) == 0\n"

    assert told(review({"cart.py": TOTAL, "test_cart.py": test}, {"cart.py": "", "test_cart.py": test})) == [
        "regression medium total shop/cart.py:1"
    ]


def test_nobody_uses_it_any_more(review: Review) -> None:
    [change] = review({"cart.py": "__all__ = ['total']\n" + TOTAL}, {"cart.py": "__all__ = []\n"})

    assert told([change]) == ["acceptable low total shop/cart.py:2"]
    assert "`shop.cart.__all__` listed it, so it was public" in change.evidence


def test_a_list_of_names_that_still_has_it(review: Review) -> None:
    [change] = review({"cart.py": "__all__ = ['total']\n" + TOTAL}, {"cart.py": "__all__ = ['total']\n"})

    assert told([change]) == ["regression medium total shop/cart.py:2"]
    assert "shop/cart.py:1 lists it in `__all__`: `__all__ = ['total']`" in change.evidence


@pytest.mark.parametrize(
    "before",
    [
        {"cart.py": TOTAL.replace("total", "_total")},
        {"test_cart.py": "def helper(): ...\n\n\nclass TestCart:\n    def test_it(self): ...\n"},
        {"cart.py": "limit = 3\n__version__ = '1'\n"},
        {"cart.py": "import os\nfrom typing import Any\n"},
        {"setup.py": TOTAL},
    ],
    ids=["private", "tests", "names", "imports", "a script"],
)
def test_what_nobody_need_know(review: Review, before: dict[str, str]) -> None:
    assert review(before, dict.fromkeys(before, "")) == []


def test_a_private_name_missed_in_its_own_module_is_told_there(review: Review) -> None:
    text = TOTAL.replace("total", "_total")
    rest = "\n\nprint(_total([]))\n"

    assert review({"cart.py": text + rest}, {"cart.py": rest}) == []


def test_a_private_name_that_another_file_imports(review: Review) -> None:
    pay = "from shop.cart import _total\n"

    assert told(
        review({"cart.py": TOTAL.replace("total", "_total"), "pay.py": pay}, {"cart.py": "", "pay.py": pay})
    ) == ["regression high _total shop/cart.py:1"]


def test_what_a_test_file_gives_to_others(review: Review) -> None:
    other = "from shop.test_cart import helper\n"
    before = {"test_cart.py": "def helper(): ...\n\n\nhelper()\n", "test_pay.py": other}

    assert told(review(before, {"test_cart.py": "helper()\n", "test_pay.py": other})) == [
        "regression medium helper shop/test_cart.py:1"
    ]


def test_a_module_that_does_not_parse_or_is_dynamic_says_nothing(review: Review) -> None:
    pay = "from shop.cart import total\n"

    assert review({"cart.py": TOTAL, "pay.py": pay}, {"cart.py": "def (\n", "pay.py": pay}) == []
    assert review({"cart.py": TOTAL, "pay.py": pay}, {"cart.py": "def __getattr__(name): ...\n", "pay.py": pay}) == []


def test_a_name_that_moved_and_is_imported_where_it_was(review: Review) -> None:
    pay = "from shop.cart import total\n"
    after = {"cart.py": "from shop.sums import total\n", "sums.py": TOTAL, "pay.py": pay}

    assert review({"cart.py": TOTAL, "pay.py": pay}, after) == []


def test_a_name_that_moved(review: Review) -> None:
    after = {"cart.py": "", "sums.py": TOTAL, "pay.py": "from shop.sums import total\n"}

    [change] = review({"cart.py": TOTAL, "pay.py": "from shop.cart import total\n"}, after)

    assert (
        change.title
        == "function `shop.cart.total` was moved to `shop.sums.total`, and nothing in the project uses it any more"
    )
    assert change.verdict is Verdict.ACCEPTABLE
    assert change.after == "def total(items):"


def test_a_function_that_was_renamed(review: Review) -> None:
    [change] = review({"cart.py": TOTAL}, {"cart.py": TOTAL.replace("def total", "def price_of")})

    assert change.title.startswith("function `shop.cart.total` was renamed to `price_of`")
    assert (
        "it is probably `shop.cart.price_of` at shop/cart.py:1 now: 100 % of its lines are the same" in change.evidence
    )


def test_what_was_written_in_its_place(review: Review) -> None:
    use = "from math import fsum\nfrom shop.cart import total\n\nprint(total([1]))\nprint(total([2]))\n"
    after = use.replace("from shop.cart import total\n", "").replace("total(", "fsum(")

    [change] = review({"cart.py": TOTAL, "pay.py": use}, {"cart.py": "", "pay.py": after})

    assert "the range wrote `fsum` in its place 2 times, in 1 file" in change.evidence
    assert change.title.startswith("function `shop.cart.total` is gone")


def test_a_name_that_a_package_passed_on(review: Review) -> None:
    pay = "import shop\n\nprint(shop.total([]))\n"
    before = {"__init__.py": "from shop.cart import total\n", "cart.py": TOTAL, "pay.py": pay}

    [gone] = review(before, {"__init__.py": "", "cart.py": TOTAL, "pay.py": pay})
    [both] = review(before, {"__init__.py": "", "cart.py": "", "pay.py": pay})

    assert told([gone, both]) == ["regression high total shop/__init__.py:1", "regression high total shop/cart.py:1"]
    assert gone.title == "re-export `shop.total` is gone, and 1 place still uses it"
    assert "shop/pay.py:3 calls it: `print(shop.total([]))`" in both.evidence


def test_a_private_module_whose_package_still_has_the_name(review: Review) -> None:
    before = {"__init__.py": "from shop._cart import total\n__all__ = ['total']\n", "_cart.py": TOTAL}
    after = {"__init__.py": "from shop._sums import total\n__all__ = ['total']\n", "_cart.py": "", "_sums.py": TOTAL}

    assert review(before, after) == []
    assert told(review(before, {"__init__.py": "__all__ = []\n", "_cart.py": ""})) == [
        "acceptable low total shop/_cart.py:1"
    ]


def test_a_string_that_may_name_it(review: Review) -> None:
    pay = "PATCHED = 'shop.cart.total'\n"

    [change] = review({"cart.py": TOTAL, "pay.py": pay}, {"cart.py": "", "pay.py": pay})

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert change.questions == ("Does the string at shop/pay.py:1 stand for `shop.cart.total`, which is gone?",)


def test_a_string_that_is_patched_has_to_be_there(review: Review) -> None:
    test = "def test_it():\n    with patch('shop.cart.total'{}):\n        ...\n"
    before, after = {"cart.py": TOTAL}, {"cart.py": ""}

    sure = review({**before, "test_it.py": test.format("")}, {**after, "test_it.py": test.format("")})
    lenient = review(
        {**before, "test_it.py": test.format(", create=True")}, {**after, "test_it.py": test.format(", create=True")}
    )

    assert told(sure) == ["regression medium total shop/cart.py:1"]
    assert told(lenient) == ["needs-verification medium total shop/cart.py:1"]


def test_a_class_that_went_is_one_change(review: Review) -> None:
    [change] = review({"cart.py": CART, "pay.py": PAY}, {"cart.py": "", "pay.py": "def pay(cart): ...\n"})

    assert change.title == "class `shop.cart.Cart` is gone, and nothing in the project uses it any more"


def test_a_method_that_is_still_called(review: Review) -> None:
    [change] = review({"cart.py": CART, "pay.py": PAY}, {"cart.py": LESS, "pay.py": PAY})

    assert told([change]) == ["regression high Cart.clear shop/cart.py:8"]
    assert "shop/pay.py:5 calls it: `cart.clear()`" in change.evidence


@pytest.mark.parametrize(
    "pay",
    [
        PAY.replace("    cart", "    if hasattr(cart, 'clear'):\n        cart"),
        PAY.replace("    cart", "    try:\n        cart") + "    except AttributeError:\n        ...\n",
        PAY.replace("clear()", "clear.assert_called()"),
        PAY.replace("    cart", "    cart.clear = print\n    cart"),
        "from shop.cart import Cart\n\n\nclass Big(Cart):\n    def clear(self): ...\n\n\nBig().clear()\n",
        "def pay(cart):\n    cart.clear()\n",
        "class Other:\n    def clear(self): ...\n\n\nOther().clear()\n",
    ],
    ids=["asked", "caught", "a double", "given", "a subclass has it", "a common name", "another class"],
)
def test_no_use_of_the_method(review: Review, pay: str) -> None:
    assert told(review({"cart.py": CART, "pay.py": pay}, {"cart.py": LESS, "pay.py": pay})) == [
        "acceptable low Cart.clear shop/cart.py:8"
    ]


def test_a_common_name_read_from_something_unknown_is_only_counted(review: Review) -> None:
    pay = "def pay(cart):\n    cart.clear()\n"

    [change] = review({"cart.py": CART, "pay.py": pay}, {"cart.py": LESS, "pay.py": pay})

    assert change.title.endswith("is gone, and nothing in the project is known to use it any more")
    assert (
        change.evidence[-1] == "1 place with `.clear` of something unknown may mean others, the first at shop/pay.py:2"
    )


def test_a_method_that_a_base_provides(review: Review) -> None:
    base = "class Base:\n    def clear(self): ...\n\n\n"

    assert (
        review(
            {"cart.py": base + CART.replace("Cart", "Cart(Base)")},
            {"cart.py": base + LESS.replace("Cart", "Cart(Base)")},
        )
        == []
    )


@pytest.mark.parametrize(
    ("head", "pay"),
    [
        (LESS.replace("class Cart", "from ext import Base\n\n\nclass Cart(Base)"), PAY),
        (LESS.replace("class Cart", "from ext import filled\n\n\n@filled\nclass Cart"), PAY),
        (LESS.replace("class Cart", "from typing import Protocol\n\n\nclass Cart(Protocol)"), PAY),
        (LESS + "        self.clear()\n\n\nclass Big(Cart):\n    def clear(self): ...\n", "\n"),
    ],
    ids=["a base that cannot be read", "a decorator", "a protocol", "every subclass"],
)
def test_a_method_that_something_may_provide(review: Review, head: str, pay: str) -> None:
    [change] = review({"cart.py": CART, "pay.py": pay}, {"cart.py": head, "pay.py": pay})

    assert change.verdict is Verdict.NEEDS_VERIFICATION
    assert "provide `clear`" in change.questions[0]


def test_a_rare_name_read_from_something_unknown(review: Review) -> None:
    text = CART.replace("clear", "empty_the_cart")
    pay = "def pay(cart):\n    cart.empty_the_cart()\n"

    [change] = review({"cart.py": text, "pay.py": pay}, {"cart.py": LESS, "pay.py": pay})

    assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.MEDIUM)
    assert change.questions == ("Can `empty_the_cart` at shop/pay.py:2 be read from an instance of `Cart`?",)
    assert "shop/pay.py:2 calls it (by name only): `cart.empty_the_cart()`" in change.evidence


def test_of_many_files_those_are_read_that_may_have_an_instance(review: Review) -> None:
    others = {f"other{n}.py": "def other(door):\n    door.clear()\n" for n in range(25)}
    made = {
        "made.py": "from shop.cart import Cart\n\ncart = Cart()\n",
        "use.py": "from shop.made import cart\n\ncart.clear()\n",
    }

    [change] = review({"cart.py": CART, **others, **made}, {"cart.py": LESS, **others, **made})

    assert change.title == "method `shop.cart.Cart.clear` is gone, and 1 place still uses it"


def test_a_class_with_getattr_may_have_anything(review: Review) -> None:
    dynamic = LESS + "    def __getattr__(self, name): ...\n"

    assert review({"cart.py": CART, "pay.py": PAY}, {"cart.py": dynamic, "pay.py": PAY}) == []


def test_an_attribute_that_is_still_read(review: Review) -> None:
    pay = "from shop.cart import Cart\n\n\ndef pay(cart: Cart):\n    return cart.items\n"
    head = "class Cart:\n    def total(self):\n        return 0\n\n    def clear(self): ...\n"

    changes = review({"cart.py": CART, "pay.py": pay}, {"cart.py": head, "pay.py": pay})

    assert told(changes) == ["regression medium Cart.items shop/cart.py:3"]
    assert changes[0].evidence[-1] == "shop/pay.py:5 reads it: `return cart.items`"


def test_an_attribute_that_nobody_reads_any_more(review: Review) -> None:
    assert review({"cart.py": "class Cart:\n    size = 3\n"}, {"cart.py": "class Cart:\n    pass\n"}) == []


def test_a_module_that_went(review: Review) -> None:
    pay = "from shop.cart import total\nimport shop.cart\n"

    [used] = review({"cart.py": TOTAL, "pay.py": pay}, {"pay.py": pay})
    [unused] = review({"cart.py": TOTAL, "pay.py": pay}, {"pay.py": ""})

    assert told([used, unused]) == ["regression high  shop/cart.py:1", "acceptable low  shop/cart.py:1"]
    assert used.title == "module `shop.cart` is gone, and 2 places still use it"
    assert "ModuleNotFoundError" in used.why


def test_a_module_that_was_renamed(review: Review) -> None:
    pay = "from shop.basket import total\n"

    [change] = review({"cart.py": TOTAL, "pay.py": pay}, {"basket.py": TOTAL, "pay.py": pay})

    assert change.title == "module `shop.cart` was moved to `shop.basket`, and nothing in the project uses it any more"


def test_a_module_whose_content_went_elsewhere(review: Review) -> None:
    other = "def kept():\n    return [1, 2, 3]\n\n\n" * 9

    [change] = review({"cart.py": TOTAL, "sums.py": other}, {"sums.py": other + TOTAL})

    assert "was moved to `shop.sums`" in change.title
    assert "1 of its 1 functions and classes are defined there now" in change.evidence[-1]


def test_a_module_that_became_a_package_is_still_there(review: Review) -> None:
    after = {"cart/__init__.py": "def other(): ...\n", "pay.py": ""}

    assert told(review({"cart.py": TOTAL, "pay.py": ""}, after)) == ["acceptable low total shop/cart.py:1"]


def test_a_package_that_moved_is_one_change(review: Review) -> None:
    files = {"__init__.py": "", "a.py": TOTAL, "b.py": CART}

    [change] = review(
        {f"old/{name}": text for name, text in files.items()}, {f"new/{name}": text for name, text in files.items()}
    )

    assert change.title.startswith("all 2 modules of `shop/old` moved or are gone, and nothing")
    assert change.evidence == (
        "module `shop.old.a` was moved to `shop.new.a`",
        "module `shop.old.b` was moved to `shop.new.b`",
    )


def test_many_uses_are_counted(review: Review) -> None:
    pay = "from shop import cart\n\n" + "cart.total([])\n" * 12

    [change] = review({"cart.py": TOTAL, "pay.py": pay}, {"cart.py": "", "pay.py": pay})

    assert change.evidence[-1] == "and 2 places more, in 1 file"
    assert sum("calls it" in fact for fact in change.evidence) == 10


def test_the_fingerprint_is_that_of_the_thing(review: Review) -> None:
    [first] = review({"cart.py": TOTAL}, {"cart.py": ""})
    [second] = review({"cart.py": "RATE = 3\n\n\n" + TOTAL}, {"cart.py": "RATE = 3\n"})

    assert first.fingerprint == second.fingerprint
    assert len(first.fingerprint) == 16


def test_a_plain_name_that_moved(review: Review) -> None:
    before = {"cart.py": "__all__ = ['RATE']\nRATE = 3\n", "sums.py": "other = 1\n"}

    [change] = review(before, {"cart.py": "__all__ = []\n", "sums.py": "other = 1\nRATE = 3\n"})

    assert change.title.startswith("name `shop.cart.RATE` was moved to `shop.sums.RATE`")


def test_a_rare_attribute_counts_where_the_class_is_named_too(review: Review) -> None:
    text = "class Cart:\n    def __init__(self):\n        self.discount_code = 1\n"
    pay = "import shop.cart\n\n\ndef pay(cart):\n    return cart.discount_code{}\n"
    bare, named = {"pay.py": pay.format("")}, {"pay.py": pay.format("  # of a Cart")}

    assert review({"cart.py": text, **bare}, {"cart.py": "class Cart: ...\n", **bare}) == []
    assert told(review({"cart.py": text, **named}, {"cart.py": "class Cart: ...\n", **named})) == [
        "needs-verification medium Cart.discount_code shop/cart.py:3"
    ]


def test_an_instance_is_at_hand_where_one_is_declared(review: Review) -> None:
    others = {f"other{n}.py": "def other(door):\n    door.clear()\n" for n in range(25)}
    shelf = "from shop.cart import Cart\n\n\nclass Shelf:\n    def cart_of(self) -> Cart: ...\n"
    use = "from shop.shelf import Shelf\n\n\ndef use(shelf: Shelf):\n    shelf.cart_of().clear()\n"
    rest = {**others, "shelf.py": shelf, "use.py": use}

    assert told(review({"cart.py": CART, **rest}, {"cart.py": LESS, **rest})) == [
        "regression high Cart.clear shop/cart.py:8"
    ]


def test_a_module_of_which_nothing_is_left(review: Review) -> None:
    [change] = review({"cart.py": TOTAL + "\n\n" + CART, "sums.py": ""}, {"sums.py": TOTAL.replace("total", "other")})

    assert change.title == "module `shop.cart` is gone, and nothing in the project uses it any more"


def test_files_that_cannot_be_read_or_imported(review: Review) -> None:
    rest = {"broken.py": "from shop.cart import (\n", "my-script.py": "def main(): ...\n\n\nmain()\n"}

    changes = review({"cart.py": TOTAL, **rest}, {"cart.py": "", **rest, "my-script.py": "main()\n"})

    assert told(changes) == ["regression high main shop/my-script.py:1", "acceptable low total shop/cart.py:1"]


def test_a_script_that_went(review: Review) -> None:
    assert review({"my-script.py": "def main(): ...\n", "a.py": ""}, {"a.py": ""}) == []


def test_a_private_rename_to_self_is_no_successor(review: Review) -> None:
    use = "from shop.cart import total\n\n\nclass Pay:\n    def pay(self, items):\n        return {}(items)\n"

    [change, *_] = review(
        {"cart.py": TOTAL, "pay.py": use.format("total")}, {"cart.py": "", "pay.py": use.format("self.total")}
    )

    assert not any("in its place" in fact for fact in change.evidence)


def test_a_name_that_is_asked_for_with_and(review: Review) -> None:
    pay = PAY.replace("    cart", "    return hasattr(cart, 'clear') and cart")

    assert told(review({"cart.py": CART, "pay.py": pay}, {"cart.py": LESS, "pay.py": pay})) == [
        "acceptable low Cart.clear shop/cart.py:8"
    ]
