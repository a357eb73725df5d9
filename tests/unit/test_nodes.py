from __future__ import annotations

import libcst as cst

from remend.nodes import nodes_of


def test_nodes_come_in_the_order_of_the_text() -> None:
    module = cst.parse_module("# one\nx = f(a, [b])  # two\n\n# three\n")

    assert [comment.value for comment in nodes_of(cst.Comment, module)] == ["# one", "# two", "# three"]
    assert [name.value for name in nodes_of(cst.Name, module)] == ["x", "f", "a", "b"]


def test_the_root_counts_and_what_is_left_to_libcst_has_no_nodes() -> None:
    name = cst.Name("x")

    assert [*nodes_of(cst.Name, name)] == [name]
    assert [*nodes_of(cst.Name, cst.MaybeSentinel.DEFAULT)] == []
