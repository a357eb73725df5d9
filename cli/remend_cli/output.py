"""Where a report goes: stdout, or a file; byte for byte, whatever a path or a source file is made of."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from remend.errors import UsageError


def check(output: Path | None) -> None:
    """Raise UsageError where no report can be written to `output`, before any work is done."""
    if output is not None and (output.is_dir() or not output.parent.is_dir()):
        problem = "is a folder" if output.is_dir() else f"cannot be written: there is no folder {output.parent}"
        raise UsageError(f"{output} {problem}; name a file for --output")


def write(text: str, output: Path | None = None) -> None:
    """Write `text` to `output`, or to stdout. A reader of stdout that has seen enough (`| head`) is no error.

    Raises:
        UsageError: the file cannot be written.
    """
    if output is not None:
        try:
            output.write_bytes(_encoded(text, "utf-8"))
        except OSError as error:
            raise UsageError(f"{output} cannot be written: {error.strerror}") from error
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(_encoded(text, sys.stdout.encoding))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _close_stdout()


def wants_color(output: Path | None = None) -> bool:
    """Whether to use colour: on a terminal, unless NO_COLOR is set; elsewhere only where FORCE_COLOR is."""
    if output is not None or os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def _encoded(text: str, encoding: str) -> bytes:
    """`text` as bytes; undecodable bytes of paths and sources as they were, what `encoding` lacks as an escape."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace")


def _close_stdout() -> None:
    """Let what is still to be written go nowhere, since nobody reads it, not even at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
