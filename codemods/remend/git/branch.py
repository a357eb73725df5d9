"""Handing a plan over as a branch that appears whole or not at all.

The commits are written first and named by nothing; then one reference is moved, and only if it still is what it was
when the run began. Work tree, index, HEAD, stash and hooks are never involved.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from remend.errors import GitError, RemendError
from remend.git.command import GitCommand, decode
from remend.git.repository import Repository
from remend.git.series import write_series
from remend.model import CommitUnit

TRAILER = "Remend-Rule"
REFLOG_OF_OURS = ("remend: ", "branch: Created from ")
LONGEST_NAME = 60


def branch_name(rules: Sequence[str], paths: Sequence[str] = ()) -> str:
    """The name of the branch for these rules on these paths; the same for the same intent, in whatever order.

    `paths` are relative to the root of the repository; none, or the root itself, means all of it.
    """
    whole = {"", "."}
    names = sorted(set(rules))
    scope = sorted({str(PurePosixPath(path)) for path in paths})
    scope = [] if whole & set(scope) else scope
    parts = [("-and-".join(names) or "all-rules") if len(names) <= 2 else f"{len(names)}-rules"]
    if scope:
        parts.append(scope[0] if len(scope) == 1 else f"{len(scope)}-paths")
    plain = "-in-".join(parts)
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-")
    told_apart = len(names) <= 2 and len(scope) <= 1 and len(slug) <= LONGEST_NAME and slug == plain.replace("/", "-")
    if not told_apart:
        digest = hashlib.sha256("\0".join([*names, "", *scope]).encode("utf-8", "surrogateescape")).hexdigest()[:8]
        slug = f"{slug[: LONGEST_NAME - len(digest) - 1].rstrip('-')}-{digest}"
    return f"remend/{slug}"


def write_branch(
    repository: Repository, *, base: str, units: Sequence[CommitUnit], name: str, replace_ours: bool = True
) -> tuple[str, ...]:
    """Write `units` as commits on top of `base` and let the branch `name` point to the last; their ids, in order.

    A branch of that name is replaced if all that it adds was made by remend and `replace_ours` is set. Without units
    nothing is written. Raises GitError where git or the state of the branch stands against it; the branch then is what
    it was. Raises RemendError where the units do not fit `base` or one another.
    """
    if not units:
        return ()
    command = repository.command
    start = repository.resolve(base)
    _check_units(units)
    _check_name(command, name)
    old = _current(command, name)
    if old is not None:
        _check_replaceable(repository, name, old, start, replace_ours=replace_ours)
    _check_checked_out(command, name)
    _check_identity(command)
    commits = write_series(repository, start, units)
    _move(command, name, old, commits, start)
    return commits


def _check_units(units: Sequence[CommitUnit]) -> None:
    for unit in units:
        if TRAILER not in dict(unit.trailers):
            raise RemendError(f"the unit {unit.subject!r} has no {TRAILER} trailer; report this")


def _check_name(command: GitCommand, name: str) -> None:
    well_formed = not name.startswith("-") and name != "HEAD" and "\0" not in name
    if not well_formed or command.run("check-ref-format", f"refs/heads/{name}").code:
        raise GitError(f"{name!r} is no valid branch name: choose another with --branch")
    parts = name.split("/")
    parents = {"/".join(parts[:length]) for length in range(1, len(parts))}
    patterns = [f"refs/heads/{branch}" for branch in (*sorted(parents), name)]
    listing = command.line("for-each-ref", "--format=%(refname)", *patterns)
    for branch in (reference.removeprefix("refs/heads/") for reference in listing.splitlines()):
        if branch in parents or branch.startswith(f"{name}/"):
            raise GitError(f"branch {name} cannot exist beside branch {branch}: choose another name with --branch")


def _current(command: GitCommand, name: str) -> str | None:
    if not command.run("symbolic-ref", "--quiet", f"refs/heads/{name}").code:
        raise GitError(f"branch {name} is an alias of another branch: choose another name with --branch")
    answer = command.run("rev-parse", "--verify", "--quiet", f"refs/heads/{name}")
    return None if answer.code else decode(answer.output).strip()


def _check_replaceable(repository: Repository, name: str, old: str, start: str, *, replace_ours: bool) -> None:
    if not replace_ours:
        fault = "exists"
    elif not _is_ours(repository, name, old, start):
        fault = "exists and holds work that is not remend's"
    else:
        return
    raise GitError(f"branch {name} {fault}: choose another name with --branch, or delete it with git branch -D {name}")


def _is_ours(repository: Repository, name: str, old: str, start: str) -> bool:
    """Whether remend made the tip, and all commits that no other branch or tag holds, and moved the branch last."""
    history = ["log", "-z", "--no-show-signature", f"--format=%(trailers:key={TRAILER},valueonly,separator=%x2C)"]
    held = [commit for commit in (start, repository.head()) if commit is not None]
    refs = [f"--exclude={name}", "--branches", "--tags", f"--exclude=*/{name}", "--remotes"]
    tip = repository.command.output(*history, "-1", old, "--")
    own = repository.command.output(*history, old, "--not", *held, *refs, "--")
    moves = ["log", "--walk-reflogs", "--no-show-signature", "-1", "--format=%gs"]
    last_move = decode(repository.command.run(*moves, f"refs/heads/{name}", "--").output)
    return all((*tip.split(b"\0")[:-1], *own.split(b"\0")[:-1])) and (
        not last_move.strip() or last_move.startswith(REFLOG_OF_OURS)
    )


def _check_checked_out(command: GitCommand, name: str) -> None:
    where = ""
    for line in command.line("worktree", "list", "--porcelain").split("\n"):
        if line.startswith("worktree "):
            where = line.removeprefix("worktree ")
        if line == f"branch refs/heads/{name}":
            raise GitError(f"branch {name} is checked out in {where}: leave it, or choose another name with --branch")


def _check_identity(command: GitCommand) -> None:
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        answer = command.run("var", role)
        if answer.code:
            raise GitError(
                f"git does not know who commits ({answer.sentence}): set git config user.name and git config user.email"
            )


def _move(command: GitCommand, name: str, old: str | None, commits: Sequence[str], start: str) -> None:
    new = commits[-1]
    reason = f"remend: {len(commits)} commit{'s' if len(commits) > 1 else ''} on {start[:12]}"
    expected = old or "0" * len(new)
    answer = command.run(
        "update-ref", "--no-deref", "--create-reflog", "-m", reason, f"refs/heads/{name}", new, expected
    )
    if not answer.code:
        return
    if _current(command, name) != old:
        raise GitError(f"branch {name} was changed by someone else meanwhile and is left as it is: run again")
    raise GitError(f"branch {name} cannot be written: {answer.sentence}")
