"""`remend fix`: mend, as a branch of commits, as files, or as a preview of either."""

from __future__ import annotations

from typing import Annotated

import typer

from remend.errors import UsageError
from remend_cli import output as out
from remend_cli.options import (
    AllowDirty,
    Branch,
    Config,
    Format,
    FormatOption,
    Ignore,
    Jobs,
    MaxCommits,
    NoVerify,
    Output,
    Paths,
    Quiet,
    Scheduler,
    Select,
    Unsafe,
    Verbose,
    Verify,
    given,
)
from remend_cli.progress import progress_bar


def fix(
    *,
    paths: Paths = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the commits and write nothing.")] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write the files instead of a branch.")] = False,
    branch: Branch = None,
    unsafe: Unsafe = False,
    propagate: Annotated[
        bool, typer.Option("--propagate", help="Also make functions async that have to await, and their callers.")
    ] = False,
    allow_dirty: AllowDirty = False,
    commits: Annotated[
        str, typer.Option("--range", metavar="RANGE", help="Mend what these commits regressed, and nothing else.")
    ] = "",
    verify: Verify = None,
    no_verify: NoVerify = False,
    max_commits: MaxCommits = None,
    report_format: FormatOption = Format.TEXT,
    output: Output = None,
    select: Select = None,
    ignore: Ignore = None,
    config: Config = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Mend violations: write a branch of commits beside your checkout."""
    from remend import pipeline
    from remend.crew import Crew
    from remend.report import json, series

    if in_place and branch is not None:
        raise UsageError("--in-place writes no branch; leave out --in-place or --branch")
    if in_place and commits:
        raise UsageError("--range mends commits, as a branch; leave out --in-place or --range")
    if verify and (in_place or no_verify):
        other = "--in-place" if in_place else "--no-verify"
        raise UsageError(f"--verify proves commits; leave out {other} or --verify")
    out.check(output)
    request = pipeline.Request(
        paths=tuple(paths or ()),
        overrides=(*(given(config) or ()), *(("missing-await.propagate=true",) if propagate else ())),
        select=given(select),
        ignore=given(ignore),
        crew=Crew(jobs=jobs, scheduler=scheduler),
        unsafe=unsafe,
        allow_dirty=allow_dirty,
        branch=branch,
        verify=() if no_verify else given(verify),
        max_commits=max_commits,
    )
    if commits:
        from remend.review import repair

        report = (repair.preview if dry_run else repair.fix)(request, commits)
    else:
        carry_out = pipeline.preview if dry_run else pipeline.fix
        with progress_bar(quiet=quiet) as progress:
            report = carry_out(request, progress, in_place=in_place)
    if report_format is Format.JSON:
        told = json.render(report)
    else:
        told = series.render(report, color=out.wants_color(output), quiet=quiet, verbose=verbose)
    out.write(told, output)
    raise typer.Exit(report.exit_code)
