"""`remend rules`: which rules there are."""

from __future__ import annotations

from remend_cli import output as out
from remend_cli.options import Format, FormatOption


def rules(*, report_format: FormatOption = Format.TEXT) -> None:
    """List the rules."""
    from remend.registry import all_rules
    from remend.report.rules import catalog, catalog_json

    known = all_rules().values()
    out.write(catalog_json(known) if report_format is Format.JSON else catalog(known, color=out.wants_color()))
