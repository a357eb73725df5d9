"""What `from` and `to` make of imports, uses, members and arguments."""

from __future__ import annotations

import pytest

from declaring import became, declared, inspected

PACKAGE = {"pkg/__init__.py": "", "pkg/new.py": "def better(): ...\n"}
CART = {"m.py": "class Cart:\n    def go(self, a, old=0): ...\n    def run(self, a, old=0): ...\n"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from pkg.old import name, other\nprint(name(1), other)\n",
            "from pkg.old import other\nfrom pkg.new import better\nprint(better(1), other)\n",
        ),
        ("from pkg.old import name as n\nprint(n)\n", "from pkg.new import better as n\nprint(n)\n"),
        ("import pkg.old as old\nprint(old.name(1))\n", "import pkg.new\nprint(pkg.new.better(1))\n"),
        ("from pkg import old\nprint(old.name(1))\n", "from pkg.new import better\nprint(better(1))\n"),
    ],
)
def test_a_name_has_moved(before: str, after: str) -> None:
    assert became(before, PACKAGE, from_="pkg.old:name", to="pkg.new:better") == after


def test_a_module_has_moved_with_all_below_it() -> None:
    code = (
        "import pkg.old\nimport pkg.old.deep as d\nfrom pkg import old\nfrom pkg.old import x\n"
        "from pkg.older import z\nprint(pkg.old.f(), d, old.y, x, z)\n"
    )

    assert became(code, from_="pkg.old", to="pkg.fresh.new") == (
        "import pkg.fresh.new\nimport pkg.fresh.new.deep as d\nfrom pkg.fresh import new\nfrom pkg.fresh.new import x\n"
        "from pkg.older import z\nprint(pkg.fresh.new.f(), d, new.y, x, z)\n"
    )


def test_a_member_is_called_otherwise_on_its_own_class_only() -> None:
    code = "from m import Cart\n\n\ndef f(a: Cart, b):\n    a.go(1)\n    b.go(1)\n    Cart.go(a, 1)\n    return a.go\n"

    assert became(code, CART, from_="m:Cart.go", to="m:Cart.run") == (
        "from m import Cart\n\n\ndef f(a: Cart, b):\n    a.run(1)\n    b.go(1)\n    Cart.run(a, 1)\n    return a.run\n"
    )


def test_a_member_that_a_subclass_has_for_itself_is_left() -> None:
    code = "from m import Cart\n\n\nclass Gift(Cart):\n    def go(self): ...\n\n\nGift().go(1)\n"

    assert inspected(declared(from_="m:Cart.go", to="m:Cart.run"), code, CART).findings == ()


@pytest.mark.parametrize(
    ("ends", "before", "after"),
    [
        (("m:f(old=)", "m:f(new=)"), "m.f(1, old=2)", "m.f(1, new=2)"),
        (("m:Cart.go(old=)", "m:Cart.go(new=)"), "m.Cart().go(1, old=2)", "m.Cart().go(1, new=2)"),
    ],
)
def test_an_argument_is_called_otherwise(ends: tuple[str, str], before: str, after: str) -> None:
    made = became(f"import m\n\nx = {before}\n", CART, from_=ends[0], to=ends[1])

    assert made == f"import m\n\nx = {after}\n"
