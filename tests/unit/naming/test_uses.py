from __future__ import annotations

import pytest

from remend.model import Diagnostic
from remend.module import Module
from remend.naming.uses import Call, Uses, read_uses, unbound_sites


def call(positional: int, *keywords: str, is_open: bool = False) -> Call:
    return Call(positional, frozenset(keywords), is_open)


def uses(text: str, name: str = "x") -> Uses:
    module = Module.load("m.py", text.encode())
    assert not isinstance(module, Diagnostic)
    return read_uses(module, name, unbound_sites(module, name))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x", Uses()),
        ("", Uses()),
        ("y.x\ndef f(x): return x", Uses()),
        ("x.a.b(1)", Uses(attributes=frozenset({"a"}), chains=frozenset({"a.b"}))),
        ("x.a\nx.b", Uses(attributes=frozenset("ab"), chains=frozenset("ab"))),
        ("x.a = 1", Uses()),
        ("x(1, k=2)", Uses(calls=(call(1, "k"),))),
        ("x(*a)", Uses(calls=(call(0, is_open=True),))),
        ("x(1, **a)", Uses(calls=(call(1, is_open=True),))),
        ("class A(x): ...", Uses(bases=True)),
        ("class A(x[int]): ...", Uses(bases=True)),
        ("class A(metaclass=x): ...", Uses()),
        ("@x\ndef f(): ...", Uses(decorates=True)),
        ("@x(1)\nclass A: ...", Uses(decorates=True, calls=(call(1),))),
        ("raise x", Uses(raised=True)),
        ("raise x(1)", Uses(raised=True, calls=(call(1),))),
        ("try: ...\nexcept x: ...", Uses(raised=True)),
        ("try: ...\nexcept (x, OSError): ...", Uses(raised=True)),
        ("async def f():\n    await x()", Uses(awaited=True, deferred=True, calls=(call(0),))),
        ("with x(): ...", Uses(entered=True, calls=(call(0),))),
        ("def f(a: x): ...", Uses(annotates=True)),
        ("def f() -> list[x]: ...", Uses(annotates=True)),
        ("a: x.b = 1", Uses(annotates=True, attributes=frozenset("b"), chains=frozenset("b"))),
        ("a: 'x.b'", Uses(annotates=True, attributes=frozenset("b"), chains=frozenset("b"))),
        ("a: 'x | None'", Uses(annotates=True)),
        ("a: 'x |'", Uses(annotates=True)),
        ("a: Literal['x']", Uses()),
        ("a = 'x'", Uses()),
        ("def f(a: x): x", Uses()),
        ("def f():\n    x\n    lambda: x", Uses(deferred=True)),
        ("def f(a=x): ...", Uses()),
        ("def f():\n    def g(a: x): ...", Uses(annotates=True, deferred=True)),
        ("class A:\n    x", Uses()),
    ],
)
def test_all_uses_of_a_name_are_seen_together(text: str, found: Uses) -> None:
    assert uses(text) == found


def test_only_the_places_count_where_nothing_binds_the_name() -> None:
    assert uses("def f(x): x.a\ndef g(): x.b").attributes == {"b"}


def test_only_the_given_places_count() -> None:
    module = Module.load("m.py", b"x.a\nx.b\n")
    assert not isinstance(module, Diagnostic)

    assert read_uses(module, "x", unbound_sites(module, "x")[:1]).attributes == {"a"}
