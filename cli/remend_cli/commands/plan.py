"""`remend plan`: propose commits for changes that people made, and write them."""

from __future__ import annotations

from typing import Annotated

import typer

from remend.errors import UsageError
from remend_cli import output as out
from remend_cli.options import Config, Format, FormatOption, Output, Paths, Quiet, given


def plan(
    *,
    paths: Paths = None,
    staged: Annotated[bool, typer.Option("--staged", help="Plan what is staged, and nothing else.")] = False,
    commits: Annotated[
        str, typer.Option("--range", metavar="RANGE", help="Plan what these commits changed, to split them anew.")
    ] = "",
    commit: Annotated[
        bool, typer.Option("--commit", help="Write the commits as a branch beside your checkout.")
    ] = False,
    here: Annotated[bool, typer.Option("--here", help="Write them on the branch that is checked out instead.")] = False,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help="Name of the branch; remend/plan-... if not given.")
    ] = None,
    max_commits: Annotated[
        int | None,
        typer.Option("--max-commits", min=1, metavar="N", help="Put small commits to others where there are more."),
    ] = None,
    report_format: FormatOption = Format.TEXT,
    output: Output = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Propose atomic commits for what is not committed yet; untracked files count where PATHS name them."""
    from remend.plan.changes import run
    from remend.report import changes
    from remend.workspace import Request, Workspace

    _check(commit=commit and not here, here=here, staged=staged, branch=branch, commits=commits)
    out.check(output)
    request = Request(
        paths=tuple(paths or ()),
        overrides=given(config) or (),
        branch=branch,
        max_commits=max_commits,
        reviews=True,
        changes=True,
    )
    workspace = Workspace(request)
    wanted = run.Wanted(commits=commits, staged=staged)
    proposed = run.plan_changes(workspace, wanted)
    if here:
        proposed = run.write_here(workspace, proposed, wanted)
    elif commit:
        proposed = run.write_branch(workspace, proposed)
    if report_format is Format.JSON:
        told = changes.render_json(proposed)
    else:
        told = changes.render(proposed, color=out.wants_color(output), quiet=quiet)
    out.write(told, output)


def _check(*, commit: bool, here: bool, staged: bool, branch: str | None, commits: str) -> None:
    if staged and commits:
        raise UsageError("--staged plans what is staged and --range what is committed; leave out one of them")
    if here and commits:
        raise UsageError("--here commits what is not committed; leave out --here or --range")
    if branch is not None and not commit:
        raise UsageError(
            "--branch names the branch that --commit writes; leave out --branch or give --commit without --here"
        )
