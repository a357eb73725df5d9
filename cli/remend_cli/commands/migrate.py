"""`remend migrate`: a large code base, taken a long way in one run that can be interrupted."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from remend_cli import output as out
from remend_cli.options import Config, Ignore, Jobs, Paths, Quiet, Scheduler, Verbose, given
from remend_cli.watching import watching

if TYPE_CHECKING:
    from remend.migrate.account import Account


class AccountFormat(enum.StrEnum):
    """How an account is told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


_ENDINGS = {
    ".json": AccountFormat.JSON,
    ".md": AccountFormat.MARKDOWN,
    ".html": AccountFormat.HTML,
    ".htm": AccountFormat.HTML,
}


def migrate(
    *,
    paths: Paths = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rules",
            metavar="RULES",
            help="Rules and declared replacements to run, with commas between; all that are configured if not given.",
        ),
    ] = None,
    ignore: Ignore = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would come of it and write no branch.")] = False,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help="Name of the branch; remend/... if not given.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last run was interrupted.")] = False,
    max_files: Annotated[
        int | None, typer.Option("--max-files", min=1, metavar="N", help="Mend so many files, and leave the rest.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Also write the account to FILE: .json, .html, .md, else text."),
    ] = None,
    report_format: Annotated[
        AccountFormat, typer.Option("--format", help="How to tell the account.")
    ] = AccountFormat.TEXT,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Also mend where the meaning may change.")] = False,
    allow_dirty: Annotated[
        bool, typer.Option("--allow-dirty", help="Also mend files with uncommitted changes, as HEAD has them.")
    ] = False,
    verify: Annotated[
        list[str] | None,
        typer.Option("--verify", metavar="COMMAND", help="Keep only what this shell command passes with; repeatable."),
    ] = None,
    no_verify: Annotated[bool, typer.Option("--no-verify", help="Run no command, whatever is configured.")] = False,
    max_commits: Annotated[
        int | None,
        typer.Option("--max-commits", min=1, metavar="N", help="Put the last commits together where there are more."),
    ] = None,
    config: Config = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Take a large code base a long way: commits as a branch, and an account of every file."""
    from remend.crew import Crew
    from remend.errors import UsageError
    from remend.migrate.run import Terms
    from remend.migrate.run import migrate as run
    from remend.workspace import Request

    if verify and no_verify:
        raise UsageError("--verify proves commits; leave out --no-verify or --verify")
    out.check(report)
    request = Request(
        paths=tuple(paths or ()),
        overrides=given(config) or (),
        select=given(rules),
        ignore=given(ignore),
        crew=Crew(jobs=jobs, scheduler=scheduler),
        unsafe=unsafe,
        allow_dirty=allow_dirty,
        branch=branch,
        verify=() if no_verify else given(verify),
        max_commits=max_commits,
    )
    terms = Terms(dry_run=dry_run, resume=resume, most_files=max_files)
    with watching(quiet=quiet) as watch:
        account = run(request, terms, watch)
    if report is not None:
        out.write(_told(account, _kind(report), verbose=True), report)
    out.write(_told(account, report_format, color=out.wants_color(), quiet=quiet, verbose=verbose))
    raise typer.Exit(account.exit_code)


def _told(account: Account, kind: AccountFormat, *, color: bool = False, quiet: bool = False, verbose: bool) -> str:
    from remend.report.account import html, json, markdown, text

    match kind:
        case AccountFormat.JSON:
            return json.render(account)
        case AccountFormat.MARKDOWN:
            return markdown.render(account)
        case AccountFormat.HTML:
            return html.render(account)
        case AccountFormat.TEXT:
            return text.render(account, color=color, quiet=quiet, verbose=verbose)


def _kind(file: Path) -> AccountFormat:
    """The format that the ending of a file's name asks for; text where it asks for none."""
    return _ENDINGS.get(file.suffix.lower(), AccountFormat.TEXT)
