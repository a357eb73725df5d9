"""How much of a definition lives on under another name."""

from __future__ import annotations

from remend.git.alike import alike

BODY = "    a = 1\n    b = 2\n    return a + b\n"
OTHER = "    for each in range(9):\n        print(each)\n"


def test_the_names_themselves_count_as_the_same() -> None:
    old = f"def old(x):\n{BODY}"
    new = f"def new(x):\n{BODY}\n\ndef other(x):\n{OTHER}"

    assert alike(old.encode(), new.encode(), "old", ["new", "other", "gone"]) == (("new", 100),)


def test_the_most_alike_comes_first_and_indentation_does_not_count() -> None:
    old = f"class Old:\n{BODY}"
    new = f"if x:\n    class New:\n        a = 1\n        b = 2\n        return a + b\n\nclass More:\n{BODY}    c = 3\n"

    assert alike(old.encode(), new.encode(), "Old", ["More", "New"]) == (("New", 100), ("More", 88))


def test_what_is_no_definition_or_does_not_parse_is_like_nothing() -> None:
    assert alike(b"old = 1\n", b"new = 1\n", "old", ["new"]) == ()
    assert alike(b"def old(\n", b"def new(\n", "old", ["new"]) == ()
