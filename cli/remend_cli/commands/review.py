"""`remend review`: what a range of commits made worse, better, or worth a look."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from remend_cli import output as out
from remend_cli.options import Config, Ignore, Jobs, Output, Quiet, Select, Verbose, given


class ReviewFormat(enum.StrEnum):
    """How a review is told."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    HTML = "html"


class Level(enum.StrEnum):
    """From which severity on a regression makes the exit code 1."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"


def review(
    *,
    commits: Annotated[
        str, typer.Argument(metavar="[RANGE]", help="Commits as git names them: main..HEAD, A...B, a branch, REV^!.")
    ] = "",
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATHS]", help="Files and folders; everything if none.")
    ] = None,
    staged: Annotated[bool, typer.Option("--staged", help="Review what is staged.")] = False,
    worktree: Annotated[bool, typer.Option("--worktree", help="Review what is not committed.")] = False,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Review what came to HEAD since then.")] = "",
    all_parents: Annotated[
        bool, typer.Option("--all-parents", help="Blame commits of merged branches, not the merges.")
    ] = False,
    report_format: Annotated[
        ReviewFormat | None,
        typer.Option("--format", help="How to tell the result; text in a terminal, else markdown."),
    ] = None,
    output: Output = None,
    fail_on: Annotated[
        Level, typer.Option("--fail-on", help="Exit with 1 if a regression is at least as severe.")
    ] = Level.LOW,
    select: Select = None,
    ignore: Ignore = None,
    config: Config = None,
    jobs: Jobs = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tell what a range of commits regressed, who brought it, and how to mend it."""
    import sys

    from remend.crew import Crew
    from remend.model import Severity
    from remend.report.review import github, html, json, markdown, sarif, text
    from remend.review import run
    from remend.workspace import Request

    out.check(output)
    if commits and (since or staged or worktree):
        paths, commits = [Path(commits), *(paths or ())], ""
    request = Request(
        paths=tuple(paths or ()),
        overrides=given(config) or (),
        select=given(select),
        ignore=given(ignore),
        crew=Crew(jobs=jobs),
        cache=not no_cache,
    )
    asked = run.Asked(range=commits, since=since, staged=staged, work_tree=worktree, all_parents=all_parents)
    found = run.review(request, asked, fail_on=None if fail_on is Level.NEVER else Severity[fail_on.name])
    is_terminal = output is None and sys.stdout.isatty()
    match report_format or (ReviewFormat.TEXT if is_terminal else ReviewFormat.MARKDOWN):
        case ReviewFormat.TEXT:
            told = text.render(found, color=out.wants_color(output), quiet=quiet, verbose=verbose)
        case ReviewFormat.SARIF:
            told = sarif.render(found, verbose=verbose)
        case other:
            whole = {"markdown": markdown, "json": json, "github": github, "html": html}
            told = whole[other.value].render(found)
    out.write(told, output)
    raise typer.Exit(found.exit_code)
