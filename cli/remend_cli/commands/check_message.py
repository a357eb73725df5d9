"""`remend check-message`: a message against the commit spec, as a commit-msg hook."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from remend.errors import UsageError
from remend_cli import output as out
from remend_cli.options import Config, Format, FormatOption, given

_STDIN = Path("-")
_NO_EDITOR = ":"


def check_message(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="File of the message, as git hands it over; - for stdin.")
    ],
    *,
    report_format: FormatOption = Format.TEXT,
    config: Config = None,
) -> None:
    """Check a commit message against the commit spec; says nothing where it is as it should be."""
    from remend.checking import check_text
    from remend.report.messages import render_json, render_message

    # git tells its hooks by GIT_EDITOR that it opens no editor
    has_editor = file != _STDIN and os.environ.get("GIT_EDITOR") != _NO_EDITOR
    checked = check_text(_read(file), Path.cwd(), given(config) or (), has_editor=has_editor)
    if report_format is Format.JSON:
        out.write(render_json([checked]))
    else:
        out.write(render_message(checked, "stdin" if file == _STDIN else str(file), color=out.wants_color()))
    raise typer.Exit(1 if checked.problems else 0)


def _read(file: Path) -> bytes:
    if file == _STDIN:
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror}; name the file of a message, or - for stdin"
        ) from error
