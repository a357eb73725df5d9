"""Where a report goes, and when it is coloured."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from remend.errors import UsageError
from remend_cli import output

TEXT = "größe caf\udce9.py\r\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_stdout_gets_the_bytes_that_paths_and_sources_are_made_of(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    output.write(TEXT)
    assert capfdbinary.readouterr().out == "größe caf".encode() + b"\xe9.py\r\n"


def test_a_file_gets_the_same_bytes(tmp_path: Path) -> None:
    output.write(TEXT, tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_bytes() == "größe caf".encode() + b"\xe9.py\r\n"


def test_what_the_encoding_of_stdout_lacks_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    output.write("größe\n")
    assert raw.getvalue() == b"gr\\xf6\\xdfe\n"


def test_what_no_encoding_has_is_escaped(tmp_path: Path) -> None:
    output.write("\ud800\n", tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_bytes() == b"\\ud800\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "is a folder"), ("missing/report.txt", "there is no folder"), ("file/report.txt", "no folder")],
)
def test_an_output_that_cannot_be_is_refused_at_once(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=words):
        output.check(tmp_path / name)


def test_an_output_that_can_be_is_taken(tmp_path: Path) -> None:
    output.check(tmp_path / "report.txt")
    output.check(None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_an_output_that_fails_is_the_user_s_to_mend() -> None:
    with pytest.raises(UsageError, match=r"/dev/full cannot be written: No space left"):
        output.write("x", Path("/dev/full"))


def test_a_terminal_gets_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    assert output.wants_color()
    assert not output.wants_color(Path("report.txt"))


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_can_be_told_to_do_without(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv(name, value)
    assert not output.wants_color()


def test_a_file_or_pipe_gets_colour_only_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert not output.wants_color()
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert output.wants_color()
    assert not output.wants_color(Path("report.txt"))
    assert "FORCE_COLOR" in os.environ
