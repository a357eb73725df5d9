from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.edits import splice
from remend.imports.several import Wish, compose, place_imports
from remend.model import Edit
from remend.module import Module, Surroundings
from remend.rule import Needs
from throwaway import load

JSON, RE, SYS = (Wish(Needs(module=name)) for name in ("json", "re", "sys"))
PRICE, TOTAL = (Wish(Needs(module="shop.money", name=name)) for name in ("Price", "total"))


def placed(text: str, *wishes: Wish) -> str:
    module = load(text, Surroundings(first_party=frozenset({"shop"})))
    edits, refused = place_imports(module, wishes)
    assert not refused
    return splice(text, edits)


@pytest.mark.parametrize(
    ("text", "wishes", "after"),
    [
        ("import shop\n", (JSON, RE), "import json\nimport re\n\nimport shop\n"),
        ("x\n", (JSON, RE), "import json\nimport re\n\nx\n"),
        ("import os\n\nx\n", (JSON, RE, SYS), "import json\nimport os\nimport re\nimport sys\n\nx\n"),
        ("import os\n\nx\n", (PRICE, TOTAL), "import os\n\nfrom shop.money import Price, total\n\nx\n"),
        ("from shop.money import a\n", (PRICE, TOTAL, JSON), "import json\n\nfrom shop.money import Price, a, total\n"),
        ("x\r\n", (JSON, PRICE), "import json\r\n\r\nfrom shop.money import Price\r\n\r\nx\r\n"),
    ],
)
def test_each_import_finds_the_place_that_the_one_before_left(text: str, wishes: tuple[Wish, ...], after: str) -> None:
    assert placed(text, *wishes) == after


def test_what_cannot_be_placed_is_told_and_the_others_are() -> None:
    module = load("json = 1\nimport os\n")

    edits, refused = place_imports(module, (JSON, RE))

    assert splice(module.source.text, edits) == "json = 1\nimport os\nimport re\n"
    assert list(refused) == [JSON.needs]
    assert "line 1" in refused[JSON.needs]


def test_a_function_and_a_use_are_found_again_in_the_text_that_was_changed() -> None:
    text = "x\n\n\ndef f():\n    y\n\n\n@f\ndef g():\n    y\n"
    module = load(text)
    first, function, decorated = module.tree.body
    assert isinstance(function, ast.FunctionDef) and isinstance(decorated, ast.FunctionDef)
    inside = [Wish(Needs(module="shop.money", name="y", function=each)) for each in (function, decorated)]

    after = placed_in(module, Wish(Needs(module="re"), (first,)), *inside)

    assert after == (
        "import re\n\nx\n\n\ndef f():\n    from shop.money import y\n    y\n\n\n"
        "@f\ndef g():\n    from shop.money import y\n    y\n"
    )


def placed_in(module: Module, *wishes: Wish) -> str:
    edits, refused = place_imports(module, wishes)
    assert not refused
    return splice(module.source.text, edits)


@given(
    st.text(alphabet="abc", max_size=12),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3), st.text("xyz")), max_size=5),
)
def test_edits_one_after_the_other_are_edits_of_the_first_text(text: str, steps: list[tuple[int, int, str]]) -> None:
    edits: list[Edit] = []
    now = text
    for at, length, new in steps:
        start = min(at, len(now))
        late = Edit(start, min(start + length, len(now)), new)
        edits = compose(edits, late, now)
        now = splice(now, [late])

    assert splice(text, edits) == now
