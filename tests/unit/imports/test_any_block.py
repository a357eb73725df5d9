"""What holds for every block of imports, whatever stands in it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from remend.edits import splice
from remend.imports.place import place_import
from remend.model import Edit
from remend.module import Module, Surroundings
from remend.rule import Needs

SURROUNDINGS = Surroundings(name="shop.cart.order", first_party=frozenset({"shop", "shared"}))
NAMES = st.sampled_from(["Cart", "LIMIT", "a1", "a2", "a10", "cast", "Z", "zip_all", "first", "_own"])
MODULES = st.sampled_from(
    ["os", "re", "os.path", "typing", "attrs", "zope.event", "yaml", "shop", "shop.lib", "shared.env", "shop.cart.x"]
)
RELATIVE = st.sampled_from([".", ".x", ".y", "..", "..lib"])
FROM = st.builds(
    lambda module, names: f"from {module} import {', '.join(names)}",
    st.one_of(MODULES, MODULES, RELATIVE),
    st.lists(NAMES, min_size=1, max_size=6, unique=True),
)
ALIASED = st.builds(lambda module, name: f"from {module} import {name} as other_{name}", MODULES, NAMES)
PLAIN = st.builds(lambda module: f"import {module}", MODULES)
STATEMENTS = st.one_of(FROM, FROM, PLAIN, ALIASED)
NEEDS = st.one_of(
    st.builds(lambda module: Needs(module=module), MODULES),
    st.builds(lambda module: Needs(module=module, alias="short"), MODULES),
    st.builds(lambda module: Needs(module=module, name="wanted"), MODULES),
    st.builds(lambda module: Needs(module=module, name="Wanted", alias="Short"), MODULES),
)
GAPS = st.sampled_from(["\n", "\n", "\n\n", "\n# why\n", "\n\n# heading\n", "  # noqa\n"])
AFTER = "\n\ndef f() -> None:\n    pass\n"


def add(text: str, needs: Needs) -> str | None:
    """The text with the import, None where there is no place for it."""
    module = Module.load("shop/cart/order.py", text.encode(), SURROUNDINGS)
    assert isinstance(module, Module), module
    edit = place_import(module, needs, [])
    return splice(text, [edit]) if isinstance(edit, Edit) else None


def bound(text: str) -> Counter[tuple[str, str]]:
    """Everything that a file imports, with the name that it binds."""
    found: Counter[tuple[str, str]] = Counter()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update((alias.name, alias.asname or "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = ["shop", "cart"][: 3 - node.level] if node.level else []
            module = ".".join([*parts, *([node.module] if node.module else [])])
            found.update((f"{module}:{alias.name}", alias.asname or "") for alias in node.names)
    return found


def sorted_by_ruff(text: str, *, fix: bool) -> str:
    """The text as ruff sorts it, or what ruff says of its order."""
    arguments = ["--isolated", "--no-cache", "--select", "I", "--stdin-filename", "order.py"]
    known = ["--config", 'lint.isort.known-first-party=["shop", "shared"]']
    command = [sys.executable, "-m", "ruff", "check", *arguments, *known, *(["--fix", "-q"] if fix else []), "-"]
    run = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    return run.stdout.decode().replace("\r\n", "\n")


@given(st.lists(st.tuples(STATEMENTS, GAPS), max_size=8), NEEDS, st.sampled_from(["\n", "\r\n"]))
def test_the_new_import_is_the_only_difference(block: list[tuple[str, str]], needs: Needs, newline: str) -> None:
    text = ("".join(line + gap for line, gap in block) + AFTER).replace("\n", newline)

    after = add(text, needs)

    if after is not None:
        new = f"{needs.module}:{needs.name}" if needs.name else needs.module
        assert bound(after) - bound(text) == Counter({(new, needs.alias): 1})
        assert bound(text) - bound(after) == Counter()
        assert after.count("#") == text.count("#")
        assert after.count("\n") == after.count(newline)
        assert after.endswith(AFTER.replace("\n", newline))
        assert add(after, needs) is None


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=9), NEEDS)
def test_what_ruff_has_sorted_stays_sorted(block: list[str], needs: Needs) -> None:
    text = sorted_by_ruff("\n".join(block) + "\n" + AFTER, fix=True)

    assume(len(ast.parse(text).body) > 2)  # one import shows no order

    after = add(text, needs)

    assert after is None or "I001" not in sorted_by_ruff(after, fix=False), f"{text}\n=====\n{after}"
