"""`remend check-commit`: commits against the commit spec, by their message and by what they change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remend_cli import output as out
from remend_cli.options import Config, Format, FormatOption, Output, given


def check_commit(
    revisions: Annotated[
        list[str],
        typer.Argument(metavar="REV|RANGE...", help="Commits, or ranges such as main..HEAD.", show_default=False),
    ],
    *,
    report_format: FormatOption = Format.TEXT,
    output: Output = None,
    config: Config = None,
) -> None:
    """Check commits against the commit spec: their messages, and whether each is one whole thing."""
    from remend.checking import check_commits
    from remend.report.messages import render_commits, render_json

    out.check(output)
    checked = check_commits(revisions, Path.cwd(), given(config) or ())
    is_json = report_format is Format.JSON
    out.write(render_json(checked) if is_json else render_commits(checked, color=out.wants_color(output)), output)
    raise typer.Exit(1 if any(each.problems for each in checked) else 0)
