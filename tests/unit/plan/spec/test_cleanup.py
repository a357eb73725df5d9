from __future__ import annotations

import pytest

from remend.plan.spec.cleanup import cleaned

CUT = " ------------------------ >8 ------------------------"


def texts(message: str, *, comment: str = "#", keeps_comments: bool = False) -> list[tuple[int, str]]:
    return [(n, text) for n, text in cleaned(message, comment=comment, keeps_comments=keeps_comments)]


def test_comments_and_blank_edges_go_and_lines_keep_their_numbers() -> None:
    assert texts("\n# one\nsubject  \r\n\n# two\nbody\n\n# three\n") == [(3, "subject"), (4, ""), (6, "body")]


def test_what_stands_below_the_scissors_goes() -> None:
    assert texts(f"subject\n#{CUT}\ndiff --git a/b b/b\n+# no comment\n") == [(1, "subject")]
    assert texts(f"subject\n#{CUT}\nrest\n", keeps_comments=True) == [(1, "subject")]


def test_a_message_that_nobody_edits_keeps_its_comments() -> None:
    assert texts("subject\n\n# Heading\n", keeps_comments=True) == [(1, "subject"), (2, ""), (3, "# Heading")]


@pytest.mark.parametrize("comment", [";", "//"])
def test_comments_begin_as_git_is_told(comment: str) -> None:
    assert texts(f"# subject\n{comment} comment\n", comment=comment) == [(1, "# subject")]


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("#12 subject\n; Please enter\n; the message\n", [(1, "#12 subject")]),
        (f"#12 subject\n;{CUT}\ndiff\n", [(1, "#12 subject")]),
        ("subject\n# Please enter\n", [(1, "subject")]),
        ("", []),
    ],
)
def test_the_mark_that_git_chose_is_seen(message: str, kept: list[tuple[int, str]]) -> None:
    assert texts(message, comment="auto") == kept
