"""Violations are known again after other mends changed their code."""

from __future__ import annotations

from remend.mending.followed import followed, wanted
from remend.model import Safety, Severity, Span, Violation


def violation(fingerprint: str, symbol: str = "") -> Violation:
    return Violation(
        rule="demo",
        path="a.py",
        span=Span(0, 1, 1, 1, 1, 2),
        severity=Severity.LOW,
        safety=Safety.SAFE,
        message="",
        form="x",
        code="x",
        symbol=symbol,
        fingerprint=fingerprint,
    )


def test_violations_are_the_same_in_their_order() -> None:
    names = followed([violation("a"), violation("b"), violation("f", "f")], [violation("b"), violation("c")])

    assert names == {"b": "a", "c": "b"}
    assert wanted({"b", "f"}, names) == {"c", "f"}
    assert wanted({"a"}, names) == {"b"}
    assert wanted(None, names) is None


def test_where_one_came_or_went_none_is_taken_for_another() -> None:
    assert followed([violation("a"), violation("b")], [violation("c")]) == {}
    assert followed([violation("a")], [violation("b"), violation("c")]) == {}
    assert wanted({"a"}, {}) == {"a"}
