from __future__ import annotations

from difflib import SequenceMatcher
from itertools import combinations

import pytest

from planning import changed, contents
from remend.plan.changes.missing import Names, missing_in
from remend.plan.changes.parts import FileChange, state_of

PLAIN = (
    "import os\n\n\ndef one():\n    return os\n\n\ndef two():\n    return sys\n\n\nx = 1\n",
    "import os\nimport sys\n\n\ndef one():\n    return os\n\n\ndef two():\n    return json\n\n\nx = sys\ny = json\n",
)
BRANCHES = (
    "if x:\n    a = 1\nelse:\n    a = 2\n\n\ndef kept():\n    return a\n\n\n@old\ndef other():\n    return b\n",
    "if x:\n    a = 1\n\n\ndef kept():\n    return a\n\n\ndef other():\n    return c\n",
)
BLOCKS = (
    "try:\n    a = 1\nfinally:\n    b = 2\n\n\nkept = a\n",
    "if 1:\n    a = 1\nelse:\n    b = 2\n\n\nkept = a\n",
)
TEXTS = ('a = """\nx\n"""\nkept = a\nb = """\ny\n"""\n', "a = 1\nx\nkept = a\nb = 2\ny\n")
FUTURE = (
    "from __future__ import annotations\n\n\ndef one(x: A):\n    return x\n\n\nkept = 1\n",
    '"""Says what it is."""\nfrom __future__ import annotations\n\n\ndef one(x: A):\n    return y\n\n\nkept = 1\n',
)
STAR = ("kept = 1\n\n\nx = y\n", "from a import *\nkept = 1\n\n\nx = z\n")
HIDDEN = ("a = 1; b = [\n    2\n]; c = 3\nkept = d\ne = f\n", "a = g; b = [\n    2\n]; c = 3\nkept = d\ne = h\n")
CLASS = (
    '''class A(B):
    """Has parts."""

    a = C

    def one(self):
        return """
    def no(self): pass
""" + d

    def two(self):
        return e

    @f
    def three(self):
        return self.a


g = A
''',
    '''class A(B, H):
    """Has parts."""

    a = C

    def new(self):
        return i

    def one(self):
        return """
    def no(self): pass
""" + j

    def three(self):
        return self.k


g = A
''',
)
HEADLESS = (
    "class A:\n    def a(self):\n        b\n",
    "class A:\n    def c(self):\n        d\n\n    def a(self):\n        e\n",
)
DECORATED = ("@a(\n    b,\n)\n@c\ndef d():\n    e\n\n\nf = g\n", "@c\ndef d():\n    h\n\n\nf = i\n")
OUTDENTED = (
    "class A:\n    def a(self):\n        b\n\n    def c(self):\n        d\n",
    "def a():\n    b\n\n\ndef c():\n    d\n",
)
WINDOWS = ("a = b\r\nkept = 1\r\nc = d\r\n", "a = e\r\nkept = 1\r\nc = f\r\n")


@pytest.mark.parametrize(
    "texts",
    [PLAIN, BRANCHES, BLOCKS, TEXTS, FUTURE, STAR, HIDDEN, CLASS, HEADLESS, DECORATED, OUTDENTED, WINDOWS],
    ids=[
        "plain",
        "branches",
        "blocks",
        "texts",
        "future",
        "star",
        "hidden",
        "class",
        "headless",
        "decorated",
        "outdented",
        "windows",
    ],
)
def test_pieces_miss_what_the_whole_does(texts: tuple[str, str]) -> None:
    file = difference(*texts)
    states = [frozenset(some) for count in range(len(file.parts) + 1) for some in combinations(file.parts, count)]

    assert missing_in(file, states) == [whole(str(contents(state_of(file, state), file)["a.py"])) for state in states]


def test_annotations_miss_names_too_and_what_has_to_come_first_may_stand_anywhere() -> None:
    file = difference(*FUTURE)
    first, second = file.parts

    assert missing_in(file, [frozenset({first}), frozenset({second})]) == [frozenset({"A"}), frozenset({"A", "y"})]


def difference(before: str, after: str) -> FileChange:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    hunks = [(range(a + 1, b + 1), range(c + 1, d + 1)) for tag, a, b, c, d in codes if tag != "equal"]
    return changed("a.py", before, after, *hunks)


def whole(text: str) -> Names | None:
    """What the names of one text are, which no hunk touches."""
    (found,) = missing_in(changed("a.py", text, text), [frozenset()])
    return found
