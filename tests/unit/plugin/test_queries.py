"""Bowler queries as rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugging import after, inspected, plug_in
from remend.errors import ConfigError
from remend.rule import RuleType

RENAME = """
from bowler import Query

Query().select_function("old").rename("new").write()
"""
PARTS = """
import sys

from bowler import Query


def main():
    Query("shop").select_function(sys.argv[1]).rename("new").idiff()
    unused = Query("shop").select_function("other").rename("new")
"""
JUDGED = """
from bowler import Query

Query().select_function("old").rename("new").process(lambda path, hunk: not any("keep" in l for l in hunk)).execute()
"""


def query(folder: Path, name: str, text: str, **keys: object) -> RuleType:
    (folder / name).write_text(text, encoding="utf-8")
    return plug_in(folder, query=name, **keys)


def test_what_a_query_changes_is_mended_and_nothing_is_written(tools: Path) -> None:
    kind = query(tools, "rename.py", RENAME)
    (tools / "example.py").write_text("def old(): ...\n")

    assert after(kind, "def old():  # mine\n    pass\n\n\nold()\n") == "def new():  # mine\n    pass\n\n\nnew()\n"
    assert (tools / "example.py").read_text() == "def old(): ...\n"
    assert after(kind, "old()") == "new()"
    assert after(kind, "a = 1\r\nold()\r\n") == "a = 1\r\nnew()\r\n"


def test_what_bowler_cannot_read_costs_the_file(tools: Path) -> None:
    (failure,) = inspected(query(tools, "rename.py", RENAME), "match old():\n    case 1:\n        pass\n").diagnostics

    assert failure.kind == "plug-in-failed"
    assert failure.message.startswith("probe (rename.py) failed on this file: ParseError: bad input:")


def test_a_query_of_main_is_run_where_it_looks(tools: Path) -> None:
    kind = query(tools, "parts.py", PARTS, args=["old"])

    assert inspected(kind, "old()\nother()\n").findings == ()
    made = inspected(kind, "old()\nother()\n", "shop/cart.py").rewrite
    assert made is not None
    assert made.after == b"new()\nother()\n"


def test_hunks_that_the_query_refuses_are_left(tools: Path) -> None:
    apart = "\n" * 9
    code = f"old(1)\n{apart}old('keep')\n{apart}old(3)\n"

    assert after(query(tools, "judged.py", JUDGED), code) == f"new(1)\n{apart}old('keep')\n{apart}new(3)\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("def\n", r"query: broken\.py cannot be run \(SyntaxError: "),
        ("import bowler\n", r"query: broken\.py makes no bowler\.Query, neither by itself nor in a function main"),
        ("from bowler import Query\nQuery().select('a<').write()\n", r"query: Bowler cannot use what broken\.py says"),
    ],
)
def test_a_file_that_is_no_query_is_told_at_once(tools: Path, text: str, what: str) -> None:
    with pytest.raises(ConfigError, match=rf"^codemod\.probe\.{what}"):
        inspected(query(tools, "broken.py", text), "")


def test_a_file_that_is_not_there_is_told_at_once(tools: Path) -> None:
    with pytest.raises(ConfigError, match=r"^codemod\.probe\.query: there is no file nowhere\.py$"):
        inspected(plug_in(tools, query="nowhere.py"), "")
