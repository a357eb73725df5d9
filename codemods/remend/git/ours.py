"""Whose a branch is, and whether it may be moved: remend takes away what it made itself, and nothing else."""

from __future__ import annotations

from remend.errors import GitError
from remend.git.command import GitCommand, decode
from remend.git.repository import Repository

TRAILERS = ("Remend-Rule", "Remend-Review-Seconds")
"""Each commit that remend makes has one of these."""

REFLOG = "remend: "
REFLOG_OF_OURS = (REFLOG, "branch: Created from ")


def has_trailer(message: str) -> bool:
    """Whether a message ends as those of remend's commits do."""
    last = message.rstrip("\n").rpartition("\n\n")[2]
    return any(line.startswith(tuple(f"{key}: " for key in TRAILERS)) for line in last.splitlines())


def is_ours(repository: Repository, name: str, tip: str, *elsewhere: str) -> bool:
    """Whether remend made the tip, and all commits that no other branch or tag holds, and moved the branch last.

    What the commits `elsewhere` hold counts as held by others, as does what HEAD holds.
    """
    keys = ",".join(f"key={key}" for key in TRAILERS)
    history = ["log", "-z", "--no-show-signature", f"--format=%(trailers:{keys},valueonly,separator=%x2C)"]
    held = [commit for commit in (*elsewhere, repository.head()) if commit is not None]
    refs = [f"--exclude={name}", "--branches", "--tags", f"--exclude=*/{name}", "--remotes"]
    last = repository.command.output(*history, "-1", tip, "--")
    own = repository.command.output(*history, tip, "--not", *held, *refs, "--")
    moves = ["log", "--walk-reflogs", "--no-show-signature", "-1", "--format=%gs"]
    last_move = decode(repository.command.run(*moves, f"refs/heads/{name}", "--").output)
    return all((*last.split(b"\0")[:-1], *own.split(b"\0")[:-1])) and (
        not last_move.strip() or last_move.startswith(REFLOG_OF_OURS)
    )


def where_checked_out(command: GitCommand, name: str) -> str:
    """The work tree that has a branch checked out; empty where none has."""
    where = ""
    for line in command.line("worktree", "list", "--porcelain").split("\n"):
        if line.startswith("worktree "):
            where = line.removeprefix("worktree ")
        if line == f"branch refs/heads/{name}":
            return where
    return ""


def tip_of(command: GitCommand, name: str) -> str | None:
    """The commit that a branch names, None where there is no such branch. Raises GitError where it is an alias."""
    if not command.run("symbolic-ref", "--quiet", f"refs/heads/{name}").code:
        raise GitError(f"branch {name} is an alias of another branch: choose another name with --branch")
    answer = command.run("rev-parse", "--verify", "--quiet", f"refs/heads/{name}")
    return None if answer.code else decode(answer.output).strip()
