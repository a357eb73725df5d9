from __future__ import annotations

import pytest

from remend.plan.changes.outline import Outline

CODE = '''\
"""Says
def what():
    it is.
"""
import os

@kept
class A:
    """A
class of its own.
"""

    @kept
    def b(self):
        return os

c = """
def d():
    pass
"""
if c:
    def e():
        pass
'''
HOMES = {1: "", 2: "", 5: "", 7: "A", 10: "A", 13: "A.b", 15: "A.b", 17: "", 18: "", 22: "e", 23: "e", 24: ""}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_stand_in_functions_and_classes_and_not_in_texts(newline: str) -> None:
    assert homes(CODE.replace("\n", newline).encode(), "a.py") == HOMES


def test_what_does_not_parse_hides_only_what_is_in_it() -> None:
    assert homes((CODE + "def (:\n    pass\n").encode(), "a.py") == HOMES


def test_a_file_in_another_encoding_is_read_as_it_says() -> None:
    code = "# coding: latin-1\ndef a():\n    return 'caf\u00e9'\n".encode("latin-1")

    assert Outline("a.py", code, code.splitlines(keepends=True)).home(range(3, 4)) == ("a", frozenset({"caf"}))


def test_what_is_no_python_has_none() -> None:
    assert set(homes(CODE.encode(), "a.txt").values()) == {""}


def homes(code: bytes, path: str) -> dict[int, str]:
    outline = Outline(path, code, code.splitlines(keepends=True))
    found = {at: outline.home(range(at, at + 1)) for at in HOMES}
    return {at: home[0] if home else "" for at, home in found.items()}
