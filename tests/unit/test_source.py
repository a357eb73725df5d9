from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remend.model import Diagnostic, Span
from remend.source import Source, parse, read_source

NEWLINES = ("\n", "\r\n", "\r")
PIECES = st.sampled_from(["x = 1", "é = 'ü'", "# 𝄞", "", "\f", "\t", "  ", "'''a", "'''", *NEWLINES])


def source(raw: bytes) -> Source:
    found = read_source("a.py", raw)
    assert isinstance(found, Source), found
    return found


def complaint(raw: bytes) -> Diagnostic:
    """Why a file cannot be read or parsed."""
    found = read_source("a.py", raw)
    answer = parse(found) if isinstance(found, Source) else found
    assert isinstance(answer, Diagnostic)
    assert (answer.kind, answer.path, answer.counts) == ("unparsable", "a.py", True)
    return answer


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbf", ""),
        (b"\f", "\f"),
        (b"x = 1", "x = 1"),
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'\n", "x = 'é'\n"),
        (b"\xef\xbb\xbf# coding: utf-8\n'\xc3\xa9'\n", "# coding: utf-8\n'é'\n"),
        (b"# coding: latin-1\n'\xe9'\n", "# coding: latin-1\n'é'\n"),
        (
            b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'\x80'\n",
            "#!/usr/bin/python\n# -*- coding: cp1252 -*-\n'€'\n",
        ),
        (b"#!x\r# coding: latin-1\r'\xe9'\r", "#!x\r# coding: latin-1\r'é'\r"),
        (b"#!x\r\n# coding: latin-1\r\n'\xe9'\r\n", "#!x\r\n# coding: latin-1\r\n'é'\r\n"),
        (b"\n\n# coding: latin-1\n'\xc3\xa9'\n", "\n\n# coding: latin-1\n'é'\n"),
        (b"import os\n# coding: latin-1\n'\xc3\xa9'\n", "import os\n# coding: latin-1\n'é'\n"),
        (b"#" * 500 + b"\n# coding: latin-1\n'\xe9'\n", "#" * 500 + "\n# coding: latin-1\n'é'\n"),
        (b"# " + b"=" * 500 + b" coding: latin-1\n'\xe9'", "# " + "=" * 500 + " coding: latin-1\n'é'"),
    ],
)
def test_a_file_is_decoded_as_it_says_and_encoded_back(raw: bytes, text: str) -> None:
    read = source(raw)

    assert read.text == text
    assert read.encode(read.text) == raw


@pytest.mark.parametrize(
    ("raw", "message", "line"),
    [
        (b"x = 1\ny = '\xe9'\n", "not valid utf-8 (invalid continuation byte)", 2),
        (b"x = 1\ry = 2\r\nz = '\xe9'\r", "not valid utf-8 (invalid continuation byte)", 3),
        (b"# coding: ascii\n'\xc3\xa9'\n", "not valid ascii (ordinal not in range(128))", 2),
        (b"# coding: nonsense\n", "unknown encoding: nonsense", 1),
        (b"\xef\xbb\xbf# coding: latin-1\n", "encoding problem: utf-8", 1),
        ("x = 1\n".encode("utf-16"), "not valid utf-8 (invalid start byte)", 1),
        (b"# coding: utf-16\nx = 1\n", "not valid utf-16-le (truncated data)", 2),
        (b"# coding: rot13\nx = 1\n", "'rot13' is not a text encoding", 1),
        (b"# coding: hex\nx = 1\n", "'hex' is not a text encoding", 1),
        (b"# coding: unicode_escape\nx = 1\n", "cannot be read as unicode_escape and written back unchanged", 1),
    ],
)
def test_a_file_that_cannot_be_decoded_is_a_diagnostic(raw: bytes, message: str, line: int) -> None:
    found = complaint(raw)

    assert (found.message, found.line) == (message, line)


@pytest.mark.parametrize("codec", ["undefined", "punycode", "base64", "mbcs", "zlib"])
def test_no_codec_breaks_the_reader(codec: str) -> None:
    assert complaint(f"# coding: {codec}\nx = 1\n".encode()).message


