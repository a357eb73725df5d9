"""Violations are known again wherever they went."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from remend.model import Safety, Severity, Span, Violation
from remend.review.compare import Compared, compare
from repository import Files, MakeRepo
from reviewing import change_to, ends_of


def found_in(files: Files, path: str, word: str = "bad") -> list[Violation]:
    """A violation for each line of a file that has a word, in the function that the line stands in."""
    violations, symbol = [], ""
    for number, line in enumerate(str(files[path]).splitlines(), start=1):
        if line.startswith("def "):
            symbol = line[4:].partition("(")[0]
        if word in line:
            column = line.index(word) + 1
            violations.append(
                Violation(
                    rule="demo",
                    path=path,
                    span=Span(0, 0, number, column, number, column + len(word)),
                    severity=Severity.MEDIUM,
                    safety=Safety.SAFE,
                    message="bad",
                    form="bad",
                    code=line.strip(),
                    symbol=symbol,
                    fingerprint=f"{path}:{number}",
                )
            )
    return violations


def compared(repo: Path, before: Files, after: Files) -> Compared:
    change_to(repo, after)
    old = [violation for path in before for violation in found_in(before, path)]
    new = [violation for path in after for violation in found_in(after, path)]
    with ends_of(repo) as ends:
        return compare(old, new, ends)


def places(violations: tuple[Violation, ...]) -> list[tuple[str, int]]:
    return [(violation.path, violation.span.line) for violation in violations]


BODY = "def f():\n    bad(1)\n    return 2\n"
LONG = "".join(f"name_{number} = {number}\n" for number in range(30))


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ({"a.py": BODY}, {"a.py": f"import os\n\n\n{BODY}"}, "lines were put above it"),
        ({"a.py": BODY}, {"a.py": "def f():\n    if True:\n        bad(1)\n    return 2\n"}, "it was indented"),
        ({"a.py": BODY}, {"a.py": "def f():\n    return 2\n\n\ndef g():\n    bad(1)\n"}, "it went to another function"),
        ({"a.py": BODY}, {"a.py": BODY.replace("f()", "g()")}, "its function was renamed"),
        ({"a.py": LONG + BODY}, {"b.py": LONG + BODY}, "its file was renamed"),
        ({"a.py": LONG + BODY, "b.py": ""}, {"a.py": LONG, "b.py": BODY}, "it went to another file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_moved_is_carried(make_repo: MakeRepo, before: Files, after: Files, why: str) -> None:
    told = compared(make_repo(before), before, after)

    assert (told.introduced, told.resolved, len(told.carried)) == ((), (), 1), why


def test_what_came_and_went_is_told_apart(make_repo: MakeRepo) -> None:
    before = {"a.py": "bad(1)\nbad(2)\n"}
    told = compared(make_repo(before), before, {"a.py": "bad(2)\nbad(3)\n"})

    assert places(told.introduced) == [("a.py", 2)]
    assert places(told.resolved) == [("a.py", 1)]


def test_a_second_one_of_the_same_text_is_the_one_whose_line_is_new(make_repo: MakeRepo) -> None:
    before = {"a.py": "x = 1\nbad(1)\n"}
    told = compared(make_repo(before), before, {"a.py": "bad(1)\nx = 1\nbad(1)\n"})

    assert places(told.introduced) == [("a.py", 1)]


def test_what_is_written_anew_in_a_file_of_its_own_is_no_move(make_repo: MakeRepo) -> None:
    before = {"a.py": BODY}
    told = compared(make_repo(before), before, {"a.py": BODY, "b.py": BODY})

    assert places(told.introduced) == [("b.py", 2)]
    assert len(told.carried) == 1


def test_what_hurts_more_than_before_is_introduced(make_repo: MakeRepo) -> None:
    files = {"a.py": "import os\nbad(1)\n"}
    repo = make_repo(files)
    change_to(repo, {"a.py": "bad(1)\n"})
    old, new = found_in(files, "a.py"), found_in({"a.py": "bad(1)\n"}, "a.py")
    worse = dataclasses.replace(new[0], severity=Severity.CRITICAL)
    with ends_of(repo) as ends:
        told = compare(old, [worse], ends)
        less = compare([dataclasses.replace(old[0], severity=Severity.HIGH)], new, ends)

    assert told.introduced == (worse,)
    assert told.worse_than == {worse: Severity.MEDIUM}
    assert less.introduced == ()
    assert len(less.carried) == 1
