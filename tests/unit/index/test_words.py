"""Which files a name may stand in."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from remend.index.bound import bound_names
from remend.index.extract import extract
from remend.index.words import Words

LATIN = "# -*- coding: latin-1 -*-\nCAFÉ = price = 1\n".encode("latin-1")


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("cart", {"a.py", "b.py"}),
        ("art", {"odd.py"}),
        ("fi", {"odd.py"}),
        ("größe", {"b.py", "odd.py"}),
        ("a.b", {"a.py", "b.py", "odd.py"}),
        ("*", {"a.py", "b.py", "odd.py"}),
        ("missing", set()),
    ],
)
def test_a_file_holds_a_whole_word_or_what_python_takes_for_it(name: str, held: set[str]) -> None:
    files = {"a.py": "cart(1)\n", "b.py": "größe = 'cart'\n", "odd.py": "\ufb01 = \uff41\uff52\uff54 = 1\n"}

    found = Words({path: text.encode() for path, text in files.items()}).holding(name)

    assert found - {"odd.py"} == held - {"odd.py"}
    assert "odd.py" in found, "it spells names in letters of another kind"


@pytest.mark.parametrize(
    "raw", [LATIN, b"# coding: utf-7\n+AGYAbwBv- = 1\n", "é = 1".encode("utf-16"), b"x = '\xff'\n"]
)
def test_a_file_that_may_be_written_in_other_bytes_holds_any_name(raw: bytes) -> None:
    assert Words({"a.py": raw}).holding("foo") == {"a.py"}


@pytest.mark.parametrize(
    "raw", [b"", b"# -*- coding: utf-8 -*-\nx = 1\n", "x = 'é…😀'\n".encode(), b"# coding: Latin-1\n"]
)
def test_a_file_in_plain_letters_holds_what_it_says(raw: bytes) -> None:
    assert Words({"a.py": raw}).holding("foo") == frozenset()


IMPORTS: Mapping[str, bytes] = {
    "plain": b"import wanted\n",
    "dotted": b"import a.b as wanted\n",
    "from": b"from wanted.x import y\n",
    "name": b"from x import a, wanted\n",
    "long": b"from x import (  # see (y\n    a,  # :) or not\n    wanted,\n)\n",
    "continued": b"from x import a, \\\r\n    wanted\n",
    "late": b"if a: from x import b; import wanted\n",
    "old": b"import a\rfrom x \\\r import wanted\r",
    "inside": b"def f():\n\tfrom . import wanted\n",
    "open": b"# import (\nwith a:\n    import wanted\n",
    "odd": "from x import \uff57anted\n".encode(),
}


@pytest.mark.parametrize("path", list(IMPORTS))
def test_a_name_is_seen_in_every_form_of_import(path: str) -> None:
    words = {part for fact in extract(path, IMPORTS[path]).imports for part in (fact.name, *fact.origin.split("."))}

    assert "wanted" in words
    assert path in Words(IMPORTS).importing("wanted")


BINDINGS: Mapping[str, str] = {
    "def": "def wanted(): ...",
    "class": "class \\\n wanted: ...",
    "async": "async def wanted(): ...",
    "assigned": "wanted = 1",
    "chain": "a = wanted = b",
    "annotated": "wanted: int",
    "walrus": "if (wanted := 1): ...",
    "tuple": "a, wanted = b",
    "list": "[wanted, *a] = b",
    "starred": "a, *wanted = b",
    "brackets": "(wanted  # so\n) = 1",
    "continued": "wanted \\\n = 1",
    "loop": "for wanted in a: ...",
    "loops": "for a, (b, wanted) in c: ...",
    "with": "with a as wanted: ...",
    "with several": "with a as (b,\n wanted): ...",
    "global": "def f():\n    global a, wanted\n    wanted += 1",
    "type": "match a:\n    case [b, *wanted]: ...",
    "case": "match a:\n    case wanted: ...",
    "case rest": "match a:\n    case {'b': 1, **wanted}: ...",
    "case as": "match a:\n    case 1 | 2 as wanted if b: ...",
    "case or": "match a:\n    case A(x=wanted) | B(wanted): ...",
}


@pytest.mark.parametrize("path", list(BINDINGS))
def test_a_name_is_seen_in_every_form_of_binding(path: str) -> None:
    raw = BINDINGS[path].encode()

    assert "wanted" in bound_names(extract(path, raw))
    assert Words({path: raw}).binding("wanted") == {path}


def test_what_only_uses_a_name_does_not_bind_it() -> None:
    files = {"a.py": b"import wanted\nwanted.x()\nself.wanted = 1\n", "b.py": b"wanted(1)\nunwanted = 1\n"}

    assert Words(files).binding("wanted") == frozenset()


def test_what_only_uses_a_name_does_not_import_it() -> None:
    files = {"a.py": b"import x\nwanted(1)\n", "b.py": b"x = 1  # from wanted\n", "c.py": b"f(wanted)\n"}

    assert Words(files).importing("wanted") == {"b.py"}


@pytest.mark.parametrize(
    "raw", [b"from . import a\n", b"from .a import b\n", b"x; from\t..a import b\n", b"from \\\n. import a\n"]
)
def test_a_relative_import_is_seen(raw: bytes) -> None:
    assert Words({"a.py": raw, "b.py": b"from a import b\n"}).relative == {"a.py"}
