"""An index that gathers facts as they are asked for says what one that has them all says."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence

import pytest

from remend.index.extended import with_imports
from remend.index.extract import extract
from remend.index.facts import Facts, Import
from remend.index.graph import Imports
from remend.index.index import Index
from remend.index.modules import ModuleMap
from remend.index.narrow import Narrow, overlaid
from remend.index.words import Words
from remend.lazy import Lazy

SHOP = {
    "app.py": "from shop.cart import Cart as Basket, total\nimport shop.pay\nBasket()\n",
    "lone.py": "x = 1\n",
    "shop/__init__.py": "from .cart import Cart\nfrom . import pay\n",
    "shop/cart.py": "from shop import pay\n\nclass Cart: ...\n\ndef total(): ...\n",
    "shop/deep/__init__.py": "",
    "shop/deep/box.py": "from ..cart import total\nfrom ... import nothing\n\ntotal = 1\n",
    "shop/pay.py": "def pay(): ...\n\ntry:\n    from app import total\nexcept ImportError:\n    total = None\n",
    "tests/test_cart.py": "from shop import cart\nfrom shop.cart import *\n\ndef test(): cart.total()\n",
}


def both(files: Mapping[str, str] = SHOP) -> tuple[Index, Index, list[str]]:
    """An index that has all facts, one that gathers them, and the paths of what that has gathered so far."""
    raw = {path: text.encode() for path, text in files.items()}
    asked: list[str] = []

    def gather(paths: Sequence[str]) -> dict[str, Facts]:
        asked.extend(paths)
        return {path: extract(path, raw[path]) for path in paths}

    modules, lazy = ModuleMap(raw), Lazy(raw, gather)
    whole = Index({path: extract(path, content) for path, content in raw.items()}, modules)
    return whole, Index(lazy, modules, Narrow(lazy, Words(raw))), asked


NAMES = ("Cart", "Basket", "total", "pay", "cart", "shop", "*", "nobody", "test")
MODULES = ("shop", "shop.cart", "shop.cart.total", "shop.pay", "shop.deep", "app", "cart", "x")
QUESTIONS: dict[str, Callable[[Index], object]] = {
    "definers": lambda index: [index.definers(name) for name in NAMES],
    "importers": lambda index: [index.importers(name) for name in NAMES],
    "importing": lambda index: [list(index.importing(module)) for module in MODULES],
    "resolve": lambda index: [index.resolve(f"{module}.{name}") for module in MODULES for name in NAMES],
    "modules": lambda index: [index.has_module(module) for module in MODULES],
    "cycles": lambda index: [
        Imports(index, also).closes_cycle(path, module)
        for also in ({}, {"lone.py": ["app"], "shop/deep/box.py": ["lone.x"]})
        for path in SHOP
        for module in (*MODULES, "lone.x", "shop.deep.box", "shop.total")
    ],
}


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_what_is_asked_is_answered_as_by_an_index_that_has_all(question: str) -> None:
    whole, lazy, _ = both()

    assert QUESTIONS[question](lazy) == QUESTIONS[question](whole)


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_so_it_is_once_files_import_more(question: str) -> None:
    added = {
        "lone.py": [Import("Cart", "shop.Cart", 1, is_module=False)],
        "app.py": [Import("x", "lone.x", 1, is_module=False)],
    }
    whole, lazy, _ = both()

    assert QUESTIONS[question](with_imports(lazy, added)) == QUESTIONS[question](with_imports(whole, added))


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_so_it_is_once_a_file_says_something_else(question: str) -> None:
    changed = {"lone.py": extract("lone.py", b"from shop.cart import total\n\nclass Basket: ...\n")}
    whole, lazy, _ = both()
    assert lazy.narrow is not None

    rewritten = Index(overlaid(lazy.facts, changed), lazy.modules, lazy.narrow.after(changed))

    assert list(rewritten.facts) == list(whole.facts)
    assert QUESTIONS[question](rewritten) == QUESTIONS[question](Index({**whole.facts, **changed}, whole.modules))


def test_only_files_that_may_have_the_name_are_gathered() -> None:
    _, lazy, asked = both()

    lazy.definers("Cart")
    assert sorted(asked) == ["shop/cart.py"]
    lazy.importers("test")
    list(lazy.importing("lone"))
    assert len(asked) == 1
    assert ("lone.py" in lazy.facts, "none.py" in lazy.facts, len(lazy.facts)) == (True, False, len(SHOP))
    assert len(asked) == 1


def test_each_file_is_gathered_once() -> None:
    _, lazy, asked = both()

    for _ in range(2):
        assert lazy.facts["app.py"].imports
        lazy.of(SHOP)

    assert sorted(asked) == sorted(SHOP)
    with pytest.raises(KeyError):
        lazy.facts["none.py"]


def test_who_has_seen_enough_gathers_no_more() -> None:
    _, lazy, asked = both({f"m{number:03}.py": "x = 1\n" for number in range(100)})

    assert next(lazy.leaf(lazy.facts))[0] == "m000.py"
    assert 0 < len(asked) < 100


def test_another_process_is_given_all_facts() -> None:
    whole, lazy, _ = both()

    assert pickle.loads(pickle.dumps(lazy.facts)) == whole.facts  # noqa: S301 (what was just written)


def test_more_facts_come_after_those_that_were_there() -> None:
    _, lazy, _ = both()

    facts = overlaid(lazy.facts, {"new.py": Facts(), "app.py": Facts()})

    assert (list(facts), len(facts)) == ([*SHOP, "new.py"], len(SHOP) + 1)
    assert ("new.py" in facts, facts["app.py"], facts["lone.py"]) == (True, Facts(), lazy.facts["lone.py"])
