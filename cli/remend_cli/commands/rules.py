"""`remend rules`: which rules there are, and whether those that are declared do what their examples say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remend_cli import output as out
from remend_cli.options import Config, Format, FormatOption, given


def rules(
    *,
    check: Annotated[bool, typer.Option("--check", help="Try the examples of the declared rules.")] = False,
    report_format: FormatOption = Format.TEXT,
    config: Config = None,
) -> None:
    """List the rules, those that the configuration declares among them."""
    from remend.config import load_config
    from remend.registry import all_rules
    from remend.report.rules import catalog, catalog_json
    from remend.review.range_rule import all_range_rules

    installed, ranges = all_rules(), all_range_rules()
    declared = load_config(Path.cwd(), overrides=given(config) or ()).declared
    if check:
        from remend.replace.check import tried
        from remend.report.rules import trials

        found = [tried(rule) for rule in declared.values()]
        out.write(trials(found, color=out.wants_color()))
        raise typer.Exit(1 if any(each.faults for each in found) else 0)
    known = (*installed.values(), *declared.values())
    is_json = report_format is Format.JSON
    out.write(catalog_json(known, ranges) if is_json else catalog(known, ranges, color=out.wants_color()))
