"""What stands at the level of a module is all there, and what is inside definitions is not."""

from __future__ import annotations

import sys

import pytest

from remend.index.outermost import class_heads, outermost

NAMES_AT_THE_LEVEL = [
    "wanted = 1",
    "if True:\n    wanted = 1",
    "def f(a=(wanted := 1)): ...",
    "class A(\n    base,\n    key=(wanted := 2),\n): ...",
    "@(wanted := decorator)\ndef f(): ...",
    "def f():\n    global other, \\\n        wanted\n    wanted = 1",
    "def f(): pass\n# text\nwanted = 1",
    "def f():\n    return (\n1)\nwanted = 1",
    'TEXT = """\ndef f():\n    """; wanted = 1',
    "async def wanted(): ...",
    "async \\\n def wanted(): ...",
    "\N{ZERO WIDTH NO-BREAK SPACE}def f(): ...\nwanted = 1",
    "def f():\r    x = 1\rwanted = 1",
    "def f(): ...\n\fdef wanted(): ...",
    "TEXT = 'it\\'s'\nwanted = \"#\"",
]


@pytest.mark.parametrize("text", NAMES_AT_THE_LEVEL)
def test_nothing_of_the_level_is_left_out(text: str) -> None:
    """However it is written, and whatever strings stand around it."""
    assert b"wanted" in outermost(text.encode())


NAMES_INSIDE = [
    "def f(wanted: int = 1):\n    wanted = 2\n\n    wanted = 3",
    "class A:\n    wanted = 1\n    def wanted(self): ...",
    "# wanted\nTEXT = '''\nwanted = 1\n'''\nOTHER = r'wanted\\' '",
    'def f():\n    return """\nwanted\n"""\n',
]


@pytest.mark.parametrize("text", NAMES_INSIDE)
def test_what_is_inside_is_left_out(text: str) -> None:
    """Bodies, parameters, strings and comments."""
    assert b"wanted" not in outermost(text.encode())


def test_a_file_whose_strings_do_not_end_is_taken_as_it_is() -> None:
    """Where a string begins and none ends, nothing is certain."""
    raw = b"def f():\n    wanted = 'it\n"
    assert outermost(raw) == raw


@pytest.mark.skipif(sys.version_info < (3, 12), reason="a formatted string does not nest its own quotes there")
def test_formatted_strings_may_nest_quotes() -> None:
    """So that a file with any is taken as it is."""
    raw = b"def f():\n    return f'{wanted['key']}'\n"
    assert outermost(raw) == raw


def test_the_head_of_a_class_ends_outside_of_brackets() -> None:
    """With all its bases, and without its body."""
    code = outermost(b"class A(\n    B,\n    key=lambda:\n    C,\n):\n    D = 1\nclass E: F = 1\n")
    assert [b"C" in head for head in class_heads(code)] == [True, False]
    assert not any(b"D" in head for head in class_heads(code))
