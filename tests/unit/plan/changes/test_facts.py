from __future__ import annotations

import pytest

from planning import changed
from remend.plan.changes.facts import Facts, facts_of

CODE = "class Cart:\n    def total(self):\n        return 1\n\n\nx = 1\n"


def only(before: str, after: str, path: str = "a.py") -> Facts:
    """What is seen in a file of which all lines changed."""
    lines = (range(1, before.count("\n") + 1), range(1, after.count("\n") + 1))
    (facts,) = facts_of([changed(path, before, after, lines)])
    return facts


def test_what_comes_and_goes_by_name() -> None:
    facts = only("def send(text):\n    limit = 1\n", "def deliver(text):\n    ceiling = 1\n")

    assert facts.defines == {"deliver"}
    assert facts.binds == facts.came == {"deliver", "ceiling"}
    assert facts.drops == facts.gone == {"send", "limit"}


def test_a_module_comes_and_goes_with_its_file() -> None:
    come, gone, moved, package = facts_of(
        [
            changed("shop/money.py", None, "x = 1\n"),
            changed("shop/old.py", "x = 1\n", None),
            changed("shop/new.py", "x = 1\n", "x = 1\n", was="shop/former.py"),
            changed("shop/__init__.py", None, ""),
        ]
    )

    assert come.defines == {"money"}
    assert gone.drops == {"old"}
    assert moved.defines == {"new"}
    assert moved.drops == {"former"}
    assert package.defines == frozenset()


@pytest.mark.parametrize(("line", "symbol"), [(1, "Cart"), (3, "Cart.total"), (6, "")])
def test_a_hunk_stands_in_the_innermost_function_or_class(line: int, symbol: str) -> None:
    lines = CODE.splitlines(keepends=True)
    after = "".join([*lines[: line - 1], lines[line - 1].replace("1", "2").replace("Cart", "Cart "), *lines[line:]])
    (facts,) = facts_of([changed("a.py", CODE, after, (range(line, line + 1), range(line, line + 1)))])

    assert facts.symbol == symbol


def test_a_file_that_does_not_parse_has_no_symbols() -> None:
    assert only("def a(:\n    x = 1\n", "def a(:\n    x = 2\n").symbol == ""


@pytest.mark.parametrize(
    ("before", "after", "is_layout"),
    [("a = [1,\n2]\n", "a = [1, 2]\n", True), ("a = 1\n", "a = 2\n", False), ("", "\n\n", False)],
)
def test_code_that_is_laid_out_anew(before: str, after: str, is_layout: bool) -> None:  # noqa: FBT001
    assert only(before, after).is_layout is is_layout


@pytest.mark.parametrize(
    ("before", "after", "is_version"),
    [
        ('__version__ = "1.2"\n', '__version__ = "1.3"\n', True),
        ("", ".. versionadded:: 1.3\n", False),
        ("limit = 1.2\n", "limit = 1.3\n", False),
    ],
)
def test_the_number_of_another_version(before: str, after: str, is_version: bool) -> None:  # noqa: FBT001
    assert only(before, after).is_version is is_version
