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
from remend.git.command import GitCommand
from remend.git.draft import Draft, drafts_of
from remend.git.ours import REFLOG, TRAILERS, has_trailer, is_alias, is_ours, tip_of, use_of
from remend.git.repository import Repository
from remend.git.series import write_drafts
from remend.model import CommitUnit

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
    """Write `units` as commits, as `write_drafts_branch` does; their ids, in order.

    Raises RemendError also where the units do not fit `base` or one another.
    """
    drafts = drafts_of(repository.commit(base), units) if units else ()
    return write_drafts_branch(repository, base=base, drafts=drafts, name=name, replace_ours=replace_ours)


def write_drafts_branch(
    repository: Repository,
    *,
    base: str,
    drafts: Sequence[Draft],
    name: str,
    tree: str = "",
    replace_ours: bool = True,
) -> tuple[str, ...]:
    """Write `drafts` as commits on top of `base` and let the branch `name` point to the last; their ids, in order.

    A branch of that name is replaced if all that it adds was made by remend and `replace_ours` is set. Without drafts
    nothing is written. `tree` is the tree that the last commit is to have, if that is known. Raises GitError where git
    or the state of the branch stands against it; the branch then is what it was. Raises RemendError as `write_drafts`
    does.
    """
    if not drafts:
        return ()
    command = repository.command
    start = repository.resolve(base)
    _check_messages(drafts)
    _check_name(command, name)
    old = tip_of(command, name)
    if old is not None:
        _check_replaceable(repository, name, old, start, replace_ours=replace_ours)
    _check_not_in_use(repository, name)
    _check_identity(command)
    commits = write_drafts(repository, start, drafts, tree=tree)
    _move(command, name, old, commits, start)
    return commits


def _check_messages(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if not has_trailer(draft.message):
            raise RemendError(
                f"the commit {draft.subject!r} has none of the trailers {', '.join(TRAILERS)}; report this"
            )


def _check_name(command: GitCommand, name: str) -> None:
    well_formed = not name.startswith("-") and name != "HEAD" and "\0" not in name
    if not well_formed or command.run("check-ref-format", f"refs/heads/{name}").code:
        raise GitError(f"{name!r} is no valid branch name: choose another with --branch")
    if is_alias(command, name):
        raise GitError(f"branch {name} is an alias of another branch: choose another name with --branch")
    parts = name.split("/")
    parents = {"/".join(parts[:length]) for length in range(1, len(parts))}
    patterns = [f"refs/heads/{branch}" for branch in (*sorted(parents), name)]
    listing = command.line("for-each-ref", "--format=%(refname)", *patterns)
    for branch in (reference.removeprefix("refs/heads/") for reference in listing.splitlines()):
        if branch in parents or branch.startswith(f"{name}/"):
            raise GitError(f"branch {name} cannot exist beside branch {branch}: choose another name with --branch")


def _check_replaceable(repository: Repository, name: str, old: str, start: str, *, replace_ours: bool) -> None:
    if not replace_ours:
        fault = "exists"
    elif not is_ours(repository, name, old, start):
        fault = "exists and holds work that is not remend's"
    else:
        return
    raise GitError(f"branch {name} {fault}: choose another name with --branch, or delete it with git branch -D {name}")


def _check_not_in_use(repository: Repository, name: str) -> None:
    if use := use_of(repository, name):
        raise GitError(f"branch {name} is {use}: leave it, or choose another name with --branch")


def _check_identity(command: GitCommand) -> None:
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        answer = command.run("var", role)
        if answer.code:
            raise GitError(
                f"git does not know who commits ({answer.sentence}): set git config user.name and git config user.email"
            )


def _move(command: GitCommand, name: str, old: str | None, commits: Sequence[str], start: str) -> None:
    new = commits[-1]
    reason = f"{REFLOG}{len(commits)} commit{'s' if len(commits) > 1 else ''} on {start[:12]}"
    expected = old or "0" * len(new)
    answer = command.run(
        "update-ref", "--no-deref", "--create-reflog", "-m", reason, f"refs/heads/{name}", new, expected
    )
    if not answer.code:
        return
    if is_alias(command, name) or tip_of(command, name) != old:
        raise GitError(f"branch {name} was changed by someone else meanwhile and is left as it is: run again")
    raise GitError(f"branch {name} cannot be written: {answer.reasons}")
