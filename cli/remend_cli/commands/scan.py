"""`remend scan`: find and tell, change nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from remend.errors import UsageError
from remend_cli import output as out
from remend_cli.options import (
    Config,
    Format,
    FormatOption,
    Ignore,
    Jobs,
    Output,
    Paths,
    Quiet,
    Scheduler,
    Select,
    Verbose,
    given,
)
from remend_cli.progress import progress_bar


def scan(
    *,
    paths: Paths = None,
    report_format: FormatOption = Format.TEXT,
    output: Output = None,
    select: Select = None,
    ignore: Ignore = None,
    config: Config = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count by rule and form instead of listing.")
    ] = False,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 although violations remain.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Find violations and tell where they stand; change nothing."""
    from remend import scanning
    from remend.crew import Crew

    if statistics and report_format is Format.JSON:
        raise UsageError("--statistics makes a table of text; leave it out, or leave out --format json")
    out.check(output)
    request = scanning.Request(
        paths=tuple(paths or ()),
        overrides=given(config) or (),
        select=given(select),
        ignore=given(ignore),
        crew=Crew(jobs=jobs, scheduler=scheduler),
        cache=not no_cache,
    )
    with progress_bar(quiet=quiet) as progress:
        report = scanning.scan(request, progress)
    color = out.wants_color(output)
    if report_format is Format.JSON:
        from remend.report import json

        told = json.render(report)
    else:
        from remend.report import text

        told = (
            text.statistics(report, color=color)
            if statistics
            else text.render(report, color=color, quiet=quiet, verbose=verbose)
        )
    out.write(told, output)
    raise typer.Exit(0 if exit_zero and report.exit_code == 1 else report.exit_code)
