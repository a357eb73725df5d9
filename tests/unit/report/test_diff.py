"""What remend draws as a difference is what git itself applies."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remend.model import CommitUnit, Rewrite
from remend.report.diff import diff_file, diff_unit, quote
from remend.report.palette import Palette

UTF_8 = ("shop/café.py", 'name = "café"\nport = 1\n'.encode(), 'name = "café"\nport = 2\n'.encode())


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["git", "-c", "core.autocrlf=false", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=True).stdout


def unit_of(*rewrites: tuple[str, bytes, bytes]) -> CommitUnit:
    return CommitUnit(
        rule="env-access",
        service="shop",
        subject="refactor(shop): read env through get_env",
        body="",
        trailers=(),
        rewrites=tuple(
            Rewrite(rule="env-access", path=path, old=before, new=after, mended=()) for path, before, after in rewrites
        ),
        review_seconds=1.0,
    )


def applied(folder: Path, diff: str, path: str, before: bytes) -> bytes:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(before)
    git(folder, "apply", "--whitespace=nowarn", "-", stdin=diff.encode("utf-8", "surrogateescape"))
    return target.read_bytes()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param("a.py", b"x = 1\n", b"x = 2\n", id="one line"),
        pytest.param("a.py", b"x = 1\r\ny = 2\r\n", b"x = 1\r\ny = 3\r\n", id="crlf"),
        pytest.param("a.py", b"a\r\nb\nc\rd\n", b"a\r\nB\nc\rd\n", id="mixed newlines"),
        pytest.param("a.py", b"x = 1", b"x = 2", id="no final newline on both sides"),
        pytest.param("a.py", b"x = 1", b"x = 1\n", id="final newline comes"),
        pytest.param("a.py", b"a\nx = 1\n", b"a\nx = 1", id="final newline goes"),
        pytest.param("a.py", b"a\nb\nc", b"A\nb\nc", id="no final newline in the context"),
        pytest.param("a.py", b"", b"x = 1\n", id="empty before"),
        pytest.param("a.py", b"x = 1\n", b"", id="empty after"),
        pytest.param("a.py", b"# latin-1: \xe9\nx = 1\n", b"# latin-1: \xe9\nx = 2\n", id="not utf-8"),
        pytest.param("a.py", b"\xef\xbb\xbfx = 1\n", b"\xef\xbb\xbfx = 2\n", id="byte order mark"),
        pytest.param("a.py", b"\x0c\nx = 1\n", b"\x0c\nx = 2\n", id="form feed"),
        pytest.param(*UTF_8, id="path beyond ASCII"),
        pytest.param("with blank/a b.py", b"x = 1\n", b"x = 2\n", id="path with a blank"),
        pytest.param('quo"te\\.py', b"x = 1\n", b"x = 2\n", id="path with quote and backslash"),
        pytest.param("tab\tand\nnewline.py", b"x = 1\n", b"x = 2\n", id="path with control characters"),
        pytest.param("byte\udcff.py", b"x = 1\n", b"x = 2\n", id="path that is not utf-8"),
    ],
)
def test_git_applies_what_remend_draws(tmp_path: Path, path: str, before: bytes, after: bytes) -> None:
    assert applied(tmp_path, diff_unit(unit_of((path, before, after))), path, before) == after


@settings(max_examples=30, deadline=None)
@given(
    before=st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"c\r\n", b"d\r"])).map(b"".join),
    after=st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"c\r\n", b"e"])).map(b"".join),
)
def test_git_applies_any_difference(before: bytes, after: bytes) -> None:
    difference = diff_file("a.py", before, after)
    assert bool(difference.hunks) == (before != after)
    if difference.hunks:
        with tempfile.TemporaryDirectory() as folder:
            assert applied(Path(folder), difference.render(), "a.py", before) == after


def test_the_difference_of_many_hunks_is_the_one_that_git_prints(tmp_path: Path) -> None:
    before = b"".join(b"line %d\n" % number for number in range(60))
    after = before.replace(b"line 5\n", b"five\n").replace(b"line 40\n", b"").replace(b"line 59\n", b"line 59\nend")
    old, new = tmp_path / "a" / "x y.py", tmp_path / "b" / "x y.py"
    for target, content in ((old, before), (new, after)):
        target.parent.mkdir()
        target.write_bytes(content)
    command = ["git", "diff", "--no-index", "--no-prefix", "--no-color", "a/x y.py", "b/x y.py"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout.decode()
    lines = [re.sub("^(@@ .* @@).*", r"\1", line) for line in printed.splitlines() if not line.startswith("index ")]
    assert diff_file("x y.py", before, after).render().splitlines() == lines


def test_several_files_follow_one_another(tmp_path: Path) -> None:
    unit = unit_of(("a.py", b"x = 1\n", b"x = 2\n"), ("b.py", b"y = 1\n", b"y = 2\n"))
    (tmp_path / "b.py").write_bytes(b"y = 1\n")
    assert applied(tmp_path, diff_unit(unit), "a.py", b"x = 1\n") == b"x = 2\n"
    assert (tmp_path / "b.py").read_bytes() == b"y = 2\n"


def test_no_change_is_no_difference() -> None:
    assert diff_unit(unit_of(("a.py", b"x\n", b"x\n"))) == ""


def test_colour_marks_lines_and_nothing_else() -> None:
    difference = diff_file("a.py", b"x = 1\ny\n", b"x = 2\ny\n")
    painted = difference.render(Palette(color=True))
    assert "\x1b[31m-x = 1\x1b[0m\n\x1b[32m+x = 2\x1b[0m\n y\n" in painted
    assert "\x1b" not in difference.render()


@pytest.mark.parametrize("path", ["plain/path.py", "with blank.py"])
def test_a_plain_path_is_not_quoted(path: str) -> None:
    assert quote(path) == path