@pytest.mark.parametrize(
    ("raw", "message", "line", "column"),
    [
        (b"x = (\n", "'(' was never closed", 1, 5),
        (b"x = 1\r\n  y = 2\r\n", "unexpected indent", 2, 2),
        (b"print 'x'\n", "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1),
    ],
)
def test_a_file_that_does_not_parse_says_where(raw: bytes, message: str, line: int, column: int) -> None:
    found = complaint(raw)

    assert (found.message, found.line, found.column) == (message, line, column)


@pytest.mark.parametrize(
    "raw",
    [b"x = 1\0", b"x = " + b"-" * 100_000 + b"1", b"x = " + b"(" * 1000, b"x = " + b"a." * 50_000 + b"a"],
    ids=["NUL", "signs", "parentheses", "attributes"],
)
def test_what_is_too_much_for_pythons_parser_is_a_diagnostic(raw: bytes) -> None:
    assert complaint(raw).message


def test_a_warning_of_the_parser_is_not_ours_to_give() -> None:
    assert isinstance(parse(source(b"x = '\\d'\nassert (x, 1)\n")), ast.Module)


@pytest.mark.parametrize(
    ("text", "newline"),
    [
        ("", "\n"),
        ("x = 1", "\n"),
        ("x\n", "\n"),
        ("x\r\n", "\r\n"),
        ("x\ry\r", "\r"),
        ("x\r\ny\r\nz\n", "\r\n"),
        ("x\r\ny\n", "\n"),
        ("x\ry\r\n", "\r\n"),
    ],
)
def test_the_newline_is_the_one_used_most(text: str, newline: str) -> None:
    assert Source("a.py", text, "utf-8").newline == newline


def test_lines_are_counted_from_one_and_have_no_newline() -> None:
    read = Source("a.py", "a\nbc\r\n\rd", "utf-8")

    assert read.line_starts == (0, 2, 6, 7)
    assert [read.line(number) for number in (1, 2, 3, 4)] == ["a", "bc", "", "d"]


def test_a_form_feed_ends_no_line() -> None:
    assert Source("a.py", "x\f\x0b\x1c\u2028y\nz", "utf-8").line_starts == (0, 7)


def test_a_span_counts_lines_and_columns_from_one_in_characters() -> None:
    read = Source("a.py", "x\né𝄞 = 1\n", "utf-8")

    assert read.span(4, 9) == Span(start=4, end=9, line=2, column=3, end_line=3, end_column=1)


@pytest.mark.parametrize("newline", NEWLINES)
def test_offsets_of_the_tree_are_characters_whatever_the_text(newline: str) -> None:
    text = newline.join(["é = 'ü'; x = 1", "\fif x:", "\t𝄞𝄞 = y", "", "z"])
    text = text.replace("𝄞𝄞", "a𐐀")
    read = Source("a.py", text, "utf-8")
    tree = parse(read)
    assert isinstance(tree, ast.Module)

    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]

    assert {node.id for node in names} == {"é", "x", "a𐐀", "y", "z"}
    for node in names:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = read.offset(node.lineno, node.col_offset)
        assert text[start : read.offset(node.end_lineno, node.end_col_offset)] == node.id
        assert read.segment(node) == node.id


def test_the_text_of_an_expression_may_run_over_lines() -> None:
    read = source(b"x = call(\n    one,\n    two,\n)\n")
    (statement,) = ast.parse(read.text).body
    assert isinstance(statement, ast.Assign)

    assert read.segment(statement.value) == "call(\n    one,\n    two,\n)"


@given(st.lists(PIECES), st.sampled_from(["", "\ufeff"]))
def test_any_text_comes_back_byte_for_byte(pieces: list[str], mark: str) -> None:
    raw = (mark + "".join(pieces)).encode()

    read = source(raw)

    assert read.encode(read.text) == raw
    assert "".join(pieces) == read.text
    assert len(read.line_starts) == len(read.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@given(st.binary())
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    found = read_source("a.py", raw)

    assert isinstance(found, Diagnostic) or found.encode(found.text) == raw


@given(st.sampled_from(["latin-1", "cp1252", "koi8-r", "shift_jis", "utf-7", "iso2022_jp", "utf-8"]), st.binary())
def test_no_declared_encoding_loses_a_byte(encoding: str, tail: bytes) -> None:
    raw = f"# coding: {encoding}\n# ".encode() + tail

    found = read_source("a.py", raw)

    assert isinstance(found, Diagnostic) or found.encode(found.text) == raw
