from __future__ import annotations

import pytest

from learning import learned, names_of
from remend.templates.match import find
from remend.templates.names import Names
from remend.templates.term import spelled


def matched(before: str, after: str, text: str, names: Names | None = None) -> list[str]:
    """What the only template of two texts matches in a third."""
    (found,) = learned(before, after)
    return [spelled(match.tree.term) for match in find(found.template, names or names_of(text))]


def three(call: str) -> str:
    return "import os\n" + "".join(call.replace("N", str(number)) + "\n" for number in range(3))


def test_the_left_side_matches_whatever_stands_in_its_holes() -> None:
    text = "import os\nx = os.a(f(1), [2])\ny = os.a(1)\nos.b(1, 2)\nprint('os.a(1, 2)')\n"

    assert matched(three("os.a(N, 'N')"), three("os.b(N, 'N')"), text) == ["os.a(f(1), [2])"]


def test_a_hole_that_is_met_twice_is_the_same() -> None:
    assert matched(three("os.a(N, N)"), three("os.b(N)"), "import os\nos.a(x, x)\nos.a(x, y)\n") == ["os.a(x, x)"]


def test_a_hole_for_many_takes_any_number() -> None:
    before = "import os\nos.a()\nos.a(1)\nos.a(1, 2)\n"

    assert matched(before, before.replace("os.a", "os.b"), "import os\nos.a(1, *x, y=3, **z)\nos.a\n") == [
        "os.a(1, *x, y=3, **z)"
    ]


def test_a_hole_takes_no_star() -> None:
    assert matched(three("os.a(N)"), three("os.b(N)"), "import os\nos.a(*x)\n") == []


@pytest.mark.parametrize("text", ["os = 1\nos.a(1)\n", "from my import os\nos.a(1)\n", "def f(os):\n    os.a(1)\n"])
def test_an_equal_name_of_another_thing_is_no_match(text: str) -> None:
    assert matched(three("os.a(N)"), three("os.b(N)"), text) == []


def test_the_same_thing_matches_in_any_function() -> None:
    text = "def f():\n    import os\n    return os.a(1)\n"

    assert matched(three("os.a(N)"), three("os.b(N)"), text) == ["os.a(1)"]


@pytest.mark.parametrize(
    ("before", "after", "done"),
    [
        ("os.a(N)", "await os.a(N)", "async def f():\n    await os.a(1)\n"),
        ("os.a(N)", "wrap(os.a(N))", "wrap(os.a(1))\n"),
        ("os.a(N)", "os.a(str(N))", "os.a(str(1))\n"),
        ("os.a.x", "os.a.y.x", "os.a.y.x\n"),
    ],
)
def test_what_has_the_new_form_already_is_no_match(before: str, after: str, done: str) -> None:
    assert matched(three(before), three(after), f"import os\n{done}") == []


def test_a_bare_name_matches_only_where_it_is_used_as_it_was() -> None:
    before = "import os\nos.a.x\nos.a.y\nos.a.z\n"

    assert matched(before, before.replace("os.a", "os.b"), "import os\nos.a.x\nos.a.new\nos.a[1]\n") == ["os.a"]


def test_nested_matches_are_all_found() -> None:
    assert matched(three("os.a(N)"), three("os.b(N)"), "import os\nos.a(os.a(1))\n") == ["os.a(os.a(1))", "os.a(1)"]


def test_a_statement_matches_as_a_whole() -> None:
    before, after = three("os.eq(N, x)"), three("assert N == x")

    assert matched(before, after, "import os\nos.eq(5, x)\ny = os.eq(6, x)\n") == ["os.eq(5, x)"]


def test_an_import_without_a_name_to_look_for_is_not_looked_for() -> None:
    before = "from a import x\nfrom a import y\nfrom a import z\n"

    assert matched(before, before.replace("from a", "from b"), before) == []
