from __future__ import annotations

import ast

import pytest

from remend.templates.term import Hole, Term, bare, holes, spelled, tree_of


def term(code: str) -> Term:
    module = ast.parse(code)
    statement = module.body[0]
    if isinstance(statement, ast.Expr):
        return tree_of((module, statement, statement.value)).term
    return tree_of((module, statement)).term


@pytest.mark.parametrize(
    ("one", "other"),
    [("f( a,b )", "f(a, b)"), ("f(a,\n  # why\n  b)", "f(a, b)"), ("'a'", '"a"'), ("x = {1: 2}", "x = {\n 1: 2}")],
)
def test_layout_does_not_count(one: str, other: str) -> None:
    assert term(one) == term(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("f(a)", "f(b)"), ("1", "True"), ("1", "1.0"), ("a + b", "a - b"), ("f(a=1)", "f(b=1)"), ("{**a}", "{a: a}")],
)
def test_what_differs_is_not_equal(one: str, other: str) -> None:
    assert term(one) != term(other)


@pytest.mark.parametrize(
    "code",
    [
        "f(a, *b, c=1, **d)",
        "{1: a, **b}",
        "x[1:2, ::3]",
        "lambda a, /, b=1, *, c: a",
        "[a for a in b if c]",
        "f'{a!r:>{b}} c'",
        "x: int = 1",
        "from a import b as c",
        "assert a, 'no'",
        "global a, b",
    ],
)
def test_a_term_is_spelled_as_the_code_it_was_read_from(code: str) -> None:
    assert spelled(term(code)) == ast.unparse(ast.parse(code))


def test_holes_are_spelled_as_what_no_code_can_be() -> None:
    call = term("f(x)")
    open_call = Term(call.head, (call.parts[0], Hole("A", many=True)))

    assert spelled(open_call) == "f($$$A)"
    assert holes(open_call) == [Hole("A", many=True)]
    assert bare(open_call) == open_call


def test_what_is_nested_too_deeply_is_equal_to_nothing() -> None:
    code = "a" + ".b" * 200

    assert term(code) != term(code)
