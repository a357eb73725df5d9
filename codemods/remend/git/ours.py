"""Whose a branch is, and whether it may be moved: remend takes away what it made itself, and nothing else."""

from __future__ import annotations

from remend.git.command import GitCommand, decode, encode
from remend.git.repository import Repository

RULE_TRAILER = "Remend-Rule"
TRAILERS = (RULE_TRAILER, "Remend-Review-Seconds")
"""Each commit that remend makes has one of these."""

REFLOG = "remend: "
REFLOG_OF_OURS = (REFLOG, "branch: Created from ")


def has_trailer(message: str) -> bool:
    """Whether a message ends as those of remend's commits do."""
    last = message.rstrip("\n").rpartition("\n\n")[2]
    return any(line.startswith(tuple(f"{key}: " for key in TRAILERS)) for line in last.splitlines())


def is_ours(repository: Repository, name: str, tip: str, *elsewhere: str) -> bool:
    """Whether remend made the tip, and all commits that no other branch or tag holds, and moved the branch last.

    What the commits `elsewhere` hold counts as held by others, as does what HEAD holds. What a remote has under the
    same name does not, since it was pushed from here.
    """
    last = _trailers(repository, "-1", tip)
    held = [commit for commit in (*elsewhere, repository.head()) if commit is not None]
    others = [*held, f"--exclude={name}", "--branches", "--tags", f"--exclude=*/{name}", "--remotes"]
    own = _trailers(repository, tip, "--not", *others)
    moves = ["log", "--walk-reflogs", "--no-show-signature", "-1", "--format=%gs"]
    last_move = decode(repository.command.run(*moves, f"refs/heads/{name}", "--").output)
    return all((*last, *own)) and (not last_move.strip() or last_move.startswith(REFLOG_OF_OURS))


def held_by_none_else(repository: Repository, name: str, tip: str) -> int:
    """How many commits of a branch neither HEAD nor another branch or tag holds, a remote's included."""
    head = [commit for commit in (repository.head(),) if commit is not None]
    others = [*head, f"--exclude={name}", "--branches", "--tags", "--remotes"]
    return int(repository.command.line("rev-list", "--count", tip, "--not", *others, "--"))


def _trailers(repository: Repository, *revisions: str) -> list[bytes]:
    """The values of our trailers, one string a commit."""
    keys = ",".join(f"key={key}" for key in TRAILERS)
    form = f"--format=%(trailers:{keys},valueonly,separator=%x2C)"
    return repository.command.output("log", "-z", "--no-show-signature", form, *revisions, "--").split(b"\0")[:-1]


def use_of(repository: Repository, name: str) -> str:
    """What a branch is in use for, to follow `branch X is`; empty where it is not."""
    where = ""
    for line in repository.command.line("worktree", "list", "--porcelain").split("\n"):
        if line.startswith("worktree "):
            where = line.removeprefix("worktree ")
        if line == f"branch refs/heads/{name}":
            return f"checked out in {where}"
    common = repository.root / repository.command.line("rev-parse", "--git-common-dir")
    states = [place for folder in (".", "worktrees/*") for place in common.glob(f"{folder}/rebase-*/head-name")]
    return "being rebased" if any(each.read_bytes().strip() == encode(f"refs/heads/{name}") for each in states) else ""


def tip_of(command: GitCommand, name: str) -> str | None:
    """The commit that a branch names; None where there is no such branch."""
    answer = command.run("show-ref", "--verify", "--hash", f"refs/heads/{name}")
    return None if answer.code else decode(answer.output).strip()


def is_alias(command: GitCommand, name: str) -> bool:
    """Whether a branch is but another name of a second one."""
    return not command.run("symbolic-ref", "--quiet", f"refs/heads/{name}").code
