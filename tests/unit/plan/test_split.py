from __future__ import annotations

import pytest

from drafts import rewrite
from remend.plan.split import Keys, ToRead, split


def parts(limit: float, **files: str) -> list[tuple[str, list[str]]]:
    """Files, `/` written as `__`, with the kinds of lines that they have; one line of each kind takes a second."""
    kinds = {f"{name.replace('__', '/')}.py": Keys(lines) for name, lines in files.items()}
    reading = ToRead(kinds, dict.fromkeys("abcdefg", 1))

    found = split([rewrite(path) for path in kinds], reading, limit)
    return [(part.place, [each.path.removesuffix(".py") for each in part.rewrites]) for part in found]


def test_what_reads_within_the_limit_stays_one() -> None:
    assert parts(2, a__x="ab", b__y="a") == [("", ["a/x", "b/y"])]
    assert len(parts(1, **{f"p{number}__x": "a" for number in range(300)})) == 1


def test_packages_are_split_at_the_first_folder_that_differs() -> None:
    assert parts(2, app__a__x="ab", app__a__c__y="ab", app__b__z="cd") == [
        ("app/a", ["app/a/x", "app/a/c/y"]),
        ("app/b", ["app/b/z"]),
    ]


def test_packages_that_read_within_the_limit_together_stay_together() -> None:
    assert parts(2, a__x="a", b__y="ab", c__z="cd", d__w="c") == [("", ["a/x", "b/y"]), ("", ["c/z", "d/w"])]


def test_a_package_that_is_too_long_is_split_further() -> None:
    found = parts(2, a__b__x="ab", a__c__y="cd", a__z="ab", d__w="e")

    assert found == [("d", ["d/w"]), ("a", ["a/b/x", "a/z"]), ("a/c", ["a/c/y"])]


def test_files_are_split_where_there_is_no_folder_left() -> None:
    assert parts(2, a__x="ab", a__y="cd", a__z="a") == [("", ["a/x", "a/z"]), ("a/y.py", ["a/y"])]


def test_a_file_is_never_split() -> None:
    assert parts(2, a__x="abc") == [("", ["a/x"])]
    assert parts(2, a__x="abcd", a__y="e") == [("a/y.py", ["a/y"]), ("a/x.py", ["a/x"])]


def test_what_reads_no_faster_in_parts_stays_one() -> None:
    assert parts(2, a__x="abc", a__y="abc", b__z="ab") == [("", ["a/x", "a/y", "b/z"])]


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_nothing_is_lost_or_doubled(limit: float) -> None:
    files = {f"p{number % 3}__q{number % 5}__f{number}": "abcdefg"[number % 4 : number % 7] for number in range(40)}

    found = [path for _, paths in parts(limit, **files) for path in paths]

    assert sorted(found) == sorted(name.replace("__", "/") for name in files)
