"""`remend blame-ignore`: let `git blame` look past the commits that mend by rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remend.errors import UsageError
from remend_cli import output as out


def blame_ignore(
    commits: Annotated[
        str, typer.Argument(metavar="[BASE..]", help="Look at these commits alone; at all of HEAD's if not given.")
    ] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added and write nothing.")] = False,
) -> None:
    """Add merged commits of `fix` to .git-blame-ignore-revs, and commit nothing.

    A squash or a rebase gives commits other ids: run this when the commits are where they stay, on HEAD.
    """
    from remend.git.ignored import FILE, SETTING, additions, append
    from remend.git.repository import open_repository

    repository = open_repository(Path.cwd())
    if repository is None:
        raise UsageError(f"{Path.cwd()} is not in a git repository, so there is nothing to blame")
    with repository:
        added = additions(repository, commits)
    if added.commits and not dry_run:
        append(added)
    verb = "would be added" if dry_run else "added"
    lines = [f"{each.id[:9]}  {each.date} {each.subject}" for each in added.commits]
    lines.append(f"{len(added.commits)} {verb} to {FILE}, {added.known} named there already")
    if added.elsewhere:
        lines.append(f"{added.elsewhere} left out, which HEAD does not hold: merge them first")
    if not added.is_set and (added.commits or added.known):
        lines.append(f"let git blame read it    git config {SETTING} {FILE}")
    out.write("".join(f"{line}\n" for line in lines))
    raise typer.Exit(1 if dry_run and added.commits else 0)
