from __future__ import annotations

from planning import changed
from remend.plan.changes.states import States

BEFORE = "try:\n    a = 1\nfinally:\n    b = 2\n"
AFTER = "if 1:\n    a = 1\nelse:\n    b = 2\n"
HUNKS = ((range(1, 2), range(1, 2)), (range(3, 4), range(3, 4)))


def test_parts_between_which_a_file_does_not_parse_are_found() -> None:
    first, second = changed("a.py", BEFORE, AFTER, *HUNKS).parts
    other = changed("b.py", None, "x = 1\n").parts

    assert States().broken([[first], list(other), [second]]) == [(0, 2)]
    assert States().broken([list(other), [first, second]]) == []


def test_a_file_that_is_no_python_is_never_broken() -> None:
    first, second = changed("a.txt", BEFORE, AFTER, *HUNKS).parts

    assert States().broken([[first], [second]]) == []


def test_a_file_that_was_broken_before_is_left_so() -> None:
    first, second = changed("a.py", "(\n", "(\n(\n)\n", (range(1, 2), range(1, 2)), (range(2, 2), range(2, 4))).parts

    assert States().broken([[first], [second]]) == []


def test_a_use_that_comes_before_its_import_is_found() -> None:
    after = "import json\n\n\ndef read(text):\n    return json.loads(text)\n"
    before = "\n\ndef read(text):\n    return text\n"
    hunks = ((range(1, 1), range(1, 2)), (range(4, 5), range(5, 6)))
    imported, used = changed("a.py", before, after, *hunks).parts

    assert States().broken([[used], [imported]]) == [(0, 1)]
    assert States().broken([[imported], [used]]) == []
