from __future__ import annotations

import ast

import pytest

from learning import loaded, names_of
from remend.templates.names import Names
from remend.templates.term import Kind, Meaning

CODE = """
import os.path
from . import base
from env import get as fetch
try:
    import json
except ImportError:
    import simplejson as json
total = 1


def outer(job, *, x):
    def inner():
        return x, job
    return os, base, fetch, json, total, outer, len, missing, [y for y in job]


class Cart:
    def add(self, item):
        return self, item

    @staticmethod
    def of(self):
        return self
"""


def meanings(names: Names) -> dict[str, Meaning]:
    """The last meaning of each name that is read in a file."""
    found: dict[str, Meaning] = {}
    waiting: list[tuple[ast.AST, ...]] = [(names.module.tree,)]
    while waiting:
        path = waiting.pop()
        node = path[-1]
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found[f"{names.module.symbol(path)}:{node.id}"] = names(path)
        waiting.extend((*path, child) for child in ast.iter_child_nodes(node))
    return found


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("os", "os"),
        ("base", "shop.base"),
        ("fetch", "env.get"),
        ("json", "json or simplejson"),
        ("total", "shop.cart.total"),
        ("outer", "shop.cart.outer"),
        ("len", "builtins.len"),
    ],
)
def test_shared_names_are_told_by_where_they_come_from(name: str, identity: str) -> None:
    assert meanings(names_of(CODE))[f"outer:{name}"] == Meaning(Kind.SHARED, identity)


def test_local_names_are_told_by_their_function() -> None:
    found = meanings(names_of(CODE))

    assert found["outer.inner:x"] == Meaning(Kind.LOCAL, "shop/cart.py::outer::x")
    assert found["outer:job"] == found["outer.inner:job"]
    assert found["outer:y"].kind is Kind.LOCAL
    assert found["outer:missing"] == Meaning(Kind.UNKNOWN, "missing")


def test_self_is_told_by_its_class() -> None:
    found = meanings(names_of(CODE))

    assert found["Cart.add:self"] == Meaning(Kind.SELF, "shop/cart.py::Cart")
    assert found["Cart.add:item"].kind is Kind.LOCAL
    assert found["Cart.of:self"].kind is Kind.LOCAL


def test_what_nothing_binds_any_longer_means_what_it_meant() -> None:
    lost = names_of("import os\nfrom env import get\n").at_top()
    now = Names(loaded("def f():\n    return os, other\n"), "shop.cart", "shop/cart.py", lost)

    assert meanings(now)["f:os"] == Meaning(Kind.SHARED, "os")
    assert meanings(now)["f:other"].kind is Kind.UNKNOWN
    assert now.is_lost("os", (now.module.tree, now.module.tree.body[0]))
    assert not now.is_lost("f", (now.module.tree, now.module.tree.body[0]))


def test_a_name_is_steady_that_is_bound_once() -> None:
    names = names_of("a = 1\nb = 1\nb = 2\n")
    path = (names.module.tree, names.module.tree.body[0])

    assert names.is_steady("a", path)
    assert not names.is_steady("b", path)
    assert not names.is_steady("c", path)
