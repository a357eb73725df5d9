"""`remend undo`: take a branch of remend's away again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remend.errors import UsageError
from remend_cli import output as out


def undo(
    branch: Annotated[
        str, typer.Argument(metavar="BRANCH", help="The branch to delete; the one that remend wrote last if not given.")
    ] = "",
) -> None:
    """Delete a branch that remend wrote, if nobody has added to it."""
    import shlex

    from remend.git.repository import open_repository
    from remend.git.undo import undo as take_away

    repository = open_repository(Path.cwd())
    if repository is None:
        raise UsageError(f"{Path.cwd()} is not in a git repository, so there is no branch to delete")
    with repository:
        undone = take_away(repository, branch)
    commits = "commit" if undone.lost == 1 else "commits"
    held = f"{undone.lost} {commits} that nothing else holds" if undone.lost else "its commits are held elsewhere"
    back = f"git branch {shlex.quote(undone.name)}"
    lines = [
        f"deleted {undone.name}  {undone.tip}  ({held})",
        f"get it back   {back} {undone.tip}",
        *([f"              {back} {undone.replaced}    as it was before that"] if undone.replaced else []),
        *([f"still there   {', '.join(undone.others)}"] if undone.others else []),
    ]
    out.write("".join(f"{line}\n" for line in lines))
