from __future__ import annotations

import ast

import pytest

from remend.legacy.leftover import leftovers
from remend.legacy.modernized import Place
from remend.legacy.read import left_in, read


def forms(text: str) -> list[str]:
    return [form for _, form, _ in leftovers(ast.parse(text), frozenset({"user"}))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a / b", ["division"]),
        ("a /= 2", ["division"]),
        ("from __future__ import division\na / b", []),
        ("a / 2.0 + float(a) / b + '%s' / b + time.time() / 2", []),
        ("def __getslice__(self, a, b): pass", ["__getslice__"]),
        ("import md5, user, os", ["import md5"]),
        ("from sets import Set", ["import sets"]),
        ("from .sets import Set", []),
        ("sorted(a, cmp=b)", ["sorting by cmp"]),
        ("a.sort(b)", ["sorting by cmp"]),
        ("a.sort(key=b)", []),
        ("cmp(a, b), file(c)", ["cmp()", "file()"]),
        ("a.encode('hex'), a.encode('utf-8')", ["codec"]),
        ("hashlib.md5('a'), hashlib.md5(a)", ["text for bytes"]),
        ("hmac.new(key, digestmod=sha256)", ["text for bytes"]),
        ("hmac.new(key.encode('utf-8'), b'x', sha256)", []),
        ("mock.patch('urllib2.urlopen'), patch('user.a'), patch('shop.a')", ["string"]),
        ("class A(object, B): pass\nclass C(B, object): pass", ["bases"]),
        ("for k in d.keys():\n    d.pop(k)", ["changed while iterated"]),
        ("for k in d.keys():\n    e.pop(k)", []),
        ("def f():\n    try: a()\n    except E as e: use(e)\n    return e", ["caught exception"]),
        ("def f():\n    e = 1\n    try: a()\n    except E as e: use(e)\n    return e", []),
    ],
)
def test_what_python_3_takes_otherwise_is_told(text: str, found: list[str]) -> None:
    assert forms(text) == found


def test_it_is_told_where_it_stood_before_anything_was_mended() -> None:
    text = "print `a`, 0777\nx = b / c; print d / e\n"
    made = read(text, "a.py", ["backticks", "integer literals", "print statements"], Place())
    assert made is not None
    assert [text[left.start : left.end] for left in left_in(made.steps, text, "a.py", Place())] == ["b / c", "d / e"]
