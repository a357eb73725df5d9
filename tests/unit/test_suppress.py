from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.model import Safety, Severity, Span, Violation
from remend.suppress import read_suppressions

RULES = ("env-access", "mutable-default")


def violation(line: int, end_line: int | None = None, *, rule: str = "env-access") -> Violation:
    return Violation(
        rule=rule,
        path="a.py",
        span=Span(start=0, end=1, line=line, column=1, end_line=end_line or line, end_column=2),
        severity=Severity.LOW,
        safety=Safety.SAFE,
        message="",
        form="",
        code="",
        symbol="",
    )


def complaints(text: str, *used: Violation, selected: tuple[str, ...] = RULES) -> list[tuple[int, int, str]]:
    found = read_suppressions(text).unused(used, path="a.py", selected=selected, known=RULES)
    assert {(each.kind, each.path) for each in found} <= {("unused-suppression", "a.py")}
    return [(each.line, each.column, each.message) for each in found]


@pytest.mark.parametrize(
    "comment",
    [
        "# remend: ignore[env-access]",
        "# remend: ignore[env-access] the shell's own home is meant",
        "#remend:ignore[ mutable-default , env-access, ]",
        "# type: ignore # remend: ignore[env-access]",
    ],
)
def test_a_comment_silences_its_own_line_only(comment: str) -> None:
    suppressions = read_suppressions(f"import os\nos.getenv('A')  {comment}\nos.getenv('A')\n")

    assert [suppressions.covers(violation(line)) for line in (1, 2, 3)] == [False, True, False]


def test_a_comment_silences_only_the_rules_that_it_names() -> None:
    suppressions = read_suppressions("x = 1  # remend: ignore[mutable-default]\n")

    assert [suppressions.covers(violation(1, rule=rule)) for rule in RULES] == [False, True]


def test_a_comment_counts_on_the_first_and_the_last_line_of_a_violation() -> None:
    text = "f(  # remend: ignore[env-access]\n    1,  # remend: ignore[mutable-default]\n)  # remend: ignore[third]\n"
    suppressions = read_suppressions(text)

    covered = [suppressions.covers(violation(1, 3, rule=rule)) for rule in ("env-access", "mutable-default", "third")]

    assert covered == [True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "# remend: ignore-file[env-access]\nimport os\nx = 1\n",
        "#!/usr/bin/env python\n\n# remend: ignore-file[env-access]\n",
        '"""What this is."""\n\n# remend: ignore-file[env-access] reason\nimport os\n',
        '"""What this is."""  # remend: ignore-file[env-access]\nimport os\n',
    ],
)
def test_a_comment_at_the_top_silences_the_file(text: str) -> None:
    assert read_suppressions(text).covers(violation(9))


@pytest.mark.parametrize("text", ["import os  # {}\n", "x = 1\n# {}\n", "if x:\n    # {}\n    pass\n"])
def test_below_the_first_statement_no_comment_silences_the_file_and_it_says_so(text: str) -> None:
    text = text.format("remend: ignore-file[env-access]")

    assert not read_suppressions(text).covers(violation(1))
    assert [message for _, _, message in complaints(text)] == [
        "`remend: ignore-file[env-access]` counts only above the first statement; move it to the top of the file"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "x = '# remend: ignore[env-access]'\n",
        '"""\n# remend: ignore[env-access]\n"""\n',
        'x = f"{y} # remend: ignore[env-access]"\n',
        "x = 1  # see remend: ignore[env-access]\n",
        "x = 1  # remend: as said in the handbook\n",
        "x = 1\n",
        "",
    ],
)
def test_text_that_only_looks_like_a_comment_does_nothing(text: str) -> None:
    assert not any(read_suppressions(text).covers(violation(line)) for line in (1, 2, 3))
    assert complaints(text) == []


@pytest.mark.parametrize("text", ["x = (  # remend: ignore[env-access]\n", "if x:\n    a\n  b  # remend: ignore[a]\n"])
def test_a_file_that_has_no_tokens_has_no_suppressions(text: str) -> None:
    assert read_suppressions(text).comments == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_the_parser_does(newline: str) -> None:
    text = newline.join(["x = 1", "\fy = '''", "'''", "z = 3  # remend: ignore[env-access]", ""])

    assert read_suppressions(text).covers(violation(4))


def test_a_comment_that_silences_nothing_is_reported_where_it_stands() -> None:
    text = "x = 1  # note # remend: ignore[env-access, mutable-default]\ny = 2  # remend: ignore[env-access]\n"

    assert complaints(text, violation(1)) == [
        (1, 15, "this comment suppresses no violation of `mutable-default`; remove it"),
        (2, 8, "this comment suppresses no violation of `env-access`; remove it"),
    ]


def test_a_comment_for_the_file_is_used_by_any_violation_in_it() -> None:
    text = "# remend: ignore-file[env-access]\nx = 1\n"

    assert complaints(text, violation(2)) == []
    assert complaints(text) == [(1, 1, "this comment suppresses no violation of `env-access`; remove it")]


def test_a_rule_that_did_not_run_leaves_its_comments_alone() -> None:
    text = "x = 1  # remend: ignore[env-access]\n"

    assert complaints(text, selected=("mutable-default",)) == []


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("ignore", "name the rule that this comment suppresses: `# remend: ignore[rule-id]`"),
        ("ignore[]", "name the rule that this comment suppresses: `# remend: ignore[rule-id]`"),
        ("ignore-file", "name the rule that this comment suppresses: `# remend: ignore-file[rule-id]`"),
        ("ignore[env-acess]", "there is no rule `env-acess` to suppress; did you mean `env-access`?"),
        ("ignore[zzz]", "there is no rule `zzz` to suppress; known: `env-access`, `mutable-default`"),
        ("ignroe[env-access]", "`remend: ignroe` means nothing; did you mean `ignore`?"),
        ("ignore_file[env-access]", "`remend: ignore_file` means nothing; did you mean `ignore-file`?"),
    ],
)
def test_a_comment_that_cannot_work_is_told_what_to_say(comment: str, message: str) -> None:
    text = f"# remend: {comment}\n"

    assert complaints(text) == [(1, 1, message)]
    assert not read_suppressions(text).covers(violation(1))


@given(st.text(st.characters(codec="utf-8")))
def test_only_comments_are_read_whatever_the_strings_say(text: str) -> None:
    line = f"x = {text!r}, '# remend: ignore[mutable-default]'  # remend: ignore[env-access]\n"

    assert [comment.rules for comment in read_suppressions(line).comments] == [("env-access",)]


@given(st.text(st.sampled_from("'\"\\\n\r\f\t ([{}])#:=ax\0é")))
def test_no_text_breaks_the_reader(text: str) -> None:
    suppressions = read_suppressions(f"{text}\n# remend: ignore[env-access]\n")

    assert [comment.rules for comment in suppressions.comments] in ([], [("env-access",)])
