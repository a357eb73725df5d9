"""`remend migrate`: a large code base, taken a long way in one run that can be interrupted."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from remend_cli import output as out
from remend_cli.options import (
    AllowDirty,
    Branch,
    Config,
    Ignore,
    Jobs,
    MaxCommits,
    NoVerify,
    Paths,
    Quiet,
    Scheduler,
    Unsafe,
    Verbose,
    Verify,
    given,
)
from remend_cli.watching import watching

if TYPE_CHECKING:
    from remend.migrate.account import Account
    from remend.migrate.run import Terms
    from remend.workspace import Request


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
    branch: Branch = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last run was interrupted.")] = False,
    max_files: Annotated[
        int | None, typer.Option("--max-files", min=1, metavar="N", help="Mend so many files, and leave the rest.")
    ] = None,
    repos: Annotated[
        Path | None,
        typer.Option("--repos", metavar="LIST", help="Do so in each repository whose path is on a line of this file."),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Also write the account to FILE: .json, .html, .md, else text."),
    ] = None,
    report_format: Annotated[
        AccountFormat, typer.Option("--format", help="How to tell the account.")
    ] = AccountFormat.TEXT,
    unsafe: Unsafe = False,
    allow_dirty: AllowDirty = False,
    verify: Verify = None,
    no_verify: NoVerify = False,
    max_commits: MaxCommits = None,
    config: Config = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Take a large code base a long way: commits as a branch, and an account of every file."""
    from remend.crew import Crew
    from remend.errors import UsageError
    from remend.migrate.repos import read_list
    from remend.migrate.run import Terms
    from remend.migrate.run import migrate as run
    from remend.workspace import Request

    if verify and no_verify:
        raise UsageError("--verify proves commits; leave out --no-verify or --verify")
    if repos is not None and (paths or report_format in {AccountFormat.MARKDOWN, AccountFormat.HTML}):
        other = "PATHS" if paths else f"--format {report_format}; --report FILE writes it for each repository"
        raise UsageError(f"--repos takes each repository as a whole; leave out --repos or {other}")
    out.check(report)
    folders = read_list(repos) if repos is not None else ()
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
    if folders:
        raise typer.Exit(_each(folders, request, terms, report, report_format, quiet=quiet, verbose=verbose))
    with watching(quiet=quiet) as watch, _keeping():
        account = run(request, terms, watch)
    if report is not None:
        out.write(_told(account, _kind(report), verbose=True), report)
    out.write(_told(account, report_format, color=out.wants_color(), quiet=quiet, verbose=verbose))
    raise typer.Exit(account.exit_code)


def _each(
    folders: Sequence[Path],
    request: Request,
    terms: Terms,
    report: Path | None,
    kind: AccountFormat,
    *,
    quiet: bool,
    verbose: bool,
) -> int:
    """Migrate several repositories; the exit code."""
    from remend.migrate.repos import migrate_each, worst
    from remend.report.account import repos as accounts

    with watching(quiet=quiet) as watch, _keeping():
        done = migrate_each(folders, request, terms, watch)
    for file, repo in accounts.beside(report, done).items() if report is not None else ():
        if repo.account is not None:
            out.write(_told(repo.account, _kind(file), verbose=True), file)
    if kind is AccountFormat.JSON:
        out.write(accounts.as_json(done))
    else:
        out.write(accounts.as_text(done, color=out.wants_color(), quiet=quiet, verbose=verbose))
    return worst(done)


@contextmanager
def _keeping() -> Iterator[None]:
    """Tell who interrupts a run that it can go on."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("remend: what was found out so far is kept: the same call with --resume goes on", err=True)
        raise


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
