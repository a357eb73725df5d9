from __future__ import annotations

import ast

import pytest

from remend.index.conditions import settle
from remend.index.extract import extract
from remend.index.facts import Guard


def settled(test: str, since: tuple[int, int]) -> str:
    """Which of the branches `one` and `other` are left."""
    tree = ast.parse(f"if {test}:\n    one\nelse:\n    other\n")
    settle(tree, since)
    return ast.unparse(tree) if len(tree.body) == 1 and not isinstance(tree.body[0], ast.If) else "both"


@pytest.mark.parametrize(
    ("test", "left"),
    [
        ("sys.version_info >= (3, 11)", "one"),
        ("sys.version_info >= (3, 12)", "both"),
        ("sys.version_info > (3, 10)", "one"),
        ("sys.version_info >= (3,)", "one"),
        ("sys.version_info < (3, 11)", "other"),
        ("sys.version_info <= (3, 9, 2)", "other"),
        ("sys.version_info < (3, 13)", "both"),
        ("sys.version_info == (3, 11)", "both"),
        ("sys.version_info >= OLD", "both"),
        ("sys.version_info >= (3, OLD)", "both"),
        ("not sys.version_info >= (3, 9)", "other"),
        ("not sys.platform", "both"),
        ("sys.version_info >= (3, 9) and sys.version_info >= (3, 10)", "one"),
        ("sys.version_info >= (3, 9) and sys.platform != 'win32'", "both"),
        ("sys.version_info < (3, 9) and sys.platform != 'win32'", "other"),
        ("sys.version_info >= (3, 9) or sys.platform != 'win32'", "one"),
        ("sys.version_info < (3, 9) or sys.platform != 'win32'", "both"),
        ("sys.version_info < (3, 9) or sys.version_info < (3, 8)", "other"),
        ("TYPE_CHECKING", "both"),
    ],
)
def test_a_branch_is_taken_where_all_versions_take_it(test: str, left: str) -> None:
    assert settled(test, (3, 11)) == left


def test_branches_are_settled_wherever_they_stand() -> None:
    tree = ast.parse(
        "class A:\n"
        "    if sys.version_info >= (3, 9):\n"
        "        try:\n"
        "            if sys.version_info < (3, 8):\n"
        "                old\n"
        "            elif sys.version_info >= (3, 10):\n"
        "                new\n"
        "        except OSError:\n"
        "            pass\n"
    )
    settle(tree, (3, 10))

    assert ast.unparse(tree) == "class A:\n    try:\n        new\n    except OSError:\n        pass"


def test_facts_of_a_version_leave_out_what_only_older_ones_run() -> None:
    text = "if sys.version_info >= (3, 9):\n    def new(): ...\nelse:\n    def old(): ...\n"

    def found(since: tuple[int, int] | None) -> list[tuple[str, Guard]]:
        return [(each.name, each.guard) for each in extract("m.pyi", text.encode(), since).functions]

    assert found((3, 9)) == [("new", Guard.NONE)]
    assert found((3, 8)) == found(None) == [("new", Guard.CONDITION), ("old", Guard.CONDITION)]
