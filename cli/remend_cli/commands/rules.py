"""`remend rules`: which rules there are."""

from __future__ import annotations

from remend_cli import output as out
from remend_cli.options import Format, FormatOption


def rules(*, report_format: FormatOption = Format.TEXT) -> None:
    """List the rules."""
    from remend.registry import all_rules
    from remend.report.rules import catalog, catalog_json
    from remend.review.range_rule import all_range_rules

    known, ranges = all_rules().values(), all_range_rules()
    is_json = report_format is Format.JSON
    out.write(catalog_json(known, ranges) if is_json else catalog(known, ranges, color=out.wants_color()))
