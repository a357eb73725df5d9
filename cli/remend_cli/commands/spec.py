"""`remend spec`: how changes become commits here, and who says so."""

from __future__ import annotations

from pathlib import Path

from remend_cli import output as out
from remend_cli.options import Config, Format, FormatOption, given


def spec(*, report_format: FormatOption = Format.TEXT, config: Config = None) -> None:
    """Show the commit spec in force, where each value comes from, and what of it was not understood."""
    from remend.checking import spec_in_force
    from remend.report.spec import render, render_json

    effective = spec_in_force(Path.cwd(), given(config) or ())
    is_json = report_format is Format.JSON
    out.write(render_json(effective) if is_json else render(effective, color=out.wants_color()))
