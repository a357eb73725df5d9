"""`remend verify`: run commands at each commit of a range, whoever wrote it."""

from __future__ import annotations

from typing import Annotated

import typer

from remend_cli import output as out
from remend_cli.options import Config, Format, FormatOption, Output, Quiet, given
from remend_cli.progress import progress_bar


def verify(
    *,
    commits: Annotated[
        str,
        typer.Argument(metavar="[RANGE]", help="Commits as git names them; if none, what upstream or main has not."),
    ] = "",
    run: Annotated[
        list[str] | None,
        typer.Option("--run", metavar="COMMAND", help="A shell command that has to pass at each commit; repeatable."),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", min=0.1, metavar="SECONDS", help="How long a command may take; 600 if not configured."
        ),
    ] = None,
    report_format: FormatOption = Format.TEXT,
    output: Output = None,
    config: Config = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, metavar="N", help="How many commits to look at at a time.")
    ] = 1,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Run also what is known to pass or fail on the same files.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Prove that each commit of a range stands alone, by running commands."""
    from remend.crew import Crew
    from remend.proof.run import verify as prove
    from remend.report.proof import json, text
    from remend.workspace import Request

    out.check(output)
    limit = () if timeout is None else (f"commits.verify-timeout={timeout}",)
    request = Request(
        overrides=(*(given(config) or ()), *limit),
        crew=Crew(jobs=jobs),
        cache=not no_cache,
        reviews=True,
        verify=given(run),
    )
    with progress_bar(quiet=quiet) as progress:
        proof = prove(request, commits, progress)
    if report_format is Format.JSON:
        told = json.render(proof)
    else:
        told = text.render(proof, color=out.wants_color(output), quiet=quiet)
    out.write(told, output)
    raise typer.Exit(proof.exit_code)
